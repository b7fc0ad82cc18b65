import CZlib
import ClinicalText

/// Compresses bytes into one gzip member, without a name and a time: the same bytes give the same member.
package final class Deflater {
  private var stream = z_stream()
  private let chunk = 64 * 1024
  private let block: UnsafeMutablePointer<UInt8>

  /// Between speed and size: level 6 makes files a tenth smaller in three times the time.
  private static let level: Int32 = 3

  /// Throws `internalError` when zlib has no memory.
  package init() throws(Fault) {
    block = .allocate(capacity: chunk)
    guard czlib_deflate_gzip(&stream, Self.level) == Z_OK else {
      throw Fault(.internalError, value: "zlib")
    }
  }

  deinit {
    deflateEnd(&stream)
    block.deallocate()
  }

  /// Compresses bytes; `emit` gets what is ready. With `isLast` the member is closed.
  package func compress(
    _ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool = false,
    emit: (UnsafeBufferPointer<UInt8>) throws(Fault) -> Void
  ) throws(Fault) {
    var position = 0
    while true {
      let count = min(bytes.count - position, 1 << 30)
      // zlib does not write to its input.
      stream.next_in = bytes.baseAddress.map { UnsafeMutablePointer(mutating: $0 + position) }
      stream.avail_in = UInt32(count)
      position += count
      let flush = isLast && position == bytes.count ? Z_FINISH : Z_NO_FLUSH
      repeat {
        stream.next_out = block
        stream.avail_out = UInt32(chunk)
        guard deflate(&stream, flush) != Z_STREAM_ERROR else { throw Fault(.internalError, value: "zlib") }
        let made = chunk - Int(stream.avail_out)
        if made > 0 { try emit(UnsafeBufferPointer(start: block, count: made)) }
      } while stream.avail_out == 0
      if position == bytes.count { return }
    }
  }
}
