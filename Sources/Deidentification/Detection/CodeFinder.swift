import ClinicalText

/// Numbers and codes that name one person, account, record or thing, and telephone numbers: by the shapes of
/// `identifiers.yaml`, behind the phrases that announce them or by themselves. One object serves one worker.
final class CodeFinder {
  let rules: CodeRules
  private var hits: [PhraseTable.Hit] = []
  /// Occurrences of phrases that no earlier phrase holds, as ranges of `hits`.
  private var groups: [Range<Int>] = []

  init(_ rules: CodeRules) {
    self.rules = rules
  }

  // MARK: behind phrases

  /// Codes behind their announcements ("MRN: 0384499"). Runs before dates.
  func findAnnounced(_ view: NoteView, _ findings: inout Findings) {
    hits.removeAll(keepingCapacity: true)
    groups.removeAll(keepingCapacity: true)
    rules.phrases.match(view, beginning: .codePhrases, into: &hits)
    var i = 0
    var covered = 0
    while i < hits.count {
      var j = i + 1
      while j < hits.count, hits[j].tokens == hits[i].tokens { j += 1 }
      // "medical record number": the phrase "record number" within it says nothing more.
      // So does one that only has a sign more: "plan id", "id #".
      var end = hits[i].tokens.upperBound
      while view.tokens[end - 1].kind == .symbol, end > hits[i].tokens.lowerBound + 1 { end -= 1 }
      if end > covered {
        groups.append(i..<j)
        covered = end
      }
      i = j
    }
    // The phrase next to a number has it, so from the last phrase to the first; but letters that touch figures may be
    // part of the code behind another phrase: "Chart #: DL804379".
    for group in groups.reversed() where !touchesCode(group, view) { announced(group, view, &findings) }
    for group in groups.reversed() where touchesCode(group, view) { announced(group, view, &findings) }
  }

  /// True when figures follow a phrase of one word without a blank.
  private func touchesCode(_ group: Range<Int>, _ view: NoteView) -> Bool {
    let tokens = hits[group.lowerBound].tokens
    guard tokens.count == 1 else { return false }
    var next = tokens.upperBound
    if view.isOne(next, of: "-"), view.isGlued(next) { next += 1 }
    return next < view.count && view.isGlued(next) && view.tokens[next].kind == .number
  }

  private func announced(_ group: Range<Int>, _ view: NoteView, _ findings: inout Findings) {
    let first = hits[group.lowerBound].tokens.upperBound
    if isExtension(hits[group.lowerBound].tokens, view) { return }
    let reach = group.reduce(0) { max($0, rules.rules[rules.phraseRules[hits[$1].entry]].entry.reach) }
    var i = first
    var between = 0
    var fillers = 0
    var newlines = 0
    var isAssigned = false
    while i < view.count, fillers <= 6 {
      let token = view.tokens[i]
      newlines += Int(token.newlinesBefore)
      // A label at the end of its line may have its number on the next.
      if newlines > 1 || newlines == 1 && !isAssigned && i > first { return }
      if newlines == 1, i == first, !view.endsLabel(i - 1) { return }
      if view.isTaken[i] { return }
      let isFiller = token.kind == .word && rules.words(view.folded(i)).contains(.filler)
      // "number is 4482019": the small word is no part of it.
      let isSmall = isFiller && !token.flags.contains(.hasUpper) && !view.isGlued(i + 1)
      if !isSmall, let best = match(group, at: i, isFirst: i == first, isAssigned, between, view) {
        let rule = rules.rules[best.rule]
        var start = Int(token.start)
        // "MRN #4829": the sign belongs to the number that it touches; not in "MRN# 4829", "MRN#4829".
        if rule.entry.kind.isCode, token.isGlued, view.isOne(i - 1, of: "#"), !view.tokens[i - 1].isGlued { start -= 1 }
        findings.add(rule.entry.kind, start, best.end, DetectionRule(source: rule.source), view)
        return
      }
      if view.isOne(i, of: ":#=(.,-\"'/") {
        if view.isOne(i, of: ":#=") { isAssigned = true }
        fillers += 1
      } else if isFiller {
        fillers += 1
      } else {
        // Words between are allowed within a sentence only.
        between += 1
        guard between <= reach, !view.isSentenceEnd(before: i) else { return }
      }
      i += 1
    }
  }

  /// "617 555 0142 ext. 2201": the word stands inside of a telephone number, which has a shape for it.
  private func isExtension(_ phrase: Range<Int>, _ view: NoteView) -> Bool {
    guard view.isWord(phrase.lowerBound, "ext", "extension", "x"), view.continuesLine(phrase.lowerBound) else {
      return false
    }
    let before = phrase.lowerBound - (view.isOne(phrase.lowerBound - 1, of: ",") ? 2 : 1)
    return before >= 0 && view.tokens[before].kind == .number && view.tokens[before].count == 4
  }

  /// The longest mark at a token that one of the group's rules makes.
  private func match(
    _ group: Range<Int>, at i: Int, isFirst: Bool, _ isAssigned: Bool, _ between: Int, _ view: NoteView
  ) -> (end: Int, rule: Int)? {
    let start = Int(view.tokens[i].start)
    guard isFirst || view.mayBegin(start) else { return nil }
    var best: (end: Int, rule: Int)?
    for hit in group {
      let index = rules.phraseRules[hits[hit].entry]
      let rule = rules.rules[index]
      guard between <= rule.entry.reach else { continue }
      func take(_ end: Int) {
        guard end > (best?.end ?? start), view.mayEnd(end) else { return }
        guard isSound(start, end, rule.entry, isAssigned, hasContext: true, view) else { return }
        best = (end, index)
      }
      if let shapes = rule.shapes, shapes.starts[Int(view.byte(start))] {
        shapes.run(view.bytes, from: start) { end, _ in take(end) }
      }
      if rule.entry.anyCode > 0, let end = anyCode(start, rule.entry.anyCode, view) { take(end) }
    }
    guard let best, !isQuantity(behind: best.end, view) else { return nil }
    return best
  }

  /// The end of a run of letters, figures and single signs between them, with `least` figures; at most 40 bytes.
  private func anyCode(_ start: Int, _ least: Int, _ view: NoteView) -> Int? {
    guard NoteView.isAlphanumeric(view.byte(start)) else { return nil }
    var i = start
    var figures = 0
    while i - start <= 40 {
      let byte = view.byte(i)
      if NoteView.isDigit(byte) {
        figures += 1
      } else if (byte | 0x20) &- 0x61 < 26 {
      } else if byte == 0x2D || byte == 0x2E || byte == 0x2F || byte == 0x5F, view.isASCIIAlphanumeric(i + 1) {
      } else {
        break
      }
      i += 1
    }
    guard figures >= least, i - start <= 40 else { return nil }
    // A date behind a label is a date: "Account opened 3/14/2021".
    return DateParts.parse(view.bytes(start, i), order: .monthFirst)?.precision == .day
      && view.bytes(start, i).contains(0x2F) ? nil : i
  }

  func isSound(
    _ start: Int, _ end: Int, _ entry: IdentifierEntry, _ isAssigned: Bool, hasContext: Bool, _ view: NoteView
  ) -> Bool {
    let match = view.bytes(start, end)
    var figures = 0
    for byte in match where NoteView.isDigit(byte) { figures += 1 }
    if figures < entry.figures { return false }
    if figures == 0 {
      // Letters alone are a name only where the text says so: "Username: roe", "j.roe".
      guard entry.kind == .username, isAssigned || match.contains(where: { $0 == 0x2E || $0 == 0x5F || $0 == 0x40 })
      else { return false }
    }
    if figures == 4, match.count == 4, hasContext, !isAssigned, entry.kind != .ssn, entry.kind != .phone,
      entry.kind != .fax, (1880...2100).contains(match.reduce(0) { $0 * 10 + Int($1 & 0x0F) })
    {
      return false
    }
    if let check = entry.check, !(hasContext && entry.checkConfirms), !check.holds(match) { return false }
    return true
  }

  /// True where a unit or a counted thing follows.
  private func isQuantity(behind end: Int, _ view: NoteView) -> Bool {
    if view.byte(end) == 0x25 || view.byte(end) == 0x20 && view.byte(end + 1) == 0x25 { return true }
    guard view.byte(end) == 0x20 else { return false }
    let next = view.firstToken(atOrBehind: end)
    guard next < view.count, view.tokens[next].newlinesBefore == 0, view.tokens[next].kind == .word else {
      return false
    }
    return rules.words(view.folded(next)).contains(.quantity)
  }

  // MARK: by shape alone

  /// Codes and telephone numbers that nothing announces. Runs behind dates and ages, which have surer shapes.
  func findShapes(_ view: NoteView, _ findings: inout Findings) {
    let bytes = view.bytes
    for i in 0..<view.count where !view.isTaken[i] {
      let token = view.tokens[i]
      // Of a run of one sign only the last may begin a shape: "((408) 555-0134)".
      let start = token.kind == .symbol ? Int(token.end) - 1 : Int(token.start)
      guard rules.bare.starts[Int(bytes[start])], view.mayBegin(start) else { continue }
      var best: (end: Int, rule: Int)?
      rules.bare.run(bytes, from: start) { end, shapes in
        guard end > (best?.end ?? start), view.mayEnd(end) else { return }
        var rest = shapes
        while rest != 0 {
          let index = rules.bareRules[rest.trailingZeroBitCount]
          rest &= rest - 1
          if isSound(start, end, rules.rules[index].entry, false, hasContext: false, view) {
            best = (end, index)
            return
          }
        }
      }
      guard let best, !isQuantity(behind: best.end, view), !isVocabularyCode(i, start, view) else { continue }
      let rule = rules.rules[best.rule]
      findings.add(rule.entry.kind, start, best.end, DetectionRule(source: rule.source), view)
    }
  }

  /// "CPT 99213-99215", "ICD-10-CM", "NDC 0093-1234-01": codes of vocabularies.
  private func isVocabularyCode(_ i: Int, _ start: Int, _ view: NoteView) -> Bool {
    func isWord(_ index: Int) -> Bool {
      index >= 0 && index < view.count && view.tokens[index].kind == .word
        && rules.words(view.folded(index)).contains(.vocabulary)
    }
    if isWord(i) { return true }
    var j = i - 1
    while j >= 0, i - j <= 3, view.isOne(j, of: ":#-") || rules.words(view.folded(j)).contains(.filler) { j -= 1 }
    return isWord(j)
  }
}

extension IdentifierKind {
  /// True for the types of the category ID.
  var isCode: Bool {
    switch self {
    case .ssn, .medicalRecord, .healthPlan, .account, .license, .vehicle, .device, .bioID, .idNumber: true
    default: false
    }
  }
}
