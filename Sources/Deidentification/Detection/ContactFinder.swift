import ClinicalText

/// E-mail addresses, URLs, IP addresses, telephone, fax and pager numbers.
struct ContactFinder {
  private static let email = DetectionRule("contact.email")
  private static let url = DetectionRule("contact.url")
  private static let ip = DetectionRule("contact.ip-address")
  private static let phone = DetectionRule("contact.phone")
  private static let labelledPhone = DetectionRule("contact.phone-label")
  private static let phoneExtension = DetectionRule("contact.extension")

  let view: NoteView

  /// E-mail, URLs, IP addresses.
  func findElectronic(_ findings: inout Findings) {
    for i in 0..<view.count where !view.isTaken[i] {
      let token = view.tokens[i]
      switch token.kind {
      case .symbol:
        switch view.byte(Int(token.start)) {
        case 0x40: address(i, &findings)
        case 0x3A: version6(i, &findings)
        default: break
        }
      case .word:
        if view.isWord(i, "http", "https", "ftp", "www") { link(i, &findings) } else { domain(i, &findings) }
      case .number:
        version4(i, &findings)
      }
    }
  }

  /// Telephone, fax and pager numbers: behind dates, which have the surer shape.
  func findNumbers(_ findings: inout Findings) {
    for i in 0..<view.count where !view.isTaken[i] {
      let start = Int(view.tokens[i].start)
      let first = view.byte(start)
      if NoteView.isDigit(first), view.byte(start - 1) == 0x28, view.byte(start + 3) == 0x29 {
        number(i, from: start - 1, &findings)
      } else if NoteView.isDigit(first) || first == 0x28 && NoteView.isDigit(view.byte(start + 1))
        || first == 0x2B && NoteView.isDigit(view.byte(start + 1))
      {
        number(i, from: start, &findings)
      } else if view.tokens[i].kind == .word {
        internalNumber(i, &findings)
      }
    }
  }

  // MARK: electronic

  private static func isLocal(_ b: UInt8) -> Bool {
    NoteView.isAlphanumeric(b) || b == 0x2E || b == 0x5F || b == 0x2D || b == 0x2B || b == 0x25
  }

  private func address(_ i: Int, _ findings: inout Findings) {
    let at = Int(view.tokens[i].start)
    var start = at
    while Self.isLocal(view.byte(start - 1)), at - start < 128 { start -= 1 }
    while start < at, view.byte(start) == 0x2E || view.byte(start) == 0x2D { start += 1 }
    var end = at + 1
    var hasPeriod = false
    while NoteView.isAlphanumeric(view.byte(end)) || view.byte(end) == 0x2D || view.byte(end) == 0x2E, end - at < 256 {
      if view.byte(end) == 0x2E, NoteView.isAlphanumeric(view.byte(end + 1)) { hasPeriod = true }
      end += 1
    }
    while end > at + 1, view.byte(end - 1) == 0x2E || view.byte(end - 1) == 0x2D { end -= 1 }
    guard start < at, end > at + 1, hasPeriod else { return }
    findings.add(.email, start, end, Self.email, view)
  }

  private static func isURL(_ b: UInt8) -> Bool {
    b > 0x20 && b != 0x3C && b != 0x3E && b != 0x22 && b != 0x7F
  }

  private func link(_ i: Int, _ findings: inout Findings) {
    let start = Int(view.tokens[i].start)
    let isScheme = view.isSign(i + 1, ":") && view.byte(Int(view.tokens[i].end) + 1) == 0x2F
    guard isScheme || view.isSign(i + 1, ".") && view.isGlued(i + 2) else { return }
    findings.add(.url, start, urlEnd(start), Self.url, view)
  }

  private func urlEnd(_ start: Int) -> Int {
    var end = start
    while Self.isURL(view.byte(end)), end - start < 2048 { end += 1 }
    // Punctuation of the sentence is no part of it.
    while end > start, [0x2E, 0x2C, 0x3B, 0x29, 0x21, 0x3F, 0x3A, 0x5D, 0x27].contains(view.byte(end - 1)) { end -= 1 }
    return end
  }

  /// "portal.duke.org/p/301": a name with a top-level domain that only the net uses, glued.
  private func domain(_ i: Int, _ findings: inout Findings) {
    guard view.isGlued(i), view.isSign(i - 1, "."), view.isGlued(i - 1), i >= 2, view.tokens[i - 2].kind != .symbol,
      view.isWord(i, "com", "org", "edu", "gov", "net")
    else { return }
    let end = Int(view.tokens[i].end)
    if NoteView.isAlphanumeric(view.byte(end)) { return }
    var start = Int(view.tokens[i].start)
    while NoteView.isAlphanumeric(view.byte(start - 1)) || view.byte(start - 1) == 0x2E || view.byte(start - 1) == 0x2D
    { start -= 1 }
    findings.add(.url, start, view.byte(end) == 0x2F ? urlEnd(start) : end, Self.url, view)
  }

  private func version4(_ i: Int, _ findings: inout Findings) {
    let start = Int(view.tokens[i].start)
    let before = view.byte(start - 1)
    if NoteView.isAlphanumeric(before) || before == 0x2E || before == 0x2D { return }
    let groups = DigitGroups(view, at: start, joiners: [.period])
    guard groups.count == 4 else { return }
    for group in 0..<4 {
      guard groups.length(group) <= 3, let value = groups.value(group, view), value <= 255 else { return }
    }
    // "1.2.3.4" may number a paragraph: one part of two figures, or a word that says it.
    guard (0..<4).contains(where: { groups.length($0) >= 2 }) || view.isWord(i - 1, "ip", "address") else { return }
    findings.add(.ipAddress, start, groups.ends[3], Self.ip, view)
  }

  /// Eight groups of hexadecimal figures, or fewer with "::".
  private func version6(_ i: Int, _ findings: inout Findings) {
    guard view.isGlued(i) else { return }
    func isHex(_ b: UInt8) -> Bool { NoteView.isDigit(b) || (b | 0x20) &- 0x61 < 6 }
    var start = Int(view.tokens[i].start)
    while isHex(view.byte(start - 1)) || view.byte(start - 1) == 0x3A { start -= 1 }
    if NoteView.isAlphanumeric(view.byte(start - 1)) { return }
    var end = start
    var colons = 0
    var isDouble = false
    var run = 0
    while isHex(view.byte(end)) || view.byte(end) == 0x3A {
      if view.byte(end) == 0x3A {
        colons += 1
        if view.byte(end + 1) == 0x3A { isDouble = true }
        run = 0
      } else {
        run += 1
        if run > 4 { return }
      }
      end += 1
    }
    if view.byte(end - 1) == 0x3A { end -= 1 }
    guard !NoteView.isAlphanumeric(view.byte(end)), colons == 7 || isDouble && colons >= 2 && end - start >= 6 else {
      return
    }
    findings.add(.ipAddress, start, end, Self.ip, view)
  }

  // MARK: telephones

  private struct Number {
    var lengths: [Int] = []
    var digits = 0
    var end = 0
    var hasPlus = false
    var hasBracket = false
    var signs: [UInt8] = []
  }

  /// Reads a telephone number's figures: groups with one sign between them, the area in brackets, a country in front.
  private func read(_ start: Int) -> Number {
    var number = Number()
    var i = start
    if view.byte(i) == 0x2B {
      number.hasPlus = true
      i += 1
    }
    number.end = i
    while number.lengths.count < 7 {
      var isOpen = false
      if view.byte(i) == 0x28 {
        isOpen = true
        i += 1
      }
      let first = i
      while NoteView.isDigit(view.byte(i)) { i += 1 }
      guard i > first, number.digits + i - first <= 15 else { break }
      if isOpen {
        guard view.byte(i) == 0x29 else { break }
        number.hasBracket = true
      }
      number.lengths.append(i - first - 0)
      number.digits += i - first
      if isOpen { i += 1 }
      number.end = i
      var j = i
      let sign = view.byte(j)
      if sign == 0x2D || sign == 0x2E || sign == 0x20 || sign == 0x2F {
        j += 1
        // "617 - 555 - 1234" and ") 555".
        if sign == 0x20, view.byte(j) == 0x2D, view.byte(j + 1) == 0x20 { j += 2 }
      } else if !isOpen, sign != 0x28 {
        break
      }
      guard NoteView.isDigit(view.byte(j)) || view.byte(j) == 0x28 && NoteView.isDigit(view.byte(j + 1)) else { break }
      number.signs.append(sign)
      i = j
    }
    return number
  }

  private func number(_ i: Int, from start: Int, _ findings: inout Findings) {
    let before = view.byte(start - 1)
    if NoteView.isAlphanumeric(before) && before | 0x20 != 0x78 { return }
    if before == 0x2D || before == 0x2E || before == 0x2F || before == 0x2B, NoteView.isDigit(view.byte(start - 2)) {
      return
    }
    let number = read(start)
    guard number.digits >= 7 || number.lengths.count == 2 else { return }
    let context = phoneContext(i)
    guard let digitsEnd = accepted(number, context) else { return }
    let end = extensionEnd(digitsEnd)
    let isFax = context == .fax
    findings.add(
      isFax ? .fax : .phone, start, end, context == .none ? Self.phone : Self.labelledPhone, view)
  }

  private enum Context {
    case none
    case phone
    case fax
  }

  /// What stands shortly before: "call", "pager", "Tel:", "fax".
  private func phoneContext(_ i: Int) -> Context {
    var j = i - 1
    while j >= 0, i - j <= 6 {
      if view.tokens[j].flags.contains(.blockStart), j < i - 1, view.tokens[j + 1].newlinesBefore > 0 { break }
      if view.isWord(j, "fax", "facsimile") { return .fax }
      if view.isWord(
        j, "phone", "tel", "telephone", "call", "called", "calling", "pager", "page", "paged", "beeper", "cell",
        "mobile", "home", "contact",
        "ext", "extension", "reach", "reached", "ph", "dial", "hotline", "callback", "voicemail", "text", "number")
      {
        return .phone
      }
      if view.tokens[j].newlinesBefore > 0 { break }
      j -= 1
    }
    return .none
  }

  /// The end of the figures that make a telephone number, or nil.
  private func accepted(_ number: Number, _ context: Context) -> Int? {
    let lengths = number.lengths
    let end = number.end
    if NoteView.isAlphanumeric(view.byte(end)), view.byte(end) | 0x20 != 0x78 { return nil }
    if number.hasPlus { return number.digits >= 7 ? end : nil }
    if lengths == [3, 3, 4] || lengths == [1, 3, 3, 4] { return end }
    if number.hasBracket { return number.digits >= 7 ? end : nil }
    if lengths == [3, 4], number.signs.first == 0x2D || number.signs.first == 0x2E && context != .none {
      return context != .none || !isQuantity(end) ? end : nil
    }
    if lengths == [3, 7] || lengths == [6, 4] { return end }
    if context != .none, number.digits >= 7, !isDate(lengths) { return end }
    // Numbers of other countries: a zero in front, three groups or more.
    if lengths.count >= 3, number.digits >= 9, number.digits <= 12, number.signs.allSatisfy({ $0 == number.signs[0] }),
      number.signs[0] != 0x2F, number.signs[0] != 0x2E, lengths.allSatisfy({ $0 >= 2 }), !isSSN(lengths),
      !isDate(lengths)
    {
      return end
    }
    return nil
  }

  private func isSSN(_ lengths: [Int]) -> Bool { lengths == [3, 2, 4] }
  private func isDate(_ lengths: [Int]) -> Bool {
    lengths.count == 3 && (lengths[0] == 4 && lengths[1] <= 2 && lengths[2] <= 2 || lengths[0] <= 2 && lengths[1] <= 2)
  }

  private func isQuantity(_ end: Int) -> Bool {
    if view.byte(end) == 0x25 { return true }
    let next = view.firstToken(atOrBehind: end)
    return next < view.count && view.has(next, .unit) && view.tokens[next].newlinesBefore == 0
  }

  /// Behind " x1234", " ext. 1234", "x769".
  private func extensionEnd(_ end: Int) -> Int {
    var i = end
    while view.byte(i) == 0x20 || view.byte(i) == 0x2C { i += 1 }
    guard i - end <= 2 else { return end }
    if view.byte(i) | 0x20 == 0x78, NoteView.isDigit(view.byte(i + 1)) {
      i += 1
    } else if view.reads("ext", at: i) {
      i += 3
    } else if view.reads("extension", at: i) {
      i += 9
    } else {
      return end
    }
    while view.byte(i) == 0x20 || view.byte(i) == 0x2E || view.byte(i) == 0x3A || view.byte(i) == 0x23 { i += 1 }
    var last = i
    while NoteView.isDigit(view.byte(last)) { last += 1 }
    return last > i && last - i <= 6 ? last : end
  }

  /// "x15365", "ext. 4411", "beeper 1234", "pager #4411": a short number behind a word that takes one.
  private func internalNumber(_ i: Int, _ findings: inout Findings) {
    let token = view.tokens[i]
    if token.count == 1, view.isWord(i, "x"), view.isGlued(i + 1),
      !NoteView.isAlphanumeric(view.byte(Int(token.start) - 1)),
      view.tokens[i + 1].kind == .number, (4...6).contains(view.tokens[i + 1].count), view.integer(i + 1) != nil
    {
      let isFax = phoneContext(i) == .fax
      findings.add(isFax ? .fax : .phone, Int(token.start), Int(view.tokens[i + 1].end), Self.phoneExtension, view)
      return
    }
    guard view.isWord(i, "ext", "extension", "pager", "beeper", "pgr", "bpr", "fax", "phone", "tel") else { return }
    var j = i + 1
    while j < view.count, j - i <= 4,
      view.isSign(j, ".") || view.isSign(j, ":") || view.isSign(j, "#") || view.isWord(j, "number", "no", "is")
    { j += 1 }
    guard j < view.count, !view.isTaken[j], view.tokens[j].newlinesBefore == 0, let value = view.integer(j), value > 99,
      (3...7).contains(view.tokens[j].count),
      !NoteView.isAlphanumeric(view.byte(Int(view.tokens[j].end))), view.byte(Int(view.tokens[j].end)) != 0x2D
    else { return }
    // "pager 313 555 0776" is read as a whole later.
    if j + 1 < view.count, view.tokens[j + 1].kind == .number, view.tokens[j + 1].newlinesBefore == 0 { return }
    let isShort = view.tokens[j].count == 3 && !view.isWord(i, "ext", "extension", "pager", "beeper")
    if isShort || view.isWord(i, "ext") && !view.isSign(i + 1, ".") && view.has(j + 1, .unit) { return }
    findings.add(
      view.isWord(i, "fax") ? .fax : .phone, Int(view.tokens[j].start), Int(view.tokens[j].end), Self.phoneExtension,
      view)
  }
}
