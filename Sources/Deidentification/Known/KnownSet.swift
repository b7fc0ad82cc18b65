import ClinicalText

/// Identifiers made ready for the search: one look-up for each word of a note, and one for each place where a number or
/// an address may begin, however many there are.
struct KnownSet: Sendable {
  /// A value that is looked for as its letters and figures.
  struct Value: Sendable {
    var kind: IdentifierKind
    /// Folded letters and figures, nothing else.
    var stream: [UInt8]
    /// Signs and blanks may stand between its parts.
    var allowsGaps: Bool
    var isDate = false

    /// True for a value of letters alone: a town, an employer.
    var isWords: Bool { !stream.contains { $0 &- 0x30 < 10 } }
  }

  /// Longest value that is compared, in bytes of its stream: what follows says no more.
  static let longestStream = 256
  /// Names of so many letters are found with one letter wrong, too.
  static let shortestMisspelt = 5

  /// By the first four bytes; each list is in order of the streams.
  private(set) var values: [UInt32: [Value]] = [:]
  /// Words of names by their folded token.
  private(set) var names: [UInt64: IdentifierKind] = [:]
  /// The letters of the same words.
  private(set) var nameLetters: [[UInt8]] = []
  /// Letters of the names that are long enough for a letter to be wrong, and where each stands by its deletions.
  private var spellings: [(letters: [UInt8], kind: IdentifierKind)] = []
  private var deletions: [UInt64: [Int32]] = [:]
  /// First letters of whole names ("JH"), in upper case.
  private(set) var initials: Set<[UInt8]> = []

  var isEmpty: Bool { values.isEmpty && names.isEmpty }

  // MARK: adding

  mutating func add(value stream: [UInt8], _ kind: IdentifierKind, allowsGaps: Bool, isDate: Bool = false) {
    // Two figures or a letter say nothing by themselves ("91").
    guard stream.count >= 4 else { return }
    let value = Value(
      kind: kind, stream: Array(stream.prefix(Self.longestStream)), allowsGaps: allowsGaps, isDate: isDate)
    let key = Self.key(value.stream, 0)
    var list = values[key] ?? []
    let place = list.firstIndex { !$0.stream.lexicographicallyPrecedes(value.stream) } ?? list.count
    if place < list.count, list[place].stream == value.stream { return }
    list.insert(value, at: place)
    values[key] = list
  }

  mutating func add(word: String, _ kind: IdentifierKind, isMisspelt: Bool) {
    let scratch = TokenBuffer()
    let folded = TokenFolding.phrase(NoteText(word), scratch)
    guard folded.count == 1, let first = folded.first, first != TokenFolding.skipped else { return }
    guard names[first] == nil else { return }
    names[first] = kind
    let letters = FoldedStream.bytes(of: word)
    nameLetters.append(letters)
    guard isMisspelt, letters.count >= Self.shortestMisspelt, letters.count <= 40 else { return }
    let index = Int32(spellings.count)
    spellings.append((letters, kind))
    Self.forEachDeletion(of: letters) { deletions[$0, default: []].append(index) }
  }

  mutating func add(initials letters: [UInt8]) { initials.insert(letters) }

  // MARK: searching

  /// The kind of the longest value that stands at a byte of the stream, and where it ends.
  ///
  /// - Parameter isAllowed: asked for each value that is there, with its end.
  func value(
    at start: Int, _ bytes: [UInt8], _ isAllowed: (Value, Int) -> Bool
  ) -> (value: Value, end: Int)? {
    guard start + 4 <= bytes.count, let list = values[Self.key(bytes, start)] else { return nil }
    var best: (value: Value, end: Int)?
    // The values that begin like the text lie side by side: each further byte makes the stretch smaller.
    var low = 0
    var high = list.count
    var length = 4
    while low < high {
      if list[low].stream.count == length {
        if isAllowed(list[low], start + length) { best = (list[low], start + length) }
        low += 1
      }
      guard low < high, start + length < bytes.count else { break }
      let byte = bytes[start + length]
      (low, high) = Self.stretch(list, low, high, at: length, of: byte)
      length += 1
    }
    return best
  }

  private static func stretch(
    _ list: [Value], _ low: Int, _ high: Int, at index: Int, of byte: UInt8
  ) -> (Int, Int) {
    func bound(_ isBefore: (UInt8) -> Bool) -> Int {
      var low = low
      var high = high
      while low < high {
        let middle = (low + high) / 2
        if isBefore(list[middle].stream[index]) { low = middle + 1 } else { high = middle }
      }
      return low
    }
    return (bound { $0 < byte }, bound { $0 <= byte })
  }

  /// The kind of the name that differs from `letters` by one letter, or nil.
  func misspelt(_ letters: [UInt8]) -> IdentifierKind? {
    guard !spellings.isEmpty, letters.count >= Self.shortestMisspelt - 1, letters.count <= 41 else { return nil }
    var found: Int32?
    Self.forEachDeletion(of: letters) { key in
      for index in deletions[key] ?? [] where found == nil || index < found! {
        if SpellingDistance.between(letters, spellings[Int(index)].letters, within: 1) != nil { found = index }
      }
    }
    return found.map { spellings[Int($0)].kind }
  }

  static func key(_ bytes: [UInt8], _ i: Int) -> UInt32 {
    UInt32(bytes[i]) | UInt32(bytes[i + 1]) << 8 | UInt32(bytes[i + 2]) << 16 | UInt32(bytes[i + 3]) << 24
  }

  /// Hashes of the letters and of the letters without each one of them: two words of distance one share a hash.
  private static func forEachDeletion(of letters: [UInt8], _ body: (UInt64) -> Void) {
    for left in -1..<letters.count {
      var hash: UInt64 = 0xCBF2_9CE4_8422_2325
      for (i, byte) in letters.enumerated() where i != left { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      body(hash)
    }
  }
}

extension FoldedStream {
  /// Letters and figures of a text, folded.
  static func bytes(of text: String) -> [UInt8] {
    var stream = FoldedStream()
    stream.load(NoteText(text))
    return stream.bytes
  }
}
