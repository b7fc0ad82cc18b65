import ClinicalText
import Files
import Glibc
import Lexicon

/// Where compiled lexicons and rules are kept between runs: CHARTSIFT_CACHE, else XDG_CACHE_HOME/chartsift, else
/// ~/.cache/chartsift; a private folder under the temporary folder when none of these can be written.
///
/// Files are named by the hash of what they were made from, so that a stale one is never met again.
public struct CacheFolder: Sendable {
  public let path: String

  /// Finds or makes the folder. Throws `outputUnwritable` when no candidate can be written.
  public static func find() throws(Fault) -> CacheFolder {
    var candidates: [String] = []
    if let own = variable("CHARTSIFT_CACHE") { candidates.append(own) }
    if let xdg = variable("XDG_CACHE_HOME") { candidates.append("\(xdg)/chartsift") }
    if let home = variable("HOME") { candidates.append("\(home)/.cache/chartsift") }
    let temporary = variable("TMPDIR") ?? "/tmp"
    candidates.append("\(temporary)/chartsift-\(getuid())")
    for candidate in candidates where makeFolder(candidate) {
      // A folder that another user owns could hold anything.
      var info = stat()
      if stat(candidate, &info) == 0, info.st_uid == geteuid() || geteuid() == 0 {
        return CacheFolder(path: candidate)
      }
    }
    throw Fault(.outputUnwritable, file: candidates[0], value: "the cache folder; set CHARTSIFT_CACHE")
  }

  /// A new, private folder: for tests and for work that must not meet what is cached.
  package static func temporary() throws(Fault) -> CacheFolder {
    var template = Array("\(variable("TMPDIR") ?? "/tmp")/chartsift-XXXXXX".utf8CString)
    guard template.withUnsafeMutableBufferPointer({ mkdtemp($0.baseAddress!) }) != nil else {
      throw Fault(.outputUnwritable, file: "the temporary folder")
    }
    return CacheFolder(path: String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }

  /// Deletes the folder and what is in it.
  package func remove() {
    func remove(_ path: String) {
      for name in FolderListing.names(in: path) ?? [] {
        if unlink("\(path)/\(name)") != 0 { remove("\(path)/\(name)") }
      }
      rmdir(path)
    }
    remove(path)
  }

  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }

  private static func makeFolder(_ path: String) -> Bool {
    var partial = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      partial += part.isEmpty ? "/" : (partial.isEmpty || partial.hasSuffix("/") ? "" : "/") + part
      if partial.isEmpty || partial == "/" { continue }
      if mkdir(partial, 0o700) != 0, errno != EEXIST { return false }
    }
    return access(path, W_OK | X_OK) == 0
  }

  /// Runs `body` while no other process runs it for the same name.
  func locked<R>(_ name: String, _ body: () throws(Fault) -> R) throws(Fault) -> R {
    let descriptor = open("\(path)/\(name).lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Fault(.outputUnwritable, file: "\(path)/\(name).lock", value: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else {
        throw Fault(.outputUnwritable, file: "\(path)/\(name).lock", value: String(cString: strerror(errno)))
      }
    }
    return try body()
  }
}
