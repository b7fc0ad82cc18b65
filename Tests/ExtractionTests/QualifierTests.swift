import ClinicalText
import Extraction
import Rules
import TestSupport
import Testing

/// Qualifiers become entities where a rule joins them to a mention, and only there.
@Suite struct QualifierTests {
  private func run(_ marked: String, isGiven: Bool = false) throws -> (NoteResult, [String]) {
    let gold = try InlineGold(marked, file: "test", line: 1)
    let rules = try QuantitySupport.rules()
    let extractor = Extractor(
      ExtractionRules(
        layout: QuantitySupport.layout, cues: try CueTable([]), lexicons: [], qualifiers: rules))
    let given = gold.marks.enumerated().map { index, mark in
      GivenEntity(id: "\(index + 1)", type: EntityType(name: mark.name), typeName: mark.name, span: mark.span)
    }
    let text = NoteText(gold.text)
    let result: NoteResult
    if isGiven {
      result = extractor.extract(text, given: given, allMatches: false)
    } else {
      result = extractor.extract(
        text, mentions: gold.marks.map { (EntityType(name: $0.name)!, $0.span) }, qualifies: true)
    }
    let relations = result.relations.map { relation in
      "\(relation.type.string) \(text.string(result.entities[relation.head].span))"
        + " > \(text.string(result.entities[relation.tail].span))"
    }
    return (result, relations)
  }

  @Test(arguments: [
    (
      "<medication>Aspirin</medication> 81 mg PO daily",
      ["strength_of 81 mg > Aspirin", "frequency_of daily > Aspirin"]
    ),
    (
      "<medication>Aspirin</medication> and <medication>statin</medication> 20 mg BID prn",
      ["strength_of 20 mg > statin", "frequency_of BID prn > statin"]
    ),
    (
      "<medication>Aspirin</medication> two tablets q4-6h",
      ["dose_of two tablets > Aspirin", "frequency_of q4-6h > Aspirin"]
    ),
    ("<test>Sodium</test> 140, <test>potassium</test> 4.0", ["value_of 140 > Sodium", "value_of 4.0 > potassium"]),
    (
      "<test>Sodium</test> and <test>potassium</test> were normal",
      ["value_of normal > Sodium", "value_of normal > potassium"]
    ),
    (
      "<test>A</test>, <test>B</test> and <test>C</test> were 1, 2 and 3, respectively",
      ["value_of 1 > A", "value_of 2 > B", "value_of 3 > C"]
    ),
    ("<test>Ejection fraction</test> (<test>EF</test>) was 45%", ["value_of 45% > Ejection fraction"]),
    ("<medication>Aspirin</medication> with <medication>aspirin</medication>", []),
    ("<medication>Aspirin</medication> with <medication>warfarin</medication>", ["interacts_with Aspirin > warfarin"]),
    ("<medication>Aspirin</medication> at a dose of 81 mg", ["dose_of 81 mg > Aspirin"]),
    ("<medication>Aspirin</medication> 5 mg/kg", ["dose_of 5 mg/kg > Aspirin"]),
    ("<medication>Aspirin</medication> 300-200 mg", ["strength_of 300-200 mg > Aspirin"]),
    ("<procedure>CABG</procedure> in 2011", ["date_of 2011 > CABG"]),
    ("<procedure>CABG</procedure> two weeks ago", ["date_of two weeks ago > CABG"]),
    ("T 38.5 C", ["value_of 38.5 C > T"]), ("T 2 and T 5", []),
    (
      "<test>Weight</test> <test>Height</test> <test>BMI</test>\n57 1.70 22",
      ["value_of 57 > Weight", "value_of 1.70 > Height", "value_of 22 > BMI"]
    ),
    ("<test>Weight</test> | <test>Height</test>\n57 | 1.70", ["value_of 57 > Weight", "value_of 1.70 > Height"]),
    ("<test>Weight</test> <test>Height</test>\n57 1.70 22", []),
    ("<test>Weight</test> <test>Height</test>\n57 and 22", []),
    ("He walked 5 mg daily.", []),
  ])
  func joins(_ marked: String, _ wanted: [String]) throws {
    let (result, relations) = try run(marked)
    #expect(relations.sorted() == wanted.sorted(), "\(marked)")
    // Ids count up in order, and the order is by start.
    #expect(
      result.entities.map(\.id) == Array(1...max(1, result.entities.count)).prefix(result.entities.count).map { $0 })
    for (a, b) in zip(result.entities, result.entities.dropFirst()) { #expect(a.span.start <= b.span.start) }
    // Qualifiers stand only where they qualify.
    for (index, entity) in result.entities.enumerated() where entity.type.rawValue >= EntityType.strength.rawValue {
      #expect(result.relations.contains { $0.head == index }, "\(marked)")
      #expect(entity.source.string.hasPrefix("rule:"))
    }
  }

  @Test func givenQualifiersAreJoinedAndNormalised() throws {
    let (result, relations) = try run(
      "<medication>Aspirin</medication> <dose>81 mg</dose>, then <test>INR</test> <value>2.4</value> and 7 mg",
      isGiven: true)
    #expect(relations == ["dose_of 81 mg > Aspirin", "value_of 2.4 > INR"])
    // Nothing but what was given.
    #expect(result.entities.count == 4)
    let dose = result.given[1].attributes
    #expect(dose.first { $0.name == "canonical_number" }?.json == "0.081")
    #expect(result.given[3].attributes.map(\.name) == ["number"])
  }

  /// By the words of the entity: its attributes as `name=value`.
  private func attributes(_ marked: String, of words: String) throws -> String {
    let (result, _) = try run(marked)
    let entity = try #require(result.entities.first { result.text.string($0.span) == words }, "\(marked)")
    return entity.attributes.map { "\($0.name)=\($0.json.replacing("\"", with: ""))" }.joined(separator: " ")
  }

  @Test func medicinesAreFramed() throws {
    let frame = "<medication>Aspirin</medication> 81 mg daily #30 refills 2; stop <medication>statin</medication>"
    #expect(try attributes(frame, of: "Aspirin") == "quantity=30 refills=2")
    #expect(try attributes(frame, of: "statin") == "status=stop")
    #expect(try attributes("<medication>Aspirin</medication> was stopped", of: "Aspirin") == "status=stop")
    #expect(try attributes("<medication>Aspirin</medication>, 3 refills", of: "Aspirin") == "refills=3")
    #expect(try attributes("<medication>Aspirin</medication>\n\nHe stopped", of: "Aspirin") == "")
    let allergy = "He is allergic to <medication>Aspirin</medication> and <medication>statin</medication>"
    #expect(try attributes(allergy, of: "statin") == "allergy=true")
    #expect(try attributes("He took <medication>Aspirin</medication>", of: "Aspirin") == "")
  }

  @Test func rangesOfTheLaboratoryStayWithTheResult() throws {
    func read(_ text: String) throws -> String { try attributes("<test>K</test> \(text)", of: "5.9") }
    #expect(try read("5.9 H (3.5-5.1)") == "number=5.9 reference_low=3.5 reference_high=5.1 flag=high")
    #expect(try read("5.9 (3.5-5.1)") == "number=5.9 reference_low=3.5 reference_high=5.1 flag=high")
    #expect(try read("5.9 (H)") == "number=5.9 flag=high")
    #expect(try read("5.9 [ref < 7]") == "number=5.9 reference_high=7 flag=normal")
    #expect(try read("5.9 (7)") == "number=5.9")
  }

  @Test func numbersBeforeAUnitShareIt() throws {
    let text = "<test>Lesions</test> 1.2 and 2.4 cm"
    #expect(try attributes(text, of: "1.2").contains("canonical_number=0.012"))
    #expect(try attributes(text, of: "2.4 cm").contains("canonical_number=0.024"))
  }

  /// What stands in one paragraph is joined as if the others were not there: places that are passed over hold nothing.
  @Test func paragraphsAreJoinedEachForItself() throws {
    var random = SeededGenerator(21)
    let pieces = [
      "<medication>aspirin</medication>", "<test>sodium</test>", "<procedure>CABG</procedure>", "5 mg", "two tablets",
      "daily", "140", "normal", "in 2011", "two weeks ago", ",", "and", "was", "T 38.5 C", "#30",
      "<problem>pain</problem>",
    ]
    for _ in 0..<400 {
      let parts = (0..<4).map { _ in
        "He " + (0..<1 + random.below(7)).map { _ in random.pick(pieces) }.joined(separator: " ") + "."
      }
      let apart = try parts.flatMap { try run($0).1 }
      #expect(try run(parts.joined(separator: "\n\n")).1 == apart, "\(parts)")
    }
  }

  @Test func whatLiesInsideIsJoined() throws {
    let (_, relations) = try run("<problem><severity>Severe</severity> asthma</problem>", isGiven: true)
    #expect(relations == ["severity_of Severe > Severe asthma"])
  }

  @Test func manyMentionsTakeTimeInProportion() throws {
    let line = "<medication>a</medication> 5 mg daily, "
    let clock = ContinuousClock()
    func time(_ count: Int) throws -> Duration {
      let text = String(repeating: line, count: count)
      return try clock.measure { _ = try run(text) }
    }
    _ = try time(200)
    let small = try time(1000)
    let large = try time(8000)
    #expect(large < small * 40)
  }

  @Test func aRuleWithoutHeadOrTailIsRefused() throws {
    let yaml = """
      rules:
        - id: t.bad
          why: no tail
          makes: dose_of
          pattern: 'head:(<dose>) of <medication>'
          accept: ["a"]
      """
    let table = try PatternTable(
      try PatternFile(yaml: yaml, file: "bad.yaml").source, schema: QualifierRules.schema, sections: [])
    let error = #expect(throws: Fault.self) {
      try QualifierRules(
        units: UnitTable(tsv: QuantitySupport.units, file: "u"), words: CandidateTable([("w", QuantitySupport.words)]),
        relations: table)
    }
    #expect(error?.file == "bad.yaml")
    #expect(error?.message.contains("t.bad") == true)
  }

  @Test(arguments: [
    ("mg\tmass\t0\tg\t\tmg\t", "factor"), ("mg\tmass\t1\tg\tsmall\tmg\t", "flag"), ("mg\tmass\t1\tg\t\t\t5", "example"),
  ])
  func faultyUnitsNameTheLine(_ row: String, _ word: String) {
    let tsv = "ucum\tdimension\tfactor\tcanonical\tflags\tspellings\texamples\n\(row)"
    let error = #expect(throws: Fault.self) { try UnitTable(tsv: tsv, file: "units.tsv") }
    #expect(error?.line == 2)
    #expect(error?.message.contains(word) == true)
  }
}
