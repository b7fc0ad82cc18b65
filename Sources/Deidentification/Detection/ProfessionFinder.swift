import ClinicalText

/// Occupations: those of the list, and what stands behind "works as a".
struct ProfessionFinder {
  private static let announced = DetectionRule("profession.announced")
  private static let mostWords = 4

  let view: NoteView
  let phrases: PhraseTable

  func find(_ findings: inout Findings) {
    for hit in view.phrases {
      let entry = phrases.entries[hit.entry]
      guard case .identifier(.profession, let isAmbiguous) = entry.role, !view.isTaken[hit.tokens.lowerBound],
        !isThing(hit.tokens.upperBound), !isAmbiguous || isSaidOfPeople(hit.tokens.lowerBound)
      else { continue }
      add(hit.tokens.lowerBound, hit.tokens.upperBound, DetectionRule(source: entry.source), &findings)
    }
    for i in 0..<view.count where !view.isTaken[i] { behindCue(i, &findings) }
  }

  /// "Baker cyst", "Fisher grade".
  private func isThing(_ end: Int) -> Bool { view.has(end, .eponymHead) && view.continuesLine(end) }

  /// "is a retired cook", "her father was a smith", "occupation: baker".
  private func isSaidOfPeople(_ first: Int) -> Bool {
    var j = first - 1
    while j >= 0, first - j <= 3,
      view.reads(j, .article) || view.reads(j, .former) || view.isWord(j, "as", "full", "time", "part", "is", "was")
    { j -= 1 }
    if view.isWord(j + 1, "retired", "former") { return true }
    if view.isWord(j + 1, "is", "was"), view.reads(j + 2, .article) {
      return view.has(j, .relative) || view.isWord(j, "he", "she", "who", "patient", "pt") || j >= 0 && view.isTaken[j]
    }
    return view.reads(j, .work) || view.isWord(j, "occupation", "profession", "career")
      || view.isSign(j, ":") && view.isWord(j - 1, "occupation", "profession", "job", "employment", "work")
      || view.isWord(j, "old") && view.isWord(first - 1, "a", "old")
  }

  /// "worked as a glassblower", "job as a forklift operator": up to a small word or a sign.
  private func behindCue(_ i: Int, _ findings: inout Findings) {
    var j = i + 1
    if let noun = behindWork(i) {
      j = noun
    } else if view.isWord(i, "occupation", "profession"), view.isSign(j, ":") {
      j += 1
    } else {
      return
    }
    let first = j
    while j < view.count, j - first < Self.mostWords * 2, view.continuesLine(j), isPart(j, first) { j += 1 }
    while j > first, view.tokens[j - 1].kind == .symbol || view.reads(j - 1, .adverb) { j -= 1 }
    guard j > first, !view.isTaken[first], !view.has(first, [.clinical, .notName]),
      !view.isWord(first, "retired", "unemployed", "disabled", "none", "unknown", "result", "whole", "team")
    else { return }
    add(first, j, Self.announced, &findings)
  }

  /// "works as a", "works for Vandersteen Marine as a": the noun behind.
  private func behindWork(_ i: Int) -> Int? {
    guard view.reads(i, .work) || view.isWord(i, "career", "trained", "training") else { return nil }
    var j = i + 1
    while j < view.count, j - i <= 8, view.tokens[j].newlinesBefore <= 1, !view.isSign(j, "."), !view.isSign(j, ";") {
      if view.isWord(j, "as"), view.isWord(j + 1, "a", "an") { return j + 2 }
      // Without an employer between them the two stand together.
      if j == i + 1, !view.reads(j, .employerPreposition) { return nil }
      j += 1
    }
    return nil
  }

  private func isPart(_ i: Int, _ first: Int) -> Bool {
    guard !view.isTaken[i] else { return false }
    if view.tokens[i].kind == .symbol {
      return i > first && view.isGlued(i) && view.isGlued(i + 1) && (view.isSign(i, "-") || view.isSign(i, "/"))
    }
    return view.tokens[i].kind == .word && !view.has(i, .never) && !view.reads(i, .placePreposition)
      && !view.reads(i, .employerPreposition) && !view.reads(i, .and) && !view.reads(i, .personVerb)
      && !view.isWord(i, "until", "since", "but")
  }

  private func add(_ first: Int, _ end: Int, _ rule: DetectionRule, _ findings: inout Findings) {
    findings.add(.profession, Int(view.tokens[first].start), Int(view.tokens[end - 1].end), rule, view)
  }
}
