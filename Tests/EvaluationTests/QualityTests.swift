import ClinicalText
import Evaluation
import Testing

/// Concepts, assertions and relations of mentions that were found.
@Suite struct QualityTests {
  @Test func concepts() throws {
    let gold = Make.set(
      Make.document("a", Make.text, [("problem", 10, 20), ("problem", 26, 50), ("medication", 61, 70)]) {
        $0.entities[0].concepts = [AnnotatedConcept(id: "MESH:D002637")]
        $0.entities[1].concepts = [AnnotatedConcept(id: "MESH:D003924|MESH:D003920")]
        $0.entities[2].concepts = [AnnotatedConcept(id: "HP:0000001")]
      })
    let predicted = Make.set(
      Make.document("a", nil, [("problem", 10, 20), ("problem", 33, 50), ("medication", 61, 70), ("problem", 0, 2)]) {
        $0.entities[0].concepts = [AnnotatedConcept(id: "D002637", vocabulary: "MSH")]
        $0.entities[1].concepts = [AnnotatedConcept(id: "D999999"), AnnotatedConcept(id: "D003920")]
        $0.entities[2].concepts = [AnnotatedConcept(id: "MONDO:0000001")]
        $0.entities[3].concepts = [AnnotatedConcept(id: "D1")]
      })
    let figures = try #require(Make.report(gold, predicted).concepts)
    #expect(figures.pairs == 3)
    #expect(figures.firstRight == 1)
    #expect(figures.anyRight == 2)
    #expect(Make.counts(figures.mentions) == [1, 3, 2])
    // Gold: D002637, D003924, D003920, HP:0000001; predicted first: D002637, D999999, MONDO:0000001, D1.
    #expect(Make.counts(figures.documents) == [1, 3, 3])
  }

  private func assertion(_ edit: (inout Assertion) -> Void) -> Assertion {
    var assertion = Assertion()
    edit(&assertion)
    return assertion
  }

  @Test func assertions() throws {
    let gold = Make.set(
      Make.document("a", Make.text, [("problem", 10, 20), ("problem", 26, 50), ("problem", 61, 70)]) {
        $0.entities[0].assertion = assertion { $0.negated = true }
        $0.entities[1].assertion = assertion { $0.experiencer = .family }
        $0.entities[2].assertion = assertion { $0.negated = true }
        $0.assertionScope = ["negated", "experiencer"]
      })
    let predicted = Make.set(
      Make.document("a", nil, [("problem", 10, 20), ("problem", 26, 50), ("problem", 0, 2)]) {
        $0.entities[0].assertion = assertion {
          $0.negated = true; $0.historical = true
        }
        $0.entities[1].assertion = assertion {
          $0.experiencer = .other; $0.negated = true
        }
        $0.entities[2].assertion = assertion { $0.negated = true }
      })
    let report = Make.report(gold, predicted)
    let negated = try #require(report.assertions.first { $0.attribute == .negated }).figures
    #expect(Make.counts(negated.matched) == [1, 1, 0])
    #expect(Make.counts(negated.endToEnd) == [1, 2, 1])
    #expect(negated.accuracy == 0.5)
    let experiencer = try #require(report.assertions.first { $0.attribute == .experiencer }).figures
    #expect(Make.counts(experiencer.matched) == [0, 1, 1])
    #expect(report.assertions.map(\.attribute) == [.negated, .experiencer])
  }

  @Test func relations() throws {
    let gold = Make.set(
      Make.document(
        "a", Make.text, [("medication", 61, 70), ("strength", 71, 77), ("frequency", 78, 83), ("medication", 0, 2)]
      ) {
        $0.relations = [
          AnnotatedRelation(type: "strength_of", head: 1, tail: 0),
          AnnotatedRelation(type: "frequency_of", head: 2, tail: 0),
          AnnotatedRelation(type: "interacts_with", head: 0, tail: 3),
        ]
      })
    let predicted = Make.set(
      Make.document("a", nil, [("medication", 61, 70), ("strength", 71, 74), ("medication", 0, 2)]) {
        $0.relations = [
          AnnotatedRelation(type: "strength_of", head: 1, tail: 0),
          AnnotatedRelation(type: "interacts_with", head: 2, tail: 0),
          AnnotatedRelation(type: "strength_of", head: 1, tail: 2),
        ]
      })
    let relations = try #require(Make.report(gold, predicted).relations)
    // In order: strict, overlap, found entities.
    #expect(relations.types["strength_of"]?.map(Make.counts) == [[0, 2, 1], [1, 1, 0], [1, 1, 0]])
    #expect(relations.types["frequency_of"]?.map(Make.counts) == [[0, 0, 1], [0, 0, 1], [0, 0, 0]])
    // The same pair in the other direction is the same interaction.
    #expect(relations.types["interacts_with"]?.map(Make.counts) == [[1, 0, 0], [1, 0, 0], [1, 0, 0]])
    #expect(relations.micro.map(Make.counts) == [[1, 2, 2], [2, 1, 1], [2, 1, 0]])
  }

  @Test func givenEntitiesPairById() throws {
    // Two mentions of one extent: by id each finds its own, whatever the order.
    let gold = Make.set(
      Make.document("a", Make.text, [("problem", 10, 20), ("problem", 10, 20)]) {
        $0.entities[0].assertion = assertion { $0.negated = true }
        $0.entities[1].assertion = Assertion()
      })
    let predicted = Make.set(
      Make.document("a", nil, [("problem", 10, 20), ("problem", 10, 20)]) {
        $0.entities[0].id = "T2"
        $0.entities[1].id = "T1"
        $0.entities[0].assertion = Assertion()
        $0.entities[1].assertion = assertion { $0.negated = true }
      })
    let report = Make.report(gold, predicted) { $0.pairsByID = true }
    #expect(report.assertions.first?.figures.accuracy == 1)
  }

  @Test func eventsScoreAsRelationsOfTheirTrigger() throws {
    let document = Make.document("a", Make.text, [("problem", 10, 20), ("medication", 61, 70)]) {
      $0.events = [AnnotatedEvent(id: "E1", type: "Cause", trigger: 0, arguments: [("Agent", .entity(1))])]
    }
    let relations = try #require(Make.report(Make.set(document), Make.set(document)).relations)
    #expect(relations.types["Cause/Agent"]?.map(Make.counts) == [[1, 0, 0], [1, 0, 0], [1, 0, 0]])
  }
}
