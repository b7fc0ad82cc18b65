import ClinicalText
import Glibc

/// A folder that a writer fills with a file or two for each document, named by the documents' ids.
struct DocumentFolder {
  let path: String
  private var made: Set<String> = []
  private var written: Set<String> = []

  /// Makes the folder. Throws `outputUnwritable`.
  init(_ path: String) throws(Fault) {
    var root = path
    while root.count > 1, root.hasSuffix("/") { root.removeLast() }
    self.path = root
    try make(root)
  }

  /// Path of a document's files without extension; ids with "/" lie in folders inside of the folder. An id never leads
  /// out of it. Throws `invalidID`, `duplicateID`, `outputUnwritable`.
  mutating func stem(of document: AnnotatedDocument) throws(Fault) -> String {
    let id = document.id
    let parts = id.split(separator: "/", omittingEmptySubsequences: false)
    // Hidden files are not read again; a NUL would cut the name off.
    for part in parts where part.isEmpty || part.hasPrefix(".") || part.utf8.contains(0) || part.utf8.count > 240 {
      throw Fault(.invalidID, file: path, value: "document \(id): it cannot be a file's name")
    }
    guard written.insert(id).inserted else { throw Fault(.duplicateID, file: path, value: "document \(id)") }
    var folder = path
    for part in parts.dropLast() {
      folder += "/\(part)"
      if made.insert(folder).inserted { try make(folder) }
    }
    return "\(path)/\(id)"
  }

  private func make(_ folder: String) throws(Fault) {
    guard mkdir(folder, 0o777) != 0, errno != EEXIST else { return }
    throw Fault(.outputUnwritable, file: folder, value: String(cString: strerror(errno)))
  }
}
