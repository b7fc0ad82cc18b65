import ClinicalText

/// What follows a street, on its line and on the next ones: flat, town, postcode, region, country, in any order.
struct AddressTail {
  private static let unit = DetectionRule("address.unit")
  private static let town = DetectionRule("address.town")
  private static let region = DetectionRule("address.region")
  private static let zip = DetectionRule("address.postcode")
  /// Parts behind a street, and lines.
  private static let mostParts = 7
  private static let mostLines = 7

  let streets: StreetFinder
  private var view: NoteView { streets.view }

  init(_ streets: StreetFinder) { self.streets = streets }

  /// One part behind a street, as tokens.
  private struct Part {
    var kind: IdentifierKind
    var first: Int
    var end: Int
  }

  /// What has been read so far.
  private struct State {
    var end: Int
    var hasZIP = false
    var towns = 0
    var hasRegion = false
    var isSure = false
    /// A part other than the street stands before.
    var isInside = false
  }

  /// Adds what stands behind each of the streets that were found.
  func find(_ findings: inout Findings) {
    for index in findings.items.indices where findings.items[index].kind == .street {
      let street = findings.items[index].span
      let first = view.firstToken(atOrBehind: Int(street.start))
      let leading = streets.leading(first)
      if leading < first { findings.widen(index, from: Int(view.tokens[leading].start), view) }
      var state = State(end: view.firstToken(atOrBehind: Int(street.end)))
      var parts = 0
      while parts < Self.mostParts, let part = next(&state) {
        parts += 1
        let rule =
          switch part.kind {
          case .street: Self.unit
          case .zip: Self.zip
          case .city: Self.town
          default: Self.region
          }
        findings.add(part.kind, Int(view.tokens[part.first].start), Int(view.tokens[part.end - 1].end), rule, view)
      }
    }
  }

  /// Adds towns before postcodes in a sentence: "in Costarossa 43015".
  func findTowns(_ findings: inout Findings) {
    for i in 1..<max(1, view.count)
    where view.reads(i - 1, .placePreposition) && view.isCapital(i) && !view.isTaken[i] && view.continuesLine(i) {
      guard view.looks[i] >= NameLook.unknown || view.tokens[i].flags.contains(.nonASCII) || isListedTown(i),
        view.tokens[i].count >= 4, view.tokens[i].kind == .word
      else { continue }
      let at = (token: i, isNewLine: false, hasSign: true)
      guard let end = townEnd(i, at, State(end: i)), end < view.count, view.continuesLine(end), !view.isTaken[end],
        let zip = postcodeEnd(end), view.tokens[end].kind == .number, view.tokens[end].count >= 3,
        view.tokens[end].count >= 4 || zip > end + 1, !view.isOne(zip, of: "%/:-")
      else { continue }
      findings.add(.city, Int(view.tokens[i].start), Int(view.tokens[end - 1].end), Self.town, view)
      findings.add(.zip, Int(view.tokens[end].start), Int(view.tokens[zip - 1].end), Self.zip, view)
    }
  }

  /// True when a town that a list knows, or a town beside a postcode or country, stands behind a token.
  func isTown(behind end: Int) -> Bool {
    var state = State(end: end)
    var parts = 0
    while parts < 4, let part = next(&state) {
      parts += 1
      // "Weight 80", and on the next line "Height 170".
      if part.kind == .street || part.kind == .zip && isShort(part.first, part.end) { return false }
      if state.towns > 0, state.hasZIP || state.hasRegion || state.isSure { return true }
    }
    return false
  }

  // MARK: parts

  private func next(_ state: inout State) -> Part? {
    guard var at = behindSeparators(state.end, isInside: state.isInside) else { return nil }
    // What other finders have taken, a state and ZIP code for instance, belongs to the address.
    var lines = 0
    while view.isTaken[at.token], lines < Self.mostLines {
      var i = at.token
      // A number of five figures is a ZIP code, of more signs something else.
      guard view.tokens[i].kind == .word || view.integer(i) != nil && view.tokens[i].count == 5 else { return nil }
      while i < view.count, view.isTaken[i], i - at.token < 12 {
        if view.tokens[i].kind == .number { state.hasZIP = true } else { state.towns += 1 }
        i += 1
      }
      state.end = i
      state.isInside = true
      lines += 1
      guard let behind = behindSeparators(i, isInside: true) else { return nil }
      at = behind
    }
    let i = at.token
    if view.isTaken[i] { return nil }
    if !state.isInside, !at.isNewLine, !at.hasSign, view.isCapital(i), !streets.words(i).contains(.unit),
      let name = streets.nameEnd(i, allowsSmall: false), name.isUnknown, streets.hasUnit(name.end)
    {
      state.end = name.end
      return Part(kind: .street, first: i, end: name.end)
    }
    if let unitEnd = unitEnd(i) ?? floorEnd(i, at) {
      state.end = unitEnd
      state.isInside = true
      return Part(kind: .street, first: i, end: unitEnd)
    }
    if !state.hasZIP, let zipEnd = postcodeEnd(i), !isShort(i, zipEnd) || state.towns > 0 || isTownWord(zipEnd) {
      state.hasZIP = true
      state.end = zipEnd
      state.isInside = true
      return Part(kind: .zip, first: i, end: zipEnd)
    }
    if let hit = view.placeHit(at: i), hit.kind == .country || hit.kind == .state, view.isCapital(i) || at.isNewLine,
      state.isInside || !at.isNewLine
    {
      state.hasRegion = true
      state.end = hit.end
      state.isInside = true
      return Part(kind: hit.kind, first: i, end: hit.end)
    }
    if state.towns > 0, isCode(i, isInside: at.isNewLine) {
      state.hasRegion = true
      state.end = i + 1
      return Part(kind: view.has(i, .stateAbbreviation) ? .state : .locationOther, first: i, end: i + 1)
    }
    guard state.towns < 2, !(state.hasZIP && state.towns > 0), let townEnd = townEnd(i, at, state) else { return nil }
    state.towns += 1
    state.isSure = state.isSure || isListedTown(i)
    state.end = townEnd
    state.isInside = true
    return Part(kind: .city, first: i, end: townEnd)
  }

  /// Over commas, line ends and signs of quotation.
  func behindSeparators(
    _ end: Int, isInside: Bool = true
  ) -> (token: Int, isNewLine: Bool, hasSign: Bool)? {
    var i = end
    var isNewLine = false
    var hasSign = false
    while i < view.count, i - end < 8 {
      if view.tokens[i].newlinesBefore > 0 { isNewLine = true }
      if view.tokens[i].kind == .word, streets.words(i).contains(.void) {
        i += 1
        hasSign = true
        continue
      }
      if view.tokens[i].kind != .symbol { return (i, isNewLine, hasSign) }
      let isPeriod =
        !isInside && view.isOne(i, of: ".") && view.isGlued(i)
        && (i + 1 < view.count && view.tokens[i + 1].newlinesBefore > 0 || view.isSign(i + 1, ","))
      if view.isOne(i, of: ",") || isPeriod || view.isOne(i, of: "-") && !hasSign
        || isNewLine && view.isOne(i, of: ">|*")
      {
        hasSign = true
      } else if isNewLine, view.byte(Int(view.tokens[i].start)) == 0x3F || view.byte(Int(view.tokens[i].start)) == 0x3E
      {
        hasSign = true
      } else {
        return nil
      }
      i += 1
    }
    return nil
  }

  /// "Apt. 5", "Suite 805", "Piso 3".
  func unitEnd(_ i: Int) -> Int? {
    guard streets.words(i).contains(.unit), !streets.words(i).contains(.number) else { return nil }
    if streets.words(i).contains(.ambiguousUnit), !view.isCapital(i) { return nil }
    var j = i + 1
    while view.isOne(j, of: ".:#"), j - i < 3 { j += 1 }
    guard j < view.count, view.continuesLine(j), !view.isTaken[j],
      view.integer(j) != nil && view.tokens[j].count <= 6
        || view.tokens[j].kind == .word && view.tokens[j].count <= 2 && view.isCapital(j)
    else { return nil }
    j += 1
    while j < view.count, view.isGlued(j), j - i < 8,
      view.tokens[j].kind != .symbol && view.tokens[j].count <= 4 || view.isSign(j, "-") && view.isGlued(j + 1)
    { j += 1 }
    return j
  }

  /// "3. tv", "3º B" behind a comma: a floor and its side.
  private func floorEnd(_ i: Int, _ at: (token: Int, isNewLine: Bool, hasSign: Bool)) -> Int? {
    guard at.hasSign, !at.isNewLine, view.integer(i) != nil, view.tokens[i].count <= 2,
      view.isSign(i + 1, ".")
        || view.isGlued(i + 1) && i + 1 < view.count && view.tokens[i + 1].count == 2
          && view.tokens[i + 1].flags.contains(.nonASCII)
    else { return nil }
    let side = i + 2
    guard side < view.count, view.continuesLine(side), view.tokens[side].kind == .word, view.tokens[side].count <= 2,
      !view.has(side, .never), endsPart(side + 1)
    else { return nil }
    return side + 1
  }

  private func postcodeEnd(_ i: Int) -> Int? {
    guard i < view.count else { return nil }
    let start = Int(view.tokens[i].start)
    guard let shapes = streets.rules.postcodes, shapes.starts[Int(view.byte(start))], view.mayBegin(start) else {
      return nil
    }
    var best = start
    shapes.run(view.bytes, from: start) { end, _ in
      if end > best, view.mayEnd(end), CodeCheck.capitalEnd.holds(view.bytes(start, end)) { best = end }
    }
    guard best > start, view.bytes(start, best).contains(where: NoteView.isDigit) else { return nil }
    let end = view.firstToken(atOrBehind: best)
    return view.continuesLine(end) && view.has(end, .unit) ? nil : end
  }

  /// True for three figures or fewer.
  private func isShort(_ i: Int, _ end: Int) -> Bool { end == i + 1 && view.tokens[i].count <= 3 }

  private func isTownWord(_ i: Int) -> Bool {
    view.continuesLine(i) && view.isCapital(i) && view.tokens[i].kind == .word
      && !view.has(i, [.clinical, .never, .english])
  }

  /// "VIC", "SK": two or three capitals that end their line or stand before a postcode.
  private func isCode(_ i: Int, isInside: Bool = false) -> Bool {
    guard i < view.count, view.tokens[i].kind == .word, view.tokens[i].isUpper, (2...3).contains(view.tokens[i].count)
    else { return false }
    let isBeforeZIP = postcodeEnd(i + 1).map { !isShort(i + 1, $0) } ?? false
    if view.has(i, [.clinical, .credential, .unit]), !view.has(i, .stateAbbreviation), !(isInside && isBeforeZIP) {
      return false
    }
    return endsPart(i + 1) || isBeforeZIP
  }

  private func endsPart(_ i: Int) -> Bool { view.beginsField(i) || view.isOne(i, of: ",.;)?!") }

  private func isListedTown(_ i: Int) -> Bool { view.placeHit(at: i)?.kind == .city }

  /// The end of a town's name at a token: one to four capitalised words.
  private func townEnd(_ i: Int, _ at: (token: Int, isNewLine: Bool, hasSign: Bool), _ state: State) -> Int? {
    guard view.tokens[i].kind == .word, view.tokens[i].count > 1 else { return nil }
    let listed = view.placeHit(at: i).flatMap { $0.kind == .city ? $0.end : nil }
    guard view.isCapital(i) || listed != nil && (at.hasSign || at.isNewLine) && state.isInside else { return nil }
    let excluded: WordClass = [.never, .month, .weekday, .personTitle, .doctorTitle, .relative, .hospitalWord]
    if listed == nil, view.has(i, excluded) { return nil }
    var end = listed ?? i + 1
    var j = end
    while j < view.count, j - i < 6, view.continuesLine(j), !view.isTaken[j] {
      if view.tokens[j].kind == .word {
        if view.isGlued(j), !view.isOne(j - 1, of: "-'") { break }
        if view.isCapital(j) {
          if j > i, postcodeEnd(j) != nil { break }
          if view.has(j, [.month, .weekday, .never]) || !view.isGlued(j) && view.placeHit(at: j)?.kind == .country
            || isCode(j), j > i
          {
            break
          }
          if streets.words(j).contains(.unit), unitEnd(j) != nil { break }
          end = j + 1
        } else if !(streets.words(j).contains(.link) || view.has(j, .particle)) {
          break
        }
      } else if !(view.isOne(j, of: "-'") && view.isGlued(j) && view.isGlued(j + 1)
        || view.isOne(j, of: ".") && view.isGlued(j) && view.reads(j - 1, .saint))
      {
        break
      }
      j += 1
    }
    // "ASKEIA (Askeia)".
    if view.isSign(end, "("), view.isCapital(end + 1), view.isSign(end + 2, ")") { end += 3 }
    let next = nextToken(end)
    let hasNeighbour =
      state.hasZIP || postcodeEnd(next).map { !isShort(next, $0) } ?? false
      || view.placeHit(at: next).map { $0.kind != .city } ?? false || at.isNewLine && isCode(next)
    let isOrdinary = (i..<end).allSatisfy { view.tokens[$0].kind != .word || view.has($0, [.english, .clinical]) }
    let isPerson = view.has(i, [.givenName, .surname])
    // "WBC 12000" stands on a line, too; "Mill Village" has a clinical word.
    if listed == nil, view.has(i, .unit) || view.has(i, .streetSuffix) && end == i + 1 { return nil }
    if listed == nil, view.has(i, .clinical), !hasNeighbour || end == i + 1 { return nil }
    if listed != nil || hasNeighbour { return endsTown(end, at.isNewLine) ? end : nil }
    if isOrdinary { return nil }
    if at.isNewLine { return !isPerson && endsTown(end, true) ? end : nil }
    return at.hasSign || !isPerson && state.isInside || view.tokens[i].isUpper && view.tokens[i].count > 4 ? end : nil
  }

  /// The token behind a comma or line end.
  private func nextToken(_ end: Int) -> Int { behindSeparators(end)?.token ?? view.count }

  /// On a line of its own nothing but parts of an address follows.
  private func endsTown(_ end: Int, _ isNewLine: Bool) -> Bool {
    !isNewLine || endsPart(end) || postcodeEnd(end) != nil || isCode(end) || view.placeHit(at: end) != nil
      || view.isOne(end, of: "-") || view.isTaken[min(end, view.count - 1)]
  }
}
