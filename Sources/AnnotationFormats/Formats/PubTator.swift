import ClinicalText

/// PubTator's text form: `ID|t|title`, `ID|a|abstract`, then one tab-separated mention a line; a blank line ends a
/// document. See https://www.ncbi.nlm.nih.gov/CBBresearch/Lu/Demo/tmTools/Format.html
///
/// The text is title, one line break, abstract: offsets count the break as one character. Where the abstract is empty
/// the text is the title alone. Lines of four and more columns without offsets are relations between concepts; they
/// have no mentions, so that they are kept as fields of the document named "relation" ("CID D003000 D006973").
/// Mentions are numbered in the order of their lines; a type "CATEGORY:TYPE" of the i2b2 task makes an identifier.
package enum PubTatorFormat {
  static let relation = "relation"

  /// The concepts of a line's last column: "MESH:D1|MESH:D2"; none for "-" and "-1".
  static func concepts(_ column: UnsafeBufferPointer<UInt8>) -> [AnnotatedConcept] {
    if isVariant(column) { return concept(column).map { [$0] } ?? [] }
    var concepts: [AnnotatedConcept] = []
    for part in column.split(whereSeparator: isSeparator) {
      if let concept = concept(UnsafeBufferPointer(rebasing: part)) { concepts.append(concept) }
    }
    return concepts
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "|") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: ",")
  }

  /// tmVar's names of variants ("c|SUB|A|1|G") hold the sign that parts other concepts.
  private static func isVariant(_ column: UnsafeBufferPointer<UInt8>) -> Bool {
    if column.starts(with: "tmVar:") { return true }
    guard ByteLines.first(UInt8(ascii: "|"), column, 0) != nil else { return false }
    return column.fields(UInt8(ascii: "|")).dropFirst().dropLast().contains { kind in
      kind.equals("SUB") || kind.equals("DEL") || kind.equals("INS") || kind.equals("DUP") || kind.equals("INDEL")
        || kind.equals("FS") || kind.equals("Allele")
    }
  }

  private static func concept(_ bytes: UnsafeBufferPointer<UInt8>) -> AnnotatedConcept? {
    guard !bytes.isEmpty, !bytes.equals("-"), !bytes.equals("-1") else { return nil }
    guard let colon = ByteLines.first(UInt8(ascii: ":"), bytes, 0), colon > 0, colon + 1 < bytes.count else {
      return AnnotatedConcept(id: bytes.asString)
    }
    return AnnotatedConcept(id: bytes.part(colon + 1, bytes.count).asString, vocabulary: bytes.part(0, colon).asString)
  }
}
