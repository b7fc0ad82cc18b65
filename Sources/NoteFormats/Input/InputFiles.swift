import ClinicalText
import Glibc

/// What an input is before it is opened.
struct InputFile {
  /// Bytes of the path, without a zero byte.
  var path: [UInt8]
  /// Where the path relative to the input folder begins; the file's own name for a named file.
  var relativeStart: Int
  /// Index among the inputs named.
  var input: Int
  /// The name shown as `source`.
  var source: String
  /// Id of the note when the file is one .txt note: relative path without the extension.
  var noteID: String
  /// The format that the extension tells, or nil.
  var format: InputFormat?
  var isStandardInput = false
}

/// The files behind the inputs named, in order: folders are walked, sorted by the bytes of their paths.
struct InputFiles {
  private struct Entry {
    var pathStart: Int
    var pathCount: Int
    /// Where the path relative to the input folder begins within the path; the file's own name for a named file.
    var relativeStart: Int
    var input: Int
    var format: InputFormat?
    var isStandardInput: Bool
  }

  // Paths stand one after another in one array: corpora of millions of small files are common.
  private var paths: [UInt8] = []
  private var entries: [Entry] = []
  /// Files in folders that no reader takes.
  private(set) var skipped = 0
  /// Sum of the sizes of the files; nil when one of them has no size (standard input, a pipe).
  private(set) var totalBytes: Int? = 0
  private let wanted: InputFormat
  /// Index of the input that is being added.
  private var input = 0
  /// Device and inode of the folders being walked, so that a link to a parent ends the walk.
  private var open: [(device: UInt, inode: UInt)] = []

  /// Throws `inputMissing` for a name that does not exist and `noInput` when there is nothing to read.
  init(_ inputs: [String], format: InputFormat) throws {
    wanted = format
    for (index, input) in inputs.enumerated() {
      self.input = index
      try add(input)
    }
    guard !entries.isEmpty else { throw Fault(.noInput, file: inputs.count == 1 ? inputs[0] : nil) }
  }

  var count: Int { entries.count }

  subscript(index: Int) -> InputFile {
    let entry = entries[index]
    let path = Array(paths[entry.pathStart..<entry.pathStart + entry.pathCount])
    let relative = FileName.text(path[entry.relativeStart...])
    return InputFile(
      path: path, relativeStart: entry.relativeStart, input: entry.input, source: FileName.text(path[...]),
      noteID: FileName.withoutExtension(relative),
      format: entry.format, isStandardInput: entry.isStandardInput)
  }

  private mutating func add(_ input: String) throws {
    let path = Array(input.utf8)
    if input == "-" {
      append(path, relativeStart: 0, format: nil, isStandardInput: true)
      totalBytes = nil
      return
    }
    guard !path.isEmpty, let status = Self.status(path) else { throw Fault(.inputMissing, file: input) }
    if status.st_mode & S_IFMT == S_IFDIR {
      var folder = path
      while folder.count > 1, folder.last == UInt8(ascii: "/") { folder.removeLast() }
      let prefix = folder.last == UInt8(ascii: "/") ? folder.count : folder.count + 1
      let before = entries.count
      walk(folder, status, relativeStart: prefix)
      if entries.count == before { throw Fault(.noInput, file: input) }
    } else {
      let name = (path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1
      append(path, relativeStart: name, format: FileName.format(path[name...]), isStandardInput: false)
      count(status)
    }
  }

  private mutating func append(
    _ path: [UInt8], relativeStart: Int, format: InputFormat?, isStandardInput: Bool
  ) {
    entries.append(
      Entry(
        pathStart: paths.count, pathCount: path.count, relativeStart: relativeStart, input: input,
        format: format, isStandardInput: isStandardInput))
    paths += path
  }

  private mutating func count(_ status: stat) {
    if status.st_mode & S_IFMT == S_IFREG {
      totalBytes = totalBytes.map { $0 + Int(status.st_size) }
    } else {
      totalBytes = nil
    }
  }

  private mutating func walk(_ folder: [UInt8], _ status: stat, relativeStart: Int) {
    let identity = (device: UInt(status.st_dev), inode: UInt(status.st_ino))
    guard !open.contains(where: { $0 == identity }) else { return }
    open.append(identity)
    defer { open.removeLast() }
    guard let names = Self.names(in: folder) else {
      // A folder that cannot be listed becomes a failure when the reader comes to it.
      append(folder, relativeStart: min(relativeStart, folder.count), format: .text, isStandardInput: false)
      return
    }
    var found: [(path: [UInt8], sortKey: [UInt8], status: stat?)] = []
    for name in names where name.first != UInt8(ascii: ".") {
      let path = folder.last == UInt8(ascii: "/") ? folder + name : folder + [UInt8(ascii: "/")] + name
      let status = Self.status(path)
      let isFolder = status.map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
      // With its slash a folder sorts as its files' whole paths do.
      found.append((path, isFolder ? name + [UInt8(ascii: "/")] : name, status))
    }
    found.sort { $0.sortKey.lexicographicallyPrecedes($1.sortKey) }
    for item in found {
      if let status = item.status, item.sortKey.last == UInt8(ascii: "/") {
        walk(item.path, status, relativeStart: relativeStart)
      } else if let format = FileName.format(item.path[...], inFolderFor: wanted) {
        append(item.path, relativeStart: relativeStart, format: format, isStandardInput: false)
        if let status = item.status { count(status) }
      } else {
        skipped += 1
      }
    }
  }

  private static func status(_ path: [UInt8]) -> stat? {
    var result = stat()
    let code = (path + [0]).withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { stat($0.baseAddress!, &result) }
    }
    return code == 0 ? result : nil
  }

  private static func names(in folder: [UInt8]) -> [[UInt8]]? {
    let handle = (folder + [0]).withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { opendir($0.baseAddress!) }
    }
    guard let handle else { return nil }
    defer { closedir(handle) }
    var names: [[UInt8]] = []
    while let entry = readdir(handle) {
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { bytes in Array(bytes.prefix { $0 != 0 }) })
    }
    return names
  }
}
