import ClinicalText
import Evaluation
import Testing

@Suite struct IdentifierReportTests {
  // Tokens: Anna Smith of Akron seen by Dr Bell on 3 14 2014 for Foley care -> 15 words and numbers.
  private let text = "Anna Smith of Akron seen by Dr Bell on 3/14/2014 for Foley care"
  private let gold = "NAME/PATIENT/0/10 LOCATION/CITY/14/19 NAME/DOCTOR/31/35 DATE/DATE/39/48"

  @Test func leaksAndOverRedaction() {
    // "Anna" alone, the doctor with "Dr", the date as it should be, and "Foley".
    let report = phiReport(
      text, gold: gold,
      predicted: "NAME/PATIENT/0/4 NAME/DOCTOR/28/35 DATE/DATE/39/48 NAME/PATIENT/53/58")
    let all = report[.all]
    #expect(all?.leakedTokens == 2)  // Smith, Akron
    #expect(all?.leakedIdentifiers == 2)
    #expect(all?.notesWithLeaks == 1)
    #expect(all?.leaksPerNote == 2)
    #expect(report.otherTokens == 8)  // of seen by Dr on for Foley care
    #expect(report.lostTokens == 2)  // Dr, Foley
    #expect(report.overRedactionPer1000 == 250)
  }

  @Test func leaksAreOfTheSet() {
    let report = phiReport(text, gold: gold, predicted: "NAME/PATIENT/0/10 LOCATION/CITY/14/19 DATE/DATE/39/48")
    #expect(report[.all]?.leakedIdentifiers == 1)
    #expect(report[.safeHarbor]?.leakedIdentifiers == 0)
    #expect(report[.safeHarbor]?.notesWithLeaks == 0)
  }

  @Test(arguments: [
    // A part of a word is a leak; a prediction of any type covers; two predictions cover together.
    ("NAME/PATIENT/0/8 LOCATION/CITY/14/19 NAME/DOCTOR/31/35 DATE/DATE/39/48", 1, 1),
    ("ID/IDNUM/0/48", 0, 0),
    ("NAME/PATIENT/0/7 NAME/DOCTOR/7/10 LOCATION/CITY/14/19 NAME/DOCTOR/31/35 DATE/DATE/39/48", 0, 0),
    // The signs between the tokens of a date need no cover.
    ("NAME/PATIENT/0/10 LOCATION/CITY/14/35 DATE/DATE/39/40 DATE/DATE/41/43 DATE/DATE/44/48", 0, 0),
    // Kept: it stands in the output.
    ("NAME/PATIENT/0/10 LOCATION/CITY/14/19 NAME/DOCTOR/31/35 ~DATE/DATE/39/48", 3, 1),
    ("", 7, 4),
  ])
  func cover(_ row: (predicted: String, tokens: Int, identifiers: Int)) {
    let report = phiReport(text, gold: gold, predicted: row.predicted)
    #expect(report[.all]?.leakedTokens == row.tokens)
    #expect(report[.all]?.leakedIdentifiers == row.identifiers)
  }

  @Test func aTokenUnderTwoIdentifiersLeaksOnce() {
    let report = phiReport("Anna Smith", gold: "NAME/PATIENT/0/10 NAME/PATIENT/5/10", predicted: "NAME/PATIENT/0/4")
    #expect(report[.all]?.leakedTokens == 1)
    #expect(report[.all]?.leakedIdentifiers == 2)
  }

  @Test func signsAloneLeakUnlessCovered() {
    func leaks(_ text: String, _ gold: String, _ predicted: String) -> Int? {
      phiReport(text, gold: gold, predicted: predicted)[.all]?.leakedIdentifiers
    }
    #expect(leaks("Name: ***", "NAME/PATIENT/6/9", "") == 1)
    #expect(leaks("Name: ***", "NAME/PATIENT/6/9", "NAME/PATIENT/6/9") == 0)
    #expect(leaks("Né Müller", "NAME/PATIENT/3/9", "NAME/PATIENT/3/9") == 0)
    #expect(leaks("Né Müller", "NAME/PATIENT/3/9", "NAME/PATIENT/3/8") == 1)
  }

  /// Three documents: all found, half found, nothing predicted.
  private func threeDocuments(_ scorer: IdentifierScorer, groups: Bool = false) -> IdentifierScorer {
    var scorer = scorer
    let text = "Anna saw Berta"
    for index in 0..<3 {
      var gold = phiDocument("n\(index)", text, "NAME/PATIENT/0/4 NAME/DOCTOR/9/14")
      gold.noteType = index == 0 ? "clinic" : "discharge"
      if groups {
        gold.metadata = [("sex", "f"), ("note", "\(index)")]
        gold.identifiers[0].group = "a"
        gold.identifiers[1].group = "b"
      }
      let predicted = ["NAME/PATIENT/0/4 NAME/DOCTOR/9/14", "NAME/PATIENT/0/4 NAME/PATIENT/9/14"]
      scorer.add(gold: gold, predicted: index < 2 ? phiDocument("n\(index)", text, predicted[index]) : nil)
    }
    return scorer
  }

  @Test func microAndMacro() throws {
    let report = threeDocuments(IdentifierScorer()).report(bootstrap: Bootstrap(resamples: 0))
    let strict = try #require(report[.all]?[.strict])
    #expect(report.documents == 3)
    #expect(report.documentsWithoutPredictions == 1)
    #expect(report.counts(.all, .strict) == "3 1 3")
    #expect(strict.counts.precision == 0.75)
    #expect(strict.counts.recall == 0.5)
    #expect(strict.counts.f1 == 0.6)
    // 5 tp / (5 tp + 4 fn + fp)
    #expect(strict.counts.f(beta: 2) == 15.0 / 28.0)
    #expect(strict.macroPrecision.mean == 0.5)
    #expect(strict.macroRecall.mean == 0.5)
    #expect(strict.macroRecall.deviation == (1.0 / 6.0).squareRoot())
    #expect(strict.macroF1 == 0.5)
    #expect(strict.intervals == nil)
  }

  @Test func byCategoryAndType() throws {
    let all = try #require(threeDocuments(IdentifierScorer()).report(bootstrap: Bootstrap(resamples: 0))[.all])
    #expect(all.categories.map(\.name) == ["NAME"])
    #expect(all.types.map(\.name) == ["DOCTOR", "PATIENT"])
    #expect(all.types[0][.strict] == Counts(truePositives: 1, falsePositives: 0, falseNegatives: 2))
    #expect(all.types[1][.strict] == Counts(truePositives: 2, falsePositives: 1, falseNegatives: 1))
    #expect(all.types[0][.binaryStrict] == Counts(truePositives: 2, falsePositives: 0, falseNegatives: 1))
    #expect(all.categories[0][.strict] == all[.strict]?.counts)
  }

  @Test func byGroup() throws {
    let scorer = IdentifierScorer(fields: ["note_type", "group", "sex", "half"]) { document, identifier in
      [IdentifierLabel(field: "half", value: identifier.start < 7 ? "first" : "second")]
    }
    let report = threeDocuments(scorer, groups: true).report(bootstrap: Bootstrap(resamples: 0))
    let groups = try #require(report[.all]).groups
    let names = groups.map { $0.label.field + "=" + $0.label.value }
    let expected = [
      "group=a", "group=b", "half=first", "half=second", "note_type=clinic", "note_type=discharge", "sex=f",
    ]
    #expect(names == expected)
    let third = 1.0 / 3.0
    let strict: [Double?] = [2 * third, third, 2 * third, third, 1, 0.25, 0.5]
    let binary: [Double?] = [2 * third, 2 * third, 2 * third, 2 * third, 1, 0.5, 2 * third]
    #expect(groups.map { $0.recall(.strict) } == strict)
    #expect(groups.map { $0.recall(.binaryToken) } == binary)
    #expect(groups.map(\.leakedIdentifiers) == [1, 1, 1, 1, 0, 2, 2])
    // The doctor is in no label of the set.
    #expect(report[.safeHarbor]?.groups.contains { $0.label.value == "b" } == false)
  }

  @Test func fieldsWithTooManyValuesAreNamedAndLeftOut() {
    var scorer = IdentifierScorer()
    for index in 0..<60 {
      var gold = phiDocument("n\(index)", "Anna", "NAME/PATIENT/0/4")
      gold.metadata = [("patient_id", "p\(index)"), ("sex", index % 2 == 0 ? "f" : "m")]
      scorer.add(gold: gold, predicted: nil)
    }
    let report = scorer.report(bootstrap: Bootstrap(resamples: 0))
    #expect(report.omittedFields == ["patient_id"])
    #expect(report[.all]?.groups.map(\.label.value) == ["f", "m"])
  }

  @Test func intervalsHoldTheFigureAndAreTheSameAgain() throws {
    var scorer = IdentifierScorer()
    for index in 0..<40 {
      scorer.add(
        gold: phiDocument("n\(index)", "Anna saw Berta", "NAME/PATIENT/0/4 NAME/DOCTOR/9/14"),
        predicted: phiDocument("n\(index)", "Anna saw Berta", index % 4 == 0 ? "NAME/PATIENT/0/4" : "NAME/DOCTOR/9/14"))
    }
    let first = scorer.report(bootstrap: Bootstrap(resamples: 200, seed: 5))
    let second = scorer.report(bootstrap: Bootstrap(resamples: 200, seed: 5))
    for set in first.sets {
      for score in set.levels {
        let intervals = try #require(score.intervals)
        #expect(intervals == second[set.set]?[score.level]?.intervals)
        #expect(intervals.recall.lower <= score.counts.recall && score.counts.recall <= intervals.recall.upper)
        #expect(intervals.f1.lower <= score.counts.f1 && score.counts.f1 <= intervals.f1.upper)
      }
    }
    let leaks = try #require(first[.safeHarbor]?.leaksPerNoteInterval)
    #expect(leaks.lower < 0.75 && 0.75 < leaks.upper)
    #expect(first[.safeHarbor]?.leaksPerNote == 0.75)
  }

  @Test func worstDocuments() throws {
    let all = try #require(threeDocuments(IdentifierScorer()).report(bootstrap: Bootstrap(resamples: 0))[.all])
    let worst = all.worstDocuments(5)
    #expect(worst.map(\.id) == ["n2"])
    #expect(worst.map(\.tokens) == [2])
    #expect(worst.map(\.identifiers) == [2])
    #expect(all.leaksByDocument.map(\.tokens) == [0, 0, 2])
  }

  private func json(_ report: IdentifierReport) -> String {
    let output = OutputBuffer()
    report.append(to: output)
    return String(decoding: output.bytes, as: UTF8.self)
  }

  @Test func writesJSON() {
    var gold = phiDocument("n\"1", "Anna Foley", "NAME/PATIENT/0/4")
    gold.identifiers[0].group = "x"
    var scorer = IdentifierScorer(sets: [.safeHarbor])
    scorer.add(gold: gold, predicted: phiDocument("n\"1", "Anna Foley", "NAME/PATIENT/5/10"))
    let zero = #""precision":0.0,"recall":0.0,"f1":0.0,"f2":0.0,"tp":0,"fp":1,"fn":1"#
    var macro = #""macro_precision":0.0,"macro_precision_sd":0.0,"#
    macro += #""macro_recall":0.0,"macro_recall_sd":0.0,"macro_f1":0.0"#
    var levels = ""
    var parts: [String] = []
    var recalls = ""
    for level in IdentifierLevel.allCases {
      levels += #""\#(level.rawValue)":{\#(zero),\#(macro)},"#
      parts.append(#""\#(level.rawValue)":{\#(zero)}"#)
      recalls += #""\#(level.rawValue)":{"recall":0.0,"gold":1},"#
    }
    let part = parts.joined(separator: ",")
    var expected = #"{"documents":1,"documents_without_text":0,"documents_without_predictions":0,"#
    expected += #""unusable_predictions":0,"counting":"detected","non_phi_tokens":1,"over_redacted_tokens":1,"#
    expected += #""over_redaction_per_1000":1000.0,"omitted_fields":[],"sets":{"safe-harbor":{"#
    expected += levels
    expected += #""leaks":1,"leaks_per_note":1.0,"leaked_identifiers":1,"leaked_identifiers_per_note":1.0,"#
    expected += #""notes_with_leaks":1,"over_redaction_per_1000":1000.0,"categories":{"NAME":{\#(part)}},"#
    expected += #""types":{"PATIENT":{\#(part)}},"groups":{"group":{"x":{\#(recalls)"leaked_identifiers":1}}},"#
    expected += #""worst_documents":[{"id":"n\"1","leaks":1,"leaked_identifiers":1}]}}}"#
    #expect(json(scorer.report(bootstrap: Bootstrap(resamples: 0))) == expected)
  }

  @Test func writesNullsWithoutAText() {
    let text = json(phiReport(nil, gold: "NAME/PATIENT/0/4", predicted: "NAME/PATIENT/0/4"))
    #expect(text.contains(#""token":null"#))
    #expect(text.contains(#""binary_token":null"#))
    #expect(text.contains(#""leaks_per_note":null"#))
    #expect(text.contains(#""over_redaction_per_1000":null"#))
  }

  @Test func nothingAtAll() {
    let report = IdentifierScorer().report()
    #expect(report.counts(.all, .token) == "0 0 0")
    #expect(report[.all]?.leaksPerNote == 0)
    #expect(json(report).hasPrefix(#"{"documents":0,"#))
  }
}
