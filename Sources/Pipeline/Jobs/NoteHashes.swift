import ClinicalText
import Crypto
import EntityStore

/// The hashes by which a note is known again.
struct NoteHashes: Sendable {
  /// SHA-256 over everything of the record that reaches the database: text, patient, encounter, date, type,
  /// metadata, and the given entities where those are used.
  private(set) var content: ContentHash
  /// The first 64 bits of the SHA-256 of the text alone: tells a repeated note from a duplicate id.
  let text: UInt64
  private let bytes: [UInt8]

  init(_ note: NoteRecord, _ options: PipelineOptions) {
    var digest = Digest()
    digest.add(note.text.bytes)
    text = Self.word(digest.bytes())
    for part in [note.patientID, note.encounterID, note.date, note.type] {
      digest.add(part: part ?? "\u{0}")
    }
    for (name, json) in note.metadata {
      digest.add(part: name)
      digest.add(part: json)
    }
    if options.givenEntities, let given = note.given {
      for entity in given {
        digest.add(part: entity.id)
        digest.add(part: entity.typeName)
        digest.add(part: "\(entity.span.start) \(entity.span.end) \(entity.fragments.map { "\($0.start)-\($0.end)" })")
        digest.add(part: entity.conceptsJSON ?? "")
        for (name, json) in entity.attributes { digest.add(part: "\(name)=\(json)") }
      }
    }
    bytes = digest.bytes()
    content = ContentHash(bytes)
  }

  /// The hash of a note in a database without identifiers.
  mutating func seal(known: [UInt8], key: SymmetricKey) {
    content = SafeRecords.contentHash(bytes, known: known, key: key)
  }

  private static func word(_ bytes: [UInt8]) -> UInt64 {
    bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
