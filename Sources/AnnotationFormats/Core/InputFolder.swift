import ClinicalText
import Files
import Glibc

/// The files of annotations that a path names.
struct InputFile {
  let path: String
  /// The path relative to the folder that was named, or the file's name, without its extension: a document's id where
  /// the file gives none.
  let id: String
}

/// Finds files under a path.
enum InputFolder {
  /// The file itself, or all files in the folder with one of `extensions` (all when empty), folders in folders
  /// included, sorted by path. Hidden files and links to folders are left out.
  static func files(_ path: String, extensions: [String]) -> [InputFile] {
    guard FolderListing.names(in: path) != nil else {
      return [InputFile(path: path, id: withoutExtension(name(of: path)))]
    }
    var root = path
    while root.count > 1, root.hasSuffix("/") { root.removeLast() }
    var found: [InputFile] = []
    collect(root, "", extensions, &found)
    return found
  }

  /// What stands behind the last dot of the file's name, in lower case; empty without one.
  static func fileExtension(_ path: String) -> String {
    let name = name(of: path)
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }

  static func name(of path: String) -> String {
    String(path.split(separator: "/").last ?? "")
  }

  private static func withoutExtension(_ path: String) -> String {
    let length = fileExtension(path).count
    return length == 0 ? path : String(path.dropLast(length + 1))
  }

  private static func collect(_ root: String, _ inside: String, _ extensions: [String], _ found: inout [InputFile]) {
    let folder = inside.isEmpty ? root : "\(root)/\(inside)"
    for name in FolderListing.names(in: folder) ?? [] {
      let relative = inside.isEmpty ? name : "\(inside)/\(name)"
      let path = "\(root)/\(relative)"
      switch kind(path) {
      case .folder: collect(root, relative, extensions, &found)
      case .file where extensions.isEmpty || extensions.contains(fileExtension(name)):
        found.append(InputFile(path: path, id: withoutExtension(relative)))
      default: break
      }
    }
  }

  private enum Kind { case file, folder, other }

  /// Links to folders are not followed: they may lead in circles.
  private static func kind(_ path: String) -> Kind {
    var status = stat()
    guard lstat(path, &status) == 0 else { return .other }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return .folder
    case S_IFREG: return .file
    case S_IFLNK:
      guard stat(path, &status) == 0 else { return .other }
      return status.st_mode & S_IFMT == S_IFREG ? .file : .other
    default: return .other
    }
  }
}
