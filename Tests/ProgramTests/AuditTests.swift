import Foundation
import Testing

/// `chartsift audit` as a user runs it.
@Suite struct AuditTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  private static let notes =
    [
      #"{"id":"a","patient_id":"p1","text":"Mrs. Hairston denies chest pain. MRN: 0384499. Takes aspirin for gout.","known_phi":{"names":["Imani Hairston"],"ids":["0384499"],"birth_date":"1950-03-07"}}"#,
      #"{"id":"b","patient_id":"p2","text":"Dr. Kjeldsen saw Mr. Okonkwo for asthma. He takes albuterol.","known_phi":["Chidi Okonkwo"]}"#,
      #"{"id":"c","patient_id":"p1","text":"No fever. Cough is better. Zebrafink heard on the roof.","known_phi":{"names":["Imani Hairston"]}}"#,
    ].joined(separator: "\n") + "\n"

  /// What a perfect and what a leaking redaction would have written.
  private static func output(_ leak: String) -> String {
    [
      #"{"id":"a","text":"Mrs. [PATIENT] denies chest pain. MRN: [MEDICALRECORD]. Takes aspirin for gout."}"#,
      #"{"id":"b","text":"Dr. [DOCTOR] saw Mr. [PATIENT] for asthma. He takes albuterol."}"#,
      #"{"id":"c","text":"No fever. Cough is better. Zebrafink heard on the roof.\#(leak)"}"#,
    ].joined(separator: "\n") + "\n"
  }

  private func audit(_ arguments: String...) throws -> Outcome { try Program.run(["audit"] + arguments, in: folder) }

  private func object(_ outcome: Outcome) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: outcome.output) as? [String: Any], "\(outcome.error)")
  }

  @Test func checkHoldsOnACleanOutput() throws {
    let known = try folder.write(Self.notes, "notes.jsonl")
    let outcome = try audit("check", try folder.write(Self.output(""), "clean.jsonl"), "--known", known, "--json")
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(try object(outcome)["holds"] as? Bool == true && object(outcome)["values"] as? Int == 4)
  }

  @Test(arguments: [
    (" Ms HAIRSTON called.", "name_part", 3), (#" Imani\nHairston"#, "first_last", 3),
    (" DOB 3/7/50.", "date_numeric", 3),
    (" 7 March 1950", "date_written", 3), (" mrn038-4499", "whole", 3),
  ])
  func checkFailsOnALeakAndNeverSaysIt(_ leak: String, _ form: String, _ line: Int) throws {
    let known = try folder.write(Self.notes, "notes.jsonl")
    let file = try folder.write(Self.output(leak), "leak.jsonl")
    let outcome = try audit("check", file, "--known", known, "--json", "--html", folder["check.html"])
    #expect(outcome.code == 4, "\(outcome.error)")
    let found = try #require(object(outcome)["found"] as? [[String: Any]])
    #expect(found.map { $0["spelling"] as? String } == [form] && found.first?["line"] as? Int == line, "\(found)")
    #expect(found.first?["patient"] as? Int == 1)
    let page = try String(contentsOfFile: folder["check.html"], encoding: .utf8)
    for told in [outcome.text, outcome.error, page] {
      for secret in ["airston", "AIRSTON", "Imani", "384499", "1950-03", "3/7/50"] {
        #expect(!told.contains(secret), "\(secret)")
      }
    }
  }

  @Test func checkSearchesFoldersTablesNamesAndDatabases() throws {
    let patients = try folder.write(
      "patient_id,first_name,last_name,birth_date,phones,ids\np1,Imani,Hairston,1950-03-07,(313) 785-4677,0384499\n",
      "patients.csv")
    try folder.write("id,text\n1,\"all is well\"\n2,\"call 313.785.4677\"\n", "out/table.csv")
    try folder.write("nothing here", "out/deep/hairston-imani.txt")
    let outcome = try audit("check", folder["out"], "--patients", patients, "--json")
    #expect(outcome.code == 4)
    let found = try #require(object(outcome)["found"] as? [[String: Any]])
    #expect(Set(found.compactMap { $0["type"] as? String }) == ["PHONE", "PATIENT"], "\(found)")
    #expect(found.contains { $0["line"] as? Int == 3 && ($0["file"] as? String)?.hasSuffix("table.csv") == true })
    #expect(!outcome.text.contains("hairston-imani"))

    let notes = try folder.write(#"{"id":"7","text":"Hairston has a cough."}"# + "\n", "plain.jsonl")
    try Program.run(
      ["run", notes, "--output", folder["notes.sqlite"], "--store-text", "original", "--quiet"], in: folder)
    let stored = try audit("check", folder["notes.sqlite"], "--patients", patients, "--json")
    #expect(stored.code == 4)
    let cells = try #require(object(stored)["found"] as? [[String: Any]])
    #expect(cells.contains { $0["table"] as? String == "note.text" && $0["row"] as? Int == 1 }, "\(cells)")
  }

  @Test func checkWithoutKnownIdentifiersIsRefused() throws {
    let file = try folder.write(Self.output(""), "clean.jsonl")
    #expect(try audit("check", file).code == 2)
    let empty = try folder.write(#"{"id":"1","text":"x"}"# + "\n", "empty.jsonl")
    let outcome = try audit("check", file, "--known", empty)
    #expect(outcome.code == 2 && outcome.error.contains("no known identifiers"))
  }

  @Test func censusListsTheRarestFirst() throws {
    let file = try folder.write(Self.output(""), "clean.jsonl")
    let outcome = try audit("census", file, "--json")
    let tokens = try #require(object(outcome)["tokens"] as? [[String: Any]])
    let words = tokens.compactMap { $0["token"] as? String }
    #expect(words.contains("zebrafink") && !words.contains("patient") && !words.contains("doctor"))
    let counts = tokens.compactMap { $0["notes"] as? Int }
    #expect(counts == counts.sorted())
    let table = folder["census.tsv"]
    #expect(try audit("census", file, "--max-notes", "1", "--class", "unknown", "--output", table, "--quiet").code == 0)
    let rows = try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n")
    #expect(rows.first?.hasPrefix("token\tclass\tshape\tnotes\tpatients\toccurrences") == true)
    #expect(rows.contains { $0.hasPrefix("zebrafink\tunknown\t\t1\t1\t1\t1.00") })
    let mode = try FileManager.default.attributesOfItem(atPath: table)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test func aPlanIsTheSameForOneSeedAndItsAnswersGiveTheBound() throws {
    let lines = (1...40).map { #"{"id":"n\#($0)","text":"Note \#($0) of [PATIENT]."}"# }
    let file = try folder.write(lines.joined(separator: "\n") + "\n", "many.jsonl")
    let page = folder["review.html"]
    let plan = try object(try audit("plan", file, "--notes", "10", "--seed", "5", "--json", "--html", page))
    let again = try object(try audit("plan", file, "--notes", "10", "--seed", "5", "--json"))
    let other = try object(try audit("plan", file, "--notes", "10", "--seed", "6", "--json"))
    let read = try #require(plan["read"] as? [[String: Any]]).compactMap { $0["note"] as? Int }
    #expect(read.count == 10 && read == read.sorted() && plan["sample"] as? String == again["sample"] as? String)
    #expect(plan["sample"] as? String != other["sample"] as? String)
    let bounds = try #require(plan["bounds"] as? [[String: Any]])
    let upper = try #require(bounds.first?["upper"] as? Double)
    #expect(abs(upper - (1 - pow(0.05, 0.1))) < 1e-9)

    var answers: [String: Any] = [
      "format": "chartsift-review 1", "sample": plan["sample"] as Any, "population": 40, "seed": "5",
      "confidence": 0.95,
      "notes": 10, "reviewer": "R",
      "answers": read.enumerated().map { ["note": $0.element, "leaks": $0.offset == 3 ? 2 : 0] },
    ]
    func write() throws -> String {
      try folder.write(try JSONSerialization.data(withJSONObject: answers), "answers.json")
    }
    let review = try object(try audit("plan", file, "--answers", try write(), "--json"))
    let bound = try #require(review["bound"] as? [String: Any])
    #expect(bound["misses"] as? Int == 1 && review["leaks"] as? Int == 2)
    #expect(bound["upper"] as? Double == bounds[1]["upper"] as? Double)
    answers["sample"] = "another"
    #expect(try audit("plan", file, "--answers", try write()).code == 2)
    answers["answers"] = []
    let open = try object(try audit("plan", "--answers", try write(), "--json"))
    #expect(open["complete"] as? Bool == false && open["bound"] == nil)
    let html = try String(contentsOfFile: page, encoding: .utf8)
    #expect(html.contains("default-src 'none'") && !html.contains("{{"))
  }

  @Test func conceptsLostAreToldWithTheirRule() throws {
    let notes = try folder.write(Self.notes, "notes.jsonl")
    let results = try folder.write(
      #"{"id":"a","status":"ok","entities":[],"relations":[],"phi":[{"category":"ID","type":"IDNUM","start":53,"end":60,"source":"rule:test","replacement":"[IDNUM]"}],"deidentified_text":"Mrs. Hairston denies chest pain. MRN: 0384499. Takes [IDNUM] for gout."}"#
        + "\n", "results.jsonl")
    let before = try #require(Self.notes.range(of: "aspirin")).lowerBound
    #expect(Self.notes[before...].hasPrefix("aspirin"))
    let outcome = try audit("concepts", "--before", notes, "--after", results, "--json")
    #expect(outcome.code == 0, "\(outcome.error)")
    let loss = try object(outcome)
    #expect(loss["notes"] as? Int == 1 && loss["unpaired"] as? Int == 2)
    let concepts = try #require(loss["concepts"] as? [[String: Any]])
    #expect(concepts.contains { ($0["name"] as? String)?.lowercased().contains("aspirin") == true }, "\(loss)")
    #expect(loss["mentions_lost"] as? Int ?? 0 < loss["mentions_before"] as? Int ?? 0)
  }

  @Test func theStatementHasEighteenRowsAndClaimsNothing() throws {
    let results = try Program.run(["pipe", "--deid", "tag", "--quiet"], input: Self.notes, in: folder)
    let file = try folder.write(results.output, "results.jsonl")
    let outcome = try audit("statement", "--run", file, "--json")
    let statement = try object(outcome)
    let rows = try #require(statement["rows"] as? [[String: Any]])
    #expect(rows.compactMap { $0["letter"] as? String }.joined() == "ABCDEFGHIJKLMNOPQR")
    #expect(rows[0]["found"] as? Int ?? 0 >= 2 && statement["notes"] as? Int == 3)
    for text in [outcome.text, try audit("statement").text] {
      #expect(!text.lowercased().contains("hipaa compliant") && text.contains("actual knowledge"))
    }
    #expect(try audit("statement", "--policy", "strct").code == 2)
  }

  @Test func namesAreToldByGroup() throws {
    let notes = try folder.write(Self.notes, "notes.jsonl")
    let outcome = try audit("names", notes, "--trials", "8", "--json")
    #expect(outcome.code == 0, "\(outcome.error)")
    let told = try object(outcome)
    let groups = try #require(told["by_origin"] as? [[String: Any]])
    #expect(groups.count == 30 && groups.allSatisfy { $0["trials"] as? Int == 8 })
    #expect((told["by_type"] as? [Any])?.count ?? 0 >= 12)
    #expect(try audit("names", notes, "--trials", "8", "--json").output == outcome.output)
  }

  @Test func aNotesPageIsForItsOwnerAlone() throws {
    let notes = try folder.write(Self.notes, "notes.jsonl")
    let page = folder["note.html"]
    try Data().write(to: URL(fileURLWithPath: page))
    let outcome = try audit("note", notes, "--note", "a", "--html", page)
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(try FileManager.default.attributesOfItem(atPath: page)[.posixPermissions] as? Int == 0o600)
    let html = try String(contentsOfFile: page, encoding: .utf8)
    #expect(html.contains("Hairston") && html.contains("with its identifiers"))
    #expect(try audit("note", notes, "--note", "a").code == 2)
    let missing = try audit("note", notes, "--note", "zz", "--json")
    #expect(missing.code == 2)
  }

  @Test func aBrokenLogFails() throws {
    let entry =
      #"{"entry":1,"previous":"\#(String(repeating: "0", count: 64))","event":"x","hash":"\#(String(repeating: "1", count: 64))"}"#
    let broken = try audit("log", try folder.write(entry + "\n", "log.jsonl"), "--verify")
    #expect(broken.code == 4 && broken.error.contains(":1:"))
    #expect(try audit("log", try folder.write("", "empty.jsonl"), "--verify").code == 0)
  }

  @Test func theReportHoldsEverything() throws {
    let notes = try folder.write(Self.notes, "notes.jsonl")
    let results = try Program.run(["pipe", "--deid", "tag", "--quiet"], input: Self.notes, in: folder)
    let file = try folder.write(results.output, "results.jsonl")
    let page = folder["report.html"]
    let outcome = try audit("report", file, "--known", notes, "--source", notes, "--html", page, "--json", "--quiet")
    let report = try object(outcome)
    #expect(outcome.code == (report["holds"] as? Bool == true ? 0 : 4))
    for part in ["check", "statement", "names", "concepts", "plan", "census"] {
      #expect(report[part] is [String: Any], "\(part)")
    }
    #expect(report["log"] is NSNull && (report["not_done"] as? [Any])?.count == 2)
    let html = try String(contentsOfFile: page, encoding: .utf8)
    for id in ["check", "statement", "names", "concepts", "plan", "census", "not-done"] {
      #expect(html.contains("<section id=\"\(id)\""), "\(id)")
    }
  }

  @Test(arguments: ["check", "census", "plan", "concepts", "names", "statement", "log", "note", "report"])
  func everyCommandHasHelpWithExamples(_ name: String) throws {
    let outcome = try audit(name, "--help")
    #expect(outcome.code == 0 && outcome.text.contains("chartsift audit \(name)") && outcome.text.contains("Examples:"))
  }
}
