import ClinicalText
import Files

/// Files of JSON lines as the writers make them: formats that hold no events.
enum JSONLines {
  /// Writes one object for each document; `members` writes what is in it. `unit` nil: code points.
  /// Throws `notRepresentable` for events.
  static func write(
    _ documents: [AnnotatedDocument], to path: String, unit: OffsetUnit?,
    _ members: (WrittenDocument, inout JSONWriter) throws(Fault) -> Void
  ) throws(Fault) {
    let buffer = OutputBuffer()
    var json = JSONWriter(buffer)
    for document in documents {
      let written = WrittenDocument(document, unit, path)
      try written.refuseEvents()
      try json.object { json throws(Fault) in try members(written, &json) }
      json.endLine()
    }
    try OutputFile.write(buffer, to: path)
  }
}
