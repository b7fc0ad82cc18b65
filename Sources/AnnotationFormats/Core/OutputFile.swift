import ClinicalText
import Files
import Glibc

/// Writes what an annotation writer made.
enum OutputFile {
  /// Replaces the file; `-` is standard output. Throws `outputUnwritable`, `diskFull`.
  static func write(_ buffer: OutputBuffer, to path: String) throws(Fault) {
    if path == "-" { return try Descriptor.write(buffer.bytes, to: 1) }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw Fault(.outputUnwritable, file: path, value: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    do {
      try Descriptor.write(buffer.bytes, to: descriptor)
    } catch {
      var fault = error
      fault.file = path
      throw fault
    }
  }
}
