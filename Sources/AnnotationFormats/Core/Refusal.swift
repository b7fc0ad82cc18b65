import ClinicalText

/// What a writer says of an annotation that its format cannot hold.
enum Refusal {
  /// A fault that names document and annotation, never text.
  static func fault(_ path: String, _ document: AnnotatedDocument, _ what: String) -> Fault {
    Fault(.notRepresentable, file: path, value: "document \(document.id), \(what)")
  }

  /// The document's text. Throws `missingText`.
  static func text(of document: AnnotatedDocument, _ path: String) throws(Fault) -> NoteText {
    guard let text = document.text else {
      throw Fault(.missingText, file: path, value: "document \(document.id): name the notes with --texts")
    }
    return text
  }

  /// Offsets in the unit to be written. Throws `offsetsOutside`.
  static func offset(
    _ scalar: Int, _ map: OffsetMap, _ unit: OffsetUnit, _ path: String, _ document: AnnotatedDocument, _ what: String
  ) throws(Fault) -> Int {
    guard let offset = map.offset(ofScalar: scalar, unit) else {
      throw Fault(.offsetsOutside, file: path, value: "document \(document.id), \(what)")
    }
    return offset
  }
}
