import AnnotationFormats
import ClinicalText
import EntityStore
import Evaluation

/// The results of a database as annotations, to be scored or written in another format.
public enum StoredAnnotations {
  /// Reads the current notes of a database.
  ///
  /// - Parameters:
  ///   - includeAll: also takes mentions that are not preferred.
  ///   - linkage: the file that gives the notes of a database without identifiers their ids back.
  ///   - asDeidentified: offsets of the de-identified text where that is stored, and the text; without, offsets of the
  ///     original text.
  public static func read(
    _ path: String, includeAll: Bool = false, linkage: String? = nil, asDeidentified: Bool = false
  ) throws(Fault) -> AnnotationSet {
    let ids = try linkage.map { file throws(Fault) in try Linkage.noteIDs(file) } ?? [:]
    var set = AnnotationSet()
    let reader = try ExportReader(path)
    try reader.forEachNote(includeAll: includeAll) { note in
      guard let id = note.id.map(note.string) else {
        let fault = Fault(.missingID, file: path, line: note.line, value: "note_key \(note.key)")
        set.failures.append(AnnotationFailure(documentID: nil, fault: fault))
        return
      }
      let own = note.isDeidentified ? Int(id).flatMap { ids[$0] } ?? id : id
      set.documents.append(document(note, id: own, path, asDeidentified: asDeidentified))
    }
    return set
  }

  /// The run's card: what its latest run was made with and took.
  public static func card(_ path: String) throws(Fault) -> RunCard {
    var card = RunCard()
    guard let run = try ExportReader(path).latestRun() else { return card }
    card.version = "chartsift \(run.version)"
    if run.seconds > 0 { card.seconds = run.seconds }
    card.textBytes = run.characters
    return card
  }

  private static func document(
    _ note: ExportedNote, id: String, _ path: String, asDeidentified: Bool
  ) -> AnnotatedDocument {
    let text = note.isDeidentified && !asDeidentified ? nil : note.text
    let isEdited = note.isDeidentified && text != nil
    var document = AnnotatedDocument(
      id: id, text: text.map { NoteText(copying: note.bytes($0)) }, source: path, line: note.line)
    document.noteType = note.type.map(note.string)
    document.hasFailed = note.isError
    var places: [String: Int] = [:]
    for entity in note.entities {
      let name = entity.idText.map(note.string) ?? String(entity.id)
      places[entity.idText == nil ? name : quoted(name)] = document.entities.count
      document.entities.append(mention(note, entity, id: name, isEdited: isEdited))
    }
    for relation in note.relations {
      guard let head = places[note.string(relation.head)], let tail = places[note.string(relation.tail)] else {
        continue
      }
      document.relations.append(AnnotatedRelation(type: note.string(relation.type), head: head, tail: tail))
    }
    // Replaced identifiers are not in the de-identified text any more.
    for item in note.identifiers where !isEdited {
      var identifier = AnnotatedIdentifier(
        category: note.string(item.category), type: note.string(item.type), start: item.start, end: item.end)
      identifier.source = note.string(item.source)
      identifier.isKept = item.replacement == nil
      document.identifiers.append(identifier)
    }
    return document
  }

  /// As relations name a string id: a JSON token.
  private static func quoted(_ name: String) -> String {
    let out = OutputBuffer(capacity: 64)
    out.appendJSONString(name)
    return withExtendedLifetime(out) { String(decoding: out.bytes, as: UTF8.self) }
  }

  private static func mention(
    _ note: ExportedNote, _ entity: ExportedNote.Entity, id: String, isEdited: Bool
  ) -> AnnotatedEntity {
    let edited = isEdited ? entity.edited : nil
    var mention = AnnotatedEntity(
      id: id, type: note.string(entity.type), start: edited?.lowerBound ?? entity.start,
      end: edited?.upperBound ?? entity.end)
    // The words of the de-identified text need not be those of the gold.
    if note.text == nil, !note.isDeidentified { mention.surface = note.string(entity.text) }
    if let fragments = entity.fragments, edited == nil { mention.fragments = ranges(note.bytes(fragments)) }
    mention.section = entity.section.map(note.string)
    mention.source = note.string(entity.source)
    var assertion = Assertion()
    assertion.negated = entity.negated
    assertion.uncertain = entity.uncertain
    assertion.historical = entity.historical
    assertion.hypothetical = entity.hypothetical
    let experiencer = note.string(entity.experiencer)
    assertion.experiencer = Assertion.Experiencer.allCases.first { $0.name == experiencer } ?? .patient
    mention.assertion = assertion
    mention.concepts = note.concepts[entity.concepts].map {
      AnnotatedConcept(
        id: note.string($0.id), vocabulary: note.string($0.vocabulary), name: note.string($0.name))
    }
    return mention
  }

  /// The pairs of numbers in "[[0,5],[16,23]]", as the database keeps fragments.
  private static func ranges(_ json: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    var numbers: [Int] = []
    var current: Int?
    for byte in json {
      if byte >= 0x30, byte <= 0x39 {
        current = (current ?? 0) * 10 + Int(byte - 0x30)
      } else if let number = current {
        numbers.append(number)
        current = nil
      }
    }
    return stride(from: 0, to: numbers.count - 1, by: 2).compactMap {
      numbers[$0] < numbers[$0 + 1] ? numbers[$0]..<numbers[$0 + 1] : nil
    }
  }
}
