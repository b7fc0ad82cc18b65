import Foundation
import GRDB
import Testing

/// `run --deid`: propagation within a patient, resuming, linkage, exports.
@Suite struct DeidentifiedRunTests {
  let folder: Scratch
  var output: String { folder["safe.sqlite"] }
  var linkage: String { folder["linkage.sqlite"] }

  init() throws { folder = try Scratch() }

  private static let notes: [(id: String, text: String, patient: String?)] = [
    ("a1", "Mr. Kjeldsborg was seen for chest pain. MRN: 40817723.", "p1"),
    ("a2", "Wound clean. kjeldsborg feels well, no fever. Chart 40817723 reviewed.", "p1"),
    ("b1", "Wound clean. Kjeldsborgx is a place; cough persists.", "p2"),
    ("c1", "No fever. Cough.", nil),
  ]

  private func write(_ name: String = "notes.jsonl", changed: Bool = false) throws -> String {
    try folder.write(
      Self.notes.map { note in
        try noteLine(note.id, note.text, note.patient.map { ["patient_id": $0, "date": "2020-05-06"] } ?? [:])
      }.joined(separator: "\n") + "\n", name)
  }

  private func run(_ arguments: [String], expecting code: Int32 = 0) throws -> Outcome {
    let outcome = try Program.run(["run", "--deid", "tag", "--output", output] + arguments, in: folder)
    #expect(outcome.code == code, "\(outcome.error)")
    return outcome
  }

  @Test func aNameOfOneNoteIsFoundInAllOfThePatient() throws {
    _ = try run(["--linkage", linkage, "--store-text", "deidentified", try write()])
    let texts = try Database(output).strings("SELECT text FROM note ORDER BY position").compactMap { $0 }
    #expect(texts[0] == "Mr. [PATIENT] was seen for chest pain. MRN: [MEDICALRECORD].")
    #expect(texts[1] == "Wound clean. [PATIENT] feels well, no fever. Chart [IDNUM] reviewed.")
    let sources = try Database(output).strings("SELECT source FROM phi WHERE note_key = 2")
    #expect(sources.first == "rule:patient.name")
    let mode = try FileManager.default.attributesOfItem(atPath: linkage)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let joined = try Database(linkage).strings("SELECT note_id || patient_id || date FROM note WHERE patient_id <> ''")
    #expect(joined == ["a1p12020-05-06", "a2p12020-05-06", "b1p22020-05-06"])
  }

  @Test func theVaultKnowsANoteByItsKey() throws {
    try folder.write((0..<32).map { "\($0)" }.joined(), "v.key")
    let vault = ["--vault", folder["v"], "--vault-key-file", folder["v.key"], "--linkage", linkage]
    _ = try run(vault + ["--store-text", "deidentified", try write()])
    for key in 1...4 {
      let shown = try Program.run(
        [
          "vault", "show", folder["v"], "--vault-key-file", folder["v.key"], "--note", "\(key)", "--reason", "a test",
          "--log", folder["log"],
        ], in: folder
      ).objects()
      var text = Array(
        try #require(try Database(output).strings("SELECT text FROM note WHERE note_key = \(key)")[0]).unicodeScalars)
      // From the end, so that the places before stay.
      for item in shown.reversed() {
        let (start, end) = (try #require(item["start"] as? Int), try #require(item["end"] as? Int))
        text.replaceSubrange(start..<end, with: (try #require(item["text"] as? String)).unicodeScalars)
      }
      #expect(String(String.UnicodeScalarView(text)) == Self.notes[key - 1].text)
    }
    // The same file again is refused before anything is written.
    let again = try run(vault + [try write()], expecting: 1)
    #expect(again.error.contains("there already"))
  }

  @Test func aLinkageFileTellsWhoseARowIs() throws {
    // A part of another patient's name in a note is no leak of that patient, one of the own name is.
    let patients = try folder.write("patient_id,last_name\np1,Kjeldsborg\np2,Gombrich\n", "patients.csv")
    _ = try run(["--linkage", linkage, "--store-text", "deidentified", try write()])
    let store = try DatabaseQueue(path: output)
    try store.write { try $0.execute(sql: "UPDATE note SET text = text || ' Gombrich' WHERE note_key = 1") }
    try store.close()
    func check(_ flags: String...) throws -> Outcome {
      try Program.run(["audit", "check", output, "--patients", patients, "--json"] + flags, in: folder)
    }
    #expect(try check().code == 4)
    #expect(try check("--linkage", linkage).code == 0)
    let own = try DatabaseQueue(path: output)
    try own.write { try $0.execute(sql: "UPDATE note SET text = text || ' Gombrich' WHERE note_key = 3") }
    try own.close()
    #expect(try check("--linkage", linkage).code == 4)
  }

  /// A number that one note calls a record number is found where another one calls it nothing.
  @Test func aNumberOfOneNoteIsFoundInAllOfThePatient() throws {
    let lines = try [
      noteLine("v1", "MRN: QR-4081-7723. Cough.", ["patient_id": "p1"]),
      noteLine("v2", "Wound clean. Folder qr 4081 7723 lay open.", ["patient_id": "p1"]),
    ]
    let file = try folder.write(lines.joined(separator: "\n") + "\n", "values.jsonl")
    _ = try run(["--linkage", linkage, "--store-text", "deidentified", file])
    #expect(try Database(output).strings("SELECT source FROM phi WHERE note_key = 2") == ["rule:patient.value"])
    let texts = try Database(output).strings("SELECT text FROM note ORDER BY position").compactMap { $0 }
    #expect(!texts[1].contains("7723"))
  }

  @Test func standardInputIsReadTwice() throws {
    let file = try write()
    _ = try run(["--store-text", "deidentified", "--linkage", linkage, file])
    let piped = folder["piped.sqlite"]
    let outcome = try Program.run(
      [
        "run", "--deid", "tag", "--output", piped, "--linkage", folder["l2.sqlite"], "--store-text", "deidentified",
        "-",
      ],
      input: try Data(contentsOf: URL(fileURLWithPath: file)), in: folder)
    #expect(outcome.code == 0)
    let query = "SELECT text FROM note ORDER BY position"
    #expect(try Database(piped).strings(query) == Database(output).strings(query))
  }

  @Test func theSameRunTwiceAddsARunRowOnly() throws {
    let input = try write()
    _ = try run(["--linkage", linkage, input])
    let before = try Database(output).dump()
    _ = try run(["--linkage", linkage, input])
    #expect(try Database(output).dump() == before)
    #expect(try Database(output).int("SELECT count(*) FROM run") == 2)
  }

  @Test func aChangedPatientMakesThatPatientsNotesAnew() throws {
    let input = try write()
    let patients = try folder.write("patient_id,last\np1,Kjeldsborg\n", "patients.csv")
    _ = try run(["--linkage", linkage, "--patients", patients, input])
    try folder.write("patient_id,last,city\np1,Kjeldsborg,Woundtown\n", "patients.csv")
    _ = try run(["--linkage", linkage, "--patients", patients, input])
    let rows = try Database(output).strings("SELECT note_id || '/' || count(*) FROM note GROUP BY note_id ORDER BY 1")
    #expect(rows == ["1/2", "2/2", "3/1", "4/1"])
    #expect(try Database(output).int("SELECT count(*) FROM note WHERE current = 1") == 4)
  }

  @Test func aKilledRunGoesOn() throws {
    var text = ""
    for i in 0..<6000 {
      text +=
        try noteLine("n\(i)", "Mr. Kjeldsborg was seen for chest pain, day \(i).", ["patient_id": "p\(i % 50)"]) + "\n"
    }
    let input = try folder.write(text, "many.jsonl")
    let arguments = ["run", "--deid", "tag", "--output", output, "--linkage", linkage, "--quiet", input]
    for delay in [150, 300, 600] {
      let program = try Program.start(arguments, in: folder)
      usleep(UInt32(delay) * 1000)
      _ = program.kill9()
    }
    #expect(try Program.run(arguments, in: folder).code == 0)
    let database = try Database(output)
    #expect(try database.isSound())
    #expect(try database.int("SELECT count(*) FROM note WHERE current = 1") == 6000)
    #expect(try database.int("SELECT count(*) FROM note") == 6000)
    // Every row is joined with its record.
    let joined = try Database(linkage).strings("SELECT note_key || ' ' || note_id FROM note ORDER BY note_key")
    let rows = try database.rows("SELECT note_key, note_id FROM note ORDER BY note_key")
    let names = try Database(linkage).rows("SELECT number, value FROM note_number")
    let ids = Dictionary(uniqueKeysWithValues: names.map { ("\($0["number"] as Int)", $0["value"] as String) })
    #expect(joined.compactMap { $0 } == rows.map { "\($0["note_key"] as Int) \(ids[$0["note_id"] as String] ?? "?")" })
  }

  @Test func resumingNeedsTheLinkage() throws {
    let input = try write()
    _ = try run(["--linkage", linkage, input])
    #expect(try run([input], expecting: 2).error.contains("--linkage"))
    #expect(try run(["--linkage", folder["other.sqlite"], input], expecting: 2).error.contains("--linkage"))
    #expect(!FileManager.default.fileExists(atPath: folder["other.sqlite"]))
    // Databases with and without identifiers are never mixed.
    #expect(try Program.run(["run", "--output", output, input], in: folder).code == 2)
    let plain = folder["plain.sqlite"]
    #expect(try Program.run(["run", "--output", plain, input], in: folder).code == 0)
    #expect(try Program.run(["run", "--deid", "tag", "--output", plain, input], in: folder).code == 2)
    // A foreign file is not overwritten.
    #expect(try run(["--linkage", plain, input], expecting: 2).error.contains("linkage"))
  }

  @Test func wrongUseIsRefused() throws {
    let input = try write()
    for arguments in [
      ["--store-text", "original"], ["--linkage", "-"], ["--deid", "off", "--linkage", linkage],
      ["--deid", "off", "--store-text", "deidentified"],
    ] {
      #expect(
        try Program.run(["run", "--deid", "tag", "--output", output] + arguments + [input], in: folder).code == 2)
    }
    #expect(!FileManager.default.fileExists(atPath: output))
    let broken = try folder.write("name\nJoe\n", "patients.csv")
    let outcome = try run(["--patients", broken, input], expecting: 2)
    #expect(outcome.error.contains("patients.csv:1:") && outcome.error.contains("patient_id"))
  }

  @Test func threadsDoNotChangeResults() throws {
    let corpora = ProcessInfo.processInfo.environment["CHARTSIFT_CORPORA"]
    guard let corpora else { return print("skipped: CHARTSIFT_CORPORA is not set") }
    var outputs: [String] = []
    for threads in ["1", "2"] {
      let database = folder["t\(threads).sqlite"]
      let outcome = try Program.run(
        [
          "run", "--deid", "tag", "--output", database, "--linkage", folder["l\(threads).sqlite"], "--threads", threads,
          "--store-text", "deidentified", "\(corpora)/phi-synth.jsonl",
        ], in: folder)
      #expect(outcome.code == 0)
      let export = try Program.run(["export", database, "--format", "jsonl"], in: folder)
      outputs.append(export.text)
    }
    #expect(outputs[0] == outputs[1])
    #expect(outputs[0].contains("\"deidentified_text\"") && outputs[0].contains("\"deid_start\""))
  }

  @Test func exportsOfASafeDatabase() throws {
    _ = try run(["--linkage", linkage, "--store-text", "deidentified", try write()])
    let lines = try Program.run(["export", output, "--format", "jsonl"], in: folder).objects()
    #expect(lines.map(\.id) == ["1", "2", "3", "4"])
    for line in lines {
      let text = try #require(line["deidentified_text"] as? String)
      for entity in line.entities {
        let start = try #require(entity["deid_start"] as? Int)
        let end = try #require(entity["deid_end"] as? Int)
        #expect(entity.text == slice(text, start, end))
      }
    }
    #expect((lines[0]["phi"] as? [Any])?.count == 2)
    #expect(try Program.run(["export", output, "--format", "note-nlp"], in: folder).text.contains("chest pain"))
    #expect(try Program.run(["export", output, "--format", "csv"], in: folder).text.contains("chest pain"))
  }
}
