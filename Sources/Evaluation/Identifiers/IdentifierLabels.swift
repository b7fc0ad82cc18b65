import ClinicalText

/// A field to tell recall by, and the value of one document or identifier.
public struct IdentifierLabel: Hashable, Sendable {
  public var field: String
  public var value: String

  /// Takes each part as it is given.
  public init(field: String, value: String) {
    self.field = field
    self.value = value
  }
}

/// The labels met so far, by number. A field with too many values (an id, say) is dropped, and named in the report.
struct IdentifierLabels {
  static let maximumValues = 50

  private(set) var all: [IdentifierLabel] = []
  private var indices: [String: [String: Int]] = [:]
  private(set) var omittedFields: Set<String> = []
  /// The fields to take; nil for any.
  let fields: Set<String>?

  init(fields: Set<String>?) { self.fields = fields }

  /// Nil when the field is not asked for or has too many values.
  mutating func index(_ field: String, _ value: String) -> Int? {
    if let known = indices[field]?[value] { return known }
    if let fields, !fields.contains(field) { return nil }
    if omittedFields.contains(field) { return nil }
    if indices[field, default: [:]].count == Self.maximumValues {
      omittedFields.insert(field)
      indices[field] = nil
      return nil
    }
    indices[field, default: [:]][value] = all.count
    all.append(IdentifierLabel(field: field, value: value))
    return all.count - 1
  }

  /// The labels that hold for a whole document: its kind of note and its further fields.
  mutating func indices(of document: AnnotatedDocument) -> [Int] {
    var found: [Int] = []
    if let type = document.noteType, let index = index("note_type", type) { found.append(index) }
    for field in document.metadata {
      if let index = index(field.name, field.value), !found.contains(index) { found.append(index) }
    }
    return found
  }
}
