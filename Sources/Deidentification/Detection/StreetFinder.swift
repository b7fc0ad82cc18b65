import ClinicalText

/// Streets as other languages write them: "12 rue des Tanneurs", "Kossuth Lajos utca 7.", "Lindenstraße 14", post boxes and
/// military post. A word of `address-words.tsv` and a house number make one; without such a word what stands around must.
struct StreetFinder {
  static let street = DetectionRule("address.street-abroad")
  private static let box = DetectionRule("address.post-box")
  private static let corner = DetectionRule("address.corner")
  /// Words of a street's name.
  private static let mostWords = 8
  /// Words at which a street or box is looked for.
  static let beginnings: AddressRules.Words = [.before, .behind, .box, .fleet, .cue]
  /// What no part of a street's name is without being listed.
  private static let noName: WordClass = [
    .never, .clinical, .eponym, .month, .monthAbbreviation, .weekday, .weekdayAbbreviation, .personTitle, .doctorTitle,
    .unit, .relative, .credential, .hospitalWord,
  ]

  let view: NoteView
  let rules: AddressRules

  func words(_ i: Int) -> AddressRules.Words {
    i >= 0 && i < view.count ? view.addresses[i] : []
  }

  /// Adds post boxes and military post: before other addresses, which would take their ends for states.
  func findBoxes(_ findings: inout Findings) {
    for i in 0..<view.count where view.marks[i].contains(.street) && !view.isTaken[i] {
      let words = view.addresses[i]
      if words.contains(.fleet) { fleet(i, &findings) }
      if words.contains(.box) { box(i, &findings) }
    }
  }

  /// Adds the streets of the note.
  func find(_ findings: inout Findings) {
    for i in 0..<view.count where view.marks[i].contains(.street) && !view.isTaken[i] {
      let words = view.addresses[i]
      if words.contains(.before), before(i, words, &findings) { continue }
      if words.contains(.behind), behind(i, words, &findings) { continue }
      if view.isWord(i, "corner"), view.isWord(i + 1, "of") { corner(i + 2, &findings) }
      if view.isCapital(i) || numberBefore(i) != nil, !view.has(i, [.english, .clinical, .never]) {
        compound(i, &findings)
      }
    }
    for i in 0..<view.count where !view.isTaken[i] { placed(i, &findings) }
  }

  // MARK: with a word for streets

  /// "Rue Hsine 12", "12 bis, rue des Tanneurs", "ul. Cicha 86".
  private func before(_ i: Int, _ kind: AddressRules.Words, _ findings: inout Findings) -> Bool {
    let isAmbiguous = kind.contains(.ambiguousBefore)
    if isAmbiguous, !view.isCapital(i) { return false }
    let first = leading(i)
    var j = i + 1
    if view.isSign(j, "."), view.isGlued(j) { j += 1 }
    guard view.continuesLine(j), !words(j).contains(.unit),
      let name = nameEnd(j, allowsSmall: first < i && !isAmbiguous)
    else { return false }
    var number = name.end < view.count ? numberBehind(name.end, most: 4) : nil
    // "12 rue des Tanneurs 3700 Tours": a postcode.
    if let end = number, first < i, view.tokens[end - 1].count == 4, view.continuesLine(end), view.isCapital(end),
      !words(end).contains(.unit)
    {
      number = nil
    }
    if isAmbiguous {
      guard first < i || number != nil, name.isUnknown else { return false }
    } else if first == i, number == nil {
      guard view.isCapital(i), view.isCapital(j), isPlaced(i), name.isUnknown else { return false }
    }
    return add(first, number ?? name.end, findings: &findings)
  }

  /// "Kossuth Lajos utca 7", "Koepenicker Str. 74", "22 Karl Johans gate".
  private func behind(_ i: Int, _ kind: AddressRules.Words, _ findings: inout Findings) -> Bool {
    let isAmbiguous = kind.contains(.ambiguousBehind)
    var j = i + 1
    if view.isSign(j, "."), view.isGlued(j) { j += 1 }
    let number = numberBehind(j, most: 4)
    if isAmbiguous, number == nil { return false }
    var first = i
    while first > 0, i - first < 4, view.continuesLine(first), !view.isTaken[first - 1] {
      let k = first - 1
      if view.tokens[k].kind == .word, isName(k, small: number != nil && !isAmbiguous) {
        first = k
      } else if view.isOne(k, of: "-."), view.isGlued(k), k > 0, view.tokens[k - 1].kind == .word {
        first = k
      } else {
        break
      }
    }
    while first < i, view.tokens[first].kind == .symbol { first += 1 }
    guard first < i, !isAmbiguous || view.tokens[first].count >= 3 else { return false }
    let start = leading(first)
    guard number != nil || start < first else { return false }
    return add(start, number ?? i + 1, findings: &findings)
  }

  /// "Lindenstraße 14", "33 Storgatan", "Brucker Bundesstrasse 31"; without a number behind a word for a place.
  private func compound(_ i: Int, _ findings: inout Findings) {
    guard let isSure = rules.ending(of: UnsafeBufferPointer(rebasing: view.bytes[view.tokens[i].span.range])) else {
      return
    }
    var first = i
    while first > 0, i - first < 2, view.continuesLine(first), view.isCapital(first - 1), !view.isTaken[first - 1],
      isName(first - 1, small: false)
    { first -= 1 }
    let start = leading(first)
    let number = numberBehind(i + 1, most: 4)
    if number == nil, start == first {
      guard isSure, view.isCapital(i), isPlaced(first), !view.has(i, [.surname, .givenName]) else { return }
    }
    guard isSure || number != nil && isBounded(number ?? i) else { return }
    add(start, number ?? i + 1, findings: &findings)
  }

  // MARK: by what stands around

  /// "329 Arenales" behind "lives at", "Kiannonkatu 98" before "Apt. 5", "Aasa 43" before a postcode and a town.
  private func placed(_ i: Int, _ findings: inout Findings) {
    let token = view.tokens[i]
    if token.kind == .symbol { return }
    if token.kind == .number {
      guard view.integer(i) != nil, token.count <= 6, !isJoined(i), i == 0 || view.tokens[i - 1].kind != .number else {
        return
      }
    } else {
      guard token.flags.contains(.initialUpper), !(view.isCapital(i - 1) && view.continuesLine(i)) else { return }
    }
    var j = i
    var numbers = 0
    while numbers < 2, j < view.count, j == i || view.continuesLine(j), view.integer(j) != nil,
      view.tokens[j].count <= 6
    {
      numbers += 1
      j += 1
      if view.isGlued(j), j < view.count {
        guard view.tokens[j].kind == .word, view.tokens[j].count == 1 else { return }
        j += 1
      }
    }
    guard j < view.count, j == i || view.continuesLine(j), view.tokens[j].kind == .word,
      view.isCapital(j) || numbers > 0,
      let name = nameEnd(j, allowsSmall: !view.isCapital(j)), name.isUnknown
    else { return }
    let number = numberBehind(name.end, most: 4, allowsComma: false)
    guard numbers + (number == nil ? 0 : 1) > 0 else { return }
    let end = number ?? name.end
    // "at 641 Arenalos 58": a preposition is enough where numbers stand on both sides.
    let isFull = numbers > 0 && number != nil
    let isSmall = !view.isCapital(j)
    guard
      isAnnounced(i) && (!isSmall || isFull) || number != nil && hasUnit(end)
        || !isSmall && (number != nil || numbers == 2) && isTown(end)
        || !isSmall && isFull && view.continuesLine(i) && view.isWord(i - 1, "at", "in", "to", "on")
    else { return }
    add(i, end, findings: &findings)
  }

  /// A word for addresses before: "lives at", "Address:", "her office is at".
  private func isAnnounced(_ i: Int) -> Bool {
    var j = i - 1
    var steps = 0
    while j >= 0, steps < 5, !view.isSentenceEnd(before: j + 1) || view.isSign(j, ":") {
      if words(j).contains(.cue) { return true }
      guard
        view.isSign(j, ":") || view.reads(j, .article) || view.reads(j, .being) || view.reads(j, .placePreposition)
          || view.isWord(j, "on", "with", "same", "now")
      else { return false }
      if view.tokens[j + 1].newlinesBefore > 0, !view.isSign(j, ":") { return false }
      j -= 1
      steps += 1
    }
    return false
  }

  func hasUnit(_ end: Int) -> Bool {
    guard var j = AddressTail(self).behindSeparators(end, isInside: false)?.token else { return false }
    let unit = words(j)
    guard unit.contains(.unit), !unit.contains(.ambiguousUnit) else { return false }
    j += 1
    if view.isOne(j, of: ".#") { j += 1 }
    return j < view.count && view.tokens[j].kind == .number
  }

  private func isTown(_ end: Int) -> Bool { AddressTail(self).isTown(behind: end) }

  /// "corner of Dorpsstraat and Kerklaan": both streets.
  private func corner(_ i: Int, _ findings: inout Findings) {
    var first = i
    for _ in 0..<2 {
      var end = first
      var hasCapital = false
      while end < view.count, end - first < 6, end == first || view.continuesLine(end), !view.isTaken[end],
        view.isCapital(end) && !view.has(end, [.clinical, .never]) || view.integer(end) != nil
          || words(end).contains(.before)
          || hasCapital && (view.isOne(end, of: ".-") && view.isGlued(end) || view.has(end, .streetSuffix))
      {
        hasCapital = hasCapital || view.isCapital(end)
        end += 1
      }
      if end < view.count, view.isTaken[first] {
        while end < view.count, view.isTaken[end] { end += 1 }
      } else {
        while end > first, view.tokens[end - 1].kind == .symbol { end -= 1 }
        guard hasCapital else { return }
        findings.add(
          .street, Int(view.tokens[first].start), Int(view.tokens[end - 1].end), Self.corner, view)
      }
      guard view.isWord(end, "and", "&") || view.isSign(end, "&") else { return }
      first = end + 1
      guard first < view.count else { return }
    }
  }

  // MARK: boxes and military post

  /// "Postfach 2210".
  private func box(_ i: Int, _ findings: inout Findings) {
    guard view.isCapital(i), let end = numberBehind(i + 1, most: 6) else { return }
    add(i, end, Self.box, findings: &findings)
  }

  /// "USS Lorenzen\nFPO AE 25990", "APO AP 20849".
  private func fleet(_ i: Int, _ findings: inout Findings) {
    guard view.isWord(i + 1, "aa", "ae", "ap"), let zip = view.integer(i + 2), zip > 0, view.tokens[i + 2].count == 5
    else { return }
    var first = i
    if view.isSign(first - 1, ",") { first -= 1 }
    var k = first - 1
    while k >= 0, first - k <= 4, view.tokens[k].kind == .word, !view.isTaken[k] {
      if words(k).contains(.ship) {
        add(k, i + 3, Self.box, findings: &findings)
        return
      }
      k -= 1
    }
    // "PSC 3294, Box 9168" before it: the finder of boxes takes both.
    if view.tokens[max(0, first - 1)].kind != .number { add(i, i + 3, Self.box, findings: &findings) }
  }

  // MARK: parts

  @discardableResult
  private func add(
    _ first: Int, _ end: Int, _ rule: DetectionRule = StreetFinder.street, findings: inout Findings
  ) -> Bool {
    findings.add(.street, Int(view.tokens[first].start), Int(view.tokens[end - 1].end), rule, view)
  }

  private func isName(_ k: Int, small: Bool) -> Bool {
    if view.isCapital(k) { return !view.has(k, Self.noName) && (!view.has(k, .english) || view.has(k, .surname)) }
    return small && !view.has(k, [.english, .clinical, .never, .unit])
  }

  /// The end of a street's name that begins at `first`: capitalised words with small ones between. `isUnknown` is true when
  /// none of its words is clinical and one is no English word.
  func nameEnd(_ first: Int, allowsSmall: Bool) -> (end: Int, isUnknown: Bool)? {
    var j = first
    var end = first
    var hasUnknown = false
    var hasClinical = false
    while j < view.count, j - first < Self.mostWords, j == first || view.continuesLine(j), !view.isTaken[j] {
      let token = view.tokens[j]
      switch token.kind {
      case .word:
        let isUnit = words(j).contains(.unit) && !words(j).contains(.ambiguousUnit) && j > first
        if isUnit || view.isGlued(j) && !view.isOne(j - 1, of: "-.'") { return finished() }
        if token.flags.contains(.initialUpper) {
          if view.has(j, [.month, .weekday]), j > first, view.tokens[j - 1].kind == .word { return finished() }
          if view.has(j, Self.noName) { hasClinical = true }
          if !view.has(j, .english), token.count >= 3 { hasUnknown = true }
          end = j + 1
        } else if words(j).contains(.link) || view.has(j, .particle) {
          // Joins what follows; ends no name.
        } else if allowsSmall, !view.has(j, [.english, .clinical, .never]) || view.isGlued(j) {
          if token.count >= 3 { hasUnknown = true }
          end = j + 1
        } else {
          return finished()
        }
      case .number:
        // "Via 25 Aprile", "11 de Septiembre".
        guard token.count <= 2, j == first, j + 1 < view.count, view.continuesLine(j + 1), !view.isGlued(j + 1),
          view.isCapital(j + 1) || words(j + 1).contains(.link)
        else { return finished() }
      case .symbol:
        guard view.isGlued(j), j > first, view.isOne(j, of: "-'.") || token.count == 3 else { return finished() }
        if view.isSign(j, ".") {
          guard view.tokens[j - 1].kind == .word, view.tokens[j - 1].count <= 3, view.continuesLine(j + 1),
            view.isCapital(j + 1)
          else { return finished() }
        } else if !view.isGlued(j + 1) {
          return finished()
        }
      }
      j += 1
    }
    return finished()

    func finished() -> (end: Int, isUnknown: Bool)? {
      end > first ? (end, hasUnknown && !hasClinical) : nil
    }
  }

  /// The first token of one or two numbers that stand right before a name: "5366 12 Rue".
  func leading(_ k: Int) -> Int {
    var first = k
    for _ in 0..<2 { first = numberBefore(first) ?? first }
    // "Apt. 675 62314 Mellemvej".
    let unit = first - (view.isSign(first - 1, ".") ? 2 : 1)
    if first < k, view.tokens[first].kind == .number, unit >= 0, view.continuesLine(first), view.isCapital(unit),
      words(unit).contains(.unit), !view.isTaken[unit]
    {
      return unit
    }
    // "Flat 3, 27 Harcourt Road".
    if view.isSign(first - 1, ","), first >= 3, view.tokens[first].kind == .number,
      view.tokens[first - 2].kind == .number,
      words(first - 3).contains(.unit), view.isCapital(first - 3), !view.isTaken[first - 3], !view.isTaken[first - 2]
    {
      return first - 3
    }
    return first
  }

  private func numberBefore(_ k: Int) -> Int? {
    guard k > 0, view.continuesLine(k) else { return nil }
    var j = k - 1
    if view.isSign(j, ","), view.continuesLine(j), view.tokens[k].kind == .word { j -= 1 }
    if j > 0, view.tokens[j].kind == .word, view.continuesLine(j),
      words(j).contains(.between) || view.tokens[j].count == 1 && view.isGlued(j)
    {
      j -= 1
    }
    guard j >= 0, !view.isTaken[j], let value = view.integer(j), value > 0, view.tokens[j].count <= 6 else {
      return nil
    }
    if view.isOne(j - 1, of: "-/"), view.isGlued(j), view.isGlued(j - 1), j >= 2, view.integer(j - 2) != nil { j -= 2 }
    return isJoined(j) || view.isTaken[j] ? nil : j
  }

  /// True for a number that touches what stands before it: part of a code or a date.
  private func isJoined(_ j: Int) -> Bool { view.isGlued(j) && !view.isOne(j - 1, of: ">(\"#|?:,") }

  /// The end of a house number behind a name: "7", "7.", "12B", "104/12", ", 14", "No: 85", "112 A 5".
  func numberBehind(_ e: Int, most: Int, allowsComma: Bool = true) -> Int? {
    var j = e
    if allowsComma, view.isSign(j, ","), view.continuesLine(j) { j += 1 }
    if words(j).contains(.number), view.continuesLine(j) {
      j += 1
      while view.isOne(j, of: ".:"), j - e < 4 { j += 1 }
    }
    guard j < view.count, view.continuesLine(j), !view.isTaken[j], let value = view.integer(j), value > 0,
      view.tokens[j].count <= most, !view.isGlued(j) || view.isOne(j - 1, of: ".:,")
    else { return nil }
    var end = j + 1
    while end < view.count, view.isGlued(end), end - j < 6 {
      if view.isOne(end, of: "-/"), view.isGlued(end + 1), end + 1 < view.count,
        view.tokens[end + 1].kind == .number || view.tokens[end + 1].kind == .word && view.tokens[end + 1].count <= 2
      {
        end += 2
      } else if view.tokens[end].kind == .word, view.tokens[end].count == 1 {
        end += 1
      } else {
        break
      }
    }
    if end < view.count, view.isGlued(end), !view.isOne(end, of: ".,;:)?!\"']\\<") { return nil }
    if view.isSign(end, ":"), view.isGlued(end + 1) { return nil }
    if view.continuesLine(end), view.has(end, .unit), !view.isCapital(end) { return nil }
    if view.continuesLine(end), view.isCapital(end), view.tokens[end].count == 1, view.tokens[end].kind == .word,
      !view.isGlued(end)
    {
      let isNumber = view.integer(end + 1) != nil && view.continuesLine(end + 1) && view.tokens[end + 1].count <= 3
      if isNumber || view.beginsField(end + 1) || view.isOne(end + 1, of: ",.;") { end += isNumber ? 2 : 1 }
    }
    return end
  }

  /// True behind a word or sign that a place may follow.
  private func isPlaced(_ i: Int) -> Bool {
    view.continuesLine(i)
      && (view.isWord(i - 1, "on", "in", "at", "near", "along", "off", "of", "from") || isAnnounced(i))
  }

  /// True where the line, the clause or the field ends, or a flat or town follows.
  private func isBounded(_ end: Int) -> Bool {
    view.beginsField(end) || view.isOne(end, of: ",.;)") || hasUnit(end) || isTown(end)
  }
}
