import ClinicalText

/// What is known of one patient, made ready for the search in the patient's notes: what was given beforehand
/// (`known_phi`, `--patients`), and what was found in other notes of the patient.
///
/// Words of names are searched one by one, in any order and letter case, with their short forms, and with one letter
/// wrong; numbers, addresses and the like as their letters and figures, whatever stands between them; dates in every
/// usual form. What was given counts wherever it stands; what was found elsewhere counts where the note's own detection has
/// left something over.
public struct KnownIdentifiers: Sendable {
  private(set) var given = KnownSet()
  private(set) var found = KnownSet()
  private var seen: Set<[UInt8]> = []

  /// Starts with nothing.
  public init() {}

  public var isEmpty: Bool { given.isEmpty && found.isEmpty }

  /// Adds a person's name, as written in any order ("Hairston, Imani", "Imani A. Hairston").
  ///
  /// - Parameter nicknames: further given names that mean the same (`NicknameTable`).
  public mutating func add(name: String, kind: IdentifierKind = .patient, nicknames: (String) -> [String] = { _ in [] })
  {
    guard seen.insert([0, kind.rawValue] + Array(name.utf8)).inserted else { return }
    let words = Self.words(of: name)
    for word in words where word.utf8.count >= 2 {
      given.add(word: word, kind, isMisspelt: true)
      let joined = word.filter { $0 != "'" && $0 != "\u{2019}" }
      if joined != word { given.add(word: joined, kind, isMisspelt: true) }
    }
    for word in words where word.utf8.count >= 3 {
      for other in nicknames(word) { given.add(word: other, kind, isMisspelt: false) }
    }
    guard kind == .patient, (2...3).contains(words.count) else { return }
    let letters = words.compactMap { $0.utf8.first }.map { $0 &- 0x61 < 26 ? $0 & 0xDF : $0 }
    if letters.allSatisfy({ $0 &- 0x41 < 26 }) {
      let isReversed = name.contains(",")
      given.add(initials: isReversed ? Array(letters.dropFirst()) + letters.prefix(1) : letters)
    }
  }

  /// Adds a number, an e-mail, a town, an employer: anything that is looked for as a whole.
  public mutating func add(value: String, kind: IdentifierKind) {
    let stream = FoldedStream.bytes(of: value)
    given.add(value: stream, kind, allowsGaps: Self.allowsGaps(value, stream))
  }

  /// Adds a telephone or fax number: with and without the country code 1, and without the area code.
  public mutating func add(phone: String, kind: IdentifierKind = .phone) {
    let digits = FoldedStream.bytes(of: phone)
    guard digits.allSatisfy(FoldedStream.isDigit) else { return add(value: phone, kind: kind) }
    var local = digits
    if digits.count == 11, digits[0] == 0x31 { local = Array(digits.dropFirst()) }
    given.add(value: digits, kind, allowsGaps: true)
    guard local.count == 10 else { return }
    given.add(value: local, kind, allowsGaps: true)
    given.add(value: [0x31] + local, kind, allowsGaps: true)
    given.add(value: Array(local.dropFirst(3)), kind, allowsGaps: true)
  }

  /// Adds an address, whole ("4161 Pine Rd, Durham, NC 27787"): its street line, town and ZIP code, each for itself.
  public mutating func add(address: String) {
    for part in address.split(whereSeparator: { $0 == "," || $0 == ";" || $0.isNewline }) {
      let words = part.split(separator: " ").map(String.init)
      guard let first = words.first, let last = words.last else { continue }
      if Self.isZIP(last) { addZIP(last) }
      let rest = words.filter { !Self.isZIP($0) }
      let isStreet = rest.count > 1 && rest.contains { $0.utf8.contains(where: FoldedStream.isDigit) }
      if isStreet {
        add(value: rest.joined(separator: " "), kind: .street)
        // "Pine Rd" stands as "Pine Road" and "Pine" as well: the words behind the number are enough.
        if rest.count > 2, first.utf8.first.map(FoldedStream.isDigit) == true {
          add(value: rest.dropLast().joined(separator: " "), kind: .street)
        }
      } else if rest.joined().utf8.count > 2 {
        let town = rest.last.map { $0.utf8.count == 2 } == true ? Array(rest.dropLast()) : rest
        if !town.isEmpty { add(value: town.joined(separator: " "), kind: .city) }
      }
    }
  }

  private mutating func addZIP(_ code: String) {
    add(value: code, kind: .zip)
    if code.utf8.count > 5 { add(value: String(code.prefix(5)), kind: .zip) }
  }

  private static func isZIP(_ word: String) -> Bool {
    let parts = word.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count <= 2, parts[0].utf8.count == 5, parts.count == 1 || parts[1].utf8.count == 4 else { return false }
    return parts.allSatisfy { $0.utf8.allSatisfy(FoldedStream.isDigit) }
  }

  /// Adds a value of which nobody says what it is: told from its form.
  public mutating func add(untyped value: String, nicknames: (String) -> [String] = { _ in [] }) {
    let stream = FoldedStream.bytes(of: value)
    let digits = stream.count { FoldedStream.isDigit($0) }
    if value.contains("@") { return add(value: value, kind: .email) }
    if digits == 0 {
      // One to four words: a name, or a town or employer, which are searched in the same way.
      let words = Self.words(of: value)
      if words.count <= 4 { add(name: value, nicknames: nicknames) } else { add(value: value, kind: .locationOther) }
      return
    }
    if Self.date(value) != nil { return add(date: value) }
    let isFiguresOnly = digits == stream.count
    switch (isFiguresOnly, digits) {
    case (true, 5): add(value: value, kind: Self.isZIP(value) ? .zip : .medicalRecord)
    case (true, 10), (true, 11): add(phone: value)
    case (true, 9):
      let groups = value.split(separator: "-").map(\.utf8.count)
      if groups == [5, 4] { return addZIP(value) }
      add(value: value, kind: groups == [3, 2, 4] ? .ssn : .medicalRecord)
    case (true, _): add(value: value, kind: .medicalRecord)
    case (false, _):
      let words = value.split(separator: " ")
      if words.count > 1, words[0].utf8.allSatisfy(FoldedStream.isDigit) { return add(address: value) }
      if stream.first == 0x78, digits == stream.count - 1 { return add(value: value, kind: .phone) }
      add(value: value, kind: .medicalRecord)
    }
  }

  /// Adds what was detected in another note of the patient.
  public mutating func add(found text: String, kind: IdentifierKind) {
    switch kind {
    case .patient, .doctor:
      for word in Self.words(of: text) where word.utf8.count >= 3 { found.add(word: word, kind, isMisspelt: false) }
    default:
      let stream = FoldedStream.bytes(of: text)
      found.add(value: stream, kind, allowsGaps: Self.allowsGaps(text, stream))
    }
  }

  mutating func addDate(stream: [UInt8]) {
    given.add(value: stream, .date, allowsGaps: true, isDate: true)
  }

  /// Words of letters within a text, without titles' and initials' dots.
  private static func words(of text: String) -> [String] {
    let note = NoteStructure()
    note.tokenize(NoteText(text))
    return (0..<note.tokens.count).filter { note.tokens[$0].kind == .word }.map {
      var word = note.text.string(note.tokens[$0].span)
      for ending in ["'s", "\u{2019}s", "'S"] where word.hasSuffix(ending) { word.removeLast(2) }
      return word
    }
  }

  /// Short numbers without signs of their own must stand in one piece.
  private static func allowsGaps(_ value: String, _ stream: [UInt8]) -> Bool {
    stream.count >= 6
      || value.utf8.dropFirst().dropLast().contains { byte in
        byte < 0x80 && !FoldedStream.isDigit(byte) && (byte | 0x20) &- 0x61 >= 26
      }
  }
}
