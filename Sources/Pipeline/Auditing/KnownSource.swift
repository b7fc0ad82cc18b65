import ClinicalText
import Deidentification
import EntityStore
import NoteFormats

/// Known values for the leak check, with the notes that belong to each patient.
struct KnownSource: PatientSink {
  private(set) var values: [KnownValue] = []
  /// Number of the patient by the id of a note or a patient.
  private(set) var patientsByNote: [String: Int] = [:]
  private var patientsByID: [String: Int] = [:]
  /// The same by what stands for the ids in an output with numbers; nil when the output has the input's ids.
  private var numbered: (notes: [String: Int], patients: [String: Int], keys: [Int: Int])?
  private(set) var patientCount = 0
  /// Records that could not be used.
  private(set) var failures = 0
  private var seen: Set<String> = []
  private var numbers: [Int] = []
  private let parser = KnownPHI()

  /// True when notes can be told to be a patient's.
  var hasLinks: Bool { !patientsByNote.isEmpty || !patientsByID.isEmpty }

  /// The patient of a note of the output, by its own id or its patient's.
  func patient(noteID: String?, patientID: String?) -> Int? {
    let (notes, patients) = numbered.map { ($0.notes, $0.patients) } ?? (patientsByNote, patientsByID)
    return patientID.flatMap { patients[$0] } ?? noteID.flatMap { notes[$0] }
  }

  /// The patient of a note of a database, by its `note_key`; nil without a linkage file.
  func patient(key: Int) -> Int? { numbered?.keys[key] }

  /// Takes what stands for ids in an output with numbers. Throws as `Linkage.links` does.
  mutating func link(linkage path: String) throws(Fault) {
    var numbered: (notes: [String: Int], patients: [String: Int], keys: [Int: Int]) = ([:], [:], [:])
    for link in try Linkage.links(path) {
      guard let patient = link.patientID.flatMap({ patientsByID[$0] }) ?? patientsByNote[link.id] else { continue }
      numbered.keys[link.key] = patient
      numbered.notes[link.number] = patient
      if let number = link.patientNumber { numbered.patients[number] = patient }
    }
    self.numbered = numbered
  }

  /// Reads `known_phi` of notes. Notes of one `patient_id` are one patient, others one each.
  mutating func add(notes inputs: [String], options: InputOptions) throws {
    let reader = try NoteReader(inputs, options: options)
    while let batch = try reader.next() {
      for record in batch.parse() {
        guard case .note(let note) = record else {
          failures += 1
          continue
        }
        let patient = link(noteID: note.id, patientID: note.patientID, makes: true) ?? 0
        guard let json = note.knownPHI else { continue }
        do throws(Fault) {
          for fact in try parser.facts(json) { add(fact, patient: patient) }
        } catch {
          throw Fault(error.code, file: note.source, line: note.line, value: error.value)
        }
      }
    }
  }

  /// Reads a file of patients.
  ///
  /// - Parameter report: called with a line for people when something in the file is not used.
  mutating func add(patients path: String, report: @escaping (String) -> Void) throws(Fault) {
    _ = try PatientFile(path: path, report: report).read(into: &self)
  }

  mutating func add(_ fact: PatientFact, of patient: String) throws(Fault) {
    add(fact, patient: self.patient(id: patient))
  }

  /// Takes the ids of the original notes, so that results can be told to be a patient's.
  mutating func link(notes inputs: [String], options: InputOptions) throws {
    let reader = try NoteReader(inputs, options: options)
    while let batch = try reader.next() {
      for record in batch.parse() {
        guard case .note(let note) = record else {
          failures += 1
          continue
        }
        _ = link(noteID: note.id, patientID: note.patientID, makes: false)
      }
    }
  }

  private mutating func link(noteID: String, patientID: String?, makes: Bool) -> Int? {
    if let patientID {
      guard let patient = makes ? patient(id: patientID) : patientsByID[patientID] else { return nil }
      patientsByNote[noteID] = patient
      return patient
    }
    if let known = patientsByNote[noteID] { return known }
    guard makes else { return nil }
    patientsByNote[noteID] = newPatient()
    return patientCount - 1
  }

  /// The number of a patient, a new one for a new id.
  mutating func patient(id: String) -> Int {
    if let known = patientsByID[id] { return known }
    patientsByID[id] = newPatient()
    return patientCount - 1
  }

  private mutating func newPatient() -> Int {
    patientCount += 1
    numbers.append(0)
    return patientCount - 1
  }

  /// Adds a value of a patient unless it is there.
  private mutating func add(_ fact: PatientFact, patient: Int) {
    guard let field = PatientFact.Field(rawValue: fact.tag),
      seen.insert("\(patient)\u{0}\(fact.tag)\u{0}\(fact.text)").inserted
    else { return }
    let (name, kind) = Self.meaning(field, fact.text)
    numbers[patient] += 1
    values.append(KnownValue(kind: kind, text: fact.text, patient: patient, number: numbers[patient], field: name))
  }

  /// The name of a field in reports, and what stands in it.
  private static func meaning(_ field: PatientFact.Field, _ text: String) -> (String, IdentifierKind) {
    switch field {
    case .name: ("names", .patient)
    case .relative: ("relatives", .patient)
    case .employer: ("employers", .organization)
    case .birthDate: ("birth_date", .date)
    case .address: ("addresses", .street)
    case .town: ("city", .city)
    case .zip: ("zip", .zip)
    case .phone: ("phones", .phone)
    case .fax: ("fax", .fax)
    case .email: ("emails", .email)
    case .id: ("ids", text.contains("@") ? .email : .idNumber)
    case .socialSecurity: ("ssn", .ssn)
    case .medicalRecord: ("mrn", .medicalRecord)
    case .untyped: ("known_phi", kind(ofUntyped: text))
    }
  }

  /// What a value without a field is, by its shape.
  private static func kind(ofUntyped text: String) -> IdentifierKind {
    let digits = text.utf8.count { $0 &- 0x30 < 10 }
    let letters = text.unicodeScalars.count { $0.properties.isAlphabetic }
    if text.contains("@") { return .email }
    if digits == 0 { return .patient }
    if letters == 0 {
      let parts = text.split { $0 == "-" || $0 == "/" || $0 == "." }
      if parts.count == 3, parts.allSatisfy({ $0.utf8.count <= 4 }), parts.contains(where: { $0.utf8.count == 4 }),
        digits == 8 || digits < 8 && text.contains("/")
      {
        return .date
      }
      return digits == 10 ? .phone : .medicalRecord
    }
    return text.contains(" ") ? .street : .idNumber
  }
}
