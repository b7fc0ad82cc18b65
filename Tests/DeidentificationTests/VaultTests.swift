import ClinicalText
import Deidentification
import TestSupport
import Testing

struct VaultTests {
  private let canary = "Zyxwvut Canaryname"

  private func entries(_ count: Int) -> [Vault.Entry] {
    (1...count).map {
      .init(note: $0, start: 3 * $0, end: 3 * $0 + 9, kind: .patient, original: Array("\(canary) \($0)".utf8))
    }
  }

  private func written(_ count: Int, key seed: UInt8 = 1) throws -> ScratchFile {
    let file = ScratchFile()
    let vault = try VaultWriter(path: file.path, key: try Surrogates.key(seed))
    for entry in entries(count) { try vault.append([entry]) }
    try vault.close()
    return file
  }

  private func read(_ file: ScratchFile, key seed: UInt8 = 1, allowsCut: Bool = false) throws -> [Vault.Entry] {
    var all: [Vault.Entry] = []
    var reader = try VaultReader(path: file.path, key: try Surrogates.key(seed))
    try reader.read(allowsCut: allowsCut) { all.append($0) }
    return all
  }

  @Test func whatGoesInComesOut() throws {
    #expect(try read(try written(20)) == entries(20))
    // Several blocks.
    #expect(try read(try written(9000)) == entries(9000))
    let file = ScratchFile()
    try VaultWriter(path: file.path, key: try Surrogates.key()).close()
    #expect(try read(file).isEmpty)
  }

  @Test func nothingOfItIsReadable() throws {
    let bytes = try written(50).bytes
    let words = [canary, "Canaryname", "PATIENT", "patient", "canaryname"]
    for word in words {
      let needle = Array(word.utf8)
      #expect(!bytes.indices.contains { bytes[$0...].starts(with: needle) }, "\(word)")
    }
    // Two vaults of the same entries share nothing behind the magic.
    #expect(try written(50).bytes.dropFirst(8).prefix(64) != bytes.dropFirst(8).prefix(64))
  }

  @Test func anotherKeyIsRefused() throws {
    let file = try written(3)
    #expect { try read(file, key: 2) } throws: { ($0 as? Fault)?.code == .keyInvalid }
    #expect { try VaultWriter(path: file.path, key: try Surrogates.key()) } throws: {
      ($0 as? Fault)?.code == .outputUnwritable
    }
  }

  /// Whatever byte is changed, taken away or put in: a fault, never other entries.
  @Test func everyChangeShows() throws {
    let file = try written(6)
    let original = file.bytes
    var random = SeededGenerator(2)
    for round in 0..<400 {
      var bytes = original
      switch round % 4 {
      case 0: bytes[random.below(bytes.count)] ^= UInt8(1 + random.below(255))
      case 1: bytes.removeLast(1 + random.below(bytes.count))
      case 2: bytes.insert(UInt8(random.below(256)), at: random.below(bytes.count))
      default: bytes += [UInt8(random.below(256))]
      }
      file.bytes = bytes
      #expect { try read(file) } throws: {
        [.vaultInvalid, .keyInvalid].contains(($0 as? Fault)?.code)
      }
    }
  }

  @Test func anInterruptedVaultIsReadOnRequest() throws {
    let file = try written(9000)
    // Without the end: 4 + 1 bytes, 8 of the count, 16 of the seal.
    file.bytes = Array(file.bytes.dropLast(29))
    #expect { try read(file) } throws: { ($0 as? Fault)?.code == .vaultInvalid }
    #expect(try read(file, allowsCut: true) == entries(9000))
  }

  /// The spans of a note's entries are those of the replacements in the new text, in scalars.
  @Test func spansAreOfTheNewText() throws {
    let text = NoteText("é: Imani Hairston, 😀 Durham NC")
    let name = ByteSpan(4, 18)
    let city = ByteSpan(25, 31)
    #expect(text.string(name) == "Imani Hairston" && text.string(city) == "Durham")
    let source = ByteSlice(permanent: "rule:t")
    let items = [
      ReplacedIdentifier(.init(kind: .patient, span: name, source: source), replacement: Array("Zoë".utf8)),
      ReplacedIdentifier(.init(kind: .city, span: city, source: source), replacement: Array("[CITY]".utf8)),
    ]
    let edited = EditedText(text, items.map { ($0.identifier.span, $0.replacement!) })
    let scalars = Array(edited.text.string(edited.text.fullSpan).unicodeScalars)
    let entries = Vault.entries(note: 4, items, original: text, edited: edited)
    #expect(entries.map(\.note) == [4, 4])
    #expect(entries.map { String(String.UnicodeScalarView(scalars[$0.start..<$0.end])) } == ["Zoë", "[CITY]"])
    #expect(entries.map { String(decoding: $0.original, as: UTF8.self) } == ["Imani Hairston", "Durham"])
  }

  // MARK: keys

  @Test func keysAreChecked() throws {
    func code(_ bytes: [UInt8]) -> Fault.Code? {
      do {
        _ = try KeyFile(bytes: bytes)
        return nil
      } catch { return error.code }
    }
    #expect(code(Array(0..<31)) == .keyInvalid && code(Array(0..<32)) == nil)
    #expect(code([UInt8](repeating: 7, count: 64)) == .keyInvalid)
    let text = Array("0123456789abcdef0123456789abcdef".utf8)
    #expect(try KeyFile(bytes: text).isSame(as: KeyFile(bytes: text + [0x0A])))
    #expect(try KeyFile(bytes: text).fingerprint != KeyFile(bytes: text + [0x30]).fingerprint)
  }
}
