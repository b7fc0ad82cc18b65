import Glibc

/// What lies in a folder, without Foundation.
package enum FolderListing {
  /// Names in the folder, sorted by their bytes, hidden ones left out; nil when `path` is no folder.
  package static func names(in path: String) -> [String]? {
    guard let folder = opendir(path) else { return nil }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  }

  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
