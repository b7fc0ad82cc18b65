import ClinicalText
import Crypto
import Files
import Glibc

/// Reads a vault, block by block.
public struct VaultReader {
  /// Tells one vault from another in logs: half of its salt.
  public let name: String
  /// True when the end's mark was read and agrees with what was read before it.
  public private(set) var isComplete = false
  private let path: String
  private let bytes: [UInt8]
  private let key: SymmetricKey

  /// Opens a vault. Throws `vaultInvalid` for what is no vault, `keyInvalid` for another key.
  public init(path: String, key file: KeyFile) throws(Fault) {
    self.path = path
    bytes = try WholeFile.read(path)
    guard bytes.starts(with: Vault.magic) else { throw Fault(.vaultInvalid, file: path, value: "it is no vault") }
    guard bytes.count >= Vault.headerBytes else { throw Fault(.vaultInvalid, file: path, value: "it is cut off") }
    let salt = Array(bytes[Vault.magic.count..<(Vault.magic.count + Vault.saltBytes)])
    key = Vault.fileKey(file, salt: salt)
    name = Hexadecimal.text(salt.prefix(8))
    let check = Vault.open(
      bytes[(Vault.magic.count + Vault.saltBytes)..<Vault.headerBytes], key, block: 0, kind: Vault.entries)
    guard check == Vault.checkText else {
      throw Fault(.keyInvalid, file: path, value: "it is not the key of this vault, or the vault's header is damaged")
    }
  }

  /// Hands over every entry, in order. Throws `vaultInvalid` for a changed, moved, missing or cut off block.
  ///
  /// - Parameter allowsCut: take a vault without its end's mark, as an interrupted run leaves it.
  public mutating func read(allowsCut: Bool = false, _ body: (Vault.Entry) -> Void) throws(Fault) {
    var at = Vault.headerBytes
    var block: UInt64 = 1
    var count = 0
    isComplete = false
    while at < bytes.count {
      guard !isComplete else { throw fault(block, "bytes stand behind its end") }
      guard at + 5 <= bytes.count else { break }
      let length = bytes.withUnsafeBytes {
        Int(UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
      }
      let kind = bytes[at + 4]
      guard length <= Vault.mostBlockBytes else { throw fault(block, "it was changed") }
      guard at + 5 + length <= bytes.count else { break }
      guard let plain = Vault.open(bytes[(at + 5)..<(at + 5 + length)], key, block: block, kind: kind) else {
        throw fault(block, "it was changed")
      }
      at += 5 + length
      block += 1
      if kind == Vault.end {
        let written = plain.withUnsafeBytes {
          $0.count == 8 ? Int(exactly: UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self))) : nil
        }
        guard written == count else { throw fault(block, "its count does not hold") }
        isComplete = true
      } else {
        guard let entries = Vault.parse(plain) else { throw fault(block, "its entries cannot be read") }
        for entry in entries {
          count += 1
          body(entry)
        }
      }
    }
    guard isComplete || allowsCut else {
      throw Fault(
        .vaultInvalid, file: path, value: "it is cut off behind block \(block - 1): an interrupted run, or taken away")
    }
  }

  private func fault(_ block: UInt64, _ reason: String) -> Fault {
    Fault(.vaultInvalid, file: path, value: "block \(block): \(reason)")
  }
}
