import ClinicalText
import JSONReading

/// Some records as they stand in the input, in order, not yet looked into.
///
/// Made on the reader's thread, parsed on any: everything in it is constant.
public final class RawBatch: @unchecked Sendable {
  // Safe to share: `BatchBuilder` gives the memory up before the batch is made; nothing writes to it afterwards.

  struct Record {
    enum Content {
      case json
      /// A row of a table: its fields in `RawBatch.fields`.
      case row(fields: Range<Int>)
      /// A whole text file: index into `RawBatch.names`.
      case text(name: Int)
      /// Index into `RawBatch.failures`.
      case failure(Int)
    }

    var content: Content
    /// Byte offsets into the batch.
    var bytes: Range<Int>
    var line: Int
    /// Index of the file among the reader's files.
    var file: Int
    var isCompressed: Bool
    /// True when a line feed follows in the input.
    var isTerminated: Bool
  }

  struct Name {
    var source: String
    var noteID: String
  }

  /// Zero bytes behind the records, so that vector code may read on.
  static let padding = 64

  private let storage: UnsafeMutablePointer<UInt8>
  /// The input that the records come from, as `NoteRecord.source` names it; for text files each has its own.
  public let source: String
  let records: [Record]
  let fields: [RowField]
  let names: [Name]
  let failures: [RecordFailure]
  let layout: ColumnLayout?
  let options: InputOptions
  /// Set in the first batch of a file of lines or rows, where the reader was asked for it.
  package let opening: FileOpening?
  /// Bytes of all records.
  public let byteCount: Int

  init(
    storage: UnsafeMutablePointer<UInt8>, byteCount: Int, source: String, records: [Record], fields: [RowField],
    names: [Name], failures: [RecordFailure], layout: ColumnLayout?, options: InputOptions, opening: FileOpening?
  ) {
    self.storage = storage
    self.byteCount = byteCount
    self.source = source
    self.records = records
    self.fields = fields
    self.names = names
    self.failures = failures
    self.layout = layout
    self.options = options
    self.opening = opening
  }

  deinit { storage.deallocate() }

  /// Number of records.
  public var count: Int { records.count }

  func bytes(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: storage + range.lowerBound, count: range.count)
  }

  /// Parses every record, in order: one note or one failure each. May be called on any thread.
  public func parse() -> [ParsedRecord] {
    var parsed: [ParsedRecord] = []
    parsed.reserveCapacity(records.count)
    let json = JSONRecordParser(options: options, source: source)
    let row = layout.map { RowRecordParser(layout: $0, options: options, source: source) }
    for record in records {
      switch record.content {
      case .json:
        parsed.append(json.parse(bytes(record.bytes), line: record.line))
      case .row(let range):
        guard let row else { continue }
        parsed.append(row.parse(bytes(record.bytes), fields: fields[range], line: record.line))
      case .text(let name):
        parsed.append(parseText(bytes(record.bytes), names[name]))
      case .failure(let index):
        parsed.append(.failure(failures[index]))
      }
    }
    return parsed
  }

  func parseText(_ bytes: UnsafeBufferPointer<UInt8>, _ name: Name) -> ParsedRecord {
    guard UTF8Check.isValid(bytes) else {
      return .failure(
        RecordFailure(
          id: name.noteID, fault: Fault(.invalidUTF8), source: name.source, line: 1,
          fingerprint: Fingerprint.of(bytes)))
    }
    return .note(NoteRecord(id: name.noteID, text: NoteText(copying: bytes), source: name.source, line: 1))
  }
}
