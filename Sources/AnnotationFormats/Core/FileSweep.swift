import ClinicalText
import Files
import JSONReading

/// Reads the files that a path names, one after the other.
enum FileSweep {
  /// Gives the bytes of each file to `body`; a folder's files are those with one of `extensions` or, when there are none
  /// of them, of `otherwise`. In a folder, a file that cannot be read is a failure; so is, anywhere, one
  /// that is not UTF-8.
  ///
  /// Throws `noInput` for a folder without a file of these extensions, and for a file alone `inputMissing` and
  /// `fileUnreadable`.
  static func read(
    _ path: String, extensions: [String], otherwise: [String] = [], into set: inout AnnotationSet,
    _ body: (UnsafeBufferPointer<UInt8>, InputFile, inout AnnotationSet) -> Void
  ) throws(Fault) {
    for file in try files(path, extensions: extensions, otherwise: otherwise) {
      let bytes: [UInt8]
      do {
        bytes = try WholeFile.read(file.path)
      } catch {
        guard file.path != path else { throw error }
        set.failures.append(AnnotationFailure(documentID: nil, fault: error))
        continue
      }
      bytes.withUnsafeBufferPointer { bytes in
        if UTF8Check.isValid(bytes) {
          body(bytes, file, &set)
        } else {
          set.failures.append(
            AnnotationFailure(documentID: nil, fault: Fault(.invalidUTF8, file: file.path, value: "file")))
        }
      }
    }
  }

  /// The files that a path names; never none.
  static func files(_ path: String, extensions: [String], otherwise: [String] = []) throws(Fault) -> [InputFile] {
    var files = InputFolder.files(path, extensions: extensions)
    if files.isEmpty, !otherwise.isEmpty { files = InputFolder.files(path, extensions: otherwise) }
    guard !files.isEmpty else {
      let endings = (extensions + otherwise).map { ".\($0)" }.joined(separator: ", ")
      throw Fault(.noInput, file: path, value: "no \(endings) file is in the folder")
    }
    return files
  }
}
