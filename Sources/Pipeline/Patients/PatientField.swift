/// What a column of a table of patients, or a member of a patient's JSON, holds.
enum PatientField: Equatable {
  case patientID
  /// A name, whole or a part: joined in the order given, first, middle, last.
  case givenName, middleName, familyName
  case fact(PatientFact.Field)
  /// Says nothing that could be searched for ("sex", "state").
  case ignored

  /// By name, in any letter case, with blanks or hyphens for underscores; nil for a name that is not known.
  init?(_ name: String) {
    let plain = String(name.lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 })
    switch plain {
    case "patient_id", "person_id", "subject_id", "patientid": self = .patientID
    case "first", "first_name", "given", "given_name", "given_names", "firstname": self = .givenName
    case "middle", "middle_name", "middle_initial": self = .middleName
    case "last", "last_name", "family", "family_name", "surname", "lastname": self = .familyName
    case "full_name", "maiden_name", "former_name", "nickname", "nicknames", "preferred_name": self = .fact(.name)
    case "date_of_birth", "birthday": self = .fact(.birthDate)
    case "street", "street_address", "address_line", "address1", "address2", "address_line_1", "address_line_2":
      self = .fact(.address)
    case "city", "town": self = .fact(.town)
    case "zip", "zip_code", "zipcode", "postal_code", "postcode": self = .fact(.zip)
    case "telephone", "mobile", "phone_number", "cell": self = .fact(.phone)
    case "medical_record_number", "medical_record": self = .fact(.medicalRecord)
    case "social_security_number", "social_security": self = .fact(.socialSecurity)
    case "account", "account_number", "health_plan", "health_plan_number", "insurance_id", "license", "identifier",
      "identifiers", "license_plate", "device_id":
      self = .fact(.id)
    case "contact", "contacts", "next_of_kin", "emergency_contact": self = .fact(.relative)
    case "sex", "gender", "state", "country", "race", "ethnicity", "language", "age", "death_date", "county":
      self = .ignored
    default:
      let field = KnownPHI.field(plain)
      guard field != .untyped || plain == "values" || plain == "other" else { return nil }
      self = .fact(field)
    }
  }
}

/// Puts a patient together from columns or members.
struct PatientBuilder {
  private(set) var ids: [String] = []
  private var given: [String] = []
  private var middle: [String] = []
  private var family: [String] = []
  private var facts: [PatientFact] = []

  mutating func add(_ field: PatientField, _ text: String) {
    guard !text.isEmpty else { return }
    switch field {
    case .patientID: ids.append(text)
    case .givenName: given.append(text)
    case .middleName: middle.append(text)
    case .familyName: family.append(text)
    case .fact(let field): facts.append(PatientFact(field, text))
    case .ignored: break
    }
  }

  /// The facts, with the parts of the name as one.
  func finish() -> [PatientFact] {
    let name = (given + middle + family).joined(separator: " ")
    return name.isEmpty ? facts : facts + [PatientFact(.name, name)]
  }
}
