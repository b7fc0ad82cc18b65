import ClinicalText
import Evaluation
import Testing

@Suite struct MappingTests {
  private let map = TypeMap([("PERSON", "NAME:PATIENT"), ("NRP", nil), ("DOCTOR", "NAME:PATIENT"), ("ID:SSN", nil)])

  @Test func entitiesBecomeIdentifiers() {
    let set = Make.set(
      Make.document("a", Make.text, [("PERSON", 0, 2), ("problem", 10, 20), ("NRP", 26, 50)]) {
        $0.relations = [AnnotatedRelation(type: "x", head: 0, tail: 1)]
      })
    let mapped = set.mappingIdentifiers(by: map).documents[0]
    #expect(mapped.identifiers.map { "\($0.category):\($0.type) \($0.start)-\($0.end)" } == ["NAME:PATIENT 0-2"])
    // "NRP" is left out by the scorer's own map; the relation went with the person.
    #expect(mapped.entities.map(\.type) == ["problem", "NRP"])
    #expect(mapped.relations.isEmpty && mapped.unusable.isEmpty)
  }

  @Test func identifiersAreRenamedAndLeftOut() {
    var document = Make.document("a", Make.text, [])
    document.identifiers = [
      AnnotatedIdentifier(category: "NAME", type: "DOCTOR", start: 0, end: 2),
      AnnotatedIdentifier(category: "ID", type: "SSN", start: 3, end: 9),
      AnnotatedIdentifier(category: "DATE", type: "DATE", start: 10, end: 15),
    ]
    let mapped = Make.set(document).mappingIdentifiers(by: map).documents[0]
    #expect(mapped.identifiers.map(\.type) == ["PATIENT", "DATE"])
  }

  @Test func identifiersCanBeComparedByCategory() {
    var document = Make.document("a", Make.text, [("problem", 10, 20)])
    document.identifiers = [AnnotatedIdentifier(category: "NAME", type: "DOCTOR", start: 0, end: 2)]
    let moved = Make.set(document).identifiersAsEntities.documents[0]
    #expect(moved.entities.map(\.type) == ["NAME"])
    #expect(moved.identifiers.isEmpty)
  }
}
