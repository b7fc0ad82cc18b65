import ClinicalText

/// What laboratories print behind a result: a flag, and the range that is usual.
extension CandidateScanner {
  /// Reads "H", "(L)", "(3.5-5.1)", "[ref 135-145]" behind a result; returns the token behind. The result's own tokens stay
  /// as they are.
  func annotate(_ quantity: inout Quantity, _ note: NoteStructure) -> Int {
    let start = quantity.tokens.upperBound
    guard quantity.shape == .number, quantity.comparator == .none, lexer.isNext(start, note) else { return start }
    var place = start
    if let (flag, end) = flag(at: place, note) {
      quantity.flag = flag
      place = end
    }
    guard let (low, high, end) = reference(at: place, quantity, note) else { return place }
    quantity.referenceLow = low
    quantity.referenceHigh = high
    if quantity.flag == nil {
      quantity.flag =
        low.map { quantity.a.isBelow($0) } ?? false
        ? .low : high.map { $0.isBelow(quantity.a) } ?? false ? .high : .normal
    }
    return end
  }

  /// "H", "HH", "(L)", "HIGH": in capitals, and an "L" by itself behind a unit only, since it may be one.
  private func flag(at place: Int, _ note: NoteStructure) -> (Quantity.Flag, Int)? {
    let isOpen = lexer.is_(place, "(", note) || lexer.is_(place, "[", note)
    let word = isOpen ? place + 1 : place
    guard lexer.isNext(word, note), note.tokens[word].kind == .word, note.tokens[word].isUpper,
      isOpen || !note.tokens[word].isGlued
    else { return nil }
    let found: Quantity.Flag
    if lexer.word(word, note, ["h", "hh", "high"]) {
      found = .high
    } else if lexer.word(word, note, ["l", "ll", "low"]) {
      found = .low
    } else {
      return nil
    }
    guard isOpen else {
      return lexer.isGlued(word + 1, note) && note.tokens[word + 1].kind != .symbol ? nil : (found, word + 1)
    }
    guard lexer.is_(word + 1, ")", note) || lexer.is_(word + 1, "]", note) else { return nil }
    return (found, word + 2)
  }

  /// A range in parentheses, in the result's unit or none, behind a word for it perhaps.
  private func reference(
    at place: Int, _ quantity: Quantity, _ note: NoteStructure
  ) -> (low: DecimalNumber?, high: DecimalNumber?, end: Int)? {
    guard lexer.isNext(place, note), lexer.is_(place, "(", note) || lexer.is_(place, "[", note) else { return nil }
    var from = place + 1
    let named = first(at: from, note, [.reference])
    if let named { from = named.end }
    if lexer.is_(from, ":", note) { from += 1 }
    var sign = Quantity.Comparator.none
    if let (row, end) = first(at: from, note, [.comparator]) {
      sign = Quantity.Comparator(rawValue: table.rows[row].normal) ?? .none
      from = end
    }
    guard from < note.tokens.count, let range = lexer.plain(at: from, note),
      range.unit == nil || range.unit == quantity.unit,
      lexer.is_(range.tokens.upperBound, ")", note) || lexer.is_(range.tokens.upperBound, "]", note)
    else { return nil }
    let end = range.tokens.upperBound + 1
    switch (range.shape, sign) {
    case (.range, .none): return (range.a, range.b, end)
    case (.number, .less), (.number, .atMost): return named == nil ? nil : (nil, range.a, end)
    case (.number, .greater), (.number, .atLeast): return named == nil ? nil : (range.a, nil, end)
    default: return nil
    }
  }
}
