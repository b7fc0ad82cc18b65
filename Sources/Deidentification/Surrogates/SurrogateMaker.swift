import ClinicalText

/// What surrogates are made with: a key and the tables. Shared by all workers.
public struct SurrogateMaker: Sendable {
  let key: KeyFile
  let tables: SurrogateTables
  let otherProfessions: [String]
  let states: [String]

  /// Takes each part as it is given.
  public init(key: KeyFile, tables: SurrogateTables) {
    self.key = key
    self.tables = tables
    otherProfessions = tables.pools.keys.sorted().filter { $0.hasPrefix("profession:") && $0 != "profession:health" }
      .flatMap { tables.pools[$0]! }
    states = tables.placesByState.keys.sorted()
  }
}

/// Makes the surrogates of one note after another.
///
/// A surrogate depends on the key, the patient (the note, where the patient is not known), the kind and the folded value
/// alone: so it is the same in all notes, runs and machines. Only where a draw would give an identifier that is known or
/// detected of the patient, or the original itself, the next draw is taken. One object serves one worker.
final class SurrogateSession {
  let maker: SurrogateMaker
  private(set) var scope: [UInt8] = []
  private var text = NoteText("")
  private var shift = DateShift(days: 7)
  private var order = DateParts.Order.monthFirst
  private var noteYear: Int?
  /// Folded values of the patient that no surrogate may be.
  private var taken: Set<[UInt8]> = []
  /// Folded words of names in the note, and of those known of the patient.
  private(set) var nameWords: Set<[UInt8]> = []
  /// The state that a town of the note lies in; the state and the town of a ZIP code.
  private var stateOfCity: [[UInt8]: String] = [:]
  private var stateOfZIP: [[UInt8]: String] = [:]
  private var cityOfZIP: [[UInt8]: [UInt8]] = [:]
  private var keepsStates = true

  /// Draws that are tried before a tag is written instead.
  static let mostDraws = 64

  init(_ maker: SurrogateMaker) { self.maker = maker }

  /// Takes a note's identifiers, in order, and what is known of its patient.
  func begin(_ identifiers: [DetectedIdentifier], _ text: NoteText, _ patient: PatientContext, _ policy: Policy) {
    self.text = text
    scope.removeAll(keepingCapacity: true)
    if let id = patient.patientID {
      scope.append(UInt8(ascii: "p"))
      scope.append(contentsOf: id.utf8)
    } else {
      scope.append(UInt8(ascii: "n"))
      scope.append(contentsOf: (patient.noteID ?? "").utf8)
    }
    shift = DateShift(maker.key, scope: scope)
    noteYear = patient.noteYear
    if policy[.date] == .generalize { shift.oldestYear = (noteYear ?? DateGeneralizer.latestYear) - 90 }
    keepsStates = policy[.state] == .keep
    order = .monthFirst
    taken.removeAll(keepingCapacity: true)
    nameWords.removeAll(keepingCapacity: true)
    stateOfCity.removeAll(keepingCapacity: true)
    stateOfZIP.removeAll(keepingCapacity: true)
    cityOfZIP.removeAll(keepingCapacity: true)
    if let known = patient.known {
      for set in [known.given, known.found] {
        for list in set.values.values { for value in list { taken.insert(value.stream) } }
        nameWords.formUnion(set.nameLetters)
      }
    }
    var hasDayFirst = false
    var hasMonthFirst = false
    for (index, item) in identifiers.enumerated() {
      let value = bytes(item.span)
      switch item.kind {
      case .age: break
      case .date: noteOrder(value, &hasDayFirst, &hasMonthFirst)
      case .patient, .doctor:
        for word in NameForm(value).words where word.folded.count > 1 { nameWords.insert(word.folded) }
      case .state:
        taken.insert(FoldedValue.of(value))
        join(state: item, at: index, identifiers)
      default: taken.insert(FoldedValue.of(value))
      }
    }
    if hasDayFirst, !hasMonthFirst { order = .dayFirst }
  }

  /// The surrogate of an identifier of the note; nil where none can be made.
  func surrogate(for item: DetectedIdentifier, _ detail: NoteReplacer.Detail) -> [UInt8]? {
    let original = bytes(item.span)
    if item.kind == .date { return shift.shifted(original, order: order, noteYear: noteYear) }
    if item.kind == .age { return age(original, isOver89: detail == .over89) }
    if item.kind == .patient || item.kind == .doctor { return name(original) }
    let folded = FoldedValue.of(original)
    for counter in 0..<Self.mostDraws {
      guard let made = make(item.kind, original, folded, counter) else { return nil }
      let result = made.withUnsafeBufferPointer { FoldedValue.of($0) }
      if result != folded, !taken.contains(result), !result.isEmpty { return made }
    }
    return nil
  }

  private func make(
    _ kind: IdentifierKind, _ original: UnsafeBufferPointer<UInt8>, _ folded: [UInt8], _ counter: Int
  ) -> [UInt8]? {
    func draw(_ purpose: StaticString, _ value: [UInt8]) -> KeyedDraw {
      KeyedDraw(maker.key.key, scope: scope, purpose: purpose, value: value, counter: counter)
    }
    let tables = maker.tables
    switch kind {
    case .patient, .doctor, .date, .age: return nil
    case .hospital:
      return InstitutionForm.made(original, tables, names: "hospital_name", kinds: "hospital_kind") {
        draw("hospital", $0)
      }
    case .organization:
      return InstitutionForm.made(original, tables, names: "organization_name", kinds: "organization_kind") {
        draw("organization", $0)
      }
    case .street: return StreetForm.made(original, tables, draw("street", folded))
    case .city:
      return LetterForm(original).applied(to: place(city: folded, counter).city)
    case .locationOther:
      var drawn = draw("place", folded)
      return LetterForm(original).applied(to: drawn.pick(tables.pools["street_name"]!))
    case .state: return state(original, folded, counter)
    case .zip: return zip(original, folded, counter)
    case .country:
      var drawn = draw("country", folded)
      return LetterForm(original).applied(to: drawn.pick(tables.countries))
    case .profession:
      var drawn = draw("profession", folded)
      let isHealth = tables.healthProfessions.contains(folded)
      let word = drawn.pick(isHealth ? tables.pools["profession:health"]! : maker.otherProfessions)
      return LetterForm(original).applied(to: word)
    case .phone, .fax: return PhoneForm.made(original) { draw("phone", $0) }
    case .email: return AddressForm.email(original, tables, draw("email", folded))
    case .url: return AddressForm.url(original, tables, draw("url", folded))
    case .ipAddress: return AddressForm.ip(original, tables, draw("ip", folded))
    case .ssn: return CodeForm.ssn(original, draw("ssn", folded))
    case .username: return CodeForm.made(original, draw("username", folded))
    case .medicalRecord, .healthPlan, .account, .license, .vehicle, .device, .bioID, .idNumber:
      // One number under two types is one number.
      return CodeForm.made(original, draw("id", folded))
    }
  }

  func bytes(_ span: ByteSpan) -> UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: text.bytes[span.range]) }

  // MARK: dates and ages

  /// Dates that have one reading only tell which number stands first in the note.
  private func noteOrder(_ value: UnsafeBufferPointer<UInt8>, _ dayFirst: inout Bool, _ monthFirst: inout Bool) {
    guard value.count >= 6, value[0] &- 0x30 < 10, let parts = DateParts.parse(value, order: .monthFirst),
      let first = parts.pieces.first, case .figures = first.style, parts.pieces.count >= 3,
      case .figures? = parts.pieces.first(where: { $0.field == .month })?.style
    else { return }
    if first.field == .day { dayFirst = true }
    if first.field == .month, let day = parts.day, day > 12 { monthFirst = true }
  }

  /// "90+" for an age over 89; else another age within five years. Nil for one in words that are no number.
  private func age(_ original: UnsafeBufferPointer<UInt8>, isOver89: Bool) -> [UInt8]? {
    var start = 0
    while start < original.count, original[start] &- 0x30 >= 10 { start += 1 }
    var end = start
    var value = 0
    while end < original.count, original[end] &- 0x30 < 10 {
      value = min(1000, value * 10 + Int(original[end] & 0x0F))
      end += 1
    }
    if isOver89 || value >= 90 {
      return start == original.count || end - start > 3 || original[end...].contains { $0 &- 0x30 < 10 }
        ? Array("90+".utf8) : Array(original[..<start]) + Array("90+".utf8) + Array(original[end...])
    }
    guard start < original.count else { return nil }
    var draw = KeyedDraw(maker.key.key, scope: scope, purpose: "age", value: original)
    // Five to either side, the age itself left out, within 1 to 89.
    let choices = (max(1, value - 5)...max(6, min(89, value + 5))).filter { $0 != value }
    let made = draw.pick(choices)
    var output = Array(original[..<start])
    Figures.append(made, to: &output)
    return output + Array(original[end...])
  }

  // MARK: names

  private func name(_ original: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    let form = NameForm(original)
    return form.written(maker.tables) { word, isInitial in
      isInitial ? initial(word) : nameWord(word)
    }
  }

  /// The surrogate of a word of a name; nil where no draw can be used.
  private func nameWord(_ word: [UInt8]) -> String? {
    let tables = maker.tables
    var value = word
    if !tables.namesWithShortForms.contains(word), let full = tables.fullNames[word] {
      // A short form is its full name: the patient's own, or the only one there is.
      if let own = full.first(where: { nameWords.contains($0) }) {
        value = own
      } else if full.count == 1 {
        value = full[0]
      }
    }
    let known = tables.words[value] ?? SurrogateTables.NameWord()
    let isGiven = known.isGiven && (!known.isSurname || known.band == 1 || known.band == 2 && known.rank > 200)
    let origins = isGiven ? known.givenOrigins : known.surnameOrigins
    for counter in 0..<Self.mostDraws {
      var draw = KeyedDraw(
        maker.key.key, scope: scope, purpose: isGiven ? "given" : "surname", value: value, counter: counter)
      let origin = origins.isEmpty ? tables.general : tables.origins[draw.pick(origins)]
      let made: String
      if !isGiven {
        made = origin.surnames.isEmpty ? draw.pick(tables.general.surnames) : draw.pick(origin.surnames)
      } else {
        let women = origin.women.isEmpty ? tables.general.women : origin.women
        let men = origin.men.isEmpty ? tables.general.men : origin.men
        switch known.gender {
        case UInt8(ascii: "f"): made = draw.pick(women)
        case UInt8(ascii: "m"): made = draw.pick(men)
        default: made = draw.below(2) == 0 ? draw.pick(women) : draw.pick(men)
        }
      }
      let folded = FoldedValue.of(made)
      if folded != word, folded != value, !nameWords.contains(folded), !taken.contains(folded) { return made }
    }
    return nil
  }

  /// The first letter of the surrogate of the only name in the note that begins with the letter; else a letter drawn for it.
  private func initial(_ letter: [UInt8]) -> String? {
    let candidates = nameWords.filter { $0.count > 1 && $0.first == letter.first }
    if candidates.count == 1, let name = candidates.first, let made = nameWord(name), let first = made.first {
      return String(first)
    }
    var draw = KeyedDraw(maker.key.key, scope: scope, purpose: "initial", value: letter)
    let choices = (UInt8(ascii: "A")...UInt8(ascii: "Z")).filter { $0 | 0x20 != letter.first }
    return String(UnicodeScalar(draw.pick(choices)))
  }

  // MARK: places

  /// The state behind a town, and the ZIP code behind it, belong to it where at most three signs stand between.
  private func join(state item: DetectedIdentifier, at index: Int, _ identifiers: [DetectedIdentifier]) {
    guard let state = maker.tables.states[FoldedValue.of(bytes(item.span))] else { return }
    var city: [UInt8]?
    if index > 0, identifiers[index - 1].kind == .city, item.span.start - identifiers[index - 1].span.end <= 3 {
      city = FoldedValue.of(bytes(identifiers[index - 1].span))
      stateOfCity[city!] = stateOfCity[city!] ?? state
    }
    if index + 1 < identifiers.count, identifiers[index + 1].kind == .zip,
      identifiers[index + 1].span.start - item.span.end <= 3
    {
      let zip = FoldedValue.of(bytes(identifiers[index + 1].span))
      stateOfZIP[zip] = stateOfZIP[zip] ?? state
      if let city { cityOfZIP[zip] = cityOfZIP[zip] ?? city }
    }
  }

  /// The state that takes a state's place: itself where the policy keeps states.
  private func mapped(_ state: String) -> String {
    if keepsStates { return state }
    for counter in 0..<Self.mostDraws {
      var draw = KeyedDraw(maker.key.key, scope: scope, purpose: "state", value: state.utf8, counter: counter)
      let made = draw.pick(maker.states)
      if made != state { return made }
    }
    return state
  }

  private func place(city folded: [UInt8], _ counter: Int) -> SurrogateTables.Place {
    let state = (stateOfCity[folded] ?? maker.tables.stateOfCity[folded]).map(mapped)
    return place(in: state, folded, counter)
  }

  private func place(in state: String?, _ value: [UInt8], _ counter: Int) -> SurrogateTables.Place {
    let tables = maker.tables
    var draw = KeyedDraw(maker.key.key, scope: scope, purpose: "town", value: value, counter: counter)
    // A state with few towns may have none that can be used.
    if counter < Self.mostDraws / 2, let state, let choices = tables.placesByState[state] {
      return tables.places[draw.pick(choices)]
    }
    return tables.places[draw.below(tables.places.count)]
  }

  private func state(_ original: UnsafeBufferPointer<UInt8>, _ folded: [UInt8], _ counter: Int) -> [UInt8] {
    var made: String
    if counter == 0, let state = maker.tables.states[folded] {
      made = mapped(state)
    } else {
      var draw = KeyedDraw(maker.key.key, scope: scope, purpose: "state", value: folded, counter: counter)
      made = draw.pick(maker.states)
    }
    if folded.count > 2 { made = maker.tables.stateNames[made] ?? made }
    return LetterForm(original).applied(to: made)
  }

  private func zip(_ original: UnsafeBufferPointer<UInt8>, _ folded: [UInt8], _ counter: Int) -> [UInt8] {
    let first = String(decoding: folded.prefix(3), as: UTF8.self)
    let state = (stateOfZIP[folded] ?? maker.tables.stateOfZIP3[first]).map(mapped)
    let town =
      if let city = cityOfZIP[folded] { place(city: city, 0) } else { place(in: state, Array(folded.prefix(5)), 0) }
    // ZIP and ZIP+4 of one place share their first five figures.
    var draw = KeyedDraw(
      maker.key.key, scope: scope, purpose: "zip", value: folded.prefix(5), counter: counter)
    var figures = Array(town.zip3.utf8)
    var output: [UInt8] = []
    for byte in original {
      guard byte &- 0x30 < 10 else {
        output.append(byte)
        continue
      }
      output.append(figures.isEmpty ? draw.digit() : figures.removeFirst())
    }
    return output
  }
}
