import ClinicalText

/// E-mail addresses, URLs, addresses of the internet and of network cards, as far as `identifiers.yaml` has an entry of
/// the grammar. Each candidate is read within a bound, so that time is linear in the text.
struct ContactFinder {
  /// Longest part of an address before "@", name of a host, and URL (RFC 5321, RFC 1035).
  private static let longestLocal = 64
  private static let longestHost = 253
  private static let longestURL = 2048

  let view: NoteView
  let rules: CodeRules

  /// Finds them all in one walk over the tokens.
  func find(_ findings: inout Findings) {
    for i in 0..<view.count where !view.isTaken[i] {
      let token = view.tokens[i]
      switch token.kind {
      case .symbol:
        switch view.byte(Int(token.start)) {
        case 0x40: email(at: Int(token.start), &findings)
        case 0x3A: colons(i, &findings)
        case 0x2D: if token.isGlued { networkCard(around: Int(token.start), &findings) }
        case 0x2E: if token.isGlued, token.count == 1 { domain(i + 1, &findings) }
        default: break
        }
      case .word:
        if isScheme(i) { add(.url, Int(token.start), urlEnd(Int(token.start)), &findings) }
      case .number:
        if token.count <= 15 { version4(i, &findings) }
      }
    }
  }

  private func add(_ grammar: IdentifierEntry.Grammar, _ start: Int, _ end: Int, _ findings: inout Findings) {
    guard let rule = rules.rule(grammar) else { return }
    findings.add(rule.entry.kind, start, end, DetectionRule(source: rule.source), view)
  }

  // MARK: e-mail

  private static func isLocal(_ b: UInt8) -> Bool {
    NoteView.isAlphanumeric(b) || b == 0x2E || b == 0x5F || b == 0x2D || b == 0x2B || b == 0x25
  }

  private static func isHost(_ b: UInt8) -> Bool { NoteView.isAlphanumeric(b) || b == 0x2D || b == 0x2E }

  private func email(at at: Int, _ findings: inout Findings) {
    var start = at
    while Self.isLocal(view.byte(start - 1)), at - start < Self.longestLocal { start -= 1 }
    while start < at, view.byte(start) == 0x2E || view.byte(start) == 0x2D { start += 1 }
    var end = at + 1
    var hasPeriod = false
    while Self.isHost(view.byte(end)), end - at <= Self.longestHost {
      if view.byte(end) == 0x2E, NoteView.isAlphanumeric(view.byte(end + 1)) { hasPeriod = true }
      end += 1
    }
    while end > at + 1, !NoteView.isAlphanumeric(view.byte(end - 1)) { end -= 1 }
    guard start < at, end > at + 1 else { return }
    // Without a period only names of letters on both sides: "jroe@intranet", not "5mg@8".
    guard hasPeriod || at - start >= 3 && end - at > 4 && isLetters(start, at) && isLetters(at + 1, end) else { return }
    add(.email, start, end, &findings)
  }

  private func isLetters(_ start: Int, _ end: Int) -> Bool {
    for offset in start..<end where !NoteView.isLetter(view.byte(offset)) { return false }
    return true
  }

  // MARK: URLs

  /// "https://", "ftp://", "www." at a word.
  private func isScheme(_ i: Int) -> Bool {
    let token = view.tokens[i]
    guard (3...5).contains(token.count), view.byte(Int(token.end)) == 0x3A || view.byte(Int(token.end)) == 0x2E else {
      return false
    }
    if view.byte(Int(token.end)) == 0x2E {
      return view.reads("www", at: Int(token.start)) && NoteView.isAlphanumeric(view.byte(Int(token.end) + 1))
    }
    let start = Int(token.start)
    return view.byte(Int(token.end) + 1) == 0x2F && view.byte(Int(token.end) + 2) == 0x2F
      && (view.reads("http", at: start) || view.reads("https", at: start) || view.reads("ftp", at: start)
        || view.reads("sftp", at: start))
  }

  private func urlEnd(_ start: Int) -> Int {
    var end = start
    while end - start < Self.longestURL {
      let b = view.byte(end)
      guard b > 0x20, b != 0x3C, b != 0x3E, b != 0x22, b != 0x7F else { break }
      end += 1
    }
    // Punctuation of the sentence is no part of it.
    while end > start {
      switch view.byte(end - 1) {
      case 0x2E, 0x2C, 0x3B, 0x29, 0x21, 0x3F, 0x3A, 0x5D, 0x27: end -= 1
      default: return end
      }
    }
    return end
  }

  /// "portal.example.org/p/301": names glued by periods, the last one a top-level domain of the data.
  private func domain(_ i: Int, _ findings: inout Findings) {
    guard i >= 2, i < view.count, view.tokens[i].kind == .word, view.tokens[i].isGlued,
      view.tokens[i - 2].kind != .symbol, let rule = rules.rule(.url)
    else { return }
    let end = Int(view.tokens[i].end)
    guard view.tokens[i].count <= 6, !NoteView.isAlphanumeric(view.byte(end)), view.byte(end) != 0x40,
      !(view.byte(end) == 0x2E && NoteView.isAlphanumeric(view.byte(end + 1))), rules.isDomain(view.folded(i))
    else { return }
    var start = Int(view.tokens[i].start)
    while Self.isHost(view.byte(start - 1)), end - start < Self.longestHost { start -= 1 }
    while start < end, !NoteView.isAlphanumeric(view.byte(start)) { start += 1 }
    let hasPath = view.byte(end) == 0x2F && NoteView.isAlphanumeric(view.byte(end + 1))
    // "overnight.She", "pain.Me": words of a sentence without a blank; a domain is small or has a path.
    guard hasPath || view.tokens[i].count >= 3 && !view.tokens[i].flags.contains(.hasUpper) else { return }
    if view.byte(start - 1) & 0xC0 == 0x80 { return }
    findings.add(rule.entry.kind, start, hasPath ? urlEnd(start) : end, DetectionRule(source: rule.source), view)
  }

  // MARK: addresses of machines

  private func version4(_ i: Int, _ findings: inout Findings) {
    let start = Int(view.tokens[i].start)
    guard view.mayBegin(start) else { return }
    let groups = DigitGroups(view, at: start, joiners: [.period])
    guard groups.count == 4, !NoteView.isAlphanumeric(view.byte(groups.ends[3])) else { return }
    for group in 0..<4 {
      guard groups.length(group) <= 3, let value = groups.value(group, view), value <= 255 else { return }
    }
    // "1.2.3.4" may number a paragraph: one part of two figures, or a word that says it.
    guard (0..<4).contains(where: { groups.length($0) >= 2 }) || view.isWord(i - 1, "ip", "address", "host") else {
      return
    }
    add(.ipv4, start, groups.ends[3], &findings)
  }

  private static func isHex(_ b: UInt8) -> Bool { NoteView.isDigit(b) || (b | 0x20) &- 0x61 < 6 }

  private func colons(_ i: Int, _ findings: inout Findings) {
    let colon = Int(view.tokens[i].start)
    if !networkCard(around: colon, &findings) { version6(colon, &findings) }
  }

  /// Six pairs of hexadecimal figures with one sign between them, the first one at `sign`.
  @discardableResult
  private func networkCard(around sign: Int, _ findings: inout Findings) -> Bool {
    let start = sign - 2
    guard start >= 0, !NoteView.isAlphanumeric(view.byte(start - 1)), view.byte(start - 1) != view.byte(sign) else {
      return false
    }
    for k in 0..<6 {
      guard Self.isHex(view.byte(start + 3 * k)), Self.isHex(view.byte(start + 3 * k + 1)) else { return false }
      if k < 5, view.byte(start + 3 * k + 2) != view.byte(sign) { return false }
    }
    let end = start + 17
    if NoteView.isAlphanumeric(view.byte(end)) || view.byte(end) == view.byte(sign) { return false }
    add(.mac, start, end, &findings)
    return true
  }

  /// Eight groups of hexadecimal figures, or fewer with "::"; at most 39 bytes.
  private func version6(_ colon: Int, _ findings: inout Findings) {
    var start = colon
    while Self.isHex(view.byte(start - 1)) || view.byte(start - 1) == 0x3A {
      start -= 1
      if colon - start > 39 { return }
    }
    if NoteView.isAlphanumeric(view.byte(start - 1)) { return }
    var end = start
    var colons = 0
    var isDouble = false
    var run = 0
    var figures = 0
    while Self.isHex(view.byte(end)) || view.byte(end) == 0x3A {
      if view.byte(end) == 0x3A {
        colons += 1
        if view.byte(end + 1) == 0x3A { isDouble = true }
        run = 0
      } else {
        run += 1
        figures += 1
        if run > 4 { return }
      }
      end += 1
      if end - start > 40 { return }
    }
    if view.byte(end - 1) == 0x3A, view.byte(end - 2) != 0x3A { end -= 1 }
    guard !NoteView.isAlphanumeric(view.byte(end)), figures >= 2, colons == 7 || isDouble && colons >= 2 else { return }
    guard figures >= 4 || view.isWord(view.firstToken(atOrBehind: start) - 1, "ip", "address", "host", "from") else {
      return
    }
    add(.ipv6, start, end, &findings)
  }
}
