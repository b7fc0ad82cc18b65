import ClinicalText
import Glibc

/// The bytes of one file or of standard input, decompressed where they start like gzip.
package final class ByteSource {
  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private let isRegular: Bool
  private let chunk: Int
  /// The first bytes, read to tell gzip from other data, and not yet given out.
  private var head: [UInt8] = []
  private var headUsed = 0
  private var inflater: Inflater?
  private var lastReadWasShort = false

  var isCompressed: Bool { inflater != nil }
  /// Bytes taken from the descriptor: compressed ones where the data is compressed.
  private(set) var bytesRead = 0
  /// True when asking for more could wait for whoever writes the other end of a pipe.
  private(set) var mayBlock = false

  /// Opens a file; `path` ends with a zero byte. Throws `fileUnreadable` with the system's word for the reason.
  package convenience init(path: [UInt8], chunk: Int) throws(Fault) {
    let descriptor = path.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { open($0.baseAddress!, O_RDONLY | O_CLOEXEC) }
    }
    guard descriptor >= 0 else { throw Self.unreadable() }
    try self.init(descriptor: descriptor, ownsDescriptor: true, chunk: chunk)
  }

  /// Reads from an open descriptor (0 is standard input).
  init(descriptor: Int32, ownsDescriptor: Bool, chunk: Int) throws(Fault) {
    var status = stat()
    isRegular = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    self.descriptor = descriptor
    self.ownsDescriptor = ownsDescriptor
    self.chunk = max(1, chunk)
    try readHead()
  }

  deinit {
    if ownsDescriptor { close(descriptor) }
  }

  /// Up to `count` bytes into `target`; 0 at the end. Throws `fileUnreadable` or `compressedDataCorrupt`.
  package func read(into target: UnsafeMutablePointer<UInt8>, count: Int) throws(Fault) -> Int {
    if let inflater {
      let produced = try inflater.read(into: target, count: count, refill: readRaw)
      mayBlock = !isRegular && lastReadWasShort && inflater.needsInput && produced < count
      return produced
    }
    if headUsed < head.count {
      let taken = min(count, head.count - headUsed)
      for i in 0..<taken { target[i] = head[headUsed + i] }
      headUsed += taken
      mayBlock = !isRegular && lastReadWasShort && headUsed == head.count
      return taken
    }
    let taken = try readRaw(target, count)
    mayBlock = !isRegular && lastReadWasShort
    return taken
  }

  /// True when a read would not wait: data or the end is there.
  func isReadable() -> Bool {
    if isRegular || headUsed < head.count && inflater == nil { return true }
    if let inflater, !inflater.needsInput { return true }
    var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&poller, 1, 0) > 0
  }

  /// Reads until the first two bytes are known: gzip starts 1F 8B.
  private func readHead() throws(Fault) {
    var block = [UInt8](repeating: 0, count: max(2, min(chunk, 16 * 1024)))
    var filled = 0
    while filled < 2 {
      let taken = try readInto(&block, from: filled)
      if taken == 0 { break }
      filled += taken
      if block[0] != 0x1F { break }
    }
    head = Array(block[0..<filled])
    guard filled >= 2, head[0] == 0x1F, head[1] == 0x8B else { return }
    inflater = head.withUnsafeBufferPointer { Inflater(head: $0, inputCapacity: max(chunk / 4, 1)) }
    guard inflater != nil else { throw Fault(.internalError, value: "zlib") }
    head = []
  }

  private func readInto(_ block: inout [UInt8], from offset: Int) throws(Fault) -> Int {
    let result: Result<Int, Fault> = block.withUnsafeMutableBufferPointer { buffer in
      do throws(Fault) {
        return .success(try readRaw(buffer.baseAddress! + offset, buffer.count - offset))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private func readRaw(_ target: UnsafeMutablePointer<UInt8>, _ count: Int) throws(Fault) -> Int {
    while true {
      let taken = Glibc.read(descriptor, target, count)
      if taken >= 0 {
        bytesRead += taken
        lastReadWasShort = taken < count
        return taken
      }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        // The other side made the pipe non-blocking: wait as a blocking read would.
        var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&poller, 1, -1)
      default: throw Self.unreadable()
      }
    }
  }

  private static func unreadable() -> Fault {
    Fault(.fileUnreadable, value: strerror(errno).map { String(cString: $0) })
  }
}
