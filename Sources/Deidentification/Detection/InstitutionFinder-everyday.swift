import ClinicalText

/// Firms and institutions in notes of everyday life, where a capital inside of a sentence is that of a name.
extension InstitutionFinder {
  private static let affiliation = DetectionRule("place.affiliation")
  private static let firm = DetectionRule("place.firm")
  private static let named = DetectionRule("place.named")
  private static let kinds: WordClass = [
    .never, .month, .weekday, .demonym, .notName, .relative, .personTitle, .doctorTitle, .streetSuffix,
  ]

  func findEveryday(_ findings: inout Findings) {
    for i in 0..<view.count where view.isCapital(i) && !view.isTaken[i] && view.tokens[i].kind == .word {
      firm(i, &findings)
    }
  }

  /// "Lopez, Santos and Coleman": three family names.
  private func firm(_ i: Int, _ findings: inout Findings) {
    guard isFamily(i), view.isSign(i + 1, ","), isFamily(i + 2), view.continuesLine(i + 2), view.isWord(i + 3, "and"),
      isFamily(i + 4), view.continuesLine(i + 4), !view.isCapital(i + 5) || view.tokens[i + 5].newlinesBefore > 0,
      !view.isSign(i - 1, ","), !view.isCapital(i - 1) || view.beginsField(i)
    else { return }
    add(.organization, i, i + 5, Self.firm, &findings)
  }

  private func isFamily(_ i: Int) -> Bool {
    isFree(i) && view.isCapital(i) && view.has(i, .surname) && view.looks[i] > 0
  }

  /// "a year at Walk Score in": two and more capitalised words behind a small word.
  private func named(_ i: Int, _ findings: inout Findings) {
    guard i > 0, !view.isCapital(i - 1), view.continuesLine(i),
      view.isWord(i - 1, "at", "for", "from", "of", "support", "joined", "became"),
      view.placeHit(at: i) == nil, !view.has(i, .givenName), let end = run(i, .organization), end - i >= 2,
      (i..<end).allSatisfy({
        view.tokens[$0].kind != .word || view.reads($0, .link)
          || !view.has($0, Self.kinds) && view.tokens[$0].flags.contains(.hasLower) && view.looks[$0] < NameLook.name
      }), (i..<end).contains(where: { view.has($0, .english) && !view.has($0, .givenName) })
    else { return }
    add(.organization, i, end, Self.named, &findings)
  }

  /// "Anna Roe of Inrix Traffic": capitalised words behind a name that was found; and what no finder of names has taken.
  func findAffiliations(_ findings: inout Findings) {
    guard view.isEveryday else { return }
    for item in findings.items where item.kind == .patient || item.kind == .doctor {
      let end = view.note.tokens.range(covering: item.span).upperBound
      guard view.isWord(end, "of", "from", "at"), view.continuesLine(end + 1), isFree(end + 1), view.isCapital(end + 1),
        !view.has(end + 1, Self.kinds), view.placeHit(at: end + 1) == nil, let last = run(end + 1, .organization)
      else { continue }
      add(.organization, end + 1, last, Self.affiliation, &findings)
    }
    for i in 0..<view.count where view.isCapital(i) && !view.isTaken[i] && view.tokens[i].kind == .word {
      named(i, &findings)
    }
  }
}
