import ClinicalText
import Glibc

/// Writing whole buffers to a descriptor.
package enum Descriptor {
  /// Writes all bytes, however many calls that takes. Throws `diskFull` or `outputUnwritable`.
  package static func write(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: Int32) throws(Fault) {
    var done = 0
    while done < bytes.count {
      let n = Glibc.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
      if n < 0 {
        switch errno {
        case EINTR: continue
        case ENOSPC: throw Fault(.diskFull)
        default: throw Fault(.outputUnwritable, value: String(cString: strerror(errno)))
        }
      }
      done += n
    }
  }
}
