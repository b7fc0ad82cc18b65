import ClinicalText
import Evaluation
import Testing

/// One document, and the counts ("tp fp fn") of the set `all` at every level, computed by hand.
private struct LevelCase: Sendable, CustomTestStringConvertible {
  var name: String
  var text = "Seen: Anna Maria Smith's chart, MRN 77-1234."
  var gold: String
  var predicted: String?
  var strict: String
  var relaxed: String
  var token: String
  var binaryStrict: String
  var binaryRelaxed: String
  var binaryToken: String
  var testDescription: String { name }
}

// Anna 6..10, Maria 11..16, Smith 17..22, Smith's 17..24, 77-1234 36..43.
private let levelCases: [LevelCase] = [
  LevelCase(
    name: "the same", gold: "NAME/PATIENT/6/22 ID/IDNUM/36/43", predicted: "NAME/PATIENT/6/22 ID/IDNUM/36/43",
    strict: "2 0 0", relaxed: "2 0 0", token: "5 0 0", binaryStrict: "2 0 0", binaryRelaxed: "2 0 0",
    binaryToken: "5 0 0"),
  LevelCase(
    name: "a genitive: the end two on", gold: "NAME/PATIENT/6/22", predicted: "NAME/PATIENT/6/24",
    strict: "0 1 1", relaxed: "1 0 0", token: "3 1 0", binaryStrict: "0 1 1", binaryRelaxed: "1 0 0",
    binaryToken: "3 1 0"),
  LevelCase(
    name: "the end two short cuts a token", gold: "NAME/PATIENT/6/22", predicted: "NAME/PATIENT/6/20",
    strict: "0 1 1", relaxed: "1 0 0", token: "2 1 1", binaryStrict: "0 1 1", binaryRelaxed: "1 0 0",
    binaryToken: "2 1 1"),
  LevelCase(
    name: "the end three on", gold: "NAME/PATIENT/6/22", predicted: "NAME/PATIENT/6/25",
    strict: "0 1 1", relaxed: "0 1 1", token: "3 1 0", binaryStrict: "0 1 1", binaryRelaxed: "0 1 1",
    binaryToken: "3 1 0"),
  LevelCase(
    name: "another start", gold: "NAME/PATIENT/6/22", predicted: "NAME/PATIENT/5/22",
    strict: "0 1 1", relaxed: "0 1 1", token: "3 0 0", binaryStrict: "0 1 1", binaryRelaxed: "0 1 1",
    binaryToken: "3 0 0"),
  LevelCase(
    name: "two of three tokens", gold: "NAME/PATIENT/6/22", predicted: "NAME/PATIENT/6/16",
    strict: "0 1 1", relaxed: "0 1 1", token: "2 0 1", binaryStrict: "0 1 1", binaryRelaxed: "0 1 1",
    binaryToken: "2 0 1"),
  LevelCase(
    name: "in two parts", gold: "NAME/PATIENT/6/22", predicted: "NAME/PATIENT/6/16 NAME/PATIENT/17/22",
    strict: "0 2 1", relaxed: "0 2 1", token: "3 0 0", binaryStrict: "0 2 1", binaryRelaxed: "0 2 1",
    binaryToken: "3 0 0"),
  LevelCase(
    name: "another type", gold: "NAME/PATIENT/6/22", predicted: "NAME/DOCTOR/6/22",
    strict: "0 1 1", relaxed: "0 1 1", token: "0 3 3", binaryStrict: "1 0 0", binaryRelaxed: "1 0 0",
    binaryToken: "3 0 0"),
  LevelCase(
    name: "another category of the same type", gold: "LOCATION/OTHER/6/22", predicted: "OTHER/OTHER/6/22",
    strict: "0 1 1", relaxed: "0 1 1", token: "0 3 3", binaryStrict: "1 0 0", binaryRelaxed: "1 0 0",
    binaryToken: "3 0 0"),
  LevelCase(
    name: "the same span twice on both sides", gold: "ID/IDNUM/36/43 ID/IDNUM/36/43",
    predicted: "ID/IDNUM/36/43 ID/IDNUM/36/43 ID/IDNUM/36/43",
    strict: "1 0 0", relaxed: "1 0 0", token: "2 0 0", binaryStrict: "1 0 0", binaryRelaxed: "1 0 0",
    binaryToken: "2 0 0"),
  LevelCase(
    name: "one span with two types", gold: "NAME/PATIENT/6/22", predicted: "NAME/DOCTOR/6/22 NAME/PATIENT/6/22",
    strict: "1 1 0", relaxed: "1 1 0", token: "3 3 0", binaryStrict: "1 0 0", binaryRelaxed: "1 0 0",
    binaryToken: "3 0 0"),
  LevelCase(
    name: "nested gold of one type, tokens once", gold: "NAME/PATIENT/6/22 NAME/PATIENT/17/22",
    predicted: "NAME/PATIENT/6/22", strict: "1 0 1", relaxed: "1 0 1", token: "3 0 0", binaryStrict: "1 0 1",
    binaryRelaxed: "1 0 1", binaryToken: "3 0 0"),
  LevelCase(
    name: "near repetitions fall together when relaxed", gold: "NAME/PATIENT/6/22 NAME/PATIENT/6/24",
    predicted: "NAME/PATIENT/6/22", strict: "1 0 1", relaxed: "1 0 0", token: "3 0 1", binaryStrict: "1 0 1",
    binaryRelaxed: "2 0 0", binaryToken: "3 0 1"),
  // 6..20 and 6..23 are not equal, 6..22 equals both: the hits are those of the smaller side, and nothing is missed.
  LevelCase(
    name: "equality when relaxed is not transitive", gold: "NAME/PATIENT/6/20 NAME/PATIENT/6/23",
    predicted: "NAME/PATIENT/6/22", strict: "0 1 2", relaxed: "1 0 0", token: "3 0 1", binaryStrict: "0 1 2",
    binaryRelaxed: "2 0 0", binaryToken: "3 0 1"),
  LevelCase(
    name: "nothing found", gold: "NAME/PATIENT/6/22", predicted: "",
    strict: "0 0 1", relaxed: "0 0 1", token: "0 0 3", binaryStrict: "0 0 1", binaryRelaxed: "0 0 1",
    binaryToken: "0 0 3"),
  LevelCase(
    name: "no predictions for the document", gold: "NAME/PATIENT/6/22", predicted: nil,
    strict: "0 0 1", relaxed: "0 0 1", token: "0 0 3", binaryStrict: "0 0 1", binaryRelaxed: "0 0 1",
    binaryToken: "0 0 3"),
  LevelCase(
    name: "nothing to find", gold: "", predicted: "NAME/PATIENT/26/31",
    strict: "0 1 0", relaxed: "0 1 0", token: "0 1 0", binaryStrict: "0 1 0", binaryRelaxed: "0 1 0",
    binaryToken: "0 1 0"),
  LevelCase(
    name: "an empty document", text: "", gold: "", predicted: "",
    strict: "0 0 0", relaxed: "0 0 0", token: "0 0 0", binaryStrict: "0 0 0", binaryRelaxed: "0 0 0",
    binaryToken: "0 0 0"),
  // The official tokens are of ASCII: "M" and "ller".
  LevelCase(
    name: "letters beyond ASCII part tokens", text: "Dr. Müller 😀 Ann", gold: "NAME/DOCTOR/4/10 NAME/PATIENT/13/16",
    predicted: "NAME/DOCTOR/4/10 NAME/PATIENT/13/16", strict: "2 0 0", relaxed: "2 0 0", token: "3 0 0",
    binaryStrict: "2 0 0", binaryRelaxed: "2 0 0", binaryToken: "3 0 0"),
  LevelCase(
    name: "without letters or digits: one empty token at the end", text: "Name: *** 😀", gold: "NAME/PATIENT/6/9",
    predicted: "NAME/PATIENT/7/9 NAME/PATIENT/6/8", strict: "0 2 1", relaxed: "1 1 0", token: "1 1 0",
    binaryStrict: "0 2 1", binaryRelaxed: "1 1 0", binaryToken: "1 1 0"),
]

@Suite struct IdentifierLevelTests {
  @Test(arguments: levelCases)
  fileprivate func counts(_ row: LevelCase) {
    let report = phiReport(row.text, gold: row.gold, predicted: row.predicted)
    #expect(report.counts(.all, .strict) == row.strict)
    #expect(report.counts(.all, .relaxed) == row.relaxed)
    #expect(report.counts(.all, .token) == row.token)
    #expect(report.counts(.all, .binaryStrict) == row.binaryStrict)
    #expect(report.counts(.all, .binaryRelaxed) == row.binaryRelaxed)
    #expect(report.counts(.all, .binaryToken) == row.binaryToken)
  }

  @Test func orderDoesNotMatter() {
    let text = "Anna Maria Smith, Anna Maria Smith"
    let forward = phiReport(
      text, gold: "NAME/PATIENT/0/4 NAME/PATIENT/5/16 NAME/PATIENT/18/34",
      predicted: "NAME/PATIENT/0/4 NAME/DOCTOR/5/16 NAME/PATIENT/18/34")
    let backward = phiReport(
      text, gold: "NAME/PATIENT/18/34 NAME/PATIENT/5/16 NAME/PATIENT/0/4",
      predicted: "NAME/PATIENT/18/34 NAME/DOCTOR/5/16 NAME/PATIENT/0/4")
    for level in IdentifierLevel.allCases {
      #expect(forward.counts(.all, level) == backward.counts(.all, level))
    }
    #expect(forward.counts(.all, .token) == "4 2 2")
  }

  @Test func keptPredictionsCountUnlessReplacedOnesAreAskedFor() {
    let gold = "NAME/PATIENT/0/4 LOCATION/STATE/8/12"
    let predicted = "NAME/PATIENT/0/4 ~LOCATION/STATE/8/12"
    #expect(phiReport("Anna in Ohio", gold: gold, predicted: predicted).counts(.all, .strict) == "2 0 0")
    let replaced = phiReport("Anna in Ohio", gold: gold, predicted: predicted, counting: .replaced)
    #expect(replaced.counts(.all, .strict) == "1 0 1")
    #expect(replaced.counts(.all, .binaryToken) == "1 0 1")
  }

  @Test func withoutATextThereAreNoTokens() {
    let report = phiReport(nil, gold: "NAME/PATIENT/0/4 DATE/DATE/5/9", predicted: "NAME/PATIENT/0/4 DATE/DATE/5/10")
    #expect(report.counts(.all, .strict) == "1 1 1")
    #expect(report.counts(.all, .relaxed) == "2 0 0")
    #expect(report.counts(.all, .token) == "-")
    #expect(report.counts(.all, .binaryToken) == "-")
    #expect(report.documentsWithoutText == 1)
    #expect(report[.all]?.leaksPerNote == nil)
    #expect(report[.all]?.leakedIdentifiers == 0)
    #expect(report.overRedactionPer1000 == nil)
  }

  @Test func offsetsOutsideTheTextEndWithIt() {
    let report = phiReport("Anna", gold: "NAME/PATIENT/0/4", predicted: "NAME/PATIENT/0/99 NAME/PATIENT/50/40")
    #expect(report.counts(.all, .strict) == "0 2 1")
    #expect(report.counts(.all, .binaryToken) == "1 1 0")
    #expect(report[.all]?.leakedIdentifiers == 1)
  }

  @Test func unusablePredictionsAreFalseAlarms() {
    var predicted = phiDocument("n1", "Anna in Ohio", "NAME/PATIENT/0/4")
    // A patient, a kind the gold has, and an entity.
    predicted.unusable = ["PATIENT", "SHIP", "problem"]
    var scorer = IdentifierScorer()
    scorer.add(gold: phiDocument("n1", "Anna in Ohio", "NAME/PATIENT/0/4 PHI/SHIP/8/12"), predicted: predicted)
    let report = scorer.report(bootstrap: Bootstrap(resamples: 0))
    #expect(report.unusablePredictions == 2)
    #expect(report.counts(.all, .strict) == "1 2 1")
    #expect(report.counts(.i2b2HIPAA, .strict) == "1 1 0")
    #expect(report.counts(.all, .token) == "1 0 1")
  }

  /// Hostile: many identifiers that start at one place, and many repetitions.
  @Test func thousandsAtOnePlaceTakeNoTime() {
    let text = String(repeating: "x", count: 30_000)
    let gold = (1...20_000).map { "NAME/PATIENT/0/\($0)" }.joined(separator: " ")
    let predicted = (10_001...30_000).map { "NAME/PATIENT/0/\($0)" }.joined(separator: " ")
    var document = phiDocument("n1", nil, gold)
    var prediction = phiDocument("n1", nil, predicted)
    let start = ContinuousClock.now
    var scorer = IdentifierScorer()
    scorer.add(gold: document, predicted: prediction)
    #expect(scorer.report(bootstrap: Bootstrap(resamples: 0)).counts(.all, .strict) == "10000 10000 10000")
    document.identifiers = Array(repeating: document.identifiers[0], count: 50_000)
    prediction.identifiers = Array(repeating: prediction.identifiers[0], count: 50_000)
    document.text = NoteText(text)
    scorer.add(gold: document, predicted: prediction)
    #expect(ContinuousClock.now - start < .seconds(5))
  }
}
