/// A concept as it lies in a compiled lexicon; 32 bytes. Offsets are into the lexicon's strings.
@frozen
public struct ConceptRecord: Sendable {
  public var idOffset: UInt32
  public var nameOffset: UInt32
  public var semanticTypesOffset: UInt32
  public var vocabularyOffset: UInt32
  public var idLength: UInt16
  public var nameLength: UInt16
  public var semanticTypesLength: UInt16
  public var vocabularyLength: UInt16
  /// `EntityType.rawValue`.
  public var type: UInt8
  var reserved0: UInt8 = 0
  var reserved1: UInt16 = 0
  var reserved2: UInt32 = 0

  /// Takes each part as it is given.
  public init(
    id: (offset: UInt32, length: UInt16), name: (offset: UInt32, length: UInt16),
    semanticTypes: (offset: UInt32, length: UInt16), vocabulary: (offset: UInt32, length: UInt16),
    type: UInt8
  ) {
    idOffset = id.offset
    nameOffset = name.offset
    semanticTypesOffset = semanticTypes.offset
    vocabularyOffset = vocabulary.offset
    idLength = id.length
    nameLength = name.length
    semanticTypesLength = semanticTypes.length
    vocabularyLength = vocabulary.length
    self.type = type
  }
}

/// A concept that a mention names, as the vocabulary gives it: two pointers into a mapped lexicon.
@frozen
public struct ConceptReference: @unchecked Sendable {
  // Safe to share: both point into memory that is read-only and lives as long as the process.
  public let record: UnsafePointer<ConceptRecord>
  private let strings: UnsafePointer<UInt8>

  /// Takes each part as it is given.
  public init(record: UnsafePointer<ConceptRecord>, strings: UnsafePointer<UInt8>) {
    self.record = record
    self.strings = strings
  }

  /// A concept outside a lexicon; its memory is never freed.
  public init(id: ByteSlice, vocabulary: ByteSlice, preferredName: ByteSlice, semanticTypes: ByteSlice) {
    var bytes: [UInt8] = []
    func add(_ slice: ByteSlice) -> (offset: UInt32, length: UInt16) {
      defer { bytes.append(contentsOf: slice.buffer) }
      return (UInt32(bytes.count), UInt16(slice.count))
    }
    let pointer = UnsafeMutablePointer<ConceptRecord>.allocate(capacity: 1)
    pointer.initialize(
      to: ConceptRecord(
        id: add(id), name: add(preferredName), semanticTypes: add(semanticTypes), vocabulary: add(vocabulary),
        type: 0))
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
    copy.initialize(from: bytes, count: bytes.count)
    self.init(record: UnsafePointer(pointer), strings: UnsafePointer(copy))
  }

  /// True when both name one concept: the same identifier of the same vocabulary, in whatever lexicons they lie.
  public func isSame(as other: ConceptReference) -> Bool {
    record == other.record
      || id.buffer.elementsEqual(other.id.buffer) && vocabulary.buffer.elementsEqual(other.vocabulary.buffer)
  }

  private func slice(_ offset: UInt32, _ length: UInt16) -> ByteSlice {
    ByteSlice(start: strings + Int(offset), count: Int(length))
  }

  /// Identifier within the vocabulary ("C0008031").
  public var id: ByteSlice { slice(record.pointee.idOffset, record.pointee.idLength) }
  public var vocabulary: ByteSlice { slice(record.pointee.vocabularyOffset, record.pointee.vocabularyLength) }
  public var preferredName: ByteSlice { slice(record.pointee.nameOffset, record.pointee.nameLength) }
  /// TUIs with commas between them; empty when unknown.
  public var semanticTypes: ByteSlice {
    slice(record.pointee.semanticTypesOffset, record.pointee.semanticTypesLength)
  }
}
