import ClinicalText
import Deidentification

extension ExplanationWriter {
  /// The identifiers of the note, or those that touch a byte offset; nil with `--deid off`.
  func identifiers(at byte: Int?) -> [NoteExplanation.Identifier]? {
    guard explainer.setup.deidentification != nil else { return nil }
    let shown = result.identifiers.filter { item in
      guard let byte else { return true }
      return Int(item.identifier.span.start) <= byte && byte <= Int(item.identifier.span.end)
    }
    return shown.map { item in
      NoteExplanation.Identifier(
        category: "\(item.identifier.kind.category)", type: "\(item.identifier.kind.type)",
        place: place(item.identifier.span), source: item.identifier.source.string,
        replacement: item.replacement.map { String(decoding: $0, as: UTF8.self) })
    }
  }

  /// Why the token is no part of an identifier; nil where it is one, and with `--deid off`.
  func kept(_ token: Int) -> NoteExplanation.Kept? {
    guard let evidence = detector?.evidence(ofToken: token), !evidence.isTaken else { return nil }
    return NoteExplanation.Kept(
      lists: evidence.classes.inWords, isCapitalised: evidence.isCapitalised,
      phrases: evidence.phrases.map {
        .init(place: place($0.tokens), role: $0.role.inWords, source: $0.source.string)
      })
  }

  /// True for a mention that results leave out, because an identifier covers a part of it.
  func isWithheld(_ entity: Entity) -> Bool {
    detector != nil && !stored.contains(StoredMention(entity))
  }
}

/// What tells one mention of a result from another.
struct StoredMention: Hashable {
  var start: UInt32
  var end: UInt32
  var type: EntityType

  init(_ entity: Entity) {
    start = entity.span.start
    end = entity.span.end
    type = entity.type
  }
}
