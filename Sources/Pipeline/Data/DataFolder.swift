import ClinicalText
import Files
import Glibc

/// The `Lexicons` folder: where the rule files and the starter lexicon are.
public struct DataFolder: Sendable, Equatable {
  public let path: String

  /// Finds the folder: `given` (--data-dir), the environment's CHARTSIFT_DATA, beside the executable,
  /// `../share/chartsift` from it, and the package folder of a development build.
  public static func find(given: String?) throws(Fault) -> DataFolder {
    if let given {
      guard let found = folder(at: given) else {
        throw Fault(.dataFolderMissing, file: given, value: "no sections/headings.yaml in it")
      }
      return found
    }
    if let set = getenv("CHARTSIFT_DATA").map({ String(cString: $0) }), !set.isEmpty {
      guard let found = folder(at: set) else {
        throw Fault(.dataFolderMissing, file: set, value: "named by CHARTSIFT_DATA")
      }
      return found
    }
    let executable = executableFolder()
    for candidate in [executable, "\(executable)/../share/chartsift"] {
      if let found = folder(at: candidate) { return found }
    }
    // A development build lies in PACKAGE/.build/TRIPLE/CONFIGURATION.
    var parent = executable
    for _ in 0..<5 {
      parent = String(parent.prefix(upTo: parent.lastIndex(of: "/") ?? parent.startIndex))
      if FolderListing.exists("\(parent)/Package.swift"), let found = folder(at: parent) { return found }
    }
    throw Fault(.dataFolderMissing)
  }

  /// Takes the Lexicons folder itself or the folder that holds it.
  private static func folder(at path: String) -> DataFolder? {
    for candidate in [path, "\(path)/Lexicons"]
    where FolderListing.exists("\(candidate)/sections/headings.yaml") {
      return DataFolder(path: candidate)
    }
    return nil
  }

  private static func executableFolder() -> String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes {
      readlink("/proc/self/exe", $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
    }
    guard count > 0 else { return "." }
    let path = String(decoding: buffer[..<count], as: UTF8.self)
    return String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
  }

  /// Files of a sub-folder with a suffix, sorted by name.
  func files(in folder: String, suffix: String) -> [String] {
    (FolderListing.names(in: "\(path)/\(folder)") ?? [])
      .filter { $0.hasSuffix(suffix) }
      .map { "\(folder)/\($0)" }
  }

  /// The type maps that come with the program: a name and the file it stands for.
  public func typeMaps() -> [(name: String, path: String)] {
    files(in: "type-maps", suffix: ".tsv").map { file in
      (String(file.dropFirst("type-maps/".count).dropLast(".tsv".count)), "\(path)/\(file)")
    }
  }

  /// The bytes of a file of the folder.
  func read(_ name: String) throws(Fault) -> [UInt8] {
    try WholeFile.read("\(path)/\(name)")
  }

  func readText(_ name: String) throws(Fault) -> String {
    try TextFile.read("\(path)/\(name)")
  }
}
