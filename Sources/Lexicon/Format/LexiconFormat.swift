import ClinicalText

/// The file form of a compiled lexicon, version 2. Little-endian, every part aligned to 64 bytes.
///
/// ```
/// header (4096 bytes): magic, version, part directory, checksum of the header
/// metadata   JSON: sources, counts, build options
/// strings    UTF-8, referred to by offset and length
/// concepts   ConceptRecord × n
/// names      LexiconName × n, those of one phrase next to each other
/// groups     UInt32 × (phrases + 1): first name of each phrase
/// slots      TokenTrie.Slot × n, in key order: the trie over folded tokens; a phrase's value is its group
/// first      UInt64 × 2^k: Bloom filter over the folded first tokens of all phrases
/// ```
/// The header and the directory are checked when a file is opened; the parts' checksums by `lexicon info --verify`.
enum LexiconFormat {
  static let magic: UInt64 = 0x0058_454C_5443_5343  // "CSCTLEX\0"
  static let version: UInt32 = 2
  static let headerSize = 4096

  enum Part: Int, CaseIterable {
    case metadata
    case strings
    case concepts
    case names
    case groups
    case slots
    case first
  }

  /// Where a part lies and what its bytes hash to.
  struct Entry: Equatable {
    var offset: UInt64
    var length: UInt64
    var checksum: UInt64
  }

  /// 64-bit checksum over bytes, eight at a time. Detects damage, not malice.
  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var h: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(bytes.count)
    var i = 0
    while i + 8 <= bytes.count {
      h ^= bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self)
      h = h &* 0x9E37_79B9_7F4A_7C15
      h ^= h >> 29
      i += 8
    }
    while i < bytes.count {
      h = (h ^ UInt64(bytes[i])) &* 0x100_0000_01B3
      i += 1
    }
    return h
  }
}

/// One name of one concept; 16 bytes.
@frozen
public struct LexiconName: Sendable {
  var offset: UInt32
  var length: UInt16
  var flags: Flags
  var concept: UInt32
  /// Lower ranks come first among the concepts of one mention.
  var rank: UInt32

  @frozen
  public struct Flags: OptionSet, Sendable {
    public let rawValue: UInt16
    /// The set with these bits.
    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }
    /// Matches only in exactly the letter case of the name.
    @inlinable public static var exactCase: Flags { Flags(rawValue: 1) }
    /// Matches only in exactly this form: plural and singular differ.
    @inlinable public static var exactForm: Flags { Flags(rawValue: 2) }
    /// The concept's preferred name.
    @inlinable public static var preferred: Flags { Flags(rawValue: 4) }
    /// In other letter case it is an ordinary English word: no match where everything around is in capitals.
    @inlinable public static var commonWord: Flags { Flags(rawValue: 8) }
    /// Fewer than four letters: no match as part of a longer run of letters and digits ("MS" in "MS4A1").
    @inlinable public static var short: Flags { Flags(rawValue: 16) }
    /// No preferred mention inside of a longer preferred one of another type.
    @inlinable public static var yieldsInside: Flags { Flags(rawValue: 32) }
    /// Another spelling of the name whose text it has.
    @inlinable public static var variant: Flags { Flags(rawValue: 64) }
    /// Of a curated lexicon: published names give no cause to take its preference away inside of longer ones.
    @inlinable public static var curated: Flags { Flags(rawValue: 128) }
  }
}
