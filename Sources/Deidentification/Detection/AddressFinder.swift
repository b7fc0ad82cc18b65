import ClinicalText

/// Street addresses with what follows them: unit, city, state and ZIP; and city, state and ZIP alone.
struct AddressFinder {
  private static let street = DetectionRule("address.street")
  private static let box = DetectionRule("address.post-box")
  private static let cityState = DetectionRule("address.city-state")
  private static let zip = DetectionRule("address.zip")
  /// The words at which an address may begin, or one is looked for.
  static let words: CodeRules.Words = [.postBox, .zip, .military, .address]

  let view: NoteView
  let phrases: PhraseTable
  let rules: CodeRules
  let streets: StreetFinder

  func find(_ findings: inout Findings) {
    for i in 0..<view.count where view.marks[i].contains(.address) && !view.isTaken[i] {
      switch view.tokens[i].kind {
      case .number: house(i, &findings)
      case .word:
        let words = view.codes[i]
        if words.contains(.address) { labelled(i, &findings) }
        if words.contains(.postBox) { postBox(i, &findings) }
        if words.contains(.zip) { labelledZIP(i, &findings) }
        if words.contains(.military) { military(i, &findings) }
      case .symbol: break
      }
    }
    for i in 0..<view.count where view.marks[i].contains(.streetOrState) && !view.isTaken[i] {
      if view.has(i, .streetSuffix) { streetAlone(i, &findings) }
      if view.has(i, .stateAbbreviation), !view.isTaken[i] { state(i, &findings) }
    }
  }

  /// "Address: Storgatan 5 B, Arendal": the line behind the label, up to its first comma behind a number; a town behind it.
  private func labelled(_ i: Int, _ findings: inout Findings) {
    guard view.isSign(i + 1, ":"), view.isGlued(i + 1), i + 2 < view.count, view.tokens[i + 2].newlinesBefore <= 1,
      !view.isTaken[i + 2]
    else { return }
    let first = i + 2
    var end = first
    var hasNumber = false
    var hasCapital = false
    while end < view.count, end - first < 12, !view.isTaken[end], end == first || view.continuesLine(end),
      end == first || !view.tokens[end].flags.contains(.wideGap), !view.isSign(end, ":"), !view.isSign(end, ";")
    {
      if hasNumber, hasCapital, view.isSign(end, ",") { break }
      hasNumber = hasNumber || view.tokens[end].kind == .number
      hasCapital = hasCapital || view.isCapital(end)
      end += 1
    }
    guard hasNumber, hasCapital, end - first >= 2 else { return }
    var last = end - 1
    while last > first, view.tokens[last].kind == .symbol { last -= 1 }
    findings.add(.street, Int(view.tokens[first].start), Int(view.tokens[last].end), Self.street, view)
    guard view.isSign(end, ","), view.continuesLine(end + 1), view.isCapital(end + 1) else { return }
    var town = end + 1
    while town + 1 < view.count, town - end < 3, view.continuesLine(town + 1), view.isCapital(town + 1),
      view.tokens[town + 1].kind == .word, !view.isTaken[town + 1]
    { town += 1 }
    if view.has(end + 1, .stateAbbreviation), town == end + 1 { return }
    findings.add(.city, Int(view.tokens[end + 1].start), Int(view.tokens[town].end), Self.cityState, view)
  }

  /// "on Menaul Blvd": a street without a number, behind a word for a place.
  private func streetAlone(_ i: Int, _ findings: inout Findings) {
    // "Elm Street Clinic" is no street.
    guard view.isCapital(i), !view.has(i, [.doctorTitle, .clinical, .unit, .hospitalWord]), view.continuesLine(i),
      !view.isSign(i + 1, "-"),
      !(view.has(i + 1, .hospitalWord) && view.isCapital(i + 1) && view.continuesLine(i + 1))
    else { return }
    var first = i
    while first > 0, i - first < 3, view.continuesLine(first), view.isCapital(first - 1), !view.isTaken[first - 1],
      view.tokens[first - 1].kind == .word, !view.has(first - 1, [.never, .clinical, .hospitalWord])
    { first -= 1 }
    guard first < i, view.continuesLine(first), view.isWord(first - 1, "on", "off", "at", "near", "along") else {
      return
    }
    findings.add(.street, Int(view.tokens[first].start), Int(view.tokens[i].end), Self.street, view)
  }

  /// "4161 Pine Rd", "114 Mill Way, Apt 4B": a number, one to four words, a street's kind.
  private func house(_ i: Int, _ findings: inout Findings) {
    guard let value = view.integer(i), value > 0, view.tokens[i].count <= 6,
      !view.tokens[i].isGlued || view.isSign(i - 1, "#"), !streets.words(i - 1).contains(.unit)
    else {
      return
    }
    var j = i + 1
    // "12-B", "12B".
    if view.isGlued(j), view.tokens[j].kind == .word, view.tokens[j].count == 1 { j += 1 }
    var words = 0
    var capitals = 0
    while j < view.count, words < 5, !view.isTaken[j], view.tokens[j].newlinesBefore == 0 {
      let token = view.tokens[j]
      if token.kind == .symbol {
        guard view.isSign(j, "."), view.tokens[j].isGlued, view.tokens[j - 1].count <= 2, j > i + 1 else { return }
        j += 1
        continue
      }
      if token.kind == .number {
        // "12 East 42nd Street".
        guard words <= 1, view.isGlued(j + 1), view.isWord(j + 1, "st", "nd", "rd", "th") else { return }
        j += 2
        words += 1
        capitals += 1
        continue
      }
      if words > 0, view.has(j, .streetSuffix), token.flags.contains(.hasUpper) || isStreetOnly(j),
        capitals > 0 || isStreetOnly(j)
      {
        // "Mill Way Drive": the last kind of street in a row.
        var last = j
        while last + 1 < view.count, view.has(last + 1, .streetSuffix), view.tokens[last + 1].flags.contains(.hasUpper),
          view.tokens[last + 1].newlinesBefore == 0
        { last += 1 }
        guard !view.has(last, .unit) || capitals > 0 else { return }
        var end = Int(view.tokens[last].end)
        if view.byte(end) == 0x2E, view.tokens[last].count <= 4 { end += 1 }
        end = direction(behind: end)
        end = unitEnd(behind: end)
        if view.byte(end - 1) == 0x2E { end -= 1 }
        findings.add(.street, Int(view.tokens[i].start), end, Self.street, view)
        return
      }
      // "45 oak avenue": one word in small letters.
      guard
        token.flags.contains(.initialUpper)
          || words == 0 && view.isWord(j + 1, "street", "avenue", "boulevard", "road") && !view.has(j, [.never, .unit])
            && token.count > 2 && view.integer(i) ?? 0 > 9
      else { return }
      capitals += 1
      words += 1
      j += 1
    }
  }

  private func isStreetOnly(_ j: Int) -> Bool {
    view.isWord(j, "street", "avenue", "road", "lane", "boulevard", "drive")
  }

  /// Over " NW", " East" behind a street's kind.
  private func direction(behind end: Int) -> Int {
    let next = view.firstToken(atOrBehind: end)
    guard next < view.count, view.tokens[next].newlinesBefore == 0, view.tokens[next].flags.contains(.initialUpper),
      streets.words(next).contains(.direction)
    else { return end }
    return Int(view.tokens[next].end)
  }

  /// Over ", Apt 4B", " Suite 200", " #12".
  private func unitEnd(behind end: Int) -> Int {
    var j = view.firstToken(atOrBehind: end)
    if view.isSign(j, ",") || view.isSign(j, ".") { j += 1 }
    var hasWord = false
    if streets.words(j).contains(.unit) {
      hasWord = true
      j += 1
      if view.isSign(j, ".") { j += 1 }
    }
    if view.isSign(j, "#") {
      hasWord = true
      j += 1
    }
    guard hasWord, j < view.count, view.tokens[j].newlinesBefore == 0,
      view.tokens[j].kind == .number || view.tokens[j].count <= 2 && view.tokens[j].kind == .word
    else { return end }
    var last = j
    while last + 1 < view.count, view.isGlued(last + 1),
      view.tokens[last + 1].kind != .symbol || view.isSign(last + 1, "-") && view.isGlued(last + 2)
    {
      last += 1
    }
    return Int(view.tokens[last].end)
  }

  /// "P.O. Box 1234".
  private func postBox(_ i: Int, _ findings: inout Findings) {
    var j = i + 1
    while j < view.count, j - i <= 4, view.isSign(j, ".") || view.isWord(j, "o") { j += 1 }
    guard view.isWord(j, "box") || view.isWord(i, "pob") else { return }
    let number = view.isWord(j, "box") ? j + 1 : j
    guard number < view.count, view.tokens[number].kind == .number else { return }
    findings.add(.street, Int(view.tokens[i].start), Int(view.tokens[number].end), Self.box, view)
  }

  /// "PSC 3294, Box 9168", "Unit 8524 Box 0979", with "APO AP 61487" behind.
  private func military(_ i: Int, _ findings: inout Findings) {
    var j = i + 1
    guard view.integer(j) != nil else { return }
    j += 1
    if view.isSign(j, ",") { j += 1 }
    guard view.isWord(j, "box"), view.integer(j + 1) != nil else { return }
    var end = j + 1
    var k = j + 2
    if view.isSign(k, ",") { k += 1 }
    if view.isWord(k, "apo", "fpo", "dpo"), view.isWord(k + 1, "aa", "ae", "ap"), k + 2 < view.count,
      view.integer(k + 2) != nil
    {
      end = k + 2
    }
    findings.add(.street, Int(view.tokens[i].start), Int(view.tokens[end].end), Self.box, view)
  }

  /// Words that begin or end an address, with what they are.
  static let wordLists: [([String], CodeRules.Words)] = [
    (["p", "po", "pob"], .postBox), (["zip", "zipcode"], .zip), (["psc", "cmr", "unit"], .military),
    (["address", "addr"], .address),
  ]

  // MARK: state and ZIP

  /// "Durham, NC 27787", "Topeka KS": a state's abbreviation in capitals behind a capitalised word, or before a ZIP
  /// code.
  private func state(_ i: Int, _ findings: inout Findings) {
    guard view.tokens[i].isUpper, view.tokens[i].count == 2,
      !view.isGlued(i + 1) || !NoteView.isAlphanumeric(view.byte(Int(view.tokens[i].end)))
    else { return }
    let hasZIP = zipEnd(i + 1) != nil
    let comma = view.isSign(i - 1, ",")
    let name = comma ? i - 2 : i - 1
    let isBehindName =
      name >= 0 && view.tokens[name].kind == .word && view.tokens[name].flags.contains(.initialUpper)
      && view.tokens[name].count > 2 && !view.isTaken[name] && view.tokens[i].newlinesBefore == 0
    // Without a ZIP code a comma and a place's name are needed: "Denies N/V, OR today" is none.
    let city = isBehindName ? cityStart(name) : nil
    if view.has(i, .credential), !hasZIP {
      guard let hit = cityHit(endingAt: name) else { return }
      // "Keisha Washington, MD" is a clinician.
      if hit > 0, view.tokens[hit].newlinesBefore == 0, view.tokens[hit - 1].flags.contains(.initialUpper),
        view.looks[hit - 1] > 0 || view.has(hit - 1, [.personTitle, .doctorTitle])
      {
        return
      }
    }
    guard
      hasZIP && (isBehindName || comma || view.isTaken[max(0, i - 1)] || view.tokens[i].newlinesBefore > 0)
        || comma && city != nil && isPlace(city ?? name, name)
    else { return }
    if let zip = zipEnd(i + 1) {
      findings.add(.zip, Int(view.tokens[zip.first].start), zip.end, Self.zip, view)
    }
    findings.add(.state, Int(view.tokens[i].start), Int(view.tokens[i].end), Self.cityState, view)
    if let city { findings.add(.city, Int(view.tokens[city].start), Int(view.tokens[name].end), Self.cityState, view) }
  }

  /// The first token of a place's name that ends at `last`: up to three capitalised words on one line.
  private func cityStart(_ last: Int) -> Int? {
    if !view.phrases.isEmpty, let hit = cityHit(endingAt: last) { return hit }
    var first = last
    while first > 0, last - first < 2, view.tokens[first].newlinesBefore == 0, !view.isTaken[first - 1],
      view.tokens[first - 1].kind == .word && view.tokens[first - 1].flags.contains(.initialUpper)
        && !view.has(first - 1, [.streetSuffix, .never])
        || view.isSign(first - 1, ".") && view.isWord(first - 2, "st", "ft", "mt")
    {
      if view.isSign(first - 1, ".") { first -= 2 } else { first -= 1 }
    }
    return first
  }

  private func cityHit(endingAt last: Int) -> Int? {
    view.cityStart(endingAt: last)
  }

  /// True for a known city, or words that are neither clinical nor ordinary.
  private func isPlace(_ first: Int, _ last: Int) -> Bool {
    if cityHit(endingAt: last) != nil { return true }
    // "from Chippewa Falls, WI".
    if last > first, view.reads(first - 1, .placePreposition), !view.has(first, [.clinical, .never, .hospitalWord]),
      !view.has(last, [.clinical, .never, .credential, .hospitalWord]) || view.has(last, .streetSuffix)
    {
      return true
    }
    return !view.has(last, [.clinical, .english, .never, .credential]) && view.tokens[last].count > 3
  }

  /// The ZIP code at a token: five figures, with four more behind a hyphen.
  private func zipEnd(_ i: Int) -> (first: Int, end: Int)? {
    var j = i
    if view.isSign(j, ",") || view.isSign(j, ".") { j += 1 }
    guard j < view.count, view.tokens[j].kind == .number, view.tokens[j].count == 5, view.integer(j) != nil,
      view.tokens[j].newlinesBefore <= 1,
      !NoteView.isLetter(view.byte(Int(view.tokens[j].end)))
    else { return nil }
    if view.isSign(j + 1, "-"), view.isGlued(j + 1), view.isGlued(j + 2), view.integer(j + 2) != nil,
      view.tokens[j + 2].count == 4
    {
      return (j, Int(view.tokens[j + 2].end))
    }
    return (j, Int(view.tokens[j].end))
  }

  private func labelledZIP(_ i: Int, _ findings: inout Findings) {
    var j = i + 1
    while j < view.count, j - i <= 3, view.isSign(j, ":") || view.isWord(j, "code", "is") { j += 1 }
    if let zip = zipEnd(j) { findings.add(.zip, Int(view.tokens[zip.first].start), zip.end, Self.zip, view) }
  }
}
