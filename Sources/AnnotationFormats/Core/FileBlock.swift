import ClinicalText
import Glibc

/// A file in memory: read in one go into a block of its size, for files of hundreds of megabytes.
final class FileBlock {
  /// Valid as long as the block.
  private(set) var bytes: UnsafeBufferPointer<UInt8>
  private var storage: UnsafeMutablePointer<UInt8>
  private var capacity: Int

  /// Reads the file. Throws `inputMissing` or `fileUnreadable`.
  init(_ path: String) throws(Fault) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let reason = errno
      throw Fault(
        reason == ENOENT ? .inputMissing : .fileUnreadable, file: path,
        value: reason == ENOENT ? nil : String(cString: strerror(reason)))
    }
    defer { close(descriptor) }
    var status = stat()
    let size = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    // One byte more, so that the end shows without growing; pipes tell no size and grow.
    capacity = max(size, 1 << 16) + 1
    storage = .allocate(capacity: capacity)
    bytes = UnsafeBufferPointer(start: storage, count: 0)
    var count = 0
    while true {
      if count == capacity { grow(count) }
      let n = read(descriptor, storage + count, capacity - count)
      if n < 0, errno == EINTR { continue }
      guard n >= 0 else { throw Fault(.fileUnreadable, file: path, value: String(cString: strerror(errno))) }
      if n == 0 { break }
      count += n
    }
    bytes = UnsafeBufferPointer(start: storage, count: count)
  }

  deinit { storage.deallocate() }

  private func grow(_ count: Int) {
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
    larger.update(from: storage, count: count)
    storage.deallocate()
    storage = larger
    capacity *= 2
  }
}
