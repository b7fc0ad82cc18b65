import ClinicalText
import Files
import Glibc
import Lexicon

/// Opens the lexicons that a run asks for, and compiles those that are not compiled yet.
///
/// A compiled lexicon of the starter lexicon, or of a vocabulary named on the command line, is kept in the cache folder
/// under the hash of what it was made from; when several processes start at once, one builds and the others wait.
public struct LexiconProvider: Sendable {
  /// The name that stands for the starter lexicon on the command line.
  public static let starterName = "starter"
  let data: DataFolder
  let cache: CacheFolder
  /// Called with one line before a build starts and after it ended.
  let report: @Sendable (String) -> Void

  /// Takes each part as it is given.
  public init(data: DataFolder, cache: CacheFolder, report: @escaping @Sendable (String) -> Void) {
    self.data = data
    self.cache = cache
    self.report = report
  }

  /// The lexicons of a run, in the order given; the starter lexicon when none is named.
  public func open(_ names: [String]) throws(Fault) -> [CompiledLexicon] {
    var lexicons: [CompiledLexicon] = []
    for name in names.isEmpty ? [Self.starterName] : names {
      lexicons.append(try open(name))
    }
    return lexicons
  }

  private func open(_ name: String) throws(Fault) -> CompiledLexicon {
    if name == Self.starterName, !FolderListing.exists(name) { return try starter() }
    if CompiledLexicon.isCompiled(name) { return try CompiledLexicon(path: name) }
    let source = try VocabularySource.detect(name)
    return try cached(key: try identity(of: source), title: name) { path throws(Fault) in
      _ = try LexiconCompiler(data: data).compile([source], options: .init(), to: path)
    }
  }

  private func starter() throws(Fault) -> CompiledLexicon {
    let compiler = LexiconCompiler(data: data)
    let key = try compiler.starterHash()
    let installed = "\(data.path)/compiled/\(Self.fileName(key))"
    if let lexicon = Self.openSound(installed) { return lexicon }
    return try cached(key: key, title: "the starter lexicon") { path throws(Fault) in
      _ = try compiler.compileStarter(to: path)
    }
  }

  static func fileName(_ key: String) -> String { "lexicon-\(key.prefix(32)).csx" }

  /// Files up to this size are read whole and compared with their checksums at every start: some milliseconds.
  private static let verifiedBytes = 64 << 20

  /// A compiled lexicon that was kept, unless it is missing, damaged or of another version.
  private static func openSound(_ path: String) -> CompiledLexicon? {
    guard FolderListing.exists(path), let lexicon = try? CompiledLexicon(path: path) else { return nil }
    if lexicon.fileSize <= verifiedBytes {
      guard (try? lexicon.verify()) != nil else { return nil }
    }
    return lexicon
  }

  private func cached(
    key: String, title: String, build: (String) throws(Fault) -> Void
  ) throws(Fault) -> CompiledLexicon {
    let name = Self.fileName(key)
    let path = "\(cache.path)/\(name)"
    // A damaged or older file is built again; it is never used and never fatal.
    if let lexicon = Self.openSound(path) { return lexicon }
    return try cache.locked(name) { () throws(Fault) in
      if let lexicon = Self.openSound(path) { return lexicon }
      report("compiling \(title) (once; kept in \(cache.path))")
      try build(path)
      return try CompiledLexicon(path: path)
    }
  }

  /// A key for a vocabulary on the disk: its files' names, sizes and times, as those may be too large to read at every start.
  private func identity(of source: VocabularySource) throws(Fault) -> String {
    var digest = Digest()
    digest.add(part: try LexiconCompiler(data: data).supportHash())
    digest.add(part: "\(source.kind)")
    for file in try source.files() {
      var info = stat()
      guard stat(file, &info) == 0 else { throw Fault(.inputMissing, file: file) }
      let resolved = realpath(file, nil)
      defer { free(resolved) }
      digest.add(part: resolved.map { String(cString: $0) } ?? file)
      digest.add(part: "\(info.st_size) \(info.st_mtim.tv_sec) \(info.st_mtim.tv_nsec) \(info.st_ino)")
    }
    return digest.finish()
  }
}
