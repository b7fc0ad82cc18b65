import ClinicalText

/// Numbers and codes that name one person, account, record or thing: behind the words that announce them, and by shape
/// or checksum where none do.
struct CodeFinder {
  private static let socialSecurity = DetectionRule("id.ssn-shape")
  private static let numberSign = DetectionRule("id.number-sign")
  private static let letters = DetectionRule("id.letters-and-figures")
  private static let long = DetectionRule("id.long-number")
  private static let grouped = DetectionRule("id.grouped-number")
  private static let card = DetectionRule("id.card-checksum")
  private static let iban = DetectionRule("id.iban-checksum")
  private static let vin = DetectionRule("id.vin-checksum")
  private static let dea = DetectionRule("id.dea-checksum")

  let view: NoteView
  let phrases: PhraseTable

  /// Codes behind their announcements ("MRN: 0384499"). Runs before dates and telephones.
  func findAnnounced(_ findings: inout Findings) {
    for hit in view.phrases {
      guard case .announces(let kind) = phrases.entries[hit.entry].role, kind.isCode else { continue }
      announced(kind, behind: hit.tokens.upperBound, phrases.entries[hit.entry].source, &findings)
    }
  }

  private func announced(_ kind: IdentifierKind, behind first: Int, _ source: ByteSlice, _ findings: inout Findings) {
    var i = first
    var passed = 0
    // Over "number", "no.", "#", ":", "is", "(", "=".
    while i < view.count, passed < 5, view.tokens[i].newlinesBefore < 2,
      view.isSign(i, ":") || view.isSign(i, "#") || view.isSign(i, "(") || view.isSign(i, "=") || view.isSign(i, ".")
        || view.isSign(i, ",")
        || view.isSign(i, "-") || view.isWord(i, "number", "no", "num", "is", "was", "of", "id", "code", "nr")
    {
      i += 1
      passed += 1
    }
    guard i < view.count, view.tokens[i].newlinesBefore == 0 || passed > 0 && view.tokens[i].newlinesBefore == 1,
      let end = codeEnd(i, kind)
    else { return }
    var start = Int(view.tokens[i].start)
    // "#1234567" is marked with its sign where the sign touches it and no word stands before the sign.
    if view.isSign(i - 1, "#"), view.isGlued(i), kind == .idNumber || kind == .medicalRecord || kind == .healthPlan,
      passed > 1
    {
      start -= 1
    }
    findings.items(kind, start, end, source, view)
  }

  /// The end of the code that begins at a token: glued letters, figures and hyphens with figures among them. Groups of
  /// figures with blanks between belong to it for social security numbers and cards.
  private func codeEnd(_ i: Int, _ kind: IdentifierKind) -> Int? {
    var j = i
    var digits = 0
    var lastAlphanumeric = i
    while j < view.count, j == i || view.tokens[j].isGlued {
      let token = view.tokens[j]
      switch token.kind {
      case .number: digits += token.count
      case .word: break
      case .symbol:
        let sign = view.byte(Int(token.start))
        guard token.count == 1, sign == 0x2D || sign == 0x2F || sign == 0x2E || sign == 0x5F || sign == 0x23 && j == i
        else {
          return digits >= 3 && lastAlphanumeric >= i ? Int(view.tokens[lastAlphanumeric].end) : nil
        }
      }
      if token.kind != .symbol { lastAlphanumeric = j }
      j += 1
    }
    guard digits >= 3, view.tokens[lastAlphanumeric].kind != .symbol else { return nil }
    var end = Int(view.tokens[lastAlphanumeric].end)
    if kind == .ssn || kind == .account || kind == .healthPlan, view.tokens[i].kind == .number {
      var k = lastAlphanumeric + 1
      while k < view.count, view.tokens[k].kind == .number, view.tokens[k].newlinesBefore == 0, !view.tokens[k].isGlued,
        view.tokens[k].count >= 2, digits < 19,
        view.integer(k) != nil
      {
        digits += view.tokens[k].count
        end = Int(view.tokens[k].end)
        k += 1
      }
    }
    return end
  }

  /// Codes that nothing announces. Runs behind dates, ages and telephones.
  func findShapes(_ findings: inout Findings) {
    for i in 0..<view.count
    where !view.isTaken[i] && !view.tokens[i].isGlued
      || view.count > i && !view.isTaken[i] && view.tokens[i].kind == .number
    {
      shape(i, &findings)
    }
  }

  private func shape(_ i: Int, _ findings: inout Findings) {
    let token = view.tokens[i]
    switch token.kind {
    case .number:
      guard !token.isGlued || !NoteView.isAlphanumeric(view.byte(Int(token.start) - 1)) else { return }
      figures(i, &findings)
    case .word:
      guard !token.isGlued || view.isSign(i - 1, "#") || view.isSign(i - 1, "(") else { return }
      lettered(i, &findings)
    case .symbol: break
    }
  }

  private func figures(_ i: Int, _ findings: inout Findings) {
    let start = Int(view.tokens[i].start)
    let before = view.byte(start - 1)
    if before == 0x2D || before == 0x2E || before == 0x2F, NoteView.isAlphanumeric(view.byte(start - 2)) { return }
    let groups = DigitGroups(view, at: start, joiners: [.hyphen, .space])
    let hyphens = DigitGroups(view, at: start, joiners: [.hyphen])
    if hyphens.count >= 3, hyphens.length(0) == 3, hyphens.length(1) == 2, hyphens.length(2) == 4 {
      findings.add(.ssn, start, hyphens.ends[2], Self.socialSecurity, view)
      return
    }
    // Cards: thirteen to nineteen figures, in one piece or in fours, by their checksum.
    var all: [UInt8] = []
    var cardEnd = 0
    for group in 0..<groups.count {
      for offset in groups.starts[group]..<groups.ends[group] where all.count < 20 {
        all.append(view.byte(offset) & 0x0F)
      }
      if (13...19).contains(all.count), Checksum.luhn(all) { cardEnd = groups.ends[group] }
    }
    if cardEnd > 0 {
      findings.add(.account, start, cardEnd, Self.card, view)
      return
    }
    let end = Int(view.tokens[i].end)
    let isNumberSign = view.isSign(i - 1, "#")
    // "3979-059-B", "824-44-66": figures in groups of hyphens, five or more in all.
    if hyphens.count >= 2 || NoteView.isLetter(view.byte(end + 1)) && view.byte(end) == 0x2D {
      if let (last, digits) = chunk(i), digits >= (isNumberSign ? 5 : 7), hyphens.length(0) >= 2 {
        findings.add(.idNumber, isNumberSign ? start - 1 : start, last, Self.grouped, view)
        return
      }
    }
    guard view.integer(i) != nil || view.tokens[i].count > 9 && !hasPoint(i) else { return }
    let length = view.tokens[i].count
    if NoteView.isLetter(view.byte(end)) {
      if let (last, digits) = chunk(i), digits >= 6 { findings.add(.idNumber, start, last, Self.letters, view) }
      return
    }
    if isNumberSign, length >= 5 {
      findings.add(.idNumber, start - 1, end, Self.numberSign, view)
    } else if length >= 7, !isQuantity(i) {
      findings.add(.idNumber, start, end, Self.long, view)
    }
  }

  private func hasPoint(_ i: Int) -> Bool {
    for offset in view.tokens[i].span.range where !NoteView.isDigit(view.byte(offset)) { return true }
    return false
  }

  private func isQuantity(_ i: Int) -> Bool {
    if view.byte(Int(view.tokens[i].end)) == 0x25 { return true }
    return view.has(i + 1, .unit) || view.isWord(i + 1, "cells", "copies", "units")
  }

  /// "CT4536812", "PM484875X", "RAD-2282297", IBAN, VIN, DEA.
  private func lettered(_ i: Int, _ findings: inout Findings) {
    guard view.isGlued(i + 1), let (last, digits) = chunk(i), digits >= 5 else { return }
    let start = Int(view.tokens[i].start)
    let bytes = (start..<last).map { view.byte($0) }.filter { $0 != 0x2D }
    if bytes.count == 17, Checksum.vin(bytes) {
      findings.add(.vehicle, start, last, Self.vin, view)
    } else if bytes.count == 9, Checksum.dea(bytes) {
      findings.add(.license, start, last, Self.dea, view)
    } else if (15...34).contains(bytes.count), Checksum.iban(bytes) {
      findings.add(.account, start, last, Self.iban, view)
    } else if digits >= 5, view.tokens[i].isUpper, view.tokens[i].count <= 5, !isClinicalCode(i, digits) {
      let isNumberSign = view.isSign(i - 1, "#") && view.isGlued(i)
      findings.add(.idNumber, isNumberSign ? start - 1 : start, last, Self.letters, view)
    }
  }

  /// Codes of vocabularies and genes: few figures behind known letters ("ICD10", "HSV2", "CD45").
  private func isClinicalCode(_ i: Int, _ digits: Int) -> Bool { digits < 6 && view.has(i, .clinical) }

  /// The end of a glued run of letters, figures and single hyphens, and the number of its figures.
  private func chunk(_ i: Int) -> (end: Int, digits: Int)? {
    var j = i
    var digits = 0
    var end = Int(view.tokens[i].end)
    while j < view.count, j == i || view.tokens[j].isGlued {
      let token = view.tokens[j]
      if token.kind == .symbol {
        guard token.count == 1, view.isSign(j, "-"), view.isGlued(j + 1) else { break }
      } else {
        if token.kind == .number {
          guard !hasPoint(j) else { return nil }
          digits += token.count
        } else if token.count > 5 {
          return nil
        }
        end = Int(token.end)
      }
      j += 1
    }
    return (end, digits)
  }
}

extension IdentifierKind {
  /// True for what a code names.
  var isCode: Bool {
    switch self {
    case .ssn, .medicalRecord, .healthPlan, .account, .license, .vehicle, .device, .bioID, .idNumber: true
    default: false
    }
  }
}

extension Findings {
  /// Adds an identifier that a phrase of the data files announced.
  mutating func items(_ kind: IdentifierKind, _ start: Int, _ end: Int, _ source: ByteSlice, _ view: NoteView) {
    add(kind, start, end, DetectionRule(source: source), view)
  }
}
