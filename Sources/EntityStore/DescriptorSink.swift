import ClinicalText
import Glibc

/// Bytes on their way to a file descriptor, in pieces of 256 KB.
final class DescriptorSink {
  let buffer = OutputBuffer(capacity: 320 * 1024)
  private let descriptor: Int32
  private let name: String

  init(_ descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  func flushIfFull() throws(Fault) {
    if buffer.count >= 256 * 1024 { try flush() }
  }

  func flush() throws(Fault) {
    let bytes = UnsafeRawBufferPointer(buffer.bytes)
    var done = 0
    while done < bytes.count, let start = bytes.baseAddress {
      let written = Glibc.write(descriptor, start + done, bytes.count - done)
      if written >= 0 {
        done += written
      } else if errno != EINTR {
        let full = errno == ENOSPC || errno == EDQUOT
        throw Fault(
          full ? .diskFull : .outputUnwritable, file: name, value: String(cString: strerror(errno)))
      }
    }
    buffer.removeAll()
  }
}
