import ClinicalText
import JSONReading

/// Faults of files that are not well-formed.
enum InvalidXML {
  /// What the parser's fault means: bytes that are no UTF-8, in a file that names no other encoding, are told as such.
  /// A file that could not be opened is thrown.
  static func fault(_ fault: Fault, _ path: String) throws(Fault) -> Fault {
    guard fault.code == .invalidXML else { throw fault }
    let block = try FileBlock(path)
    let head = block.bytes.part(0, min(200, block.bytes.count)).asString.lowercased()
    let namesAnother = head.contains("encoding=") && !head.contains("utf-8")
    if namesAnother || UTF8Check.isValid(block.bytes) { return fault }
    return Fault(.invalidUTF8, file: fault.file, line: fault.line)
  }
}
