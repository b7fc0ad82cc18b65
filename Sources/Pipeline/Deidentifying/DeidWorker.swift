import ClinicalText
import Deidentification
import NoteFormats

/// What a worker made of a batch: the records written again, with gaps where numbers go that are given out in order.
struct DeidChunk: @unchecked Sendable {
  // Safe to share: the buffer goes from the worker to the emitting task, which is the only one to use it then.
  let out: OutputBuffer
  var records: [Record] = []
  var numbers: [NumberPlace] = []
  var found: [Found] = []
  let opening: FileOpening?

  struct Record {
    var file: Int
    /// Byte offsets into `out`.
    var bytes: Range<Int>
    /// Indices into `numbers` and `found`.
    var numbers: Range<Int>
    var found: Range<Int>
    var isTerminated: Bool
    var isCompressed: Bool
    var isText: Bool
    var line: Int
    var outcome: Outcome
  }

  enum Outcome {
    case note(Note)
    case failure(Fault.Code)
  }

  /// What is needed of a note to number it and to join it with the input again.
  struct Note {
    /// Nil for a note without an id of its own.
    var id: String?
    var patientID: String?
    var encounterID: String?
    /// For the joining table; nil where none is written.
    var record: NoteRecord?
    /// For the vault, with 0 for the note's number; empty where none is written.
    var replaced: [Vault.Entry]
    /// A hash that differs from process to process: tells texts of one run apart.
    var text: Int
    var textBytes: Int
  }

  /// An identifier, for the counts.
  struct Found {
    var kind: IdentifierKind
    var isReplaced: Bool
    var source: ByteSlice
  }
}

/// Detects, replaces and writes the records of batches. One object serves one worker.
final class DeidWorker {
  private let deidentifier: Deidentifier
  private let layout: LayoutAnalyzer
  private let fields: FieldRules
  private let patients: PatientLookup
  private let joins: Bool
  private let hasVault: Bool
  private let structure = NoteStructure()

  /// - Parameters:
  ///   - joins: keep what the joining table tells of a record.
  ///   - hasVault: keep what was replaced.
  init(_ setup: DeidSetup, fields: FieldRules, _ knowledge: PatientKnowledge, joins: Bool, hasVault: Bool) {
    self.joins = joins
    self.hasVault = hasVault
    patients = PatientLookup(knowledge)
    deidentifier = Deidentifier(setup.deidentification.rules)
    layout = setup.layout
    self.fields = fields
  }

  func process(_ piece: DeidPiece, _ out: OutputBuffer) -> DeidChunk {
    out.removeAll()
    var chunk = DeidChunk(out: out, opening: piece.batch.opening)
    var writer = RecordWriter(out)
    for range in piece.ranges {
      piece.batch.forEachPlaced(range) { placed in
        let start = (out.count, writer.numbers.count, chunk.found.count)
        let outcome: DeidChunk.Outcome
        var line = 1
        switch placed.parsed {
        case .failure(let failure):
          outcome = .failure(failure.fault.code)
          line = failure.line
        case .note(let note):
          line = note.line
          var patient: PatientContext
          do throws(Fault) {
            patient = try patients.context(for: note)
          } catch {
            outcome = .failure(error.code)
            break
          }
          patient.noteID = patient.noteID ?? note.id
          patient.noteDate = patient.noteDate ?? note.date
          var replaced: [Vault.Entry] = []
          let text = deidentify(note, patient, &chunk.found, &replaced)
          writer.write(placed, text: text) { place in
            fields.field(place, of: placed.bytes) { deidentifier.replacement(ofDate: $0, patient) }
          }
          outcome = .note(
            DeidChunk.Note(
              id: note.hasOwnID && placed.form != .text ? note.id : nil, patientID: note.patientID,
              encounterID: note.encounterID, record: joins ? bare(note) : nil, replaced: replaced,
              text: hash(note.text), textBytes: note.text.count))
        }
        chunk.records.append(
          DeidChunk.Record(
            file: placed.file, bytes: start.0..<out.count, numbers: start.1..<writer.numbers.count,
            found: start.2..<chunk.found.count, isTerminated: placed.isTerminated,
            isCompressed: placed.isCompressed, isText: placed.form == .text, line: line, outcome: outcome))
      }
    }
    chunk.numbers = writer.numbers
    return chunk
  }

  /// The text with its identifiers replaced; nil where none was.
  private func deidentify(
    _ note: NoteRecord, _ patient: PatientContext, _ found: inout [DeidChunk.Found], _ replaced: inout [Vault.Entry]
  ) -> NoteText? {
    structure.analyze(note.text, layout)
    let (identifiers, edited) = deidentifier.deidentify(structure, patient)
    for item in identifiers {
      found.append(
        DeidChunk.Found(
          kind: item.identifier.kind, isReplaced: item.replacement != nil, source: item.identifier.source))
    }
    if hasVault { replaced = Vault.entries(note: 0, identifiers, original: note.text, edited: edited) }
    return edited.edits.isEmpty ? nil : edited.text
  }

  /// The record without its text.
  private func bare(_ note: NoteRecord) -> NoteRecord {
    var bare = note
    bare.text = Self.noText
    return bare
  }

  private static let noText = NoteText("")

  private func hash(_ text: NoteText) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: UnsafeRawBufferPointer(text.bytes))
    return hasher.finalize()
  }
}

/// A batch and those of its records that are worked on.
struct DeidPiece: Sendable {
  var batch: RawBatch
  /// Ranges of record indices, in order.
  var ranges: [Range<Int>]
}

/// The batches of a reader, with all records, the first `limit`, or those of a sample.
struct DeidSource {
  private let reader: NoteReader
  private var left: Int?
  /// Positions of the sample's records, in order, from the back.
  private var chosen: [Int]?
  private var position = 0

  /// - Parameter chosen: positions of records, in order; nil for all.
  init(_ reader: NoteReader, limit: Int?, chosen: [Int]?) {
    self.reader = reader
    left = limit
    self.chosen = chosen.map { $0.reversed() }
  }

  mutating func next() throws -> DeidPiece? {
    if left == 0 || chosen?.isEmpty == true { return nil }
    guard let batch = try reader.next() else { return nil }
    defer { position += batch.count }
    if chosen != nil {
      var ranges: [Range<Int>] = []
      while let next = chosen?.last, next < position + batch.count {
        ranges.append(next - position..<next - position + 1)
        chosen?.removeLast()
      }
      return DeidPiece(batch: batch, ranges: ranges)
    }
    let count = min(left ?? batch.count, batch.count)
    left = left.map { $0 - count }
    return DeidPiece(batch: batch, ranges: [0..<count])
  }

  func hasInputReady() -> Bool { reader.hasInputReady() }

  /// The positions of a sample: counts the records of an input and draws.
  static func draw(_ reader: NoteReader, _ sampling: Sampling) throws -> [Int] {
    var count = 0
    while let batch = try reader.next() { count += batch.count }
    var draw = SampleDraw<Int>(sampling)
    for position in 0..<count { draw.offer(position, at: position) }
    return draw.finish()
  }
}
