import ClinicalText

/// What is known of one patient beforehand (`known_phi`, `--patients`), made ready for the search in a note.
///
/// Words of names are searched one by one, in any order and letter case, with their short forms, and with one letter
/// wrong; numbers, addresses and the like as their letters and figures, whatever stands between them; dates in every
/// usual form.
public struct KnownIdentifiers: Sendable {
  /// A value to look for.
  struct Value: Sendable {
    var kind: IdentifierKind
    /// Folded letters and figures, nothing else.
    var stream: [UInt8]
  }

  /// A word of a name.
  struct NameWord: Sendable {
    var kind: IdentifierKind
    var letters: [UInt8]
    var folded: UInt64
  }

  private(set) var values: [Value] = []
  private(set) var names: [NameWord] = []

  /// Starts with nothing.
  public init() {}

  public var isEmpty: Bool { values.isEmpty && names.isEmpty }

  /// Adds a person's name, as written in any order ("Hairston, Imani", "Imani A. Hairston").
  ///
  /// - Parameter nicknames: further given names that mean the same (`NicknameTable`).
  public mutating func add(name: String, kind: IdentifierKind = .patient, nicknames: (String) -> [String] = { _ in [] })
  {
    let note = NoteStructure()
    note.tokenize(NoteText(name))
    for i in 0..<note.tokens.count where note.tokens[i].kind == .word && note.tokens[i].count >= 2 {
      let word = note.text.string(note.tokens[i].span)
      add(word: word, kind)
      for other in nicknames(word) { add(word: other, kind) }
    }
  }

  private mutating func add(word: String, _ kind: IdentifierKind) {
    let scratch = TokenBuffer()
    let folded = TokenFolding.phrase(NoteText(word), scratch)
    guard let first = folded.first, folded.count == 1, !names.contains(where: { $0.folded == first }) else { return }
    names.append(NameWord(kind: kind, letters: Self.stream(word), folded: first))
  }

  /// Adds a number, an address, an e-mail: anything that is looked for as a whole.
  public mutating func add(value: String, kind: IdentifierKind) {
    let stream = Self.stream(value)
    // Two figures or a letter say nothing by themselves ("91").
    guard stream.count >= 4, !values.contains(where: { $0.stream == stream }) else { return }
    values.append(Value(kind: kind, stream: stream))
  }

  /// Adds a date (ISO 8601, "1950-03-07") in every form that notes use.
  public mutating func add(date: String) {
    let parts = date.prefix(10).split(separator: "-").compactMap { Int($0) }
    guard parts.count == 3, (1...12).contains(parts[1]), (1...31).contains(parts[2]) else {
      return add(value: date, kind: .date)
    }
    let (year, month, day) = (parts[0], parts[1], parts[2])
    let months = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
      "december",
    ]
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let long = months[month - 1]
    let short = String(long.prefix(3))
    let years = ["\(year)", two(year % 100)]
    for y in years {
      for form in [
        "\(two(month))\(two(day))\(y)", "\(two(day))\(two(month))\(y)", "\(two(day))\(short)\(y)", "\(day)\(short)\(y)",
        "\(day)\(long)\(y)", "\(long)\(day)\(y)", "\(short)\(day)\(y)", "\(short)\(two(day))\(y)",
        "\(long)\(two(day))\(y)", "\(two(day))\(long)\(y)",
      ] {
        add(value: form, kind: .date)
      }
      // Figures without zeros only with four figures of the year: "3/7/50" is any quantity's neighbour.
      add(value: "\(month)\(day)\(y)", kind: .date)
      add(value: "\(day)\(month)\(y)", kind: .date)
    }
    add(value: "\(year)\(two(month))\(two(day))", kind: .date)
    for form in ["\(long)\(day)th", "\(long)\(day)st", "\(long)\(day)nd", "\(long)\(day)rd"] {
      add(value: "\(form)\(year)", kind: .date)
    }
  }

  /// Letters and figures of a text, folded.
  static func stream(_ text: String) -> [UInt8] {
    var stream = FoldedStream()
    stream.load(NoteText(text))
    return stream.bytes
  }
}
