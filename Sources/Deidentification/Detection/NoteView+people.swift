import ClinicalText

/// What is said of people alone: the words are those of `names/grammar.yaml`.
extension NoteView {
  /// What people do, are or have begins at `end`: "sleeps well", "was tearful", ", his cousin,".
  func isPersonBehind(_ end: Int) -> Bool {
    guard end < count, tokens[end].newlinesBefore <= 1, !tokens[end].flags.contains(.wideGap) else {
      return false
    }
    if isSign(end, ",") { return isApposition(end + 1) }
    var j = end
    while j - end < 2, reads(j, .adverb), !isWord(j, "will", "can", "when", "not"), continuesLine(j) { j += 1 }
    guard j < count, tokens[j].kind == .word, !isCapital(j), tokens[j].newlinesBefore <= 1 else {
      return false
    }
    if reads(j, .humanVerb) || isWord(j, "who", "whose", "herself", "himself") { return true }
    if reads(j, .work), reads(j + 1, .employerPreposition) || isWord(j + 1, "as", "in") { return true }
    return reads(j, .auxiliary) && isPredicate(behind: j)
  }

  /// Behind "is", "had", "will": what is said of people alone.
  private func isPredicate(behind verb: Int) -> Bool {
    let hasHave = isWord(verb, "has", "had")
    var k = verb + 1
    while k - verb <= 3,
      reads(k, .adverb) && !isWord(k, "no") || isWord(k, "been", "being", "very", "be", "too", "so", "quite")
    { k += 1 }
    guard k < count, tokens[k].newlinesBefore <= 1, !isCapital(k) else { return false }
    if reads(k, .predicate) { return true }
    if isWord(verb, "will", "would", "can", "could", "does", "did", "cannot") { return reads(k, .infinitive) }
    if tokens[k].kind == .number { return isYears(k) }
    if isWord(k, "his", "her", "my", "our", "their", "your") { return hasHave || isPersonNoun(within: k + 1) }
    if hasHave {
      return has(k, .clinical) || isWord(k, "no") && !reads(k + 1, .use)
        || reads(k, .article) && (has(k + 1, .clinical) || has(k + 2, .clinical))
    }
    return reads(k, .article) && isPersonNoun(within: k + 1)
  }

  /// "54, ", "age 54", "his cousin", "who": behind a name and a comma.
  private func isApposition(_ k: Int) -> Bool {
    guard continuesLine(k) else { return false }
    if tokens[k].kind == .number { return tokens[k].count <= 3 && (isSign(k + 1, ",") || isYears(k)) }
    if isWord(k, "age", "aged"), k + 1 < count, tokens[k + 1].kind == .number { return true }
    if isWord(k, "who", "whose") { return true }
    return reads(k, .article) && isPersonNoun(within: k + 1)
  }

  private func isYears(_ k: Int) -> Bool {
    let j = isSign(k + 1, "-") ? k + 2 : k + 1
    return isWord(j, "year", "years", "yo", "yr", "yrs", "y")
  }

  /// A word for a person among the next three of the same clause, and no other sign than a hyphen.
  private func isPersonNoun(within first: Int) -> Bool {
    var k = first
    while k < count, k - first <= 3, tokens[k].newlinesBefore <= 1 {
      if tokens[k].kind == .number { return isYears(k) }
      if reads(k, .personNoun) || has(k, .relative) { return !isCapital(k) }
      if tokens[k].kind == .symbol, !isSign(k, "-") { return false }
      if reads(k, .link) || reads(k, .auxiliary) { return false }
      k += 1
    }
    return false
  }
}
