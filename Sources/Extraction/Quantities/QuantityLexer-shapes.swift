import ClinicalText

/// Numbers that stand together: scores, titres, powers of ten, dimensions.
extension QuantityLexer {
  // MARK: "/" and ":"

  func ratio(_ quantity: Quantity, _ slash: Int, _ note: NoteStructure) -> Quantity? {
    var quantity = quantity
    let start = quantity.tokens.lowerBound
    // "3/4/12", "12/5-6", "3 / 4 / 12"
    if is_(slash + 2, "/", note) && slash + 3 < note.tokens.count && note.tokens[slash + 3].kind == .number {
      return nil
    }
    if isDash(slash + 2, note), isGlued(slash + 2, note), isGlued(slash + 3, note) { return nil }
    guard let below = number(slash + 1, note), !isOrdinal(slash + 2, note) else { return nil }
    if note.tokens[slash].isGlued, let (value, end) = fraction(at: start, note) {
      // A fraction counts beside a unit or a form; by itself it may be a score.
      quantity.a = value
      quantity.tokens = start..<end
      quantity.needsCompany = true
      quantity = withUnit(quantity, note)
      return quantity
    }
    if quantity.a.whole != nil, below.whole == 7 { return nil }
    quantity.shape = .ratio
    quantity.b = below
    quantity.tokens = start..<slash + 2
    return quantity
  }

  func titre(
    _ above: DecimalNumber, _ below: DecimalNumber, _ tokens: Range<Int>, _ note: NoteStructure
  ) -> Quantity? {
    let end = tokens.upperBound
    // Times of day have two digits behind the colon; a titre has more, or a power of two.
    guard above == DecimalNumber(1), let below = below.whole, !(is_(end, ":", note) && isGlued(end, note)),
      below >= 60 || [2, 4, 5, 8, 16, 32, 40].contains(below), byte(end - 1, note) != UInt8(ascii: "0"),
      !word(end, note, ["am", "pm"])
    else { return nil }
    var quantity = Quantity(tokens, above)
    quantity.shape = .titre
    quantity.b = DecimalNumber(below)
    return quantity
  }

  // MARK: powers of ten, dimensions

  func isTimes(_ token: Int, _ note: NoteStructure) -> Bool {
    isNext(token, note)
      && (scalar(token, note) == 0xD7 || scalar(token, note) == 0x2715 || is_(token, "*", note)
        || word(token, note, ["x"]))
  }

  /// "x 10^9", "×10⁹", "x 10(9)", "x10e3", "10^9", "x 109/L": the power, and the token behind it.
  func tenTo(_ place: Int, _ note: NoteStructure) -> (Int, Int)? {
    let isMultiplied = isTimes(place, note)
    let ten = isMultiplied ? place + 1 : place
    guard isNext(ten, note), note.tokens[ten].kind == .number else { return nil }
    let digits = note.text.bytes[note.tokens[ten].span.range]
    guard digits.starts(with: "10".utf8) else { return nil }
    if digits.count == 2 {
      var next = ten + 1
      if is_(next, "^", note) || is_(next, "*", note) || isGlued(next, note) && word(next, note, ["e"]) {
        next += 1
      } else if is_(next, "(", note), isGlued(next, note), is_(next + 2, ")", note),
        let power = number(next + 1, note)?.whole, power <= 12
      {
        return (Int(power), next + 3)
      } else if isGlued(next, note), let (power, end) = superscript(next, note) {
        return (power, end)
      } else {
        return nil
      }
      guard let power = number(next, note)?.whole, power > 0, power <= 12 else { return nil }
      return (Int(power), next + 1)
    }
    // The superscript was lost: only before a unit below the line or a count.
    guard isMultiplied, digits.count <= 4, let power = DecimalNumber(digits.dropFirst(2))?.whole,
      [3, 4, 5, 6, 9, 10, 11, 12].contains(power), isNext(ten + 1, note),
      units.unit(at: ten + 1, note, isJoined: isGlued(ten + 1, note), number: nil) != nil
    else { return nil }
    return (Int(power), ten + 1)
  }

  func superscript(_ place: Int, _ note: NoteStructure) -> (Int, Int)? {
    var power = 0
    var next = place
    while isGlued(next, note), next - place < 2 {
      let digit: Int
      switch scalar(next, note) {
      case 0xB9: digit = 1
      case 0xB2: digit = 2
      case 0xB3: digit = 3
      case let value where (0x2070...0x2079).contains(value): digit = Int(value - 0x2070)
      default: return power > 0 ? (power, next) : nil
      }
      power = power * 10 + digit
      next += 1
    }
    return power > 0 && power <= 12 ? (power, next) : nil
  }

  func scaled(_ quantity: Quantity, _ power: Int, _ place: Int, _ note: NoteStructure) -> Quantity? {
    var quantity = quantity
    quantity.tokens = quantity.tokens.lowerBound..<place
    guard isNext(place, note),
      let (unit, end) = units.unit(at: place, note, isJoined: isGlued(place, note), number: nil)
    else {
      quantity.a = quantity.a.times(tenTo: power)
      return quantity
    }
    var own = unit
    if own.isBelow(0) { own.power = power } else { quantity.a = quantity.a.times(tenTo: power) }
    quantity.unit = own
    quantity.unitTokens = own.power > 0 ? unitStart(place, note)..<end : place..<end
    quantity.tokens = quantity.tokens.lowerBound..<end
    return quantity
  }

  /// Where "10^9/L" begins, from its slash back.
  func unitStart(_ slash: Int, _ note: NoteStructure) -> Int {
    var place = slash
    while place > 0, slash - place < 5 {
      place -= 1
      if note.tokens[place].kind == .number, note.text.bytes[note.tokens[place].span.range].starts(with: "10".utf8) {
        return place
      }
    }
    return slash
  }

  /// "3 x 2 x 1 cm", "3 cm x 2 cm".
  func dimensions(_ first: Quantity, _ note: NoteStructure) -> Quantity? {
    var numbers = [first.a]
    var place = first.tokens.upperBound
    var unit: (unit: Unit, tokens: Range<Int>)?
    func takeUnit() {
      let from = isDash(place, note) && isGlued(place, note) ? place + 1 : place
      guard isNext(from, note),
        let (found, end) = units.unit(at: from, note, isJoined: isGlued(from, note), number: nil),
        units.dimension(found) == "length"
      else { return }
      unit = (found, from..<end)
      place = end
    }
    takeUnit()
    let between = unit?.unit
    while numbers.count < 3, isTimes(place, note) || isNext(place, note) && word(place, note, ["by"]),
      isNext(place + 1, note), note.tokens[place + 1].kind == .number, let (value, end) = simple(at: place + 1, note)
    {
      numbers.append(value)
      place = end
      takeUnit()
    }
    guard numbers.count > 1, let unit, between == nil || between == unit.unit else { return nil }
    var quantity = first
    quantity.shape = .dimensions
    quantity.b = numbers[1]
    quantity.c = numbers.count > 2 ? numbers[2] : nil
    quantity.unit = unit.unit
    quantity.unitTokens = unit.tokens
    quantity.tokens = first.tokens.lowerBound..<place
    return quantity
  }
}
