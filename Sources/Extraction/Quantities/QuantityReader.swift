import ClinicalText

/// Reads the quantities of a short text by itself, as examples and tests want them. One object serves one task.
public final class QuantityReader {
  /// A quantity with its normalised parts.
  public struct Reading: Sendable {
    /// Byte offsets.
    public var span: ByteSpan
    public var attributes: [(name: String, json: String)]
    /// UCUM code of the unit; empty without one.
    public var ucum: String
    /// "0.005 g", "0.005-0.01 g", "120/80": canonical number and unit, for reports.
    public var canonical: String
  }

  private let rules: QualifierRules
  private let note = NoteStructure()

  /// Takes the rules.
  public init(_ rules: QualifierRules) { self.rules = rules }

  /// All quantities of a text, whether they qualify something or not, by start.
  public func quantities(in text: String) -> [Reading] {
    let scanner = scan(text)
    return scanner.quantities.map { quantity in
      let pairs = quantity.attributes(note, rules.units)
      func value(_ name: String) -> String? {
        pairs.first { $0.name == name }.map { $0.json.replacing("\"", with: "") }
      }
      let unit = value("canonical_unit").map { $0.isEmpty ? "" : " \($0)" } ?? ""
      let number: String
      if let low = value("canonical_low"), let high = value("canonical_high") {
        number = "\(low)-\(high)"
      } else {
        number = value("canonical_number") ?? value("number") ?? ""
      }
      return Reading(
        span: note.span(ofTokens: quantity.tokens), attributes: pairs, ucum: value("ucum") ?? "",
        canonical: number + unit)
    }
  }

  /// All dates of a text, whether they are said of something or not, by start; no unit, no canonical form.
  ///
  /// - Parameter noteDate: the date in ISO 8601 that relative ones count from.
  public func dates(in text: String, noteDate: String? = nil) -> [Reading] {
    let scanner = scan(text, noteDate: noteDate)
    return scanner.candidates.filter { $0.types == .dates }.map {
      Reading(
        span: note.span(ofTokens: $0.tokens), attributes: scanner.attributes($0, note), ucum: "", canonical: "")
    }
  }

  /// True when a row of the table of words is met in a text.
  public func stands(row: Int, in text: String) -> Bool {
    let scanner = scan(text)
    let wanted = rules.words.rows[row]
    for token in 0..<note.tokens.count {
      var isMet = false
      rules.words.phrases(at: token, note) { _, index, _ in
        isMet = index == row
        return isMet
      }
      guard isMet else { continue }
      // A phrase that may become an entity has to be taken as one.
      guard let type = wanted.role.type else { return true }
      if scanner.candidates.contains(where: { $0.types.contains(type) && $0.tokens.contains(token) }) { return true }
    }
    return false
  }

  private func scan(_ text: String, noteDate: String? = nil) -> CandidateScanner {
    let layout = LayoutAnalyzer(
      headings: HeadingTable(categories: [], headings: []), abbreviations: AbbreviationTable([]))
    note.analyze(NoteText(text), layout)
    let scanner = CandidateScanner(units: rules.units, table: rules.words)
    scanner.noteDate = noteDate.flatMap { CivilDate(iso: $0) }
    scanner.scan(note)
    return scanner
  }
}
