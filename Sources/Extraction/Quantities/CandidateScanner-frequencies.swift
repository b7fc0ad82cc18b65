import ClinicalText

/// How often: intervals, times in a period, and what stands side by side.
extension CandidateScanner {
  // MARK: frequencies

  /// "q4-6h", "every 8 hours", "q 12 hrs": behind the word "every". The token behind it.
  func interval(_ start: Int, _ place: Int, _ note: NoteStructure) -> Int? {
    guard place < note.tokens.count else { return nil }
    var quantity: Quantity?
    if note.tokens[place].kind == .number {
      quantity = lexer.plain(at: place, note)
    } else if let (row, end) = first(at: place, note, [.number]), let word = DecimalNumber(table.rows[row].normal.utf8)
    {
      quantity = lexer.quantity(word: word, place..<end, note)
    } else if let (unit, end) = units.unit(at: place, note, isJoined: true, number: nil),
      units.flags(unit).contains(.time)
    {
      // "q day", "every week"
      var one = Quantity(place..<end, DecimalNumber(1))
      one.unit = unit
      quantity = one
    }
    guard let quantity, let unit = quantity.unit, unit.count == 1, units.flags(unit).contains(.time) else { return nil }
    candidates.append(
      Candidate(
        tokens: start..<quantity.tokens.upperBound, content: .made(every(quantity, unit), .frequency),
        types: .frequencies))
    return quantity.tokens.upperBound
  }

  private func every(_ quantity: Quantity, _ unit: Unit) -> [(name: String, json: String)] {
    let hour = Fraction(1, 3600)
    func hours(_ number: DecimalNumber) -> DecimalNumber? { units.canonical(number, unit)?.times(hour) }
    guard quantity.shape == .range, let high = quantity.b else {
      var pairs: [(name: String, json: String)] = []
      guard quantity.shape == .number, let interval = hours(quantity.a) else { return [] }
      pairs.append(("interval_hours", interval.json))
      if let whole = interval.whole, whole > 0, 24 % whole == 0 { pairs.append(("times_per_day", "\(24 / whole)")) }
      return pairs
    }
    guard let low = hours(quantity.a), let high = hours(high) else { return [] }
    return [("interval_hours_low", low.json), ("interval_hours_high", high.json)]
  }

  /// "3 times a day", "3x/day", "5 days per week", "6-hourly": the token behind it.
  func frequency(_ quantity: Quantity, _ note: NoteStructure) -> Int? {
    let place = quantity.tokens.upperBound
    guard quantity.comparator == .none, quantity.shape == .number || quantity.shape == .range else { return nil }
    var unit = quantity.unit
    var end = place
    if let counted = unit {
      // "5 days/week", "2 /day"
      guard counted.isBelow(counted.count - 1) else {
        guard units.flags(counted).contains(.time), counted.count == 1, units.isSlash(place, note),
          let (below, after) = units.unit(at: place + 1, note, isJoined: true, number: nil)
        else { return nil }
        unit = below
        end = after
        return append(quantity, unit, end, note)
      }
      guard units.flags(of: counted, counted.count - 1).contains(.time),
        counted.count == 1 || counted.count == 2 && units.flags(counted).contains(.time)
      else { return nil }
      var below = Unit()
      below.add(Int(counted[counted.count - 1]), isBelow: false)
      return counted.count == 1 && quantity.needsCompany == false ? nil : append(quantity, below, place, note)
    }
    guard let (_, after) = first(at: place, note, [.times]) else { return nil }
    end = after
    var from = end
    // "times a day", "times per day", "x/day", "times in a week"
    while from < note.tokens.count, from - end < 2, note.tokens[from].newlinesBefore == 0,
      units.isSlash(from, note)
        || ["a", "an", "each", "every", "in"].contains(note.text.string(note.tokens[from].span))
    {
      from += 1
    }
    if from > end, let (below, after) = units.unit(at: from, note, isJoined: true, number: nil),
      units.flags(below).contains(.time)
    {
      return append(quantity, below, after, note)
    }
    // "3 times daily", "twice weekly"
    if let (period, after) = period(end, note) { return append(quantity, period, after, note) }
    return nil
  }

  private func period(_ place: Int, _ note: NoteStructure) -> (Unit, Int)? {
    guard place < note.tokens.count, note.tokens[place].kind == .word else { return nil }
    let names = ["daily": "d", "weekly": "wk", "monthly": "mo", "hourly": "h"]
    guard let ucum = names[note.text.string(note.tokens[place].span).lowercased()],
      let atom = units.atoms.firstIndex(where: { $0.ucum == ucum })
    else { return nil }
    var unit = Unit()
    unit.add(atom, isBelow: false)
    return (unit, place + 1)
  }

  private func append(_ quantity: Quantity, _ unit: Unit?, _ end: Int, _ note: NoteStructure) -> Int? {
    guard let unit, unit.count == 1 else { return nil }
    let ucum = units.atoms[Int(unit[0])].ucum
    guard let name = ["d": "day", "wk": "week", "mo": "month", "h": "hour", "a": "year"][ucum] else { return nil }
    var pairs: [(name: String, json: String)] = []
    if let high = quantity.b {
      pairs = [("times_per_\(name)_low", quantity.a.json), ("times_per_\(name)_high", high.json)]
    } else {
      pairs = [("times_per_\(name)", quantity.a.json)]
    }
    candidates.append(
      Candidate(
        tokens: quantity.tokens.lowerBound..<end, content: .made(pairs, .frequency), types: .frequencies)
    )
    return end
  }

  /// Frequencies side by side are one: "BID PRN", "daily at bedtime", "three times daily with meals".
  func join(_ note: NoteStructure) {
    guard candidates.count > 1 else { return }
    var kept = 0
    for index in candidates.indices {
      if kept > 0, candidates[index].types == .frequencies, candidates[kept - 1].types == .frequencies,
        candidates[kept - 1].tokens.upperBound == candidates[index].tokens.lowerBound,
        !note.tokens[candidates[index].tokens.lowerBound].flags.contains(.blockStart)
      {
        let candidate = candidates[index]
        var pairs = attributes(candidates[kept - 1], note)
        for pair in attributes(candidate, note) where !pairs.contains(where: { $0.name == pair.name }) {
          pairs.append(pair)
        }
        candidates[kept - 1].content = .made(pairs, .frequency)
        candidates[kept - 1].tokens = candidates[kept - 1].tokens.lowerBound..<candidate.tokens.upperBound
        continue
      }
      if kept != index { candidates[kept] = candidates[index] }
      kept += 1
    }
    candidates.removeLast(candidates.count - kept)
  }
}
