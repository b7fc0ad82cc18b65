import ClinicalText
import Files
import Glibc

/// Where a report goes: standard output, or a file that is written anew.
struct ReportOutput {
  private let descriptor: Int32
  private let path: String

  /// Opens the file; "-" is standard output. Throws `outputUnwritable`.
  init(_ path: String) throws(Fault) {
    self.path = path
    descriptor = path == "-" ? STDOUT_FILENO : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Fault(.outputUnwritable, file: path, value: String(cString: strerror(errno)))
    }
  }

  func write(_ text: String) throws(Fault) {
    let result: Result<Void, Fault> = Array(text.utf8).withUnsafeBufferPointer { buffer in
      do throws(Fault) {
        try write(buffer)
        return .success(())
      } catch { return .failure(error) }
    }
    try result.get()
  }

  func write(_ bytes: UnsafeBufferPointer<UInt8>) throws(Fault) {
    try Descriptor.write(bytes, to: descriptor)
  }

  func close() throws(Fault) {
    if descriptor != STDOUT_FILENO, Glibc.close(descriptor) != 0 { throw Fault(.outputUnwritable, file: path) }
  }
}
