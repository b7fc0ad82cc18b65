import ClinicalText
import Deidentification
import Glibc

/// Surrogates of the shipped tables under keys of the tests' own.
enum Surrogates {
  /// The data folder's `deid`.
  static let folder: String = {
    let parts = #filePath.split(separator: "/").dropLast(3)
    return "/" + parts.joined(separator: "/") + "/Lexicons/deid"
  }()

  static let tables = Result { () throws(Fault) in try SurrogateTables(folder: folder) }

  static func key(_ seed: UInt8 = 1) throws -> KeyFile {
    try KeyFile(bytes: (0..<32).map { $0 &* 7 &+ seed })
  }

  /// Replacements of marked identifiers: "Seen by <DOCTOR>Kjeldsen</DOCTOR>." with a text behind it.
  static func replaced(
    _ marked: String, _ policy: Policy = .safeHarbor, patient: String? = "p1", note: String = "n1", date: String? = nil,
    known: KnownIdentifiers? = nil, key seed: UInt8 = 1
  ) throws -> [String] {
    try text(marked, policy, patient: patient, note: note, date: date, known: known, key: seed).replacements
  }

  static func text(
    _ marked: String, _ policy: Policy = .safeHarbor, patient: String? = "p1", note: String = "n1", date: String? = nil,
    known: KnownIdentifiers? = nil, key seed: UInt8 = 1
  ) throws -> (replacements: [String], text: String) {
    var bytes: [UInt8] = []
    var items: [DetectedIdentifier] = []
    var rest = Substring(marked)
    while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
      bytes += Array(rest[..<open].utf8)
      let type = String(rest[rest.index(after: open)..<close])
      let inner = rest[rest.index(after: close)...]
      let end = inner.firstIndex(of: "<")!
      let start = bytes.count
      bytes += Array(inner[..<end].utf8)
      items.append(
        DetectedIdentifier(
          kind: IdentifierKind(name: type)!, span: ByteSpan(start, bytes.count), source: ByteSlice(permanent: "rule:t"))
      )
      rest = inner[inner.index(after: inner[end...].firstIndex(of: ">")!)...]
    }
    bytes += Array(rest.utf8)
    let structure = NoteStructure()
    structure.tokenize(NoteText(bytes))
    let replacer = Replacer(
      policy: policy, style: .surrogate, zips: ZIPTable(largePrefixes: ["021"]),
      surrogates: SurrogateMaker(key: try key(seed), tables: try tables.get()))
    let context = PatientContext(patientID: patient, known: known, noteID: note, noteDate: date)
    let made = replacer.replaced(items, structure, context)
    let edits = made.compactMap { item in item.replacement.map { (span: item.identifier.span, text: $0) } }
    let edited = EditedText(structure.text, edits)
    return (
      made.map { $0.replacement.map { String(decoding: $0, as: UTF8.self) } ?? "=" },
      edited.text.string(edited.text.fullSpan)
    )
  }
}

/// A file of its own, removed when the test ends.
final class ScratchFile {
  let path = "/tmp/chartsift-test-\(getpid())-\(UInt64.random(in: 0 ... .max))"
  init() {}
  deinit { unlink(path) }

  var bytes: [UInt8] {
    get {
      guard let file = fopen(path, "rb") else { return [] }
      defer { fclose(file) }
      var all: [UInt8] = []
      while case let byte = fgetc(file), byte != EOF { all.append(UInt8(byte)) }
      return all
    }
    set {
      let file = fopen(path, "wb")!
      fwrite(newValue, 1, newValue.count, file)
      fclose(file)
    }
  }
}
