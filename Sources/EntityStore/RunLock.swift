import ClinicalText
import Glibc

/// An exclusive advisory lock on a database, held while one run writes, given back by the kernel when the process dies.
///
/// It is `flock` on a file of its own ("DB.sqlite-lock"): on the database itself, closing our descriptor would drop the
/// POSIX locks that SQLite holds there, and on NFS `flock` and those locks are one and the same.
final class RunLock {
  private let descriptor: Int32
  private let path: String

  init(database: String) throws(Fault) {
    path = Self.resolved(database) + "-lock"
    while true {
      let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
      guard opened >= 0 else {
        throw Fault(.outputUnwritable, file: database, value: String(cString: strerror(errno)))
      }
      guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
        let busy = errno == EWOULDBLOCK
        let reason = busy ? "another run is writing" : String(cString: strerror(errno))
        Glibc.close(opened)
        throw Fault(.databaseFailed, file: database, value: reason)
      }
      // The holder before us removes the file before it lets go: a lock on a removed file is none.
      if Self.isSameFile(opened, path) {
        descriptor = opened
        return
      }
      Glibc.close(opened)
    }
  }

  deinit {
    unlink(path)
    Glibc.close(descriptor)
  }

  private static func isSameFile(_ descriptor: Int32, _ path: String) -> Bool {
    var ours = stat()
    var named = stat()
    guard fstat(descriptor, &ours) == 0, stat(path, &named) == 0 else { return false }
    return ours.st_ino == named.st_ino && ours.st_dev == named.st_dev
  }

  /// Two names of one database must give one lock, also before the database is there.
  private static func resolved(_ path: String) -> String {
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let name = parts.last else { return path }
    let folder = parts.count > 1 ? parts.dropLast().joined(separator: "/") + "/" : "."
    guard let real = realpath(folder, nil) else { return path }
    defer { free(real) }
    return String(cString: real) + "/" + name
  }
}
