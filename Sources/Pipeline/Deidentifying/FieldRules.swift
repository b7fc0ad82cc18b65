import ClinicalText
import Deidentification
import NoteFormats

/// What becomes of a record's fields other than its text.
///
/// Everything that is not named here goes: ids become the output's own numbers, dates what the policy says of dates, a
/// note's type stays where it is made of known words only, every other field is emptied unless the policy lists it.
struct FieldRules: Sendable {
  /// What of ids and names is left as it is.
  var keepsIDs = false
  /// Names of fields that the policy keeps, in lower case.
  var kept: Set<String> = []
  var noteTypes: NoteTypes
  var dates: Policy.Action
  /// True where surrogates take the place of dates.
  var shiftsDates = false

  /// What a field is written as.
  ///
  /// - Parameter shift: moves a date of the note's patient.
  func field(
    _ place: FieldPlace, of record: UnsafeBufferPointer<UInt8>, shift: (NoteText) -> [UInt8]?
  ) -> WrittenField {
    switch place.role {
    case .id: return number(.note)
    case .patient: return number(.patient)
    case .encounter: return number(.encounter)
    case .date: return date(value(place, record), shift)
    case .type: return isKept("type") || noteTypes.isKnown(value(place, record)) ? .unchanged : .removed
    // They quote the original text, or count its characters.
    case .knownPHI, .annotations: return .removed
    case .other: return isKept(place.name) ? .unchanged : .removed
    case .text: return .unchanged
    }
  }

  private func isKept(_ name: String) -> Bool { !kept.isEmpty && kept.contains(name.lowercased()) }

  private func number(_ field: NumberedField) -> WrittenField { keepsIDs ? .unchanged : .number(field) }

  private func date(_ value: UnsafeBufferPointer<UInt8>, _ shift: (NoteText) -> [UInt8]?) -> WrittenField {
    if isKept("date") || value.isEmpty { return .unchanged }
    // Also where dates stay, what is no date does not.
    guard let year = RecordDate.year(value) else { return .removed }
    if dates == .keep { return .unchanged }
    if shiftsDates {
      // The time of day stays behind its day.
      let end = value.firstIndex { $0 == 0x20 || $0 == UInt8(ascii: "T") } ?? value.count
      guard let day = shift(NoteText(copying: value.part(0, end))), !day.contains(UInt8(ascii: "[")) else {
        return .removed
      }
      return .content(day + Array(value.part(end, value.count)))
    }
    return dates == .generalize ? .content(Array(year)) : .removed
  }

  /// The inside of a value, as it is written: an escape in it makes a date or a type an unknown one.
  private func value(_ place: FieldPlace, _ record: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    let isString = place.kind == .string
    return record.part(place.value.lowerBound + (isString ? 1 : 0), place.value.upperBound - (isString ? 1 : 0))
  }
}

/// The dates of records: ISO 8601 and what tables hold beside it.
package enum RecordDate {
  /// The four figures of the year of "2019", "2019-03-12", "2019-03-12 08:15:00", "20190312", "3/12/2019"; nil for
  /// anything else.
  package static func year(_ value: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
    var runs: [Range<Int>] = []
    var i = 0
    while i < value.count, runs.count < 3 {
      guard isFigure(value[i]) else {
        // Before the third number only what separates the parts of a date.
        guard !runs.isEmpty, [0x2D, 0x2F, 0x2E].contains(value[i]) else { break }
        i += 1
        continue
      }
      var end = i
      while end < value.count, isFigure(value[end]) { end += 1 }
      runs.append(i..<end)
      i = end
    }
    // Behind the date may come a time.
    if i < value.count, value[i] != 0x20, value[i] != UInt8(ascii: "T") { return nil }
    guard value[i...].allSatisfy({ isFigure($0) || " T:.+-ZAPMapmt".utf8.contains($0) }) else { return nil }
    func number(_ range: Range<Int>) -> Int {
      range.count > 8 ? -1 : value[range].reduce(0) { $0 * 10 + Int($1 & 0x0F) }
    }
    let whole: Range<Int>
    switch runs.map(\.count) {
    case [4], [4, 1], [4, 2], [4, 1, 1], [4, 1, 2], [4, 2, 1], [4, 2, 2]: whole = runs[0]
    case [1, 1, 4], [1, 2, 4], [2, 1, 4], [2, 2, 4]: whole = runs[2]
    case [8]:
      whole = runs[0].lowerBound..<runs[0].lowerBound + 4
      let rest = number(whole.upperBound..<runs[0].upperBound)
      guard (1...12).contains(rest / 100), (1...31).contains(rest % 100) else { return nil }
    default: return nil
    }
    guard (1600...2399).contains(number(whole)) else { return nil }
    return value.part(whole.lowerBound, whole.upperBound)
  }

  private static func isFigure(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}
