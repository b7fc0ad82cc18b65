import ClinicalText
import Glibc

/// Files that come to stand in a folder all together, or not at all: they are written into a hidden folder within it,
/// readable by their owner only, and moved out of it at the end.
///
/// What a killed run left is removed by the next one. Two runs at once are refused.
package final class StagedFolder {
  /// The folder that the files come to stand in.
  package let root: String
  private let stage: String
  private let madeRoot: Bool
  private let lock: Int32
  private var isOver = false
  private static let lockName = ".lock"

  /// Makes `root` where it is not there (its parent must be), and in it the hidden folder.
  ///
  /// - Parameter name: the hidden folder's name: one for each set of outputs that may be written at the same time.
  package init(_ root: String, name: String = ".chartsift-partial") throws(Fault) {
    self.root = root
    stage = "\(root)/\(name)"
    madeRoot = mkdir(root, 0o700) == 0
    if !madeRoot, errno != EEXIST { throw Self.fault(root) }
    let isNew = mkdir(stage, 0o700) == 0
    if !isNew, errno != EEXIST { throw Self.fault(root) }
    let lockPath = "\(stage)/\(Self.lockName)"
    // A folder of this name without the lock file is somebody else's.
    lock = open(lockPath, (isNew ? O_CREAT | O_EXCL : 0) | O_RDWR | O_CLOEXEC, 0o600)
    guard lock >= 0 else { throw Self.fault(root) }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      close(lock)
      throw Fault(.outputUnwritable, file: root, value: "another run is writing there")
    }
    if !isNew { Self.empty(stage, keeping: Self.lockName) }
  }

  deinit { discard() }

  /// Makes a file for writing, and the folders on its way. The caller closes the descriptor.
  package func create(_ name: String) throws(Fault) -> Int32 {
    let path = "\(stage)/\(name)"
    var descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor < 0, errno == ENOENT {
      Self.makeFolders(of: name, in: stage)
      descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    }
    guard descriptor >= 0 else { throw Self.fault(root) }
    return descriptor
  }

  /// Where a file stands until `commit`.
  package func path(of name: String) -> String { "\(stage)/\(name)" }

  /// Writes a whole small file.
  package func write(_ buffer: OutputBuffer, to name: String) throws(Fault) {
    let descriptor = try create(name)
    defer { close(descriptor) }
    try Descriptor.write(buffer.bytes, to: descriptor)
  }

  /// Moves everything to where it belongs; files there of the same names are replaced. `last` is moved behind all others.
  package func commit(last: String? = nil) throws(Fault) {
    let names = Self.names(stage).filter { $0 != Self.lockName && $0 != last }
    for name in names + [last].compactMap({ $0 }) where FolderListing.exists("\(stage)/\(name)") {
      try Self.move("\(stage)/\(name)", to: "\(root)/\(name)", root)
    }
    finish()
  }

  /// Removes what was written; behind `commit` it does nothing.
  package func discard() {
    guard !isOver else { return }
    Self.empty(stage, keeping: Self.lockName)
    finish()
    if madeRoot { rmdir(root) }
  }

  private func finish() {
    guard !isOver else { return }
    isOver = true
    unlink("\(stage)/\(Self.lockName)")
    close(lock)
    rmdir(stage)
  }

  private static func move(_ source: String, to target: String, _ root: String) throws(Fault) {
    if rename(source, target) == 0 { return }
    // A folder that is there already takes the new files in.
    guard errno == ENOTEMPTY || errno == EEXIST, isFolder(source), isFolder(target) else { throw fault(root) }
    for name in names(source) { try move("\(source)/\(name)", to: "\(target)/\(name)", root) }
    rmdir(source)
  }

  /// Removes files, named relative to a folder, and the folders that become empty by it.
  package static func remove(_ files: [String], in root: String) {
    for file in files {
      guard !file.hasPrefix("/"), !file.split(separator: "/").contains("..") else { continue }
      unlink("\(root)/\(file)")
      var path = file
      while let slash = path.lastIndex(of: "/") {
        path = String(path[..<slash])
        if rmdir("\(root)/\(path)") != 0 { break }
      }
    }
  }

  private static func makeFolders(of name: String, in folder: String) {
    var path = folder
    for part in name.split(separator: "/").dropLast() {
      path += "/\(part)"
      mkdir(path, 0o700)
    }
  }

  private static func empty(_ folder: String, keeping kept: String? = nil) {
    for name in names(folder) where name != kept {
      let path = "\(folder)/\(name)"
      if isFolder(path) {
        empty(path)
        rmdir(path)
      } else {
        unlink(path)
      }
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// All names, hidden ones too.
  private static func names(_ path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  private static func fault(_ path: String) -> Fault {
    errno == ENOSPC ? Fault(.diskFull) : Fault(.outputUnwritable, file: path, value: String(cString: strerror(errno)))
  }
}
