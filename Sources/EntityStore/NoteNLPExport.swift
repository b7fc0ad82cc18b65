import ClinicalText

/// Writes the table NOTE_NLP of the OMOP common data model 5.4 as CSV (RFC 4180), with the model's columns in its order.
///
/// The rows are those that the view of this program gives, also where an older program made the file.
public enum NoteNLPExport {
  /// The header's columns.
  public static let columns = [
    "note_nlp_id", "note_id", "section_concept_id", "snippet", "offset", "lexical_variant", "note_nlp_concept_id",
    "note_nlp_source_concept_id", "nlp_system", "nlp_date", "nlp_datetime", "term_exists", "term_temporal",
    "term_modifiers",
  ]

  /// Writes to an open descriptor; `name` is what faults call it.
  public static func write(
    _ reader: ExportReader, to descriptor: Int32, name: String, includeAll: Bool = false
  ) throws(Fault) {
    let sink = DescriptorSink(descriptor, name: name)
    sink.buffer.append(columns.joined(separator: ",") + "\r\n")
    try reader.read { db, path in
      let row = try RowStatement(db, Schema.noteNLPRows(includeAll: includeAll), file: path)
      while try row.next() {
        for column in columns.indices {
          if column > 0 { sink.buffer.append(UInt8(ascii: ",")) }
          CSVExport.quoted(row.bytes(Int32(column)), sink.buffer)
        }
        sink.buffer.append("\r\n" as StaticString)
        try sink.flushIfFull()
      }
    }
    try sink.flush()
  }
}
