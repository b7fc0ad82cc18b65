import ClinicalText

/// How one file of lines or rows begins, for those who write it again.
package struct FileOpening: Sendable {
  package enum Form: Sendable {
    case lines
    case table(delimiter: UInt8)
  }

  /// Index among the reader's files.
  package var file: Int
  package var form: Form
  /// The byte-order mark and the header with its line end, as far as there are any.
  package var head: [UInt8]
  package var isCompressed: Bool
}

/// A record as it stands in the input, with what the reader made of it and where it found it.
package struct PlacedRecord {
  package enum Form: Sendable, Equatable {
    case json
    case row(delimiter: UInt8)
    /// A whole file.
    case text
    /// Nothing could be made of it.
    case failure
  }

  package var parsed: ParsedRecord
  package var form: Form
  /// The record without its line feed; valid as long as the batch.
  package var bytes: UnsafeBufferPointer<UInt8>
  /// In order; empty for a text file and for a failure.
  package var places: [FieldPlace]
  /// Index among the reader's files.
  package var file: Int
  package var isCompressed: Bool
  /// True when a line feed follows in the input.
  package var isTerminated: Bool
}

extension RawBatch {
  /// Parses the records of a range, in order, and tells where everything stands. May be called on any thread.
  package func forEachPlaced(_ range: Range<Int>, _ body: (PlacedRecord) -> Void) {
    let json = JSONRecordParser(options: options, source: source)
    let row = layout.map { RowRecordParser(layout: $0, options: options, source: source) }
    for record in records[range] {
      let bytes = bytes(record.bytes)
      var placed = PlacedRecord(
        parsed: .failure(RecordFailure(id: nil, fault: Fault(.internalError), source: "", line: 0, fingerprint: 0)),
        form: .failure, bytes: bytes, places: [], file: record.file, isCompressed: record.isCompressed,
        isTerminated: record.isTerminated)
      switch record.content {
      case .json:
        placed.form = .json
        (placed.parsed, placed.places) = json.parsePlaced(bytes, line: record.line)
      case .row(let range):
        guard let row, let layout else { continue }
        placed.form = .row(delimiter: layout.delimiter)
        placed.parsed = row.parse(bytes, fields: fields[range], line: record.line)
        placed.places = FieldPlace.fields(fields[range], of: bytes, layout)
      case .text(let name):
        placed.form = .text
        placed.parsed = parseText(bytes, names[name])
      case .failure(let index):
        placed.parsed = .failure(failures[index])
      }
      if case .failure = placed.parsed { placed.form = .failure }
      body(placed)
    }
  }
}
