import ClinicalText
import Glibc

/// Walks the records of a mapped file of delimited fields, quoted as RFC 4180 says or not at all.
///
/// Fields are parts of the mapping; only those with doubled quotes are copied. A quote inside an unquoted field is an
/// ordinary character. After a record whose quotes are wrong the reader goes on with the line behind its first one, so
/// that one bad quote costs one record, not the rest of the file.
struct DelimitedReader: ~Copyable {
  /// What `next` came upon.
  enum Step: Equatable {
    /// `fields` holds a record.
    case record
    /// The record that begins at `line` cannot be read.
    case bad(BuildReport.Reason)
    case end
  }

  /// Longest record, in bytes: a quote that is not closed within that is never closed.
  static let maxRecord = 1 << 20

  private let file: MappedFile
  private let bytes: UnsafeBufferPointer<UInt8>
  private let delimiter: UInt8
  private let isQuoted: Bool
  private let start: Int
  private var position: Int
  private var nextLine = 1
  /// 1-based number of the line where the record that `next` gave last begins.
  private(set) var line = 0
  /// The fields of that record; valid until the next call.
  private(set) var fields: [UnsafeBufferPointer<UInt8>] = []
  /// The bytes of that record, quotes and all, without its line end.
  private(set) var record = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  /// Fields with doubled quotes, written out.
  private var unescaped: UnsafeMutablePointer<UInt8>?
  private var unescapedCount = 0

  /// - Parameter isQuoted: false where quotes are ordinary characters.
  init(_ file: MappedFile, delimiter: UInt8, isQuoted: Bool) {
    self.file = file
    self.delimiter = delimiter
    self.isQuoted = isQuoted
    bytes = file.bytes.bindMemory(to: UInt8.self)
    // A byte order mark is no part of the first field.
    start = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
    position = start
  }

  deinit { unescaped?.deallocate() }

  private var isBlank: Bool { fields.count == 1 && fields[0].isEmpty }

  /// Begins again with the first record.
  mutating func rewind() {
    position = start
    nextLine = 1
  }

  /// Reads the next record that is no blank line.
  mutating func nextFilled() -> Step {
    var step = next()
    while step == .record, isBlank { step = next() }
    return step
  }

  /// Reads the next record.
  mutating func next() -> Step {
    guard position < bytes.count else { return .end }
    fields.removeAll(keepingCapacity: true)
    unescapedCount = 0
    line = nextLine
    let start = position
    while true {
      if isQuoted, position < bytes.count, bytes[position] == 0x22 {
        if let reason = readQuoted(start) {
          resume(behindLineAt: start)
          return .bad(reason)
        }
      } else {
        readPlain()
      }
      if position < bytes.count, bytes[position] == delimiter {
        position += 1
        continue
      }
      var end = position
      if end > start, end == bytes.count || bytes[end] == 0x0A, bytes[end - 1] == 0x0D { end -= 1 }
      record = bytes.part(start, end)
      if position < bytes.count {
        position += bytes[position] == 0x0D ? 2 : 1
        nextLine += 1
      }
      return .record
    }
  }

  /// Reads up to the delimiter, the line end or the end of the file.
  private mutating func readPlain() {
    let start = position
    var end = start
    while end < bytes.count, bytes[end] != delimiter, bytes[end] != 0x0A { end += 1 }
    position = end
    if end > start, end == bytes.count || bytes[end] == 0x0A, bytes[end - 1] == 0x0D { end -= 1 }
    fields.append(bytes.part(start, end))
  }

  /// Reads a quoted field whose first quote is at `position`; what is wrong with it, or nil.
  private mutating func readQuoted(_ start: Int) -> BuildReport.Reason? {
    guard let base = bytes.baseAddress else { return .unclosedQuote }
    let first = position + 1
    let limit = min(bytes.count, start + Self.maxRecord)
    let copyStart = unescapedCount
    var segment = first
    var closing = first
    var isCopied = false
    while true {
      guard closing < limit, let found = memchr(base + closing, 0x22, limit - closing) else { return .unclosedQuote }
      closing = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
      guard closing + 1 < bytes.count, bytes[closing + 1] == 0x22 else { break }
      copy(segment, closing + 1)
      isCopied = true
      closing += 2
      segment = closing
    }
    if isCopied {
      copy(segment, closing)
      fields.append(UnsafeBufferPointer(start: unescaped.map { $0 + copyStart }, count: unescapedCount - copyStart))
    } else {
      fields.append(bytes.part(first, closing))
    }
    position = closing + 1
    guard position == bytes.count || bytes[position] == delimiter || isLineEnd(position) else { return .strayQuote }
    for i in first..<closing where bytes[i] == 0x0A { nextLine += 1 }
    return nil
  }

  private func isLineEnd(_ at: Int) -> Bool {
    bytes[at] == 0x0A || bytes[at] == 0x0D && at + 1 < bytes.count && bytes[at + 1] == 0x0A
      || bytes[at] == 0x0D && at + 1 == bytes.count
  }

  /// Copies bytes `[from, to)`; a record's copies are never longer than a record may be.
  private mutating func copy(_ from: Int, _ to: Int) {
    guard to > from, let base = bytes.baseAddress else { return }
    let block = unescaped ?? .allocate(capacity: Self.maxRecord)
    unescaped = block
    (block + unescapedCount).update(from: base + from, count: to - from)
    unescapedCount += to - from
  }

  /// Goes on behind the first line of a record that began at `start`.
  private mutating func resume(behindLineAt start: Int) {
    nextLine = line + 1
    guard let base = bytes.baseAddress, let found = memchr(base + start, 0x0A, bytes.count - start) else {
      position = bytes.count
      return
    }
    position = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found)) + 1
  }
}
