import ClinicalText
import Files

/// The files of an unpacked release, wherever below its folder they lie.
enum ReleaseFolder {
  /// A release is a few folders deep and has a few dozen of them: more is somebody's whole disk.
  static let maxDepth = 6
  static let maxFolders = 2_000

  /// Paths of files that `accepts` takes by their name, in order of their folders and names; hidden ones are left out.
  static func files(below folder: String, where accepts: (String) -> Bool) -> [String] {
    var found: [String] = []
    var left = maxFolders
    walk(folder, maxDepth, &left, accepts, &found)
    return found
  }

  private static func walk(
    _ folder: String, _ depth: Int, _ left: inout Int, _ accepts: (String) -> Bool, _ found: inout [String]
  ) {
    guard left > 0, let names = FolderListing.names(in: folder) else { return }
    left -= 1
    var others: [String] = []
    for name in names {
      if accepts(name) { found.append("\(folder)/\(name)") } else { others.append(name) }
    }
    guard depth > 0 else { return }
    for name in others { walk("\(folder)/\(name)", depth - 1, &left, accepts, &found) }
  }

  /// The last part of a path.
  static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  /// The folder that a file lies in.
  static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: 0x2F) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
