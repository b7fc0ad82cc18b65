import ClinicalText

/// Writes annotations in any of the formats.
public enum AnnotationWriter {
  /// Writes documents to a file (`-`: standard output), or to a folder for brat and i2b2. `unit` is what the offsets
  /// written count; nil: the format's own default. The same documents give the same bytes.
  ///
  /// Throws `missingText` for a document without text, `notRepresentable` for what the format cannot hold,
  /// `outputUnwritable`, `diskFull`.
  public static func write(
    _ documents: [AnnotatedDocument], as format: AnnotationFormat, to path: String, unit: OffsetUnit? = nil
  ) throws(Fault) {
    switch format {
    case .jsonl: try JSONLFormat.write(documents, to: path, unit: unit)
    case .brat: try BratFormat.write(documents, to: path, unit: unit)
    case .bioc: try BioCFormat.write(documents, to: path, unit: unit)
    case .biocJSON: try BioCJSONFormat.write(documents, to: path, unit: unit)
    case .pubtator: try PubTatorFormat.write(documents, to: path, unit: unit)
    case .conll: try CoNLLFormat.write(documents, to: path, unit: unit)
    case .i2b2: try I2B2Format.write(documents, to: path, unit: unit)
    case .spacy: try SpaCyFormat.write(documents, to: path, unit: unit)
    case .langextract: try LangExtractFormat.write(documents, to: path, unit: unit)
    }
  }
}
