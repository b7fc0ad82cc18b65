import ClinicalText
import Crypto
import Files

/// A separate, encrypted file with what was replaced, to undo replacements under control.
///
/// The file is a header (the magic "CSVAULT1", 16 random bytes of salt, a sealed fixed text that checks the key) and blocks:
/// the length of the sealed bytes (4 bytes, little-endian), one byte of kind (0 entries, 1 end), the sealed bytes. Sealing is
/// AES-256-GCM (NIST SP 800-38D) under a key that HKDF-SHA-256 (RFC 5869) makes from the key file and the salt; nonce and
/// authenticated data are the block's number and kind, so that blocks cannot be moved, taken out or cut off unseen. Nothing
/// in the file is readable without the key but its size.
public enum Vault {
  static let magic = Array("CSVAULT1".utf8)
  static let saltBytes = 16
  static let checkText = Array("chartsift vault".utf8)
  static let tagBytes = 16
  static let headerBytes = magic.count + saltBytes + checkText.count + tagBytes
  static let entries: UInt8 = 0
  static let end: UInt8 = 1
  /// Larger blocks than this are no vault's.
  static let mostBlockBytes = 64 << 20

  /// One replaced identifier.
  public struct Entry: Sendable, Equatable {
    /// 1-based number of the note in the output that the vault belongs to.
    public var note: Int
    /// Unicode scalar offsets in the new text, half-open.
    public var start: Int
    public var end: Int
    public var kind: IdentifierKind
    /// What stood there, UTF-8.
    public var original: [UInt8]

    /// Takes each part as it is given.
    public init(note: Int, start: Int, end: Int, kind: IdentifierKind, original: [UInt8]) {
      self.note = note
      self.start = start
      self.end = end
      self.kind = kind
      self.original = original
    }
  }

  /// The entries of a note.
  ///
  /// - Parameters:
  ///   - number: 1-based, in the output.
  ///   - identifiers: as the `Deidentifier` gave them with `edited`.
  public static func entries(
    note number: Int, _ identifiers: [ReplacedIdentifier], original: NoteText, edited: EditedText
  ) -> [Entry] {
    var entries: [Entry] = []
    var next = 0
    var scalars = 0
    var position = 0
    for item in identifiers where item.replacement != nil {
      guard next < edited.edits.count else { break }
      let span = edited.edits[next].new
      next += 1
      scalars += count(edited.text, position, Int(span.start))
      let start = scalars
      scalars += count(edited.text, Int(span.start), Int(span.end))
      position = Int(span.end)
      entries.append(
        Entry(
          note: number, start: start, end: scalars, kind: item.identifier.kind,
          original: Array(original.bytes[item.identifier.span.range])))
    }
    return entries
  }

  private static func count(_ text: NoteText, _ start: Int, _ end: Int) -> Int {
    text.bytes[start..<end].reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
  }

  // MARK: sealing

  static func fileKey(_ key: KeyFile, salt: [UInt8]) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: key.key, salt: salt, info: Array("chartsift vault v1".utf8), outputByteCount: 32)
  }

  /// Block 0 is the header's check.
  static func nonce(_ block: UInt64) -> [UInt8] {
    [0, 0, 0, 0] + withUnsafeBytes(of: block.littleEndian) { Array($0) }
  }

  static func seal(_ plain: [UInt8], _ key: SymmetricKey, block: UInt64, kind: UInt8) throws(Fault) -> [UInt8] {
    do {
      let nonce = try AES.GCM.Nonce(data: nonce(block))
      let box = try AES.GCM.seal(plain, using: key, nonce: nonce, authenticating: [kind])
      return Array(box.ciphertext) + Array(box.tag)
    } catch {
      throw Fault(.internalError, value: "sealing a block of the vault")
    }
  }

  /// Nil where the bytes, the number, the kind or the key are not those of sealing.
  static func open(_ sealed: ArraySlice<UInt8>, _ key: SymmetricKey, block: UInt64, kind: UInt8) -> [UInt8]? {
    guard sealed.count >= tagBytes, let nonce = try? AES.GCM.Nonce(data: nonce(block)),
      let box = try? AES.GCM.SealedBox(
        nonce: nonce, ciphertext: sealed.dropLast(tagBytes), tag: sealed.suffix(tagBytes)),
      let plain = try? AES.GCM.open(box, using: key, authenticating: [kind])
    else { return nil }
    return Array(plain)
  }

  // MARK: entries in bytes

  static func append(_ entry: Entry, to output: inout [UInt8]) {
    func add(_ value: Int) { withUnsafeBytes(of: UInt64(value).littleEndian) { output.append(contentsOf: $0) } }
    add(entry.note)
    add(entry.start)
    add(entry.end)
    output.append(entry.kind.rawValue)
    add(entry.original.count)
    output.append(contentsOf: entry.original)
  }

  /// Nil for bytes that are no entries.
  static func parse(_ bytes: [UInt8]) -> [Entry]? {
    var entries: [Entry] = []
    var i = 0
    func number() -> Int? {
      guard i + 8 <= bytes.count else { return nil }
      let value = bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: i, as: UInt64.self)) }
      i += 8
      return Int(exactly: value)
    }
    while i < bytes.count {
      guard let note = number(), let start = number(), let end = number(), i < bytes.count,
        let kind = IdentifierKind(rawValue: bytes[i])
      else { return nil }
      i += 1
      guard let count = number(), count <= bytes.count - i else { return nil }
      entries.append(Entry(note: note, start: start, end: end, kind: kind, original: Array(bytes[i..<(i + count)])))
      i += count
    }
    return entries
  }
}
