import ClinicalText
import NoteFormats

/// The names of output files: numbers in input order, unless the input's own names may be used.
///
/// Folders of the input stay folders: `folder-000001/note-000002.txt`.
struct OutputNames {
  private let keepsNames: Bool
  /// The folders that the last file stood in, and the numbers they got.
  private var folders: [(name: ArraySlice<UInt8>, number: Int)] = []
  private var input = -1
  private var folderCount = 0

  init(keepsNames: Bool) { self.keepsNames = keepsNames }

  /// The path of a file's output, relative to the output folder. Called once for each file, in input order.
  ///
  /// - Parameters:
  ///   - suffix: the ending of the format, ".gz" included.
  mutating func path(
    ofFile index: Int, _ name: (path: ArraySlice<UInt8>, input: Int, isStandardInput: Bool), stem: String,
    suffix: String
  ) -> String {
    if keepsNames, !name.isStandardInput { return FileName.text(name.path) }
    let parts = name.path.split(separator: UInt8(ascii: "/"))
    if name.input != input {
      folders.removeAll()
      input = name.input
    }
    let wanted = parts.dropLast()
    let same = zip(folders, wanted).prefix { $0.name.elementsEqual($1) }.count
    folders.removeLast(folders.count - same)
    for part in wanted.dropFirst(same) {
      folderCount += 1
      folders.append((part, folderCount))
    }
    let above = folders.map { "folder-\(Self.padded($0.number))/" }.joined()
    return "\(above)\(stem)-\(Self.padded(index + 1))\(suffix)"
  }

  static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }
}
