import ClinicalText

/// The kept form of a `DetectionSource`: little-endian numbers and length-prefixed texts, with a checksum at the end.
package enum DetectionCoder {
  /// Raised whenever the form, or the meaning of a data file, changes.
  package static let version = 6

  package static func encode(_ source: DetectionSource) -> [UInt8] {
    var bytes: [UInt8] = []
    put(UInt64(source.words.count), &bytes)
    for (key, value) in source.words.sorted(by: { $0.key < $1.key }) {
      put(key, &bytes)
      put(value.rawValue, &bytes)
    }
    put(UInt64(source.grammar.count), &bytes)
    for (key, value) in source.grammar.sorted(by: { $0.key < $1.key }) {
      put(key, &bytes)
      put(value.rawValue, &bytes)
    }
    put(UInt64(source.phrases.count), &bytes)
    for phrase in source.phrases {
      put(phrase.text, &bytes)
      put(phrase.rule, &bytes)
      let role = number(of: phrase.role)
      put(role.tag, &bytes)
      put(role.kind, &bytes)
      put(role.flag, &bytes)
    }
    put(UInt64(source.endings.count), &bytes)
    for ending in source.endings { put(ending, &bytes) }
    put(checksum(bytes[...]), &bytes)
    return bytes
  }

  /// Nil when the bytes are damaged or of another version: the files are then read again.
  package static func decode(_ bytes: [UInt8]) -> DetectionSource? {
    guard bytes.count > 24 else { return nil }
    return bytes.withUnsafeBytes { raw in
      var reader = Reader(bytes: UnsafeRawBufferPointer(rebasing: raw[..<(raw.count - 8)]))
      let sum = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: raw.count - 8, as: UInt64.self))
      guard sum == checksum(reader.bytes) else { return nil }
      var source = DetectionSource()
      let words = reader.count(of: 12)
      source.words.reserveCapacity(words)
      for _ in 0..<words {
        let key: UInt64 = reader.number()
        source.words[key] = WordClass(rawValue: reader.number())
      }
      for _ in 0..<reader.count(of: 12) {
        let key: UInt64 = reader.number()
        source.grammar[key] = GrammarClass(rawValue: reader.number())
      }
      let phrases = reader.count(of: 22)
      source.phrases.reserveCapacity(phrases)
      for _ in 0..<phrases {
        let text = reader.string()
        let rule = reader.string()
        guard let role = role(tag: reader.number(), kind: reader.number(), flag: reader.number()) else { return nil }
        source.phrases.append(.init(text: text, role: role, rule: rule))
      }
      for _ in 0..<reader.count(of: 8) { source.endings.append(reader.string()) }
      return reader.failed ? nil : source
    }
  }

  // MARK: roles

  private static func number(of role: PhraseRole) -> (tag: UInt8, kind: UInt8, flag: UInt32) {
    switch role {
    case .identifier(let kind, let isAmbiguous): (0, kind.rawValue, isAmbiguous ? 1 : 0)
    case .announces(let kind): (1, kind.rawValue, 0)
    case .nameCue(let cue): (2, cue.kind.rawValue, cue.traits.rawValue)
    case .announcesDate: (4, 0, 0)
    case .placeTail(let kind, let isAmbiguous): (5, kind.rawValue, isAmbiguous ? 1 : 0)
    case .placeHead(let kind, let isAmbiguous): (6, kind.rawValue, isAmbiguous ? 1 : 0)
    case .announcesPlace(let kind, let isAmbiguous): (7, kind.rawValue, isAmbiguous ? 1 : 0)
    case .clinicalName: (8, 0, 0)
    case .noIdentifier: (9, 0, 0)
    }
  }

  private static func role(tag: UInt8, kind: UInt8, flag: UInt32) -> PhraseRole? {
    guard let kind = IdentifierKind(rawValue: kind) else { return nil }
    switch tag {
    case 0: return .identifier(kind, isAmbiguous: flag == 1)
    case 1: return .announces(kind)
    case 2: return .nameCue(NameCue(kind, .init(rawValue: flag)))
    case 4: return .announcesDate
    case 5: return .placeTail(kind, isAmbiguous: flag == 1)
    case 6: return .placeHead(kind, isAmbiguous: flag == 1)
    case 7: return .announcesPlace(kind, isAmbiguous: flag == 1)
    case 8: return .clinicalName
    case 9: return .noIdentifier
    default: return nil
    }
  }

  // MARK: bytes

  private static func put(_ value: some FixedWidthInteger, _ bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private static func put(_ text: String, _ bytes: inout [UInt8]) {
    put(UInt64(text.utf8.count), &bytes)
    bytes.append(contentsOf: text.utf8)
  }

  private static func checksum(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var h: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(version)
    for byte in bytes { h = (h ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return h
  }

  private struct Reader {
    let bytes: UnsafeRawBufferPointer
    var at = 0
    var failed = false

    init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func number<N: FixedWidthInteger & BitwiseCopyable>() -> N {
      guard bytes.count - at >= MemoryLayout<N>.size else {
        failed = true
        at = bytes.count
        return 0
      }
      defer { at += MemoryLayout<N>.size }
      return N(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: N.self))
    }

    /// A number of items of at least `size` bytes each that what is left can hold.
    mutating func count(of size: Int) -> Int {
      let value: UInt64 = number()
      guard value <= UInt64((bytes.count - at) / size) else {
        failed = true
        return 0
      }
      return Int(value)
    }

    mutating func string() -> String {
      let length = count(of: 1)
      defer { at += length }
      return String(decoding: UnsafeRawBufferPointer(rebasing: bytes[at..<(at + length)]), as: UTF8.self)
    }
  }
}
