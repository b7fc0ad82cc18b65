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

  /// Reads the whole input and keeps so many records; they come in input order.
  private static func draw(_ reader: NoteReader, _ sampling: Sampling) throws -> RecordBatch {
    var draw = SampleDraw<ParsedRecord>(sampling)
    var position = 0
    while let batch = try reader.next() {
      for record in batch.parse() {
        draw.offer(record, at: position)
        position += 1
      }
    }
    return .parsed(draw.finish(), byteCount: 0)
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
