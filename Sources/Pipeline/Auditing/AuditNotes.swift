import ClinicalText
import EntityStore
import NoteFormats

/// The texts of an output, whatever holds them: notes in any format, results of `pipe --deid`, a database.
public struct AuditNotes {
  /// One text of the output.
  struct Note {
    /// 1-based, in the order of the output: what plans and pages call it.
    var number: Int
    /// The id as the output has it.
    var id: String
    var patient: String?
    var text: NoteText
    var source: String
    var line: Int
  }

  private let inputs: [String]
  /// Records that failed, and notes of a database without a text.
  private(set) var withoutText = 0

  /// Takes files, folders and databases.
  public init(_ inputs: [String]) { self.inputs = inputs }

  /// Calls `body` for each note, in order. Throws `noInput` when there are none: figures of nothing prove nothing.
  mutating func forEach(_ body: (Note) throws -> Void) throws {
    var number = 0
    withoutText = 0
    var files: [String] = []
    func readFiles() throws {
      guard !files.isEmpty else { return }
      var options = InputOptions()
      options.readsResults = true
      let reader = try NoteReader(files, options: options)
      files = []
      while let batch = try reader.next() {
        for record in batch.parse() {
          guard case .note(let note) = record else {
            withoutText += 1
            continue
          }
          number += 1
          try body(
            Note(
              number: number, id: note.id, patient: note.patientID, text: note.text, source: note.source,
              line: note.line))
        }
      }
    }
    for input in inputs {
      guard StoredTexts.isDatabase(input) else {
        files.append(input)
        continue
      }
      try readFiles()
      withoutText += try StoredTexts.forEachNote(input) { key, patient, text in
        number += 1
        try body(Note(number: number, id: String(key), patient: patient, text: text, source: input, line: key))
      }
    }
    try readFiles()
    guard number > 0 else {
      throw Fault(
        .noInput, file: inputs.first,
        value: withoutText > 0 ? "no note of it has a text; a database keeps texts with --store-text" : nil)
    }
  }
}
