import Foundation
import Testing

/// What the tests of `deid` share.
enum Deid {
  /// Runs the command into a folder and gives its files by their path, without the audit files.
  static func run(
    _ arguments: [String], to output: String = "out", in folder: Scratch
  ) throws -> (outcome: Outcome, files: [String: Data]) {
    let outcome = try Program.run(["deid"] + arguments + ["--output", folder[output]], in: folder)
    return (outcome, files(folder[output]).filter { !$0.key.hasPrefix("audit/") })
  }

  /// All files below a folder by their path relative to it, hidden ones too.
  static func files(_ folder: String) -> [String: Data] {
    var files: [String: Data] = [:]
    let names = FileManager.default.enumerator(atPath: folder)
    while let name = names?.nextObject() as? String {
      var isFolder: ObjCBool = false
      let path = "\(folder)/\(name)"
      if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
        files[name] = FileManager.default.contents(atPath: path)
      }
    }
    return files
  }

  static func manifest(_ folder: String) throws -> [String: Any] {
    let data = try #require(FileManager.default.contents(atPath: "\(folder)/manifest.json"))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  static func mode(_ path: String) throws -> Int {
    try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }

  /// Everything that gunzip makes of data.
  static func unpacked(_ data: Data, in folder: Scratch) throws -> Data {
    let path = try folder.write(data, folder.freshName("packed") + ".gz")
    try #require(Tool.run("/bin/gunzip", ["-f", path]) == 0)
    return try #require(FileManager.default.contents(atPath: String(path.dropLast(3))))
  }
}

extension Data {
  var string: String { String(decoding: self, as: UTF8.self) }
}
