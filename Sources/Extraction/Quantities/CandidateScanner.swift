import ClinicalText

/// Something in a note that qualifies a mention if a rule says so: a quantity, a route, a frequency, a result.
struct Candidate {
  /// Token indices, half-open.
  var tokens: Range<Int>
  var content: Content
  /// Bits of the entity types that it may become.
  var types: EntityTypeSet

  enum Content {
    /// Index into the scanner's `quantities`.
    case quantity(Int)
    /// A row of the table.
    case row(Int)
    /// Index into the scanner's `dates`.
    case date(Int)
    /// Attributes put together from several words: a frequency.
    case made([(name: String, json: String)], CandidateTable.Role)
  }
}

/// Finds the candidates of one note after another, in one pass. One object serves one worker.
final class CandidateScanner {
  let lexer: QuantityLexer
  private let dateLexer: DateLexer
  let table: CandidateTable
  let units: UnitTable
  var candidates: [Candidate] = []
  private(set) var quantities: [Quantity] = []
  private(set) var dates: [DateMention] = []
  /// Behind words that tell of an allergy: the tokens there.
  private(set) var allergies: [Int] = []
  /// What is said of medicines beside their qualifiers.
  private(set) var statements: [Statement] = []

  /// Something said of a medicine, as a pair of a name and a JSON token.
  struct Statement {
    var tokens: Range<Int>
    var name: String
    var json: String
  }

  /// The note's own date, which relative ones count from.
  var noteDate: CivilDate?
  /// Where the last comparator ended, and what it says.
  private var comparator: (end: Int, start: Int, sign: Quantity.Comparator) = (-1, -1, .none)

  /// The token behind the last "dose of".
  private var dosed = -1
  private var isGiven = false

  init(units: UnitTable, table: CandidateTable) {
    self.units = units
    self.table = table
    lexer = QuantityLexer(units: units, table: table)
    dateLexer = DateLexer(lexer: lexer, table: table)
  }

  /// Fills `candidates`, by start, and `quantities`.
  ///
  /// - Parameter range: tokens of something given, to look at these alone.
  func scan(_ note: NoteStructure, _ range: Range<Int>? = nil) {
    begin(isGiven: range != nil)
    scan(note, from: range?.lowerBound ?? 0, to: range?.upperBound ?? note.tokens.count)
    join(note)
  }

  /// Fills `candidates`, by start, and `quantities`: of the sentences in which some of these places stand. Nothing is
  /// joined across sentences, so that the others hold no candidate that stays.
  ///
  /// - Parameter places: token ranges by start.
  func scan(_ note: NoteStructure, around places: [Range<Int>]) {
    begin(isGiven: false)
    var next = 0
    var done = 0
    var hadPlaces = false
    for sentence in note.sentences {
      while next < places.count, places[next].lowerBound < sentence.firstToken { next += 1 }
      // A line of numbers under one of mentions may be the row of a table.
      let isRow = hadPlaces && note.tokens[sentence.firstToken].kind == .number
      hadPlaces = next < places.count && places[next].lowerBound < sentence.endToken
      guard hadPlaces || isRow || hasVital(sentence, note) else { continue }
      done = scan(note, from: max(done, sentence.firstToken), to: sentence.endToken)
    }
    join(note)
  }

  /// True where a number stands behind what may be a vital sign.
  private func hasVital(_ sentence: Sentence, _ note: NoteStructure) -> Bool {
    let folded = UnsafePointer(note.folded)
    let tokens = note.tokens.all
    guard sentence.endToken - sentence.firstToken > 1 else { return false }
    for i in sentence.firstToken + 1..<sentence.endToken where tokens[i].kind == .number {
      if table.vitals.mayContain(folded[i - 1]) { return true }
      if i - 2 >= sentence.firstToken, tokens[i - 1].kind == .symbol, table.vitals.mayContain(folded[i - 2]) {
        return true
      }
    }
    return false
  }

  private func begin(isGiven: Bool) {
    self.isGiven = isGiven
    candidates.removeAll(keepingCapacity: true)
    quantities.removeAll(keepingCapacity: true)
    dates.removeAll(keepingCapacity: true)
    allergies.removeAll(keepingCapacity: true)
    statements.removeAll(keepingCapacity: true)
    comparator.end = -1
    dosed = -1
  }

  /// Takes what begins at these tokens; returns the token behind the last thing taken.
  @discardableResult
  private func scan(_ note: NoteStructure, from start: Int, to end: Int) -> Int {
    let folded = UnsafePointer(note.folded)
    let tokens = note.tokens.all
    let count = tokens.count
    var i = start
    while i < end {
      if tokens[i].kind == .number || isNumberSign(i, note) {
        i = number(at: i, note)
      } else if table.mayBegin(at: i, folded, count) {
        i = phrase(at: i, note)
      } else {
        i &+= 1
      }
    }
    return i
  }

  /// ".5", "½".
  @inline(__always)
  private func isNumberSign(_ i: Int, _ note: NoteStructure) -> Bool {
    let token = note.tokens[i]
    guard token.kind == .symbol else { return false }
    let byte = note.text.bytes[Int(token.start)]
    if byte == UInt8(ascii: ".") {
      return token.count == 1 && (!token.isGlued || i > 0 && note.tokens[i - 1].kind == .symbol)
        && lexer.isGlued(i + 1, note) && note.tokens[i + 1].kind == .number
    }
    return byte == 0xC2 && token.count == 2 && (0xBC...0xBE).contains(note.text.bytes[Int(token.start) + 1])
  }

  // MARK: numbers

  private func number(at i: Int, _ note: NoteStructure) -> Int {
    // "2+", "3+": a grade of a result.
    if lexer.is_(i + 1, "+", note), note.tokens[i].count == 1, lexer.isGlued(i + 1, note), !lexer.isGlued(i, note),
      !lexer.isGlued(i + 2, note) || note.tokens[i + 2].kind == .symbol,
      (UInt8(ascii: "1")...UInt8(ascii: "4")).contains(note.text.bytes[Int(note.tokens[i].start)])
    {
      let grade = note.text.string(note.tokens[i].span)
      candidates.append(
        Candidate(tokens: i..<i + 2, content: .made([("grade", grade)], .result), types: .values))
      return i + 2
    }
    if let date = dateLexer.date(at: i, note, noteDate: noteDate) { return add(date) }
    // A letter that names other things ("T12", "P 3") names a vital sign here.
    let isVital = candidates.last.map { $0.types == .tests && i - $0.tokens.upperBound <= 1 } ?? false
    guard let quantity = lexer.quantity(at: i, note, isGiven: isGiven || isVital) else { return i + 1 }
    if quantity.unit == nil, quantity.tokens.count == 1, let count = quantity.a.whole, count < 1000,
      let (_, end) = first(at: i + 1, note, [.refillsBehind])
    {
      statements.append(Statement(tokens: i..<end, name: "refills", json: "\(count)"))
      return end
    }
    return add(quantity, note)
  }

  private func add(_ date: DateMention) -> Int {
    candidates.append(Candidate(tokens: date.tokens, content: .date(dates.count), types: .dates))
    dates.append(date)
    return date.tokens.upperBound
  }

  /// Takes a quantity with what stands before and behind it; returns the token behind.
  private func add(_ found: Quantity, _ note: NoteStructure) -> Int {
    var quantity = found
    // "> 5", "greater than (>) 5"
    if comparator.end == quantity.tokens.lowerBound
      || comparator.end == quantity.tokens.lowerBound - 1 && lexer.is_(comparator.end, ")", note)
    {
      quantity.comparator = comparator.sign
      quantity.tokens = comparator.start..<quantity.tokens.upperBound
    }
    if let (row, end) = first(at: quantity.tokens.upperBound, note, [.comparatorBehind]),
      let sign = Quantity.Comparator(rawValue: table.rows[row].normal), quantity.comparator == .none,
      quantity.shape == .number
    {
      quantity.comparator = sign
      quantity.tokens = quantity.tokens.lowerBound..<end
    }
    // "5.9 H (3.5-5.1)": a flag, no hours.
    let behind = quantity.tokens.upperBound
    if quantity.unitTokens == behind - 1..<behind, note.tokens[behind - 1].isUpper, !note.tokens[behind - 1].isGlued,
      lexer.word(behind - 1, note, ["h"]), lexer.is_(behind, "(", note) || lexer.is_(behind, "[", note)
    {
      quantity.unit = nil
      quantity.unitTokens = 0..<0
      quantity.tokens = quantity.tokens.lowerBound..<behind - 1
    }
    if let end = frequency(quantity, note) { return end }
    if let read = bounds(quantity, note) { quantity = read }
    share(quantity, note)
    let flags = quantity.unit.map { units.flags($0) } ?? []
    var types = types(of: quantity)
    if quantity.isCombination { types.insert(.strengths) }
    // "2 tablets", "1-2 puffs"
    if quantity.unit == nil, let (row, end) = first(at: quantity.tokens.upperBound, note, [.form]),
      table.rows[row].isCounted
    {
      let index = quantities.count
      let formTokens = quantity.tokens.upperBound..<end
      quantities.append(quantity)
      candidates.append(
        Candidate(tokens: quantity.tokens.lowerBound..<end, content: .quantity(index), types: .doses))
      candidates.append(Candidate(tokens: formTokens, content: .row(row), types: .forms))
      return end
    }
    guard quantity.unit != nil || !quantity.needsCompany else { return quantity.tokens.upperBound }
    if flags.contains(.time), let date = dateLexer.date(around: quantity, note) {
      let end = add(date)
      // "In 2 weeks" may be a length of time all the same; "2 weeks ago" is none.
      guard end == quantity.tokens.upperBound else { return end }
    }
    // A length of time is a value of a test in seconds alone: clotting times, intervals of an ECG.
    if !flags.contains(.time) || quantity.unit.map({ ["s", "ms"].contains(units.atoms[Int($0[0])].ucum) }) ?? false {
      types.insert(.values)
    }
    let end = types.contains(.value) ? annotate(&quantity, note) : quantity.tokens.upperBound
    candidates.append(Candidate(tokens: quantity.tokens, content: .quantity(quantities.count), types: types))
    quantities.append(quantity)
    return end
  }

  /// "1.2 and 2.4 cm": the number before has the unit of the one behind.
  private func share(_ second: Quantity, _ note: NoteStructure) {
    guard let unit = second.unit, second.shape == .number, second.comparator == .none, let last = candidates.last,
      case .quantity(let index) = last.content, quantities[index].shape == .number, quantities[index].unit == nil,
      last.tokens.upperBound == second.tokens.lowerBound - 1, last.types.contains(.value),
      lexer.word(last.tokens.upperBound, note, ["and", "or"])
    else { return }
    quantities[index].unit = unit
    quantities[index].unitTokens = second.unitTokens
    candidates[candidates.count - 1].types.formUnion(types(of: quantities[index]))
  }

  private func types(of quantity: Quantity) -> EntityTypeSet {
    guard let unit = quantity.unit else { return [] }
    let flags = units.flags(unit)
    var types: EntityTypeSet = []
    if flags.contains(.dose) { types = isStrength(quantity) ? .strengths : .doses }
    if flags.contains(.time) { types.insert(.durations) }
    if units.isFraction(unit) { types.insert(.strengths) }
    return types
  }

  /// An amount of the substance itself is how strong the medicine is; what is said to be a dose, and what is counted or
  /// measured out, by volume, by weight of the patient or by time, is a dose.
  private func isStrength(_ quantity: Quantity) -> Bool {
    guard let unit = quantity.unit, unit.power == 0, units.flags(unit).contains(.strength),
      dosed != quantity.tokens.lowerBound || quantity.comparator != .none
    else { return false }
    return unit.count == 1 || unit.count == 2 && unit.isBelow(1) && units.isVolume(unit, 1)
  }

  /// ">= 18 and <= 33 kg/m2": the comparator, number and unit behind "and" or a comma, as the other end.
  private func bounds(_ first: Quantity, _ note: NoteStructure) -> Quantity? {
    guard first.shape == .number, first.comparator == .less || first.comparator == .atMost, let last = candidates.last,
      case .quantity(let index) = last.content, quantities[index].shape == .number,
      quantities[index].comparator == .greater || quantities[index].comparator == .atLeast,
      quantities[index].unit == nil || quantities[index].unit == first.unit,
      quantities[index].a.isBelow(first.a)
    else { return nil }
    let gap = last.tokens.upperBound..<first.tokens.lowerBound
    guard gap.count <= 2,
      gap.allSatisfy({ ["and", "but", "to", ",", "-", "&"].contains(note.text.string(note.tokens[$0].span)) })
    else { return nil }
    var both = first
    both.shape = .range
    both.comparator = .none
    both.a = quantities[index].a
    both.b = first.a
    both.tokens = last.tokens.lowerBound..<first.tokens.upperBound
    candidates.removeLast()
    return both
  }

  // MARK: phrases

  func first(
    at place: Int, _ note: NoteStructure, _ roles: [CandidateTable.Role]
  ) -> (row: Int, end: Int)? {
    guard place < note.tokens.count, note.tokens[place].newlinesBefore == 0 else { return nil }
    var from = place
    // "30-mg", "two-tablet"
    if note.folded[from] == TokenFolding.skipped, from + 1 < note.tokens.count { from += 1 }
    guard table.filter.mayContain(note.folded[from]) else { return nil }
    var found: (Int, Int)?
    table.phrases(at: from, note) { role, index, end in
      guard roles.contains(role) else { return false }
      found = (index, end)
      return true
    }
    return found
  }

  private func phrase(at i: Int, _ note: NoteStructure) -> Int {
    var next = i + 1
    table.phrases(at: i, note) { role, index, end in
      switch role {
      case .comparator:
        if let sign = Quantity.Comparator(rawValue: table.rows[index].normal) { comparator = (end, i, sign) }
        next = end
        return true
      case .number:
        guard !note.tokens[i].isGlued || i > 0 && note.tokens[i - 1].kind == .symbol,
          let word = DecimalNumber(table.rows[index].normal.utf8),
          let quantity = lexer.quantity(word: word, i..<end, note)
        else { return false }
        next = max(end, add(quantity, note))
        return true
      case .dosed:
        dosed = end
        next = end
        return true
      case .every:
        guard let after = interval(i, end, note) else { return false }
        next = after
        return true
      case .month:
        guard let value = Int(table.rows[index].normal), let date = dateLexer.date(month: value, i..<end, note) else {
          return false
        }
        next = add(date)
        return true
      case .numberedDay:
        guard let date = dateLexer.date(numbered: table.rows[index], i..<end, note) else { return false }
        next = add(date)
        return true
      case .ageWord:
        guard let date = dateLexer.date(age: i..<end, note) else { return false }
        next = add(date)
        return true
      case .weekday, .relative:
        guard isApart(i, end, note) else { return false }
        next = add(DateMention(tokens: i..<end, content: table.dates[index]))
        return true
      case .vital:
        guard isVital(index, i, end, note) else { return false }
        candidates.append(Candidate(tokens: i..<end, content: .row(index), types: table.types[index]))
        next = end
        return true
      case .status:
        if let status = table.rows[index].attributes.first, isApart(i, end, note) {
          statements.append(Statement(tokens: i..<end, name: status.name, json: status.json))
        }
        return false
      case .dispense, .refills:
        guard lexer.isNext(end, note), let count = lexer.number(end, note)?.whole, count < 10_000,
          !lexer.isGlued(end + 1, note) || note.tokens[end + 1].kind == .symbol && !lexer.isDash(end + 1, note)
        else { return false }
        statements.append(
          Statement(tokens: i..<end + 1, name: role == .dispense ? "quantity" : "refills", json: "\(count)"))
        next = end + 1
        return true
      case .allergy:
        allergies.append(end)
        return false
      case .times, .naming, .comparatorBehind, .measured, .ago, .fromNow, .within, .past, .dateBefore, .refillsBehind,
        .reference:
        return false
      default:
        // "2-route", "non-oral": no part of a longer word.
        guard let type = role.type, isApart(i, end, note) else { return false }
        candidates.append(Candidate(tokens: i..<end, content: .row(index), types: table.types[index]))
        // Several roles may stand at the same words; a longer phrase hides the shorter ones.
        next = max(next, end)
        return end > i + 1
      }
    }
    return next
  }

  /// Behind it, or behind a sign, stands a number that it may have.
  private func isVital(_ row: Int, _ start: Int, _ end: Int, _ note: NoteStructure) -> Bool {
    guard let bounds = table.rows[row].bounds,
      !note.tokens[start].isGlued || start == 0 || lexer.is_(start - 1, "(", note)
    else { return false }
    var place = end
    if lexer.is_(place, ":", note) || lexer.is_(place, "=", note) || lexer.is_(place, "-", note) { place += 1 }
    guard lexer.isNext(place, note), let (value, after) = lexer.simple(at: place, note),
      !lexer.isGlued(after, note) || note.tokens[after].kind != .number, !lexer.isOrdinal(after, note)
    else { return false }
    let number = value
    return !number.isBelow(DecimalNumber(Int64(bounds.lowerBound)))
      && !DecimalNumber(Int64(bounds.upperBound)).isBelow(number)
  }

  private func isApart(_ start: Int, _ end: Int, _ note: NoteStructure) -> Bool {
    if note.tokens[start].isGlued, start > 0, note.tokens[start - 1].kind == .word { return false }
    if lexer.isGlued(end, note), note.tokens[end].kind == .word { return false }
    return true
  }

  // MARK: results

  /// The normalised parts of a candidate.
  func attributes(_ candidate: Candidate, _ note: NoteStructure) -> [(name: String, json: String)] {
    switch candidate.content {
    case .quantity(let index):
      let quantity = quantities[index]
      var pairs = quantity.attributes(note, units)
      if quantity.unit == nil, candidate.types == .doses {
        // A counted form stands for the unit.
        if let (row, _) = first(at: quantity.tokens.upperBound, note, [.form]),
          let form = table.rows[row].attributes.first(where: { $0.name == "form" })
        {
          pairs.append(("unit", form.json))
        }
      }
      if let unit = quantity.unit, units.flags(unit).contains(.time), unit.count == 1, quantity.shape == .number,
        let days = units.canonical(quantity.a, unit)?.times(Fraction(1, 86_400))
      {
        pairs.append(("days", days.json))
      }
      return pairs
    case .row(let row): return table.rows[row].attributes
    case .date(let index): return dates[index].attributes(noteDate: noteDate)
    case .made(let pairs, _): return pairs
    }
  }

  /// What made a candidate.
  func source(_ candidate: Candidate) -> ByteSlice {
    switch candidate.content {
    case .quantity: return Self.quantity
    case .date: return Self.date
    case .row(let row): return table.rows[row].source
    case .made(_, let role): return role == .result ? Self.grade : Self.frequency
    }
  }

  private static let date = ByteSlice(permanent: "rule:date")
  private static let quantity = ByteSlice(permanent: "rule:quantity")
  private static let frequency = ByteSlice(permanent: "rule:frequency")
  private static let grade = ByteSlice(permanent: "rule:result")
}

extension UnitTable {
  func flags(of unit: Unit, _ index: Int) -> Flags { atoms[Int(unit[index])].flags }
}
