/// What an identifier is: the types of the i2b2 2014 de-identification task (Stubbs and Uzuner 2015).
public enum IdentifierKind: UInt8, CaseIterable, Sendable {
  case patient
  case doctor
  case username
  case profession
  case hospital
  case organization
  case street
  case city
  case state
  case country
  case zip
  case locationOther
  case age
  case date
  case phone
  case fax
  case email
  case url
  case ipAddress
  case ssn
  case medicalRecord
  case healthPlan
  case account
  case license
  case vehicle
  case device
  case bioID
  case idNumber

  /// The task's category ("NAME").
  public var category: StaticString {
    switch self {
    case .patient, .doctor, .username: "NAME"
    case .profession: "PROFESSION"
    case .hospital, .organization, .street, .city, .state, .country, .zip, .locationOther: "LOCATION"
    case .age: "AGE"
    case .date: "DATE"
    case .phone, .fax, .email, .url, .ipAddress: "CONTACT"
    case .ssn, .medicalRecord, .healthPlan, .account, .license, .vehicle, .device, .bioID, .idNumber: "ID"
    }
  }

  /// The task's type within the category ("PATIENT").
  public var type: StaticString {
    switch self {
    case .patient: "PATIENT"
    case .doctor: "DOCTOR"
    case .username: "USERNAME"
    case .profession: "PROFESSION"
    case .hospital: "HOSPITAL"
    case .organization: "ORGANIZATION"
    case .street: "STREET"
    case .city: "CITY"
    case .state: "STATE"
    case .country: "COUNTRY"
    case .zip: "ZIP"
    case .locationOther: "OTHER"
    case .age: "AGE"
    case .date: "DATE"
    case .phone: "PHONE"
    case .fax: "FAX"
    case .email: "EMAIL"
    case .url: "URL"
    case .ipAddress: "IPADDR"
    case .ssn: "SSN"
    case .medicalRecord: "MEDICALRECORD"
    case .healthPlan: "HEALTHPLAN"
    case .account: "ACCOUNT"
    case .license: "LICENSE"
    case .vehicle: "VEHICLE"
    case .device: "DEVICE"
    case .bioID: "BIOID"
    case .idNumber: "IDNUM"
    }
  }

  /// The kind of a category and a type as written in data files ("NAME.PATIENT", "DATE"), or nil.
  public init?(name: String) {
    for kind in Self.allCases where "\(kind.category).\(kind.type)" == name || "\(kind.type)" == name {
      self = kind
      return
    }
    return nil
  }
}

/// An identifier found in a note.
public struct DetectedIdentifier: Sendable {
  public var kind: IdentifierKind
  /// Byte offsets, half-open.
  public var span: ByteSpan
  /// What found it ("rule:date.numeric").
  public var source: ByteSlice

  /// Takes each part as it is given.
  public init(kind: IdentifierKind, span: ByteSpan, source: ByteSlice) {
    self.kind = kind
    self.span = span
    self.source = source
  }
}

/// An identifier of a note with what the policy puts in its place.
public struct ReplacedIdentifier: Sendable {
  public var identifier: DetectedIdentifier
  /// UTF-8; nil where the policy keeps what was detected.
  public var replacement: [UInt8]?

  /// Takes each part as it is given.
  public init(_ identifier: DetectedIdentifier, replacement: [UInt8]?) {
    self.identifier = identifier
    self.replacement = replacement
  }
}
