import ClinicalText
import Deidentification

/// One thing that is known of a patient: what it is, and how it is written.
struct PatientFact: Sendable, Hashable {
  /// What was given beforehand.
  enum Field: UInt8, CaseIterable {
    case name, relative, employer, birthDate, address, town, zip, phone, fax, email, id, socialSecurity, medicalRecord
    case untyped
  }

  /// A `Field`, or behind them an identifier's kind: found in a note.
  var tag: UInt8
  var text: String

  init(_ field: Field, _ text: String) {
    tag = field.rawValue
    self.text = text
  }

  init(found kind: IdentifierKind, _ text: String) {
    tag = Self.firstFound + kind.rawValue
    self.text = text
  }

  init(tag: UInt8, text: String) {
    self.tag = tag
    self.text = text
  }

  private static let firstFound: UInt8 = 64

  /// Makes the fact ready for the search.
  func add(to known: inout KnownIdentifiers, _ nicknames: NicknameTable) {
    if tag >= Self.firstFound {
      guard let kind = IdentifierKind(rawValue: tag - Self.firstFound) else { return }
      return known.add(found: text, kind: kind)
    }
    switch Field(rawValue: tag) {
    case .name, .relative: known.add(name: text, nicknames: nicknames.others)
    case .employer: known.add(value: text, kind: .organization)
    case .birthDate: known.add(date: text)
    case .address: known.add(address: text)
    case .town: known.add(value: text, kind: .city)
    case .zip: known.add(address: text)
    case .phone: known.add(phone: text)
    case .fax: known.add(phone: text, kind: .fax)
    case .email: known.add(value: text, kind: .email)
    case .id: known.add(value: text, kind: .idNumber)
    case .socialSecurity: known.add(value: text, kind: .ssn)
    case .medicalRecord: known.add(value: text, kind: .medicalRecord)
    case .untyped: known.add(untyped: text, nicknames: nicknames.others)
    case nil: return
    }
  }
}
