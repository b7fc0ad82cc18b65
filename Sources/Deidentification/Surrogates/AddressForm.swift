import ClinicalText

/// Electronic addresses: domains of RFC 2606, networks of RFC 5737, RFC 3849 and RFC 7042.
enum AddressForm {
  static func email(_ original: UnsafeBufferPointer<UInt8>, _ tables: SurrogateTables, _ start: KeyedDraw) -> [UInt8] {
    var draw = start
    let given = draw.below(2) == 0 ? draw.pick(tables.general.women) : draw.pick(tables.general.men)
    let local = "\(given).\(draw.pick(tables.general.surnames))"
    let made = LetterForm.lower.applied(to: local + "@" + draw.pick(tables.pools["email_domain"]!))
    return LetterForm(original).isUpper ? LetterForm.upper.applied(to: String(decoding: made, as: UTF8.self)) : made
  }

  static func url(_ original: UnsafeBufferPointer<UInt8>, _ tables: SurrogateTables, _ start: KeyedDraw) -> [UInt8] {
    var draw = start
    var output: [UInt8] = []
    var host = 0
    for i in original.indices where i + 2 < original.count && original[i] == 0x3A {
      if original[i + 1] == 0x2F, original[i + 2] == 0x2F { host = i + 3 }
      break
    }
    output.append(contentsOf: original[..<host])
    output.append(contentsOf: draw.pick(tables.pools["url_host"]!).utf8)
    if original[host...].dropLast().contains(0x2F) {
      output.append(0x2F)
      for _ in 0..<8 { output.append(Array("abcdefghjkmnpqrstuvwxyz23456789".utf8)[draw.below(31)]) }
    }
    return output
  }

  static func ip(_ original: UnsafeBufferPointer<UInt8>, _ tables: SurrogateTables, _ start: KeyedDraw) -> [UInt8] {
    var draw = start
    let colons = original.count { $0 == 0x3A }
    let hyphens = original.count { $0 == 0x2D }
    let isMAC = original.count == 17 && (colons == 5 || hyphens == 5)
    let pool = isMAC ? "mac_range" : colons >= 2 ? "ipv6_range" : "ipv4_range"
    var output: [UInt8] = []
    for byte in draw.pick(tables.pools[pool] ?? tables.pools["ipv4_range"]!).utf8 {
      guard byte == UInt8(ascii: "#") else {
        output.append(isMAC && hyphens == 5 && byte == 0x3A ? 0x2D : byte)
        continue
      }
      let digits = Array("0123456789abcdef".utf8)
      if isMAC {
        for _ in 0..<2 { output.append(digits[draw.below(16)]) }
      } else if colons >= 2 {
        output.append(digits[1 + draw.below(15)])
        for _ in 0..<3 { output.append(digits[draw.below(16)]) }
      } else {
        Figures.append(1 + draw.below(254), to: &output)
      }
    }
    return output
  }
}

/// Institutions: an invented name, and the kind of institution as it was.
enum InstitutionForm {
  static func made(
    _ original: UnsafeBufferPointer<UInt8>, _ tables: SurrogateTables, names: String, kinds: String,
    _ draw: ([UInt8]) -> KeyedDraw
  ) -> [UInt8] {
    let kind = trailingKind(original, tables.pools[kinds]!)
    let head = UnsafeBufferPointer(rebasing: original[..<(original.count - (kind?.utf8.count ?? 0))])
    let folded = FoldedValue.of(head)
    // The name alone and the name with its kind are one institution.
    var drawn = draw(folded.isEmpty ? FoldedValue.of(original) : folded)
    let name = drawn.pick(tables.pools[names]!)
    let form = LetterForm(original)
    if let kind {
      return form.applied(to: name) + [0x20] + Array(original[(original.count - kind.utf8.count)...])
    }
    let letters = original.count { ($0 | 0x20) &- 0x61 < 26 }
    let isAbbreviation = letters == original.count && original.allSatisfy { $0 &- 0x41 < 26 } && letters <= 6
    if isAbbreviation {
      var output: [UInt8] = []
      for _ in 0..<max(2, letters) { output.append(Array("ABCDEFGHIJKLMNOPRSTUVW".utf8)[drawn.below(22)]) }
      return output
    }
    let isSingle = !original.contains(0x20)
    return form.applied(to: isSingle ? name : name + " " + drawn.pick(tables.pools[kinds]!))
  }

  /// The longest kind that the text ends with, behind a blank, as it is written there.
  private static func trailingKind(_ text: UnsafeBufferPointer<UInt8>, _ kinds: [String]) -> String? {
    var best: String?
    for kind in kinds where kind.utf8.count < text.count && kind.utf8.count > (best?.utf8.count ?? 0) {
      let start = text.count - kind.utf8.count
      guard text[start - 1] == 0x20 else { continue }
      if Swift.zip(text[start...], kind.utf8).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) { best = kind }
    }
    return best
  }
}

/// Street addresses: another number, another name, the same kind of street and of unit.
enum StreetForm {
  static func made(_ original: UnsafeBufferPointer<UInt8>, _ tables: SurrogateTables, _ start: KeyedDraw) -> [UInt8] {
    var draw = start
    let form = LetterForm(original)
    let name = form.applied(to: draw.pick(tables.pools["street_name"]!))
    var output: [UInt8] = []
    var hasName = false
    var i = 0
    while i < original.count {
      let first = i
      while i < original.count, !isBreak(original[i]) { i += 1 }
      guard i > first else {
        output.append(original[i])
        i += 1
        continue
      }
      let word = UnsafeBufferPointer(rebasing: original[first..<i])
      let folded = FoldedValue.of(word)
      let isBox = folded.elementsEqual("po".utf8) || folded.elementsEqual("box".utf8)
      let kind = isBox ? "box" : tables.streetWords[folded]
      let hasFigure = word.contains { $0 &- 0x30 < 10 }
      let endsInLetter = (word[word.count - 1] | 0x20) &- 0x61 < 26
      let isOrdinal = hasFigure && word.count >= 3 && endsInLetter && first > 0 && !hasName
      if hasFigure, !isOrdinal || word.last.map({ $0 &- 0x30 < 10 }) ?? false {
        output.append(contentsOf: CodeForm.made(word, draw))
        _ = draw.digit()
      } else if kind != nil, kind != "suffix" || hasName || !isFollowedByName(original, i, tables) {
        output.append(contentsOf: word)
      } else if !hasName {
        output.append(contentsOf: name)
        hasName = true
      } else if word.count == 1 {
        // A unit's letter.
        output.append(contentsOf: CodeForm.made(word, draw))
      } else if output.last == 0x20 {
        // Further words of the name go with the blank before them.
        output.removeLast()
      }
    }
    return output
  }

  private static func isBreak(_ byte: UInt8) -> Bool { byte <= 0x20 || byte == 0x2C || byte == 0x23 }

  /// True where a word follows that is a suffix: "Park" in "12 Park Street" is the name.
  private static func isFollowedByName(
    _ text: UnsafeBufferPointer<UInt8>, _ end: Int, _ tables: SurrogateTables
  ) -> Bool {
    var i = end
    while i < text.count, text[i] == 0x20 { i += 1 }
    let first = i
    while i < text.count, !isBreak(text[i]) { i += 1 }
    return tables.streetWords[FoldedValue.of(UnsafeBufferPointer(rebasing: text[first..<i]))] == "suffix"
  }
}
