import ClinicalText

/// What infons mean on a mention: BioC leaves their keys open.
///
/// Written: `type`, `identifier` (further concepts `identifier_2`, …) with `…_vocabulary` and `…_name`, the five
/// fields of an assertion, `section`, `source`, and the attributes under their own names.
enum BioCInfons {
  /// Keys under which corpora keep a concept's id, and the vocabulary that the key means.
  private static let vocabularies: [String: String] = [
    "mesh": "MESH", "cui": "UMLS", "umls": "UMLS", "omim": "OMIM", "hpo": "HPO", "hp": "HPO", "snomedct": "SNOMEDCT",
    "snomedct_us": "SNOMEDCT_US", "rxnorm": "RXNORM", "ncbi gene": "NCBI Gene", "ncbi_gene": "NCBI Gene",
    "ncbitaxonomy": "NCBI Taxonomy", "chebi": "CHEBI", "doid": "DOID", "mondo": "MONDO", "loinc": "LOINC",
    "icd10": "ICD10", "icd10cm": "ICD10CM",
  ]

  static func type(_ infons: [(key: String, value: String)]) -> String? {
    (infons.first { $0.key == "type" } ?? infons.first { $0.key.lowercased() == "type" })?.value
  }

  static func relationType(_ infons: [(key: String, value: String)]) -> String? {
    for key in ["type", "relation", "relation type"] {
      if let found = infons.first(where: { $0.key.lowercased() == key && !$0.value.isEmpty }) { return found.value }
    }
    return nil
  }

  static func apply(_ infons: [(key: String, value: String)], to entity: inout AnnotatedEntity) {
    var isTyped = false
    for infon in infons {
      if !isTyped, infon.key.lowercased() == "type" {
        isTyped = true
      } else if !addConcepts(infon, to: &entity) {
        entity.take(infon.key, infon.value)
      }
    }
  }

  /// Several ids in one infon stand between "|", ";" or ","; "-" and "-1" mean that there is none.
  private static func addConcepts(_ infon: (key: String, value: String), to entity: inout AnnotatedEntity) -> Bool {
    let key = infon.key.lowercased()
    if key.hasPrefix("identifier"), !entity.concepts.isEmpty {
      if key.hasSuffix("_vocabulary") {
        entity.concepts[entity.concepts.count - 1].vocabulary = infon.value
        return true
      }
      if key.hasSuffix("_name") {
        entity.concepts[entity.concepts.count - 1].name = infon.value
        return true
      }
    }
    let isOwn = key == "identifier" || key.hasPrefix("identifier_") && Int(key.dropFirst(11)) != nil
    let vocabulary = vocabularies[key]
    guard isOwn || vocabulary != nil else { return false }
    for id in infon.value.split(whereSeparator: { separators.contains($0) }) where id != "-" && id != "-1" {
      let trimmed = id.drop { $0 == " " }
      if !trimmed.isEmpty { entity.concepts.append(AnnotatedConcept(id: String(trimmed), vocabulary: vocabulary)) }
    }
    return true
  }

  private static let separators: Set<Character> = ["|", ";", ","]

  /// The infons of a mention, or what they cannot hold.
  static func infons(of entity: AnnotatedEntity) -> Result<[(key: String, value: String)], Unheld> {
    var infons: [(key: String, value: String)] = [("type", entity.type)]
    for (index, concept) in entity.concepts.enumerated() {
      let key = index == 0 ? "identifier" : "identifier_\(index + 1)"
      guard !concept.id.contains(where: { separators.contains($0) }), !concept.id.isEmpty, !concept.id.hasPrefix(" "),
        concept.id != "-", concept.id != "-1"
      else { return .failure(Unheld(why: "the format holds no such concept id")) }
      infons.append((key, concept.id))
      if let vocabulary = concept.vocabulary { infons.append(("\(key)_vocabulary", vocabulary)) }
      if let name = concept.name { infons.append(("\(key)_name", name)) }
    }
    if let assertion = entity.assertion { infons += AssertionNames.fields(assertion).map { ($0.name, $0.value) } }
    if let section = entity.section { infons.append(("section", section)) }
    if let source = entity.source { infons.append(("source", source)) }
    for attribute in entity.attributes {
      var probe = AnnotatedEntity(id: "", type: "", start: 0, end: 0)
      apply([("type", ""), (attribute.name, attribute.value)], to: &probe)
      // It would be read as something else.
      guard probe.attributes.count == 1 else { return .failure(Unheld(why: "an attribute's name is taken")) }
      infons.append((attribute.name, attribute.value))
    }
    return .success(infons)
  }

  /// Why something cannot be written.
  struct Unheld: Error {
    let why: String
  }
}
