import ClinicalText

/// Something known of a patient beforehand, as it was given: what the leak check looks for.
public struct KnownValue: Sendable {
  public var kind: IdentifierKind
  public var text: String
  /// Number of the patient, from 0, in the order of the file that the value comes from.
  public var patient: Int
  /// 1-based number of the value within its patient: reports give this and never the value.
  public var number: Int
  /// The field that it stands in ("names", "birth_date").
  public var field: String

  /// Takes each part as it is given.
  public init(kind: IdentifierKind, text: String, patient: Int, number: Int, field: String) {
    self.kind = kind
    self.text = text
    self.patient = patient
    self.number = number
    self.field = field
  }
}

/// In which shape a known value was found.
public enum LeakForm: UInt8, CaseIterable, Sendable {
  case whole
  case firstAndLast
  case lastAndFirst
  case initialAndLast
  case lastAndInitial
  case namePart
  case numericDate
  case writtenDate
  case figures
  case addressLine
  case userName
  case nickname

  /// For people.
  public var words: String {
    switch self {
    case .whole: "whole value"
    case .firstAndLast: "given name and surname"
    case .lastAndFirst: "surname and given name"
    case .initialAndLast: "initial and surname"
    case .lastAndInitial: "surname and initial"
    case .namePart: "one part of the name"
    case .numericDate: "date in figures"
    case .writtenDate: "date with a month's name"
    case .figures: "figures alone"
    case .addressLine: "line of the address"
    case .userName: "name before the @"
    case .nickname: "nickname, alone or with the surname"
    }
  }

  /// In JSON.
  public var name: String {
    switch self {
    case .whole: "whole"
    case .firstAndLast: "first_last"
    case .lastAndFirst: "last_first"
    case .initialAndLast: "initial_last"
    case .lastAndInitial: "last_initial"
    case .namePart: "name_part"
    case .numericDate: "date_numeric"
    case .writtenDate: "date_written"
    case .figures: "figures"
    case .addressLine: "address_line"
    case .userName: "user_name"
    case .nickname: "nickname"
    }
  }
}
