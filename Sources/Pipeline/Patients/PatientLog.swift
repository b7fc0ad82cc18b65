import ClinicalText

/// Gathers facts of patients in any order, in memory that does not grow with their number, and sorts them by patient.
///
/// Facts go into 256 buckets by a hash of the patient's id; a full one is appended to a sealed file. `finish` reads one
/// bucket after another, sorts it, and appends the patients' facts to a second file, with 16 bytes of index for each.
struct PatientLog: PatientSink {
  private static let bucketBytes = 16 * 1024
  private static let blockBytes = 16 * 1024
  /// Entries of the filter that passes over what a patient's notes say again and again.
  private static let filterSlots = 1 << 18

  private var buckets = [[UInt8]](repeating: [], count: 256)
  private var written = [[SealedSpool.Block]](repeating: [], count: 256)
  private var spool: SealedSpool?
  private var filter = [UInt64](repeating: 0, count: filterSlots)

  /// Keyed: the seed is this process's own.
  static func hash(ofID id: String) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(id)
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }

  /// Adds a fact. Throws `diskFull`, `outputUnwritable`.
  mutating func add(_ fact: PatientFact, of patient: String) throws(Fault) {
    let hash = Self.hash(ofID: patient)
    var hasher = Hasher()
    hasher.combine(hash)
    hasher.combine(fact)
    let word = UInt64(bitPattern: Int64(hasher.finalize())) | 1
    let slot = Int(truncatingIfNeeded: word >> 1) & (Self.filterSlots - 1)
    if filter[slot] == word { return }
    filter[slot] = word

    let bucket = Int(hash >> 56)
    FactCoding.append(hash, &buckets[bucket])
    FactCoding.append(patient, &buckets[bucket])
    buckets[bucket].append(fact.tag)
    FactCoding.append(fact.text, &buckets[bucket])
    guard buckets[bucket].count >= Self.bucketBytes else { return }
    if spool == nil { spool = try SealedSpool() }
    guard let spool else { return }
    written[bucket].append(try spool.append(buckets[bucket]))
    buckets[bucket].removeAll(keepingCapacity: true)
  }

  /// The facts by patient. The log must not be used afterwards.
  mutating func finish() throws(Fault) -> PatientTable {
    var builder = PatientTable.Builder(blockBytes: Self.blockBytes)
    for bucket in buckets.indices {
      var bytes: [UInt8] = []
      if let spool { for block in written[bucket] { bytes += try spool.read(block) } }
      bytes += buckets[bucket]
      buckets[bucket] = []
      try builder.add(bucket: bytes)
    }
    return try builder.finish()
  }
}

/// Facts as bytes: numbers in eight or four bytes, texts with their length in front.
enum FactCoding {
  static func append(_ value: UInt64, _ bytes: inout [UInt8]) {
    for i in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(i * 8))) }
  }

  static func append(_ text: String, _ bytes: inout [UInt8]) {
    let utf8 = text.utf8
    let count = UInt32(utf8.count)
    for i in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: count >> UInt32(i * 8))) }
    bytes.append(contentsOf: utf8)
  }

  static func word(_ bytes: [UInt8], _ at: inout Int) -> UInt64 {
    var value: UInt64 = 0
    for i in 0..<8 { value |= UInt64(bytes[at + i]) << UInt64(i * 8) }
    at += 8
    return value
  }

  /// The range of a text.
  static func text(_ bytes: [UInt8], _ at: inout Int) -> Range<Int> {
    var count = 0
    for i in 0..<4 { count |= Int(bytes[at + i]) << (i * 8) }
    let range = at + 4..<at + 4 + count
    at = range.upperBound
    return range
  }
}
