import ClinicalText
import NoteFormats

/// Some records on their way to a worker: raw ones that it parses itself, or parsed ones.
public enum RecordBatch: Sendable {
  case raw(RawBatch)
  case parsed([ParsedRecord], byteCount: Int)

  func records() -> [ParsedRecord] {
    switch self {
    case .raw(let batch): batch.parse()
    case .parsed(let records, _): records
    }
  }

  var byteCount: Int {
    switch self {
    case .raw(let batch): batch.byteCount
    case .parsed(_, let count): count
    }
  }
}

/// A seeded sample: how many records, and which ones.
public struct Sampling: Sendable {
  public var size: Int
  public var seed: UInt64

  /// Takes each part as it is given.
  public init(size: Int, seed: UInt64) {
    self.size = size
    self.seed = seed
  }
}

/// The records of a reader, all of them, the first `limit`, or a seeded sample.
struct RecordSource {
  private let reader: NoteReader
  private var left: Int?
  private var sample: [RecordBatch]?

  init(_ reader: NoteReader, limit: Int?, sampling: Sampling?) throws {
    self.reader = reader
    left = limit
    if let sampling { sample = [try Self.draw(reader, sampling)] }
  }

  /// Reads the whole input and keeps so many records, chosen by seed and position alone; they come in input order.
  private static func draw(_ reader: NoteReader, _ sampling: Sampling) throws -> RecordBatch {
    let size = sampling.size
    var kept: [(rank: UInt64, position: Int, record: ParsedRecord)] = []
    var bound = UInt64.max
    var position = 0
    while let batch = try reader.next() {
      for record in batch.parse() {
        let rank = rank(position, sampling.seed)
        if rank <= bound || kept.count < size { kept.append((rank, position, record)) }
        position += 1
      }
      if kept.count >= 2 * size + 64 { cut(&kept, size, &bound) }
    }
    cut(&kept, size, &bound)
    kept.sort { $0.position < $1.position }
    return .parsed(kept.map(\.record), byteCount: 0)
  }

  private static func cut(
    _ kept: inout [(rank: UInt64, position: Int, record: ParsedRecord)], _ size: Int,
    _ bound: inout UInt64
  ) {
    kept.sort { $0.rank != $1.rank ? $0.rank < $1.rank : $0.position < $1.position }
    if kept.count > size { kept.removeLast(kept.count - size) }
    if kept.count == size, let last = kept.last { bound = last.rank }
  }

  /// A well-mixed number for a position (SplitMix64, Steele et al. 2014).
  private static func rank(_ position: Int, _ seed: UInt64) -> UInt64 {
    var z = (UInt64(position) &+ 1) &* 0x9E37_79B9_7F4A_7C15 &+ seed &* 0xD6E8_FEB8_6659_FD93
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func next() throws -> RecordBatch? {
    if sample != nil { return sample!.isEmpty ? nil : sample!.removeFirst() }
    if left == 0 { return nil }
    guard let batch = try reader.next() else { return nil }
    guard let rest = left else { return .raw(batch) }
    if batch.count <= rest {
      left = rest - batch.count
      return .raw(batch)
    }
    left = 0
    return .parsed(Array(batch.parse().prefix(rest)), byteCount: batch.byteCount)
  }

  func hasInputReady() -> Bool {
    sample != nil || left == 0 || reader.hasInputReady()
  }
}
