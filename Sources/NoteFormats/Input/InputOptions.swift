/// The formats that notes can be read from.
public enum InputFormat: String, Sendable, CaseIterable {
  /// By the file's extension; where that tells nothing, by its first bytes.
  case auto
  case jsonl
  case csv
  case tsv
  case text
  /// MIMIC-III NOTEEVENTS.
  case mimic3
  /// MIMIC-IV-Note (discharge, radiology).
  case mimic4
  /// The NOTE table of the OMOP common data model.
  case omop
}

/// How a reader takes its inputs.
public struct InputOptions: Sendable {
  public var format = InputFormat.auto

  // Names of columns in tables, compared without case; nil tries the usual names.
  public var idColumn: String?
  public var textColumn: String?
  public var patientColumn: String?
  public var encounterColumn: String?
  public var dateColumn: String?
  public var typeColumn: String?

  /// The byte between a table's fields; nil takes the format's own.
  public var delimiter: UInt8?

  /// The largest text of a note, in bytes of UTF-8.
  public var maxNoteBytes = 16 * 1024 * 1024

  /// True to read `entities` of JSON notes as `NoteRecord.given`.
  public var givenEntities = false

  /// True to take `deidentified_text` of results as the text, where it is there, and `phi` as metadata.
  package var readsResults = false

  /// Shown as `source` instead of the file's name; nil keeps the name.
  public var sourceName: String?

  /// Bytes asked for in one read. Results never depend on it; tests make it tiny.
  public var chunkBytes = 256 * 1024
  /// A batch is closed when it holds this many bytes or records.
  public var batchBytes = 256 * 1024
  public var batchRecords = 64

  /// True to tell how each file begins (`RawBatch.opening`), also of files without records.
  package var tellsOpenings = false

  /// Starts with the defaults.
  public init() {}

  /// Offsets are 32 bits wide, whatever the user allows.
  private var boundedNoteBytes: Int { min(max(0, maxNoteBytes), 1 << 32) }

  /// Longest line of JSON that can hold a legal note: every byte of its text may be written as `\u00XX`.
  var maxLineBytes: Int { min(6 * boundedNoteBytes + 1 << 20, Int(UInt32.max) - 4096) }

  /// How far a table's record is looked through for its end: text with each of its quotes doubled, and other fields.
  var maxRowBytes: Int { min(2 * boundedNoteBytes + 64 << 10, Int(UInt32.max) - 4096) }
}
