import ClinicalText

/// The facts of many patients, by id: 16 bytes in memory for each patient, the facts in a sealed temporary file.
/// Read by any thread.
final class PatientTable: Sendable {
  /// Hashes of the ids, ascending, and where each patient's facts begin: the block's number, and 24 bits of offset in it.
  private let hashes: [UInt64]
  private let places: [UInt64]
  private let blocks: [SealedSpool.Block]
  private let spool: SealedSpool?

  private init(hashes: [UInt64], places: [UInt64], blocks: [SealedSpool.Block], spool: SealedSpool?) {
    self.hashes = hashes
    self.places = places
    self.blocks = blocks
    self.spool = spool
  }

  static let empty = PatientTable(hashes: [], places: [], blocks: [], spool: nil)

  var count: Int { hashes.count }

  /// A reader of one thread's own: it keeps the block that it opened last.
  final class Reader {
    private let table: PatientTable
    private var block = -1
    private var bytes: [UInt8] = []

    init(_ table: PatientTable) { self.table = table }

    /// A patient's facts as bytes, the same for the same facts; nil for a patient of whom nothing is known.
    func record(of patient: String) throws(Fault) -> [UInt8]? {
      let hash = PatientLog.hash(ofID: patient)
      var low = 0
      var high = table.hashes.count
      while low < high {
        let middle = (low + high) / 2
        if table.hashes[middle] < hash { low = middle + 1 } else { high = middle }
      }
      while low < table.hashes.count, table.hashes[low] == hash {
        let place = table.places[low]
        try open(Int(place >> 24))
        var at = Int(place & 0xFF_FFFF)
        let id = FactCoding.text(bytes, &at)
        let facts = FactCoding.text(bytes, &at)
        if bytes[id].elementsEqual(patient.utf8) { return Array(bytes[facts]) }
        low += 1
      }
      return nil
    }

    private func open(_ number: Int) throws(Fault) {
      guard number != block, let spool = table.spool else { return }
      bytes = try spool.read(table.blocks[number])
      block = number
    }
  }

  /// The facts of a record.
  static func facts(_ record: [UInt8]) -> [PatientFact] {
    var facts: [PatientFact] = []
    var at = 0
    while at < record.count {
      let tag = record[at]
      at += 1
      facts.append(PatientFact(tag: tag, text: String(decoding: record[FactCoding.text(record, &at)], as: UTF8.self)))
    }
    return facts
  }

  /// Sorts buckets and lays them down.
  struct Builder {
    private let blockBytes: Int
    private var hashes: [UInt64] = []
    private var places: [UInt64] = []
    private var blocks: [SealedSpool.Block] = []
    private var spool: SealedSpool?
    private var open: [UInt8] = []

    init(blockBytes: Int) { self.blockBytes = blockBytes }

    private struct Entry {
      var hash: UInt64
      var id: Range<Int>
      var tag: UInt8
      var text: Range<Int>
    }

    /// Takes the facts of one bucket; buckets come in order.
    mutating func add(bucket bytes: [UInt8]) throws(Fault) {
      var entries: [Entry] = []
      var at = 0
      while at < bytes.count {
        let hash = FactCoding.word(bytes, &at)
        let id = FactCoding.text(bytes, &at)
        let tag = bytes[at]
        at += 1
        entries.append(Entry(hash: hash, id: id, tag: tag, text: FactCoding.text(bytes, &at)))
      }
      func isBefore(_ a: Range<Int>, _ b: Range<Int>) -> Bool? {
        bytes[a].elementsEqual(bytes[b]) ? nil : bytes[a].lexicographicallyPrecedes(bytes[b])
      }
      entries.sort { a, b in
        if a.hash != b.hash { return a.hash < b.hash }
        if let before = isBefore(a.id, b.id) { return before }
        return a.tag != b.tag ? a.tag < b.tag : isBefore(a.text, b.text) ?? false
      }
      var first = 0
      while first < entries.count {
        let id = Array(bytes[entries[first].id])
        var record: [UInt8] = []
        var next = first
        var last: Entry?
        while next < entries.count, entries[next].hash == entries[first].hash, bytes[entries[next].id].elementsEqual(id)
        {
          let entry = entries[next]
          next += 1
          if let last, last.tag == entry.tag, bytes[last.text].elementsEqual(bytes[entry.text]) { continue }
          last = entry
          record.append(entry.tag)
          Self.append(bytes[entry.text], &record)
        }
        if open.count >= blockBytes { try flush() }
        hashes.append(entries[first].hash)
        places.append(UInt64(blocks.count) << 24 | UInt64(open.count))
        Self.append(id[...], &open)
        Self.append(record[...], &open)
        first = next
      }
    }

    private static func append(_ text: ArraySlice<UInt8>, _ bytes: inout [UInt8]) {
      for i in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: text.count >> (i * 8))) }
      bytes.append(contentsOf: text)
    }

    private mutating func flush() throws(Fault) {
      guard !open.isEmpty else { return }
      if spool == nil { spool = try SealedSpool() }
      if let spool { blocks.append(try spool.append(open)) }
      open.removeAll(keepingCapacity: true)
    }

    mutating func finish() throws(Fault) -> PatientTable {
      try flush()
      return PatientTable(hashes: hashes, places: places, blocks: blocks, spool: spool)
    }
  }
}
