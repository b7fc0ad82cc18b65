import AnnotationFormats
import ClinicalText
import Testing

@Suite struct LangExtractReadingTests {
  private static func document(_ extraction: String) -> String {
    #"{"extractions":[\#(extraction)],"text":"No Chest Pain, aspirin","document_id":"doc_1"}"#
  }

  @Test func extractionsAreRead() throws {
    let set = try readAnnotations(
      Self.document(
        #"{"extraction_class":"medication","extraction_text":"aspirin","char_interval":{"start_pos":15,"end_pos":22},"#
          + #""alignment_status":"match_exact","extraction_index":1,"group_index":0,"description":null,"#
          + #""attributes":{"route":"oral","forms":["a","b"],"negated":"true","none":null}}"#))
    #expect(set.failures.isEmpty)
    #expect(
      dump(set.documents[0]) == [
        "document doc_1 type - failed false", "text \"No Chest Pain, aspirin\"", "scope -",
        "entity E1 medication [Range(15..<22)] surface - [] [\"negated\"] - - {forms=[\"a\",\"b\"];route=oral}",
      ])
  }

  @Test(arguments: [
    #"{"extraction_class":"problem","extraction_text":"x","char_interval":null,"alignment_status":null}"#,
    #"{"extraction_class":"problem","extraction_text":"x"}"#,
    #"{"extraction_class":"problem","extraction_text":"x","char_interval":{"start_pos":null,"end_pos":null}}"#,
  ])
  func whatIsNotGroundedCountsAgainstTheExtractor(extraction: String) throws {
    let set = try readAnnotations(Self.document(extraction))
    #expect(set.documents[0].entities.isEmpty)
    #expect(set.documents[0].unusable == ["problem"])
    #expect(set.failures.map(\.fault.value) == ["document doc_1, extraction 1: not grounded"])
  }

  @Test(arguments: [
    ("match_exact", "chest pain", nil as Fault.Code?), ("match_exact", "Chest Pain", nil),
    ("match_exact", "belly ache", .offsetsMismatch), ("match_lesser", "severe chest pain", nil),
    ("match_fuzzy", "pains of the chest", nil), ("match_greater", "chest", nil),
  ])
  func wordsAreComparedAsFarAsLangExtractDoes(status: String, words: String, code: Fault.Code?) throws {
    let set = try readAnnotations(
      Self.document(
        #"{"extraction_class":"problem","extraction_text":"\#(words)","char_interval":{"start_pos":3,"end_pos":13},"#
          + #""alignment_status":"\#(status)"}"#))
    #expect(set.failures.map(\.fault.code) == (code.map { [$0] } ?? []))
    guard code == nil else { return }
    let attributes = set.documents[0].entities[0].attributes.map { "\($0.name)=\($0.value)" }
    #expect(attributes == (status == "match_exact" ? [] : ["alignment_status=\(status)"]))
  }

  @Test func otherFaultsAreTold() throws {
    let text = """
      {"extractions":null,"text":"a","document_id":"1"}
      {"extractions":[],"document_id":"2"}
      {"extractions":{},"text":"a"}
      {"extractions":[{"extraction_class":"x","extraction_text":"b","char_interval":{"start_pos":0,"end_pos":9}}],"text":"a","document_id":"4"}
      """
    let set = try readAnnotations(text, "le.jsonl")
    #expect(set.documents.map(\.id) == ["1", "le#3", "4"])
    #expect(set.failures.map(\.fault.code) == [.missingText, .invalidAnnotation, .offsetsOutside])
    #expect(set.failures.map(\.fault.line) == [2, 3, 4])
  }
}
