import ClinicalText

extension AnnotationSet {
  /// The categories of i2b2 2014 identifiers.
  static let identifierCategories: Set<String> = [
    "NAME", "PROFESSION", "LOCATION", "AGE", "DATE", "CONTACT", "ID", "OTHER", "PHI",
  ]

  /// Applies the rows of a type map whose target is an identifier ("NAME:PATIENT"): entities of such a type become
  /// identifiers, and identifiers are renamed by a row for their type or for "CATEGORY:TYPE"; "-" leaves them out.
  public func mappingIdentifiers(by map: TypeMap) -> AnnotationSet {
    guard !map.isEmpty else { return self }
    var changed = self
    for index in changed.documents.indices { changed.documents[index].mapIdentifiers(by: map) }
    return changed
  }
}

extension AnnotationSet {
  /// Identifiers in the place of the entities, by category ("NAME", "DATE"): to compare de-identifications.
  public var identifiersAsEntities: AnnotationSet {
    var changed = self
    changed.documents = documents.map { $0.identifiersAsEntities(\.category) }
    return changed
  }
}

extension AnnotatedDocument {
  /// Identifiers in the place of the entities; `name` tells the type of each.
  func identifiersAsEntities(_ name: (AnnotatedIdentifier) -> String) -> AnnotatedDocument {
    var changed = self
    changed.entities = identifiers.enumerated().map { index, identifier in
      var entity = AnnotatedEntity(
        id: "\(index + 1)", type: name(identifier), start: identifier.start, end: identifier.end)
      entity.surface = identifier.surface
      entity.source = identifier.source
      entity.line = identifier.line
      return entity
    }
    changed.identifiers = []
    changed.relations = []
    changed.events = []
    changed.unusable = []
    return changed
  }

  fileprivate mutating func mapIdentifiers(by map: TypeMap) {
    identifiers = identifiers.compactMap { identifier in
      let whole = "\(identifier.category):\(identifier.type)"
      let name = map.names(whole) ? whole : identifier.type
      guard map.names(name) else { return identifier }
      guard let target = map.target(of: name) else { return nil }
      var renamed = identifier
      let parts = Self.parts(target)
      renamed.category = parts?.category ?? identifier.category
      renamed.type = parts?.type ?? target
      return renamed
    }
    var moved: Set<Int> = []
    for (index, entity) in entities.enumerated() {
      guard let target = map.target(of: entity.type), let parts = Self.parts(target) else { continue }
      moved.insert(index)
      // An identifier is one stretch: the parts of a discontinuous mention become identifiers of their own.
      for part in entity.parts {
        var identifier = AnnotatedIdentifier(
          category: parts.category, type: parts.type, start: part.lowerBound, end: part.upperBound)
        identifier.surface = entity.fragments.isEmpty ? entity.surface : nil
        identifier.source = entity.source
        identifier.line = entity.line
        identifiers.append(identifier)
      }
    }
    guard !moved.isEmpty else { return }
    let wrong = unusable
    drop(moved)
    unusable = wrong
    identifiers.sort { ($0.start, $0.end, $0.type) < ($1.start, $1.end, $1.type) }
  }

  private static func parts(_ name: String) -> (category: String, type: String)? {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty, AnnotationSet.identifierCategories.contains(String(parts[0])) else {
      return nil
    }
    return (String(parts[0]), String(parts[1]))
  }
}
