import ClinicalText
import Glibc

/// Writes a whole file at once: annotations, reports, pages.
package enum OutputFile {
  /// Replaces the file; `-` is standard output. Throws `outputUnwritable`, `diskFull`.
  ///
  /// - Parameter isPrivate: nobody but the owner may read it (mode 0600), whatever it was before.
  package static func write(_ buffer: OutputBuffer, to path: String, isPrivate: Bool = false) throws(Fault) {
    if path == "-" { return try Descriptor.write(buffer.bytes, to: 1) }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, isPrivate ? 0o600 : 0o666)
    guard descriptor >= 0 else {
      throw Fault(.outputUnwritable, file: path, value: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    if isPrivate, fchmod(descriptor, 0o600) != 0 {
      throw Fault(.outputUnwritable, file: path, value: String(cString: strerror(errno)))
    }
    do {
      try Descriptor.write(buffer.bytes, to: descriptor)
    } catch {
      var fault = error
      fault.file = path
      throw fault
    }
  }

  /// The same for a text.
  package static func write(_ text: String, to path: String) throws(Fault) {
    let buffer = OutputBuffer()
    buffer.append(text)
    try write(buffer, to: path)
  }
}
