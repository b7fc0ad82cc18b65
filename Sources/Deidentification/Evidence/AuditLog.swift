import ClinicalText
import Crypto
import Files
import Glibc

/// A hash-chained log: one JSON object to a line, each with the SHA-256 (FIPS 180-4) of the line before it, so that a line
/// that was changed, taken out, put in or moved shows.
///
/// ```
/// {"entry":1,"previous":"000…","time":"2026-03-14T09:26:53Z","event":"vault.show","note":17,"hash":"5f1…"}
/// ```
///
/// `hash` is over the line's bytes before `,"hash":`; `previous` is the `hash` of the line before, 64 zeros in the first. A
/// log that was cut off at a line's end is a whole, shorter log: keep the last hash elsewhere and give it to `verify`. The
/// caller puts no identifier and no note text into an entry. One object is one writer; the file is locked while it lives.
public final class AuditLog {
  /// What an entry says beside its event.
  public enum Value: Sendable, Equatable {
    case text(String)
    case number(Int)
    case texts([String])
  }

  /// What a check of a log gives.
  public struct Verification: Sendable, Equatable {
    /// Entries whose chain holds.
    public var entries: Int
    /// Hash of the last of them; 64 zeros for none.
    public var head: String
    /// The first line whose chain does not hold, and why; nil when all do.
    public var broken: Break?

    /// Takes each part as it is given.
    public init(entries: Int, head: String, broken: Break? = nil) {
      self.entries = entries
      self.head = head
      self.broken = broken
    }

    /// Where a chain breaks.
    public struct Break: Sendable, Equatable {
      /// 1-based.
      public var line: Int
      public var reason: Reason

      /// Takes each part as it is given.
      public init(line: Int, reason: Reason) {
        self.line = line
        self.reason = reason
      }
    }

    /// Why a chain breaks.
    public enum Reason: String, Sendable {
      /// The line's bytes are not those that were hashed.
      case changed = "the line was changed"
      /// The line does not follow the one before it.
      case order = "a line before it was taken out, put in or moved"
      /// The line is no entry.
      case form = "it is no entry of this log"
      /// The line has no end: writing was interrupted, or the file was cut.
      case cut = "the line is cut off"
      /// The log is whole but ends with another hash than the one kept elsewhere.
      case head = "the last hash is not the expected one: entries were cut off, or the whole log was written anew"
    }
  }

  /// What stands before the first entry.
  public static let genesis = String(repeating: "0", count: 64)
  private static let hashKey = Array(",\"hash\":\"".utf8)

  private let path: String
  private let descriptor: Int32
  private var entries: Int
  private let buffer = OutputBuffer(capacity: 1024)
  /// Hash of the last entry: what to keep elsewhere.
  public private(set) var head: String

  /// Opens a log for appending, or begins it (mode 0600). Throws `auditLogBroken` when the chain does not hold already,
  /// `outputUnwritable` when the file cannot be opened or another program is writing to it.
  public init(path: String) throws(Fault) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Fault(.outputUnwritable, file: path, value: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let reason = errno == EWOULDBLOCK ? "another program is writing to it" : String(cString: strerror(errno))
      close(descriptor)
      throw Fault(.outputUnwritable, file: path, value: reason)
    }
    do throws(Fault) {
      let state = Self.verify(try WholeFile.read(path))
      if let broken = state.broken { throw Self.fault(broken, path) }
      entries = state.entries
      head = state.head
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  /// Appends an entry and waits until it is on the disk.
  ///
  /// - Parameters:
  ///   - event: what happened, in words with periods ("vault.show").
  ///   - fields: what else; names other than those of the log itself.
  ///   - time: seconds since 1970; nil for now.
  public func append(
    _ event: String, _ fields: [(name: String, value: Value)] = [], time seconds: Int? = nil
  ) throws(Fault) {
    buffer.removeAll()
    var json = JSONWriter(buffer)
    json.object { json in
      json.int("entry", entries + 1)
      json.string("previous", head)
      json.string("time", Self.stamp(seconds ?? Int(Glibc.time(nil))))
      json.string("event", event)
      for field in fields {
        switch field.value {
        case .text(let text): json.string(field.name, text)
        case .number(let number): json.int(field.name, number)
        case .texts(let texts): json.array(field.name, texts) { $0.string(nil, $1) }
        }
      }
    }
    buffer.truncate(to: buffer.count - 1)
    let hash = Self.hash(buffer.bytes)
    buffer.append(",\"hash\":\"\(hash)\"}\n")
    do {
      try Descriptor.write(buffer.bytes, to: descriptor)
    } catch {
      var fault = error
      fault.file = path
      throw fault
    }
    guard fdatasync(descriptor) == 0 else {
      throw Fault(.outputUnwritable, file: path, value: String(cString: strerror(errno)))
    }
    entries += 1
    head = hash
  }

  // MARK: checking

  /// Checks a log's whole chain.
  ///
  /// - Parameter expected: the last hash as it was kept elsewhere; nil when none was.
  public static func verify(path: String, expectedHead expected: String? = nil) throws(Fault) -> Verification {
    var state = verify(try WholeFile.read(path))
    if state.broken == nil, let expected, expected != state.head {
      state.broken = Verification.Break(line: state.entries, reason: .head)
    }
    return state
  }

  /// The same for a log's bytes, without an expected hash.
  public static func verify(_ bytes: [UInt8]) -> Verification {
    var state = Verification(entries: 0, head: genesis)
    bytes.withUnsafeBufferPointer { all in
      var start = 0
      while start < all.count, state.broken == nil {
        let end = all[start...].firstIndex(of: 0x0A)
        let line = UnsafeBufferPointer(rebasing: all[start..<(end ?? all.count)])
        let reason = end == nil ? .cut : check(line, &state)
        if let reason { state.broken = Verification.Break(line: state.entries + 1, reason: reason) }
        start = (end ?? all.count) + 1
      }
    }
    return state
  }

  private static func check(_ line: UnsafeBufferPointer<UInt8>, _ state: inout Verification) -> Verification.Reason? {
    // `,"hash":"` and 64 digits and `"}`
    let tail = hashKey.count + 66
    guard line.count > tail, line.first == UInt8(ascii: "{"), line.suffix(2).elementsEqual("\"}".utf8),
      line[(line.count - tail)...].starts(with: hashKey)
    else { return .form }
    let written = String(decoding: line[(line.count - 66)..<(line.count - 2)], as: UTF8.self)
    let hash = hash(UnsafeBufferPointer(rebasing: line[..<(line.count - tail)]))
    guard written == hash else { return .changed }
    let start = "{\"entry\":\(state.entries + 1),\"previous\":\"\(state.head)\","
    guard line.starts(with: start.utf8) else { return .order }
    state.entries += 1
    state.head = hash
    return nil
  }

  private static func fault(_ broken: Verification.Break, _ path: String) -> Fault {
    Fault(.auditLogBroken, file: path, line: broken.line, value: broken.reason.rawValue)
  }

  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    var hasher = SHA256()
    hasher.update(bufferPointer: UnsafeRawBufferPointer(bytes))
    return Hexadecimal.text(hasher.finalize())
  }

  /// UTC as ISO 8601.
  private static func stamp(_ time: Int) -> String {
    var seconds = time_t(time)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    var text = [CChar](repeating: 0, count: 32)
    let count = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
    return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
