import ClinicalText
import Glibc

/// A file mapped read-only into memory, shared between processes; unmapped when the object goes.
final class MappedFile: @unchecked Sendable {
  // Safe to share: the mapping is read-only and lives as long as the object.
  let bytes: UnsafeRawBufferPointer
  let path: String

  init(_ path: String) throws(Fault) {
    self.path = path
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Fault(
        errno == ENOENT ? .inputMissing : .fileUnreadable, file: path,
        value: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else {
      throw Fault(.fileUnreadable, file: path, value: String(cString: strerror(errno)))
    }
    let size = Int(info.st_size)
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED
    else {
      throw Fault(.fileUnreadable, file: path, value: String(cString: strerror(errno)))
    }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  deinit {
    if let start = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
    }
  }
}
