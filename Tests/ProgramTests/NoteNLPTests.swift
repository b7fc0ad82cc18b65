import Foundation
import Testing

/// NOTE_NLP with OMOP concepts, from a small folder in the form of Athena's downloads beside other lexicons.
@Suite struct NoteNLPTests {
  private let folder: Scratch
  private let output: String

  init() throws {
    folder = try Scratch()
    output = folder["notes.sqlite"]
    let header =
      "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_class_id\tstandard_concept\tconcept_code\t"
      + "valid_start_date\tvalid_end_date\tinvalid_reason\n"
    let rows = [
      ("900001", "chest pain", "Condition", "SNOMED", "Disorder"),
      ("900002", "aspirin", "Drug", "RxNorm", "Ingredient"),
      ("900003", "test sign of nowhere", "Condition", "SNOMED", "Disorder"),
    ].map { "\($0)\t\($1)\t\($2)\t\($3)\t\($4)\tS\tx\($0)\t19700101\t20991231\t\n" }
    try folder.write(header + rows.joined(), "athena/CONCEPT.csv")
    try folder.write(
      "concept_id\tconcept_synonym_name\tlanguage_concept_id\n900001\tthoracic ache\t4180186\n",
      "athena/CONCEPT_SYNONYM.csv")
  }

  private func run(_ lexicons: [String], _ text: String, _ flags: String...) throws {
    let outcome = try Program.run(
      ["run", "-", "--quiet", "--output", output] + lexicons.flatMap { ["--lexicon", $0] } + flags,
      input: try noteLine("12", text), in: folder)
    try #require(outcome.code == 0, "\(outcome.error)")
  }

  /// Each row as "variant concept source".
  private func rows() throws -> [String] {
    try Database(output).rows("SELECT * FROM NOTE_NLP WHERE lexical_variant NOT IN ('Chest', 'chest')").map { row in
      let concept = row["note_nlp_concept_id"] as Int
      let source = row["note_nlp_source_concept_id"] as Int
      return "\(row["lexical_variant"] as String) \(concept) \(source)"
    }
  }

  private static let text = "Chest pain and cough. No thoracic ache on Aspirin. Test sign of nowhere."

  @Test func theStarterLexiconAndOMOPTogether() throws {
    let athena = folder["athena"]
    try run(["starter", athena], Self.text)
    let expected = [
      "Chest pain 900001 900001", "cough 0 0", "thoracic ache 900001 900001", "Aspirin 900002 900002",
      "Test sign of nowhere 900003 900003",
    ]
    #expect(try rows() == expected)
    // Each mention carries the concepts of all lexicons, those of the first lexicon first.
    let concepts = try Database(output).rows(
      """
      SELECT e.text, c.vocabulary FROM entity_concept c JOIN entity e ON e.note_key = c.note_key
        AND e.ordinal = c.entity_ordinal WHERE e.text IN ('Chest pain', 'Aspirin') ORDER BY e.ordinal, c.rank
      """
    ).map { "\($0["text"] as String) \($0["vocabulary"] as String)" }
    #expect(concepts == ["Chest pain CHARTSIFT", "Chest pain OMOP", "Aspirin CHARTSIFT", "Aspirin OMOP"])

    let other = folder["other.sqlite"]
    let swapped = try Program.run(
      ["run", "-", "--quiet", "--output", other, "--lexicon", athena, "--lexicon", "starter"],
      input: try noteLine("12", Self.text), in: folder)
    #expect(swapped.code == 0)
    #expect(
      try Database(other).strings("SELECT note_nlp_concept_id FROM NOTE_NLP WHERE lexical_variant = 'Chest pain'")
        == ["900001"])
  }

  @Test func withoutOMOPTheConceptIsZero() throws {
    try run([try Vocabulary.write(folder)], "Chest pain.")
    #expect(try rows() == ["Chest pain 0 0"])
  }

  @Test func conceptsOfGivenEntities() throws {
    func entity(_ id: Int, _ start: Int, _ text: String, _ concepts: [Any]) -> [String: Any] {
      ["id": id, "type": "problem", "start": start, "end": start + text.count, "text": text, "concepts": concepts]
    }
    let umls = ["id": "C1", "vocabulary": "UMLS", "name": "Cough"]
    let omop = ["id": "254761", "vocabulary": "OMOP", "name": "Cough"]
    let foreign = ["id": "x12", "vocabulary": "OMOP", "name": "no number"]
    let entities = [
      entity(1, 0, "cough", [umls, omop]), entity(2, 7, "pain", [foreign]), entity(3, 13, "rash", ["77"]),
      entity(4, 19, "ache", []),
    ]
    let line = try noteLine("5", "cough, pain, rash, ache", ["entities": entities])
    let outcome = try Program.run(
      ["run", "-", "--quiet", "--given-entities", "--output", output, "--lexicon", try Vocabulary.write(folder)],
      input: line, in: folder)
    try #require(outcome.code == 0, "\(outcome.error)")
    #expect(try rows() == ["cough 254761 254761", "pain 0 0", "rash 0 0", "ache 0 0"])
  }

  @Test func exportIsTheViewAsCSV() throws {
    try run(["starter", folder["athena"]], "Chest pain, \"aspirin\" and cough.")
    let outcome = try Program.run(["export", output, "--format", "note-nlp"], in: folder)
    #expect(outcome.code == 0 && outcome.error.isEmpty)
    let lines = outcome.text.components(separatedBy: "\r\n")
    #expect(
      lines.first
        == "note_nlp_id,note_id,section_concept_id,snippet,offset,lexical_variant,note_nlp_concept_id,"
        + "note_nlp_source_concept_id,nlp_system,nlp_date,nlp_datetime,term_exists,term_temporal,term_modifiers")
    #expect(lines.last == "")
    let rows = try Database(output).rows("SELECT * FROM NOTE_NLP")
    #expect(rows.count == lines.count - 2)
    for (row, line) in zip(rows, lines.dropFirst()) {
      let fields = row.databaseValues.map { value -> String in
        let text = "\(value.storage.value ?? "")"
        return text.contains(",") ? "\"\(text)\"" : text
      }
      #expect(fields.joined(separator: ",") == line)
    }
    #expect(lines[1].hasPrefix("16777217,12,0,Chest pain,0,Chest pain,900001,900001,ChartSift "))
    let file = folder["nlp.csv"]
    #expect(try Program.run(["export", output, "--format", "note-nlp", "-o", file], in: folder).code == 0)
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == outcome.output)
  }

  @Test func allMatchesWhenAsked() throws {
    try run([try Vocabulary.write(folder)], "Chest pain.", "--all-matches")
    let preferred = try Program.run(["export", output, "--format", "note-nlp"], in: folder).lines
    let all = try Program.run(["export", output, "--format", "note-nlp", "--all-matches"], in: folder).lines
    #expect(all.count == preferred.count + 1)
    #expect(all.contains { $0.contains(",pain,6,pain,") })
  }
}
