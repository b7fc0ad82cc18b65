import ClinicalText
import Synchronization

/// A compiled lexicon, mapped from its file. Opening checks the header and the directory only, so that it takes
/// the same few microseconds at any size; `verify` reads everything.
///
/// The mapping is kept for the life of the process: concept references given out point into it.
public final class CompiledLexicon: @unchecked Sendable {
  // Safe to share: everything is read-only after `init`.
  public let path: String
  let file: MappedFile
  let directory: [LexiconFormat.Entry]
  public let trie: TokenTrie
  let groups: UnsafeBufferPointer<UInt32>
  let names: UnsafeBufferPointer<LexiconName>
  let concepts: UnsafeBufferPointer<ConceptRecord>
  let strings: UnsafeRawBufferPointer
  private let conceptRecords: UnsafePointer<ConceptRecord>
  private let stringBytes: UnsafePointer<UInt8>
  let firstFilter: FirstTokenFilter
  /// Set when a reference in the file points outside it. Opening does not read the parts, so damage may show only here.
  private let damage = Atomic<Bool>(false)

  /// True once matching has met damage: what was found since is not to be trusted.
  public var isDamaged: Bool { damage.load(ordering: .relaxed) }

  /// Reads and checks; throws a fault that names file, line and remedy.
  public init(path: String) throws(Fault) {
    self.path = path
    file = try MappedFile(path)
    directory = try Self.readDirectory(file)
    let slots: UnsafeBufferPointer<TokenTrie.Slot> = try Self.part(.slots, file, directory)
    guard let firstSlot = slots.baseAddress, slots.count > TokenTrie.overflow else {
      throw Fault(.lexiconCorrupt, file: path, value: "slot count")
    }
    trie = TokenTrie(slots: firstSlot, count: slots.count)
    groups = try Self.part(.groups, file, directory)
    names = try Self.part(.names, file, directory)
    concepts = try Self.part(.concepts, file, directory)
    let filter: UnsafeBufferPointer<UInt64> = try Self.part(.first, file, directory)
    guard let words = filter.baseAddress, filter.count.nonzeroBitCount == 1, groups.count > 0 else {
      throw Fault(.lexiconCorrupt, file: path, value: "first-token filter")
    }
    firstFilter = FirstTokenFilter(words: words, count: filter.count)
    let entry = directory[LexiconFormat.Part.strings.rawValue]
    strings = UnsafeRawBufferPointer(
      rebasing: file.bytes[Int(entry.offset)..<Int(entry.offset + entry.length)])
    // Safe because an opened file is not empty: both stay inside the mapping or are never read.
    let base = file.bytes.baseAddress!
    conceptRecords = concepts.baseAddress ?? base.assumingMemoryBound(to: ConceptRecord.self)
    stringBytes = (strings.baseAddress ?? base).assumingMemoryBound(to: UInt8.self)
    // References given out point into the mapping and may outlive this object.
    _ = Unmanaged.passRetained(file)
  }

  /// True when a file begins as a compiled lexicon does, whatever its version.
  public static func isCompiled(_ path: String) -> Bool {
    guard let file = try? MappedFile(path), file.bytes.count >= 8 else { return false }
    return file.bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self) == LexiconFormat.magic
  }

  /// Number of concepts, of names, and of distinct phrases after folding.
  public var conceptCount: Int { concepts.count }
  public var nameCount: Int { names.count }
  public var phraseCount: Int { groups.count - 1 }
  public var fileSize: Int { file.bytes.count }

  /// The build's own description: JSON with sources, counts and options.
  public var metadata: String {
    let entry = directory[LexiconFormat.Part.metadata.rawValue]
    return String(
      decoding: file.bytes[Int(entry.offset)..<Int(entry.offset + entry.length)], as: UTF8.self)
  }

  /// A hash of all content, from the directory's checksums: the same names give the same hash.
  public var contentHash: UInt64 {
    var h: UInt64 = UInt64(LexiconFormat.version)
    for entry in directory {
      h = (h ^ entry.checksum) &* 0x9E37_79B9_7F4A_7C15
      h ^= h >> 29
    }
    return h
  }

  /// Reads the whole file and compares every part with its checksum.
  public func verify() throws(Fault) {
    for part in LexiconFormat.Part.allCases {
      let entry = directory[part.rawValue]
      let bytes = UnsafeRawBufferPointer(
        rebasing: file.bytes[Int(entry.offset)..<Int(entry.offset + entry.length)])
      guard LexiconFormat.checksum(bytes) == entry.checksum else {
        throw Fault(.lexiconCorrupt, file: path, value: "checksum of \(part)")
      }
    }
    let bound = UInt32(names.count)
    guard groups.allSatisfy({ $0 <= bound }), groups.last == bound,
      names.allSatisfy({
        $0.concept < UInt32(concepts.count) && Int($0.offset) + Int($0.length) <= strings.count
      }), concepts.allSatisfy(isSound)
    else { throw Fault(.lexiconCorrupt, file: path, value: "references") }
  }

  // MARK: names and concepts

  /// The names of one phrase (a trie value), as a range of name indices; empty where the file is damaged.
  @inline(__always)
  func namesOfGroup(_ group: UInt32) -> Range<Int> {
    guard Int(group) + 1 < groups.count else { return reportDamage() }
    let start = Int(groups[Int(group)])
    let end = Int(groups[Int(group) + 1])
    guard start <= end, end <= names.count else { return reportDamage() }
    return start..<end
  }

  @inline(never)
  private func reportDamage() -> Range<Int> {
    damage.store(true, ordering: .relaxed)
    return 0..<0
  }

  @inline(__always)
  func type(ofConcept index: UInt32) -> EntityType {
    guard Int(index) < concepts.count, let type = EntityType(rawValue: concepts[Int(index)].type) else {
      _ = reportDamage()
      return .problem
    }
    return type
  }

  /// Bytes of the strings part; empty where the file is damaged.
  func slice(_ offset: UInt32, _ length: UInt16) -> ByteSlice {
    guard Int(offset) + Int(length) <= strings.count else {
      _ = reportDamage()
      return ByteSlice(start: stringBytes, count: 0)
    }
    return ByteSlice(start: stringBytes + Int(offset), count: Int(length))
  }

  /// What results say of a concept; nil where the file is damaged.
  @inline(__always)
  public func reference(toConcept index: UInt32) -> ConceptReference? {
    guard Int(index) < concepts.count, isSound(concepts[Int(index)]) else {
      _ = reportDamage()
      return nil
    }
    return ConceptReference(record: conceptRecords + Int(index), strings: stringBytes)
  }

  @inline(__always)
  private func isSound(_ c: ConceptRecord) -> Bool {
    let end = strings.count
    return Int(c.idOffset) + Int(c.idLength) <= end && Int(c.nameOffset) + Int(c.nameLength) <= end
      && Int(c.semanticTypesOffset) + Int(c.semanticTypesLength) <= end
      && Int(c.vocabularyOffset) + Int(c.vocabularyLength) <= end
  }

  /// One name that a phrase stands for: for `lexicon lookup`.
  public struct Hit {
    public var name: String
    public var type: EntityType
    public var concept: ConceptReference
    public var flags: LexiconName.Flags
  }

  /// Every name that folds to the same tokens as `phrase`, whatever its case rule; empty when there is none.
  public func lookup(_ phrase: String) -> [Hit] {
    let folded = TokenFolding.phrase(NoteText(phrase), TokenBuffer())
    guard !folded.isEmpty, let group = trie.value(of: folded) else { return [] }
    return namesOfGroup(group).compactMap { index in
      let name = names[index]
      guard let concept = reference(toConcept: name.concept) else { return nil }
      return Hit(
        name: slice(name.offset, name.length).string, type: type(ofConcept: name.concept),
        concept: concept, flags: name.flags)
    }
  }

  /// Number of concepts of each entity type.
  public func conceptCountsByType() -> [(EntityType, Int)] {
    var counts = [Int](repeating: 0, count: EntityType.allCases.count)
    for concept in concepts where Int(concept.type) < counts.count { counts[Int(concept.type)] += 1 }
    return EntityType.allCases.map { ($0, counts[Int($0.rawValue)]) }.filter { $0.1 > 0 }
  }

  // MARK: opening

  private static func readDirectory(_ file: MappedFile) throws(Fault) -> [LexiconFormat.Entry] {
    let bytes = file.bytes
    guard bytes.count >= LexiconFormat.headerSize,
      bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self) == LexiconFormat.magic
    else { throw Fault(.lexiconCorrupt, file: file.path, value: "no lexicon header") }
    let version = bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
    guard version == LexiconFormat.version else {
      throw Fault(.lexiconVersion, file: file.path, value: "\(version), not \(LexiconFormat.version)")
    }
    let stored = bytes.loadUnaligned(fromByteOffset: LexiconFormat.headerSize - 8, as: UInt64.self)
    let header = UnsafeRawBufferPointer(rebasing: bytes[0..<LexiconFormat.headerSize - 8])
    guard LexiconFormat.checksum(header) == stored else {
      throw Fault(.lexiconCorrupt, file: file.path, value: "header checksum")
    }
    var entries: [LexiconFormat.Entry] = []
    for part in LexiconFormat.Part.allCases {
      let at = 64 + part.rawValue * 24
      let entry = LexiconFormat.Entry(
        offset: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self),
        length: bytes.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self),
        checksum: bytes.loadUnaligned(fromByteOffset: at + 16, as: UInt64.self))
      guard entry.offset <= UInt64(bytes.count), entry.length <= UInt64(bytes.count) - entry.offset
      else { throw Fault(.lexiconCorrupt, file: file.path, value: "cut off in \(part)") }
      entries.append(entry)
    }
    return entries
  }

  private static func part<T>(
    _ part: LexiconFormat.Part, _ file: MappedFile, _ directory: [LexiconFormat.Entry]
  ) throws(Fault) -> UnsafeBufferPointer<T> {
    let entry = directory[part.rawValue]
    guard Int(entry.length) % MemoryLayout<T>.stride == 0,
      Int(entry.offset) % MemoryLayout<T>.alignment == 0
    else { throw Fault(.lexiconCorrupt, file: file.path, value: "size of \(part)") }
    guard let base = file.bytes.baseAddress else { return UnsafeBufferPointer(start: nil, count: 0) }
    let start = (base + Int(entry.offset)).assumingMemoryBound(to: T.self)
    return UnsafeBufferPointer(start: start, count: Int(entry.length) / MemoryLayout<T>.stride)
  }
}
