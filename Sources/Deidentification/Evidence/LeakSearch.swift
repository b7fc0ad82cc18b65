import ClinicalText

/// Known values in all their forms, made ready for one pass over any amount of text. Shared by all workers.
///
/// The forms stand sorted, in one block. Forms of up to seven letters and figures are found by a hash of themselves; longer
/// ones by a hash of their first eight, and then by binary search among the forms that share these: a form is the
/// beginning of the text exactly if it is the greatest form not above the text, or a beginning of that one. So time grows
/// with the text alone, whatever the values have in common.
public final class LeakSearch: Sendable {
  /// A form with one shape, and the values that have it.
  struct Use: Sendable {
    var shape: Int
    /// Range in `owners`, sorted by patient.
    var owners: Range<Int>
  }

  struct Owner: Sendable {
    var patient: Int
    var value: Int
  }

  /// Distinct letters and figures.
  struct Form: Sendable {
    var start: Int
    var count: Int
    /// Range in `uses`.
    var uses: Range<Int>
    /// The longest form that this one begins with, by index; -1 for none.
    var parent: Int
  }

  public let values: [KnownValue]
  /// Values that are too short to be looked for.
  public let skipped: Int
  let shapes: [LeakPattern.Shape]
  let block: [UInt8]
  let forms: [Form]
  let uses: [Use]
  let owners: [Owner]
  /// Lengths below eight that occur.
  let shortLengths: [Int]
  private let table: PrefixTable

  /// Number of distinct forms.
  public var formCount: Int { forms.count }

  /// Makes the forms of all values.
  ///
  /// - Parameters:
  ///   - nicknames: short forms of given names.
  ///   - isCommonWord: true for an ordinary word, in lower case without accents.
  public init(
    _ values: [KnownValue], nicknames: NicknameTable = NicknameTable(), isCommonWord: @escaping ([UInt8]) -> Bool
  ) {
    struct Entry {
      var start: Int
      var count: Int
      var shape: Int
      var owner: Owner
    }
    var maker = LeakForms(nicknames: nicknames, isCommonWord: isCommonWord)
    var raw: [UInt8] = []
    var entries: [Entry] = []
    var shapeNumbers: [LeakPattern.Shape: Int] = [:]
    var shapes: [LeakPattern.Shape] = []
    for (index, value) in values.enumerated() {
      for pattern in maker.patterns(of: value) where pattern.bytes.count >= 3 {
        var number = shapeNumbers[pattern.shape]
        if number == nil {
          number = shapes.count
          shapeNumbers[pattern.shape] = shapes.count
          shapes.append(pattern.shape)
        }
        entries.append(
          Entry(
            start: raw.count, count: pattern.bytes.count, shape: number ?? 0,
            owner: Owner(patient: value.patient, value: index)))
        raw += pattern.bytes
      }
    }
    raw += [UInt8](repeating: 0, count: 8)
    raw.withUnsafeBufferPointer { bytes in
      entries.sort { a, b in
        let order = Self.compare(bytes, a.start, a.count, b.start, b.count)
        if order != 0 { return order < 0 }
        if a.shape != b.shape { return a.shape < b.shape }
        return (a.owner.patient, a.owner.value) < (b.owner.patient, b.owner.value)
      }
    }
    var forms: [Form] = []
    var uses: [Use] = []
    var owners: [Owner] = []
    var open: [Int] = []
    for (index, entry) in entries.enumerated() {
      let before = index > 0 ? entries[index - 1] : nil
      let isNewForm =
        before.map { !raw[$0.start..<$0.start + $0.count].elementsEqual(raw[entry.start..<entry.start + entry.count]) }
        ?? true
      if isNewForm {
        while let last = open.last,
          !(forms[last].count < entry.count
            && raw[forms[last].start..<forms[last].start + forms[last].count]
              .elementsEqual(raw[entry.start..<entry.start + forms[last].count]))
        { open.removeLast() }
        forms.append(
          Form(start: entry.start, count: entry.count, uses: uses.count..<uses.count, parent: open.last ?? -1))
        open.append(forms.count - 1)
      }
      if isNewForm || before?.shape != entry.shape {
        uses.append(Use(shape: entry.shape, owners: owners.count..<owners.count))
        forms[forms.count - 1].uses = forms[forms.count - 1].uses.lowerBound..<uses.count
      }
      owners.append(entry.owner)
      uses[uses.count - 1].owners = uses[uses.count - 1].owners.lowerBound..<owners.count
    }
    self.values = values
    skipped = maker.skipped
    self.shapes = shapes
    block = raw
    self.forms = forms
    self.uses = uses
    self.owners = owners
    shortLengths = Set(forms.map(\.count)).filter { $0 < 8 }.sorted()
    var table = PrefixTable(expected: forms.count)
    raw.withUnsafeBytes { bytes in
      var index = 0
      while index < forms.count {
        let key = PrefixTable.key(
          bytes.loadUnaligned(fromByteOffset: forms[index].start, as: UInt64.self), forms[index].count)
        var end = index + 1
        if forms[index].count >= 8 {
          while end < forms.count, forms[end].count >= 8,
            PrefixTable.key(bytes.loadUnaligned(fromByteOffset: forms[end].start, as: UInt64.self), 8) == key
          { end += 1 }
        }
        table.insert(key, index..<end)
        index = end
      }
    }
    self.table = table
  }

  /// The forms that text beginning with these eight bytes may begin with: all of one short length, or all from eight on.
  @inline(__always)
  func candidates(_ eight: UInt64, _ length: Int) -> Range<Int>? { table.find(PrefixTable.key(eight, length)) }

  /// The owner that a hit is told for: of the note's own patient if there is one, else the first.
  func owner(of use: Use, patient: Int?) -> Owner {
    if let patient {
      var low = use.owners.lowerBound
      var high = use.owners.upperBound
      while low < high {
        let middle = (low + high) / 2
        if owners[middle].patient < patient { low = middle + 1 } else { high = middle }
      }
      if low < use.owners.upperBound, owners[low].patient == patient { return owners[low] }
    }
    return owners[use.owners.lowerBound]
  }

  /// Below 0, 0 or above 0, as the bytes stand in order.
  static func compare(
    _ bytes: UnsafeBufferPointer<UInt8>, _ a: Int, _ aCount: Int, _ b: Int, _ bCount: Int
  ) -> Int {
    for k in 0..<min(aCount, bCount) where bytes[a + k] != bytes[b + k] { return bytes[a + k] < bytes[b + k] ? -1 : 1 }
    return aCount - bCount
  }
}

/// Ranges of forms by their first letters and figures: a filter of bits in front of open-addressing slots.
struct PrefixTable: Sendable {
  private var keys: [UInt64]
  private var ranges: [Range<Int32>]
  private var bits: [UInt64]
  private let mask: Int
  private let bitMask: UInt64

  init(expected: Int) {
    var capacity = 64
    while capacity < expected * 2 { capacity *= 2 }
    keys = Array(repeating: 0, count: capacity)
    ranges = Array(repeating: 0..<0, count: capacity)
    bits = Array(repeating: 0, count: capacity / 4)
    mask = capacity - 1
    bitMask = UInt64(capacity * 16 - 1)
  }

  /// Below eight bytes the length stands in the highest byte, where letters and figures are above it.
  @inline(__always)
  static func key(_ eight: UInt64, _ length: Int) -> UInt64 {
    length >= 8 ? eight : eight & ((1 << UInt64(8 * length)) - 1) | UInt64(length) << 56
  }

  @inline(__always)
  private static func mix(_ key: UInt64) -> UInt64 {
    var z = key &* 0x9E37_79B9_7F4A_7C15
    z ^= z >> 32
    return z &* 0xD6E8_FEB8_6659_FD93
  }

  mutating func insert(_ key: UInt64, _ range: Range<Int>) {
    let mixed = Self.mix(key)
    var slot = Int(truncatingIfNeeded: mixed >> 20) & mask
    while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) & mask }
    keys[slot] = key
    ranges[slot] = Int32(range.lowerBound)..<Int32(range.upperBound)
    let bit = mixed & bitMask
    bits[Int(bit >> 6)] |= 1 << (bit & 63)
  }

  @inline(__always)
  func find(_ key: UInt64) -> Range<Int>? {
    let mixed = Self.mix(key)
    let bit = mixed & bitMask
    guard bits[Int(bit >> 6)] & (1 << (bit & 63)) != 0 else { return nil }
    var slot = Int(truncatingIfNeeded: mixed >> 20) & mask
    while keys[slot] != 0 {
      if keys[slot] == key { return Int(ranges[slot].lowerBound)..<Int(ranges[slot].upperBound) }
      slot = (slot + 1) & mask
    }
    return nil
  }
}
