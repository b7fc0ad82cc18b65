import ClinicalText
import GRDB
import Glibc

/// The open transaction: whole notes only, committed at 2,000 notes, 8 MB or one second.
struct Batch {
  private var isOpen = false
  private var notes = 0
  private var bytes = 0
  private var marks = 0
  private var start = 0

  static let noteLimit = 2000
  static let byteLimit = 8 << 20
  /// Ids marked as seen without a note written: cheap, but a resumed run should commit now and then as well.
  static let markLimit = 50_000
  /// Nanoseconds.
  static let timeLimit = 1_000_000_000

  mutating func begin(_ db: Database) throws {
    if isOpen { return }
    // IMMEDIATE: a deferred transaction that reads first may fail to become a writer later.
    try db.execute(sql: "BEGIN IMMEDIATE")
    self = Batch()
    isOpen = true
    start = Self.now()
  }

  mutating func count(notes: Int, bytes: Int) {
    self.notes += notes
    self.bytes += bytes
  }

  mutating func countMark() { marks += 1 }

  var isDue: Bool {
    isOpen
      && (notes >= Self.noteLimit || bytes >= Self.byteLimit || marks >= Self.markLimit
        || Self.now() - start >= Self.timeLimit)
  }

  mutating func commit(_ db: Database) throws {
    guard isOpen else { return }
    try db.execute(sql: "COMMIT")
    self = Batch()
  }

  private static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}

extension EntityStore {
  /// Commits the notes written so far. After a fault nothing was kept of the open batch.
  public func commit() throws(Fault) {
    if let failure { throw failure }
    do {
      try willCommit?()
      try access { db in
        do {
          try batch.commit(db)
        } catch {
          if db.isInsideTransaction { try? db.execute(sql: "ROLLBACK") }
          throw error
        }
      }
    } catch {
      failure = error
      batch = Batch()
      throw error
    }
  }

  /// Commits when the batch is large or old enough; for the time when the input stalls.
  public func commitIfDue() throws(Fault) {
    if batch.isDue { try commit() }
  }
}
