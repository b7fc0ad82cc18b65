import ClinicalText
import Glibc

/// Standard input, kept sealed so that it can be read twice.
///
///     let spool = try InputSpool()      // reads standard input to its end
///     try spool.replay()                // descriptor 0 gives the same bytes again
public final class InputSpool: Sendable {
  private static let blockBytes = 256 * 1024
  private let spool: SealedSpool
  private let blocks: [SealedSpool.Block]

  /// Reads standard input to its end. Throws `fileUnreadable`, `diskFull`, `outputUnwritable`.
  public init() throws(Fault) {
    let spool = try SealedSpool()
    var blocks: [SealedSpool.Block] = []
    var block = [UInt8](repeating: 0, count: Self.blockBytes)
    var filled = 0
    while true {
      let n = block.withUnsafeMutableBytes { read(0, $0.baseAddress! + filled, Self.blockBytes - filled) }
      if n < 0 {
        if errno == EINTR, !StopRequest.isMade { continue }
        if StopRequest.isMade { throw Fault(.interrupted) }
        throw Fault(.fileUnreadable, file: "-", value: String(cString: strerror(errno)))
      }
      filled += n
      guard n == 0 || filled == Self.blockBytes else { continue }
      if filled > 0 { blocks.append(try spool.append(Array(block[..<filled]))) }
      filled = 0
      if n == 0 { break }
    }
    self.spool = spool
    self.blocks = blocks
  }

  /// Makes descriptor 0 give all bytes from the start: a thread opens block after block and feeds them in.
  public func replay() throws(Fault) {
    var ends: [Int32] = [0, 0]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else { throw Self.failure() }
    guard dup2(ends[0], 0) == 0 else { throw Self.failure() }
    close(ends[0])
    let feed = Unmanaged.passRetained(Feed(self, ends[1]))
    var thread = pthread_t()
    // Safe because the thread takes over the one reference that was made for it.
    let code = pthread_create(
      &thread, nil,
      { pointer in
        guard let pointer else { return nil }
        Unmanaged<Feed>.fromOpaque(pointer).takeRetainedValue().run()
        return nil
      }, feed.toOpaque())
    guard code == 0 else {
      feed.release()
      throw Fault(.internalError, value: "no thread for standard input")
    }
    pthread_detach(thread)
  }

  private static func failure() -> Fault { Fault(.fileUnreadable, file: "-", value: String(cString: strerror(errno))) }

  /// What the feeding thread holds.
  private final class Feed: Sendable {
    private let input: InputSpool
    private let descriptor: Int32

    init(_ input: InputSpool, _ descriptor: Int32) {
      self.input = input
      self.descriptor = descriptor
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    func run() {
      defer { close(descriptor) }
      for block in input.blocks {
        // What cannot be opened any more ends the input inside of a record, which then is a failure.
        guard let bytes = try? input.spool.read(block) else { return }
        var sent = 0
        while sent < bytes.count {
          let n = bytes.withUnsafeBytes {
            send(descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
          }
          // The reader may stop early (--limit).
          if n < 0, errno != EINTR { return }
          sent += max(0, n)
        }
      }
    }
  }
}
