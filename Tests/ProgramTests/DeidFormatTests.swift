import Foundation
import Testing

/// `deid` writes each format as it was read.
@Suite struct DeidFormatTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  @Test func jsonLinesKeepTheirOrder() throws {
    let lines = [
      #"{"text": "Mr. John Smith was seen.", "id": 17, "patient_id":"A7", "date":"2011-02-03", "site":"x"}"#,
      #"{"id":"b", "encounter_id": 5, "type":"Discharge summary", "text":"No \u0063omplaints.", "patient_id":"A7"}"#,
      #"{"id":"c","type":"Letter to John","text":"","patient_id":"A8","known_phi":["x"],"phi":[]}"#,
    ]
    try folder.write(lines.joined(separator: "\n"), "n.jsonl")
    let (outcome, files) = try Deid.run([folder["n.jsonl"]], in: folder)
    #expect(outcome.code == 0)
    #expect(
      files["notes-000001.jsonl"]?.string
        == [
          #"{"text": "Mr. [PATIENT] was seen.", "id": 1, "patient_id":"1", "date":"2011"}"#,
          #"{"id":"2", "encounter_id": 1, "type":"Discharge summary", "text":"No \u0063omplaints.", "patient_id":"1"}"#,
          #"{"id":"3","text":"","patient_id":"2"}"#,
        ].joined(separator: "\n"))
  }

  @Test func tablesKeepQuotesLineEndsAndMark() throws {
    let table =
      "\u{FEFF}id,\"text\",patient_id,date,ward\r\n"
      + "7,\"Mr. John Smith, \"\"well\"\".\r\nSeen.\",P1,2011-02-03,\"W, 4\"\r\n8,fine,P1,,5\r\n"
    try folder.write(table, "n.csv")
    let (outcome, files) = try Deid.run([folder["n.csv"]], in: folder)
    #expect(outcome.code == 0)
    #expect(
      files["notes-000001.csv"]?.string == "\u{FEFF}id,\"text\",patient_id,date,ward\r\n"
        + "1,\"Mr. [PATIENT], \"\"well\"\".\r\nSeen.\",1,2011,\"\"\r\n2,fine,1,,\r\n")
  }

  @Test func knownTables() throws {
    let tables = [
      (
        "mimic3",
        "ROW_ID,SUBJECT_ID,HADM_ID,CHARTDATE,CHARTTIME,STORETIME,CATEGORY,DESCRIPTION,CGID,ISERROR,TEXT\n"
          + "174,22532,167853,2151-08-04,,2151-08-05 10:00:00,Discharge summary,Report,99,,\"Mr. John Smith\"\n",
        "1,1,1,2151,,,Discharge summary,,,,\"Mr. [PATIENT]\"\n"
      ),
      (
        "mimic4",
        "note_id,subject_id,hadm_id,note_type,note_seq,charttime,storetime,text\n"
          + "10000032-DS-21,10000032,22595853,DS,21,2180-05-07 00:00:00,2180-05-09 15:26:00,Mr. John Smith\n",
        "1,1,1,DS,,2180,,Mr. [PATIENT]\n"
      ),
      (
        "omop",
        "note_id,person_id,note_date,note_datetime,note_type_concept_id,note_text,provider_id,visit_occurrence_id\n"
          + "5,9,2019-01-02,2019-01-02T10:00:00,32831,Mr. John Smith,77,31\n", "1,1,2019,2019,32831,Mr. [PATIENT],,1\n"
      ),
    ]
    for (format, table, expected) in tables {
      for flag in ["auto", format] {
        try folder.write(table, "\(format).csv")
        let output = "\(format)-\(flag)"
        let (outcome, files) = try Deid.run(
          [folder["\(format).csv"], "--input-format", flag], to: output, in: folder)
        #expect(outcome.code == 0)
        let header = table.prefix { $0 != "\n" } + "\n"
        #expect(files["notes-000001.csv"]?.string == header + expected)
      }
    }
  }

  @Test func foldersMixFormatsAndKeepTheirShape() throws {
    try folder.write("Mr. John Smith", "in/SMITH/a.txt")
    try folder.write("none", "in/SMITH/b.txt")
    try folder.write("id\ttext\n1\tMr. John Smith\n", "in/SMITH/deep/t.tsv")
    try folder.write(#"{"id":3,"text":"x"}"# + "\n", "in/z.jsonl")
    try folder.write("id,text\n2,x\n", "in/y.csv")
    _ = try folder.compress("in/y.csv")
    try folder.write("nothing", "in/readme.doc")
    let (outcome, files) = try Deid.run([folder["in"]], in: folder)
    #expect(outcome.code == 0)
    #expect(
      files.keys.sorted() == [
        "folder-000001/folder-000002/notes-000003.tsv", "folder-000001/note-000001.txt",
        "folder-000001/note-000002.txt", "notes-000004.csv.gz", "notes-000005.jsonl",
      ])
    #expect(files["folder-000001/note-000001.txt"]?.string == "Mr. [PATIENT]")
    #expect(files["folder-000001/folder-000002/notes-000003.tsv"]?.string == "id\ttext\n3\tMr. [PATIENT]\n")
    #expect(try Deid.unpacked(#require(files["notes-000004.csv.gz"]), in: folder).string == "id,text\n4,x\n")
    #expect(outcome.error.contains("left out: 1 file"))
    let kept = try Deid.run([folder["in"], "--keep-names"], to: "named", in: folder)
    #expect(kept.files.keys.sorted() == ["SMITH/a.txt", "SMITH/b.txt", "SMITH/deep/t.tsv", "y.csv.gz", "z.jsonl"])
  }

  @Test func emptyFilesStayEmpty() throws {
    for name in ["a.txt", "b.csv", "c.jsonl", "d.tsv"] { try folder.write("", "in/\(name)") }
    try folder.write("id,text\n", "in/e.csv")
    let (outcome, files) = try Deid.run([folder["in"]], in: folder)
    #expect(outcome.code == 0)
    #expect(files.count == 5)
    #expect(files.filter { !$0.value.isEmpty }.map(\.value.string) == ["id,text\n"])
  }

  @Test func keptIDsAndDatesLeaveAFileAsItIs() throws {
    let table =
      "id,patient_id,encounter_id,text,date,type\r\n7,\"P,1\",E,\"no \"\"names\"\"\",2011-02-03,Note\r\n8,,,,,\r\n"
    try folder.write(table, "n.csv")
    let lines = #" {"id" : "x\u0041","patient_id":5,"text":"none\u0020at all","date":"2011-02-03" } "# + "\r\n"
    try folder.write(lines, "n.jsonl")
    try folder.write("\u{FEFF}none\r\nat all", "n.txt")
    for name in ["n.csv", "n.jsonl", "n.txt"] {
      let output = folder["out-" + name]
      let outcome = try Program.run(
        ["deid", folder[name], "--output", output, "--keep-ids", "--policy", "limited"], in: folder)
      #expect(outcome.code == 0)
      #expect(FileManager.default.contents(atPath: output) == FileManager.default.contents(atPath: folder[name]))
    }
  }

  @Test func standardInputToStandardOutput() throws {
    let line = #"{"id":"q","text":"Mr. John Smith"}"# + "\n"
    let outcome = try Program.run(["deid", "-", "--output", "-"], input: line + line, in: folder)
    #expect(outcome.code == 0)
    let expected = #"{"id":"1","text":"Mr. [PATIENT]"}"# + "\n"
    #expect(outcome.text == expected + expected)
    #expect(outcome.error.contains("no audit files"))
    let table = try Program.run(["deid", "-", "--output", "-"], input: "id,text\nq,Mr. John Smith\n", in: folder)
    #expect(table.text == "id,text\n1,Mr. [PATIENT]\n")
  }

  @Test func aFileIsCompressedByItsName() throws {
    try folder.write(#"{"id":"q","text":"Mr. John Smith"}"#, "n.jsonl")
    let outcome = try Program.run(["deid", folder["n.jsonl"], "--output", folder["o.jsonl.gz"]], in: folder)
    #expect(outcome.code == 0)
    let packed = try #require(FileManager.default.contents(atPath: folder["o.jsonl.gz"]))
    #expect(try Deid.unpacked(packed, in: folder).string == #"{"id":"1","text":"Mr. [PATIENT]"}"#)
    #expect(try Deid.manifest(folder["o.jsonl.gz.audit"])["policy"] as? String == "safe-harbor")
  }

  @Test func limitsAndSamples() throws {
    let lines = (1...50).map { #"{"id":"n\#($0)","text":"t\#($0)"}"# + "\n" }.joined()
    try folder.write(lines, "n.jsonl")
    func texts(_ flags: [String]) throws -> [String] {
      let outcome = try Program.run(["deid", folder["n.jsonl"], "--output", "-"] + flags, in: folder)
      #expect(outcome.code == 0)
      return try outcome.objects().compactMap { $0["text"] as? String }
    }
    #expect(try texts(["--limit", "3"]) == ["t1", "t2", "t3"])
    let sample = try texts(["--sample", "7", "--seed", "3"])
    #expect(sample.count == 7)
    #expect(try texts(["--sample", "7", "--seed", "3", "--threads", "2"]) == sample)
    #expect(try texts(["--sample", "7", "--seed", "4"]) != sample)
    #expect(try texts(["--sample", "99"]).count == 50)
  }

  @Test func theNumberOfThreadsDoesNotShow() throws {
    var generator = GeneratedNotes(seed: 12)
    var lines = ""
    for i in 0..<400 {
      let name = generator.pick(["John Smith", "Adam Jones"])
      let text = "Mr. \(name) \(generator.next(9999)) " + generator.plain(sentences: 20)
      let data = try JSONSerialization.data(withJSONObject: [
        "id": "\(i)", "text": text, "patient_id": "p\(generator.next(40))",
      ])
      lines += data.string + "\n"
    }
    for i in 0..<20 { try folder.write(generator.plain(sentences: 5), "in/t\(i).txt") }
    try folder.write(lines, "in/n.jsonl")
    _ = try folder.write(lines, "in/m.jsonl")
    _ = try folder.compress("in/m.jsonl")
    let one = try Deid.run([folder["in"], "--threads", "1"], to: "one", in: folder)
    let many = try Deid.run([folder["in"], "--threads", "5"], to: "many", in: folder)
    #expect(one.outcome.code == 0)
    #expect(one.files.count == 22)
    #expect(one.files == many.files)
    let manifests = try ["one", "many"].map { try Deid.manifest(folder["\($0)/audit"]) as NSDictionary }
    #expect(manifests[0] == manifests[1])
  }
}
