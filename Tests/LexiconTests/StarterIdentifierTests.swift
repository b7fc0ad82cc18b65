import Testing

/// Identifiers and cross-references of `Lexicons/starter`. Identifiers are final: rows are only added.
struct StarterIdentifierTests {
  private static let files = StarterFiles()

  private static let prefixes = [
    "problem": "CSP", "medication": "CSM", "test": "CST", "procedure": "CSR", "anatomy": "CSA", "device": "CSD",
  ]

  private func list(_ offenders: [String]) -> Comment {
    "\(offenders.count): \(offenders.prefix(60).joined(separator: "; "))"
  }

  /// The letters tell the type; five digits; numbers rise within a file.
  @Test func identifiersAreWellFormedAndRise() {
    var offenders: [String] = []
    var last: (file: Substring, number: Int) = ("", 0)
    for concept in Self.files.concepts {
      let file = concept.place.prefix { $0 != ":" }
      let digits = concept.id.dropFirst(3)
      guard concept.id.prefix(3) == Self.prefixes[concept.type] ?? "", digits.count == 5,
        digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits)
      else {
        offenders.append("\(concept.place) \(concept.id)")
        continue
      }
      if file == last.file, number <= last.number { offenders.append("\(concept.place) \(concept.id)") }
      last = (file, number)
    }
    #expect(offenders.isEmpty, list(offenders))
  }

  /// The mark of a name that its concept has without the mark, too, changes nothing: one of them is a slip.
  @Test func noNameOnceWithAndOnceWithoutItsMark() {
    var offenders: [String] = []
    for concept in Self.files.concepts {
      let spelled = concept.names.map { $0.text.lowercased() }
      if Set(spelled).count < spelled.count { offenders.append("\(concept.place) \(concept.names[0].text)") }
    }
    #expect(offenders.isEmpty, list(offenders))
  }

  /// Codes look as their vocabulary writes them, name a thing of the concept's type, stand in order, at most one of
  /// each vocabulary, and no code stands at two concepts.
  @Test func crossReferencesAreWellFormedAndOneToOne() {
    var owners: [Substring: String] = [:]
    var offenders: [String] = []
    for concept in Self.files.concepts {
      for xref in concept.xrefs {
        let form = Self.forms.first { xref.hasPrefix($0.vocabulary + ":") }
        let code = xref.drop { $0 != ":" }.dropFirst()
        if form?.type != concept.type || form?.isCode(code) != true { offenders.append("\(concept.place) \(xref)") }
        if let other = owners.updateValue(concept.place, forKey: xref) {
          offenders.append("\(xref) \(other) \(concept.place)")
        }
      }
      let vocabularies = concept.xrefs.map { $0.prefix { $0 != ":" } }
      if zip(vocabularies, vocabularies.dropFirst()).contains(where: { $0 >= $1 }) {
        offenders.append("\(concept.place) \(concept.xrefs)")
      }
    }
    #expect(offenders.isEmpty, list(offenders))
    #expect(owners.count > 5_000)
  }

  /// The column names nothing: it is for `lexicon build --merge`.
  @Test func crossReferencesNameNothing() throws {
    let tsv = "concept\tname\ttype\tsynonyms\txrefs\nC1\tfever\tproblem\tpyrexia\tHP:0001945\n"
    let own = try Compiled(tsv: tsv, curated: true)
    #expect(own.report.unknownColumns.isEmpty)
    #expect(own.mentions("pyrexia HP:0001945") == ["problem[pyrexia]"])
    #expect(try Compiled(tsv: tsv).report.unknownColumns.isEmpty)
  }

  private struct Form: Sendable {
    var vocabulary: String
    var type: String
    var isCode: @Sendable (Substring) -> Bool
  }

  private static func isNumber(_ text: Substring, digits: ClosedRange<Int>) -> Bool {
    digits.contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static let forms = [
    Form(vocabulary: "DOID", type: "problem") { isNumber($0, digits: 1...7) },
    Form(vocabulary: "DRUGBANK", type: "medication") { $0.hasPrefix("DB") && isNumber($0.dropFirst(2), digits: 5...5) },
    Form(vocabulary: "HP", type: "problem") { isNumber($0, digits: 7...7) },
    Form(vocabulary: "ICD10CM", type: "problem") { code in
      let parts = code.split(separator: ".", omittingEmptySubsequences: false)
      guard let category = parts.first, category.utf8.count == 3, category.first?.isUppercase == true else {
        return false
      }
      return parts.count == 1 || (parts.count == 2 && (1...4).contains(parts[1].utf8.count))
    },
    Form(vocabulary: "UBERON", type: "anatomy") { isNumber($0, digits: 7...7) },
  ]
}
