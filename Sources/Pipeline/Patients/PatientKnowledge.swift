import ClinicalText
import Crypto
import Deidentification

/// What is known of all patients: from `--patients`, and from a first pass over the notes. Read by any thread.
public final class PatientKnowledge: Sendable {
  let table: PatientTable
  let nicknames: NicknameTable
  /// True when the table holds the `known_phi` of all notes that name a patient.
  let coversNotes: Bool

  init(table: PatientTable, nicknames: NicknameTable, coversNotes: Bool) {
    self.table = table
    self.nicknames = nicknames
    self.coversNotes = coversNotes
  }

  /// Knows what `--patients` says, if anything: a note's context then depends on the note and that file alone.
  ///
  /// - Parameter report: called with a line for people when a column is not used.
  public static func load(
    patients: String?, setup: DeidentificationSetup, report: @escaping (String) -> Void
  ) throws(Fault) -> PatientKnowledge {
    var log = PatientLog()
    if let patients { _ = try PatientFile(path: patients, report: report).read(into: &log) }
    return PatientKnowledge(table: try log.finish(), nicknames: setup.nicknames, coversNotes: false)
  }

  /// Knows nothing but what each note says itself.
  static func none(_ setup: DeidentificationSetup) -> PatientKnowledge {
    PatientKnowledge(table: .empty, nicknames: setup.nicknames, coversNotes: false)
  }

  /// Patients of whom something is known.
  public var patientCount: Int { table.count }
}

/// Makes the context of one note after another. One object serves one worker.
public final class PatientLookup {
  private static let keptPatients = 32

  private let knowledge: PatientKnowledge
  private let reader: PatientTable.Reader
  private let parser = KnownPHI()
  private var kept: [String: Entry] = [:]

  private struct Entry {
    var known: KnownIdentifiers
    var hash: [UInt8]
  }

  /// Takes each part as it is given.
  public init(_ knowledge: PatientKnowledge) {
    self.knowledge = knowledge
    reader = PatientTable.Reader(knowledge.table)
  }

  /// Whose note it is and what is known of the patient. Throws `invalidField` for a `known_phi` that cannot be read.
  public func context(for note: NoteRecord) throws(Fault) -> PatientContext {
    let entry = try entry(for: note)
    return PatientContext(patientID: note.patientID, known: entry.known.isEmpty ? nil : entry.known)
  }

  /// SHA-256 over everything that is known for a note: another one when a result may be another one.
  public func hash(for note: NoteRecord) throws(Fault) -> [UInt8] { try entry(for: note).hash }

  private func entry(for note: NoteRecord) throws(Fault) -> Entry {
    let isCovered = knowledge.coversNotes && note.patientID != nil
    if let json = note.knownPHI {
      // Read in any case: what cannot be read is the note's failure, whatever else is known.
      let own = try parser.facts(json)
      if !isCovered { return try make(note.patientID, own) }
    }
    guard let patient = note.patientID else { return try make(nil, []) }
    if let entry = kept[patient] { return entry }
    let entry = try make(patient, [])
    if kept.count >= Self.keptPatients { kept.removeAll(keepingCapacity: true) }
    kept[patient] = entry
    return entry
  }

  private func make(_ patient: String?, _ own: [PatientFact]) throws(Fault) -> Entry {
    var known = KnownIdentifiers()
    var hasher = SHA256()
    for fact in own {
      fact.add(to: &known, knowledge.nicknames)
      hasher.update(data: [fact.tag] + Array(fact.text.utf8) + [0])
    }
    if let patient, let record = try reader.record(of: patient) {
      for fact in PatientTable.facts(record) { fact.add(to: &known, knowledge.nicknames) }
      hasher.update(data: record)
    }
    return Entry(known: known, hash: Array(hasher.finalize()))
  }
}
