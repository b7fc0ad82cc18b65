import ClinicalText
import Files
import JSONReading

/// What takes the facts of a file of patients.
protocol PatientSink {
  /// Adds a fact of the patient with an id.
  mutating func add(_ fact: PatientFact, of patient: String) throws(Fault)
}

/// Reads a file of patients (`--patients`): CSV or TSV with a header, JSON (an object, an array, or one object on each
/// line), FHIR Patient resources or Bundles of them.
struct PatientFile {
  let path: String
  /// Called with a line for people when something in the file is not used.
  let report: (String) -> Void

  /// Adds the facts of all patients to a log or another sink; gives their number. Throws `patientsInvalid` with file, line and column.
  func read(into log: inout some PatientSink) throws(Fault) -> Int {
    let bytes = try WholeFile.read(path)
    guard bytes.withUnsafeBufferPointer(UTF8Check.isValid) else {
      throw fault("the file is not valid UTF-8: convert it (iconv -t UTF-8)")
    }
    let first = bytes.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D && $0 < 0x80 }
    switch first {
    case UInt8(ascii: "{"), UInt8(ascii: "["): return try PatientJSON(self).read(bytes, into: &log)
    case nil: throw fault("the file is empty")
    default: return try PatientCSV(self).read(bytes, into: &log)
    }
  }

  func fault(_ problem: String, line: Int? = nil) -> Fault {
    Fault(.patientsInvalid, file: path, line: line, value: problem)
  }

  /// Adds a patient's facts under each of its ids.
  func add(_ patient: PatientBuilder, line: Int, to log: inout some PatientSink) throws(Fault) {
    guard !patient.ids.isEmpty else { throw fault("a patient without patient_id", line: line) }
    let facts = patient.finish()
    for id in patient.ids { for fact in facts { try log.add(fact, of: id) } }
  }
}
