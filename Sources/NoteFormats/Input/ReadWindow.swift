import ClinicalText

/// The part of an input that was read and not yet used: a sliding window that grows for a long record only.
final class ReadWindow {
  private let source: ByteSource
  private let chunk: Int
  private var storage: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var start = 0
  private var end = 0

  /// A window larger than this shrinks again when its long record is used.
  private static let keptCapacity = 4 * 1024 * 1024

  /// True when the input has ended, well or with `fault`.
  private(set) var atEnd = false
  /// True when the input began with a byte-order mark, which was dropped.
  private(set) var hadByteOrderMark = false
  /// What broke the input off.
  private(set) var fault: Fault?

  init(_ source: ByteSource, chunk: Int) {
    self.source = source
    self.chunk = max(1, chunk)
    capacity = self.chunk * 2
    storage = .allocate(capacity: capacity)
  }

  deinit { storage.deallocate() }

  /// The bytes at hand; valid until `fill` or `consume`.
  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: storage + start, count: end - start) }

  var count: Int { end - start }

  var mayBlock: Bool { source.mayBlock }

  var bytesRead: Int { source.bytesRead }

  var isCompressed: Bool { source.isCompressed }

  func isReadable() -> Bool { atEnd || source.isReadable() }

  /// Drops the first `count` bytes.
  func consume(_ count: Int) {
    start += count
    if start == end {
      start = 0
      end = 0
      if capacity > Self.keptCapacity, capacity > chunk * 2 {
        storage.deallocate()
        capacity = chunk * 2
        storage = .allocate(capacity: capacity)
      }
    }
  }

  /// Reads once more behind the bytes at hand. Returns false at the end.
  func fill() -> Bool {
    if atEnd { return false }
    makeRoom()
    do throws(Fault) {
      let taken = try source.read(into: storage + end, count: chunk)
      end += taken
      if taken == 0 { atEnd = true }
    } catch {
      atEnd = true
      fault = error
    }
    return !atEnd
  }

  private func makeRoom() {
    if capacity - end >= chunk { return }
    if capacity - count >= chunk, start >= capacity / 2 || count <= chunk {
      storage.update(from: storage + start, count: count)
    } else {
      let larger = max(capacity * 2, count + chunk)
      let block = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
      block.update(from: storage + start, count: count)
      storage.deallocate()
      storage = block
      capacity = larger
    }
    end -= start
    start = 0
  }

  /// Drops a byte-order mark at the very start of the input.
  func dropByteOrderMark() {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    // Reads on only while what is there could be a mark: a pipe's writer may wait for the answer to a short line.
    while count < mark.count, mark.starts(with: bytes), fill() {}
    guard bytes.starts(with: mark) else { return }
    hadByteOrderMark = true
    consume(mark.count)
  }
}
