import ClinicalText
import Crypto
import Files
import Glibc

/// Writes a vault. One object, one thread; `close` makes the file whole.
public final class VaultWriter {
  private let path: String
  private let descriptor: Int32
  private let key: SymmetricKey
  private var block: UInt64 = 1
  private var pending: [UInt8] = []
  private var isClosed = false
  /// Entries written so far.
  public private(set) var count = 0

  private static let blockBytes = 256 << 10

  /// Begins a vault in a new file (mode 0600). Throws `outputUnwritable`, also where the file is there already: a vault is
  /// never overwritten.
  public init(path: String, key file: KeyFile) throws(Fault) {
    self.path = path
    var salt = [UInt8](repeating: 0, count: Vault.saltBytes)
    var random = SystemRandomNumberGenerator()
    for i in salt.indices { salt[i] = UInt8.random(in: 0...255, using: &random) }
    key = Vault.fileKey(file, salt: salt)
    let check = try Vault.seal(Vault.checkText, key, block: 0, kind: Vault.entries)
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let reason = errno == EEXIST ? "the file is there already; name another" : String(cString: strerror(errno))
      throw Fault(.outputUnwritable, file: path, value: reason)
    }
    try write(Vault.magic + salt + check)
  }

  deinit { Glibc.close(descriptor) }

  /// Adds entries, in order of the notes.
  public func append(_ entries: [Vault.Entry]) throws(Fault) {
    for entry in entries {
      Vault.append(entry, to: &pending)
      count += 1
      if pending.count >= Self.blockBytes { try flush() }
    }
  }

  /// Adds entries of one note under its number in the output.
  public func append(_ entries: [Vault.Entry], note number: Int) throws(Fault) {
    try append(
      entries.map { entry in
        var numbered = entry
        numbered.note = number
        return numbered
      })
  }

  /// Waits until everything so far is on the disk: to be called before an output commits what can be asked for.
  public func sync() throws(Fault) {
    if !pending.isEmpty { try flush() }
    guard fsync(descriptor) == 0 else {
      throw Fault(.outputUnwritable, file: path, value: String(cString: strerror(errno)))
    }
  }

  /// Writes what is left and the end's mark, and waits until all is on the disk.
  public func close() throws(Fault) {
    guard !isClosed else { return }
    isClosed = true
    if !pending.isEmpty { try flush() }
    try write(block: withUnsafeBytes(of: UInt64(count).littleEndian) { Array($0) }, kind: Vault.end)
    try sync()
  }

  private func flush() throws(Fault) {
    try write(block: pending, kind: Vault.entries)
    pending.removeAll(keepingCapacity: true)
  }

  private func write(block plain: [UInt8], kind: UInt8) throws(Fault) {
    let sealed = try Vault.seal(plain, key, block: block, kind: kind)
    block += 1
    try write(withUnsafeBytes(of: UInt32(sealed.count).littleEndian) { Array($0) } + [kind] + sealed)
  }

  private func write(_ bytes: [UInt8]) throws(Fault) {
    let buffer = OutputBuffer(capacity: bytes.count)
    bytes.withUnsafeBufferPointer { buffer.append($0) }
    do throws(Fault) {
      try Descriptor.write(buffer.bytes, to: descriptor)
    } catch {
      var fault = error
      fault.file = path
      throw fault
    }
  }
}
