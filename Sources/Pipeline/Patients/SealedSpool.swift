import ClinicalText
import Crypto
import Files
import Glibc

/// A temporary file for what may identify somebody: sealed with AES-GCM (NIST SP 800-38D) under a key that lives in this
/// process only, in a file that has no name any more once it is open. Written by one thread, read by any afterwards.
final class SealedSpool: @unchecked Sendable {
  // Safe to share: after writing everything is constant, and `pread` moves no offset.

  /// Where a block lies.
  struct Block: Sendable {
    /// Byte offset in the file.
    var offset: Int
    /// Bytes in the file: what was appended and the seal's 16.
    var count: Int
    /// The block's number, which is its nonce: no two blocks of one key share it.
    var number: UInt64
  }

  private static let tagBytes = 16
  private let descriptor: Int32
  private let folder: String
  private let key = SymmetricKey(size: .bits256)
  private var end = 0
  private var blocks: UInt64 = 0

  /// Makes the file in `TMPDIR`, else `/tmp`. Throws `outputUnwritable` with the folder.
  init() throws(Fault) {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    self.folder = folder
    var name = Array("\(folder)/chartsift-XXXXXX".utf8CString)
    descriptor = name.withUnsafeMutableBufferPointer { mkstemp($0.baseAddress!) }
    guard descriptor >= 0 else {
      throw Fault(.outputUnwritable, file: folder, value: String(cString: strerror(errno)))
    }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    name.withUnsafeBufferPointer { _ = unlink($0.baseAddress!) }
  }

  deinit { close(descriptor) }

  /// Appends bytes as one block. Throws `diskFull`, `outputUnwritable`.
  func append(_ bytes: [UInt8]) throws(Fault) -> Block {
    let number = blocks
    guard let box = try? AES.GCM.seal(bytes, using: key, nonce: Self.nonce(number)) else {
      throw Fault(.internalError, value: "sealing")
    }
    var sealed: [UInt8] = []
    sealed.reserveCapacity(bytes.count + Self.tagBytes)
    sealed.append(contentsOf: box.ciphertext)
    sealed.append(contentsOf: box.tag)
    do throws(Fault) {
      try sealed.withUnsafeBufferPointer { buffer throws(Fault) in try Descriptor.write(buffer, to: descriptor) }
    } catch {
      throw Fault(error.code, file: folder, value: error.value)
    }
    blocks += 1
    let block = Block(offset: end, count: sealed.count, number: number)
    end += sealed.count
    return block
  }

  /// The bytes of a block. Throws `fileUnreadable` with the folder when the file was changed from outside.
  func read(_ block: Block) throws(Fault) -> [UInt8] {
    var sealed = [UInt8](repeating: 0, count: block.count)
    var done = 0
    while done < block.count {
      let n = sealed.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress! + done, block.count - done, off_t(block.offset + done))
      }
      if n < 0, errno == EINTR { continue }
      guard n > 0 else { throw Fault(.fileUnreadable, file: folder, value: "a temporary file is cut off") }
      done += n
    }
    let split = block.count - Self.tagBytes
    guard
      let box = try? AES.GCM.SealedBox(
        nonce: Self.nonce(block.number), ciphertext: sealed[..<split], tag: sealed[split...]),
      let opened = try? AES.GCM.open(box, using: key)
    else { throw Fault(.fileUnreadable, file: folder, value: "a temporary file was changed") }
    return Array(opened)
  }

  private static func nonce(_ number: UInt64) throws -> AES.GCM.Nonce {
    var bytes = [UInt8](repeating: 0, count: 12)
    for i in 0..<8 { bytes[4 + i] = UInt8(truncatingIfNeeded: number >> UInt64(i * 8)) }
    return try AES.GCM.Nonce(data: bytes)
  }
}
