import Foundation
import GRDB
import Testing

/// Unmistakable identifiers in every place of the input where one may stand: none may be in anything that a run with
/// de-identification leaves behind.
@Suite struct CanaryTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  /// Words that stand nowhere else, each with the forms that a leak might take.
  static let canaries = [
    "Zyqwarth", "Vexholmen", "Quilbrax", "Ozmundiel", "8839017254", "777-31-9042", "4471 Wubzigo Rd", "zyq@vexmail.org",
    "NOTE-KZPX-1", "ENC-KZPX-2", "PAT-KZPX-3", "kzpxfolder", "kzpxfile", "kzpxmeta", "Grintlowe", "kzpxcolumn",
    "kzpxbroken",
  ]

  static let forms: [Data] = canaries.flatMap { canary in
    let words = canary.split(separator: " ").map(String.init)
    var forms = [canary, canary.uppercased(), canary.lowercased(), words.reversed().joined(separator: " ")]
    let digits = canary.filter(\.isNumber)
    if digits.count >= 7 { forms.append(digits) }
    return Set(forms).map { Data($0.utf8) }
  }

  private func write() throws -> (inputs: [String], patients: String) {
    var text = ""
    let body = """
      Patient name: Ozmundiel Zyqwarth. Mr. Zyqwarth was seen with chest pain and cough on 03/04/2019.
      MRN: 8839017254, SSN: 777-31-9042. Lives at 4471 Wubzigo Rd, e-mail zyq@vexmail.org.
      Discussed with Dr. Vexholmen. ZYQWARTH, OZMUNDIEL denies fever; ozmundiel has hypertension.

      """
    let record: [String: Any] = [
      "patient_id": "PAT-KZPX-3", "encounter_id": "ENC-KZPX-2", "date": "2019-03-04T10:00:00",
      "type": "Letter of Quilbrax",
      "ward": "kzpxmeta", "known_phi": ["names": ["Quilbrax"], "ids": ["NOTE-KZPX-1"]],
    ]
    text += try noteLine("NOTE-KZPX-1", body + "Quilbrax agrees.", record) + "\n"
    text += "{\"id\":\"NOTE-KZPX-1b kzpxbroken\",\"text\":7}\n{\"kzpxbroken Zyqwarth\n\n"
    text += try noteLine("NOTE-KZPX-1", "another text, Quilbrax", record) + "\n"
    text += try noteLine("NOTE-KZPX-1c", "a", ["known_phi": ["names": ["Zyqwarth": 1]]]) + "\n"
    text += try noteLine("NOTE-KZPX-1d", String(repeating: "Zyqwarth ", count: 5000), record) + "\n"
    text += try noteLine("NOTE-KZPX-1e", String(repeating: "8839017254 ", count: 900), record) + "\n"
    text +=
      try noteLine("NOTE-KZPX-1f", "Grintlowe came in with nausea. No vomiting; grintlowe said so.", record) + "\n"
    for i in 0..<300 {
      text +=
        try noteLine("NOTE-KZPX-1-\(i)", body + "Visit \(i) for diabetes.", ["patient_id": "PAT-KZPX-3\(i % 7)"]) + "\n"
    }
    let jsonl = try folder.write(text, "kzpxfolder/kzpxfile.jsonl")
    let rows =
      "id,text,patient_id,kzpxcolumn\nNOTE-KZPX-1x,\"Mr. Zyqwarth has asthma\",PAT-KZPX-3,kzpxmeta\nkzpxbroken,1\n"
    let csv = try folder.write(rows, "kzpxfolder/kzpxfile2.csv")
    try folder.write("Dr. Vexholmen saw Mr. Zyqwarth for anemia.", "kzpxfolder/texts/kzpxfile.txt")
    let patients = try folder.write(
      "patient_id,first,last,mrn\nPAT-KZPX-3,Jo,Grintlowe,8839017254\n", "kzpxfolder/patients/kzpxfile-p.csv")
    return ([jsonl, csv, folder["kzpxfolder/texts"]], patients)
  }

  /// The canaries' forms that a file holds.
  private func leaks(_ data: Data) -> [String] {
    Self.forms.filter { data.range(of: $0) != nil }.map { String(decoding: $0, as: UTF8.self) }
  }

  private func check(_ output: String, _ outcome: Outcome?, _ temporary: String, _ cache: String) throws {
    var files = [output, output + "-wal", output + "-journal", output + "-shm", output + "-lock"]
    for place in [temporary, cache] {
      for name in FileManager.default.enumerator(atPath: place)?.allObjects as? [String] ?? [] {
        files.append("\(place)/\(name)")
        #expect(leaks(Data(name.utf8)) == [])
      }
    }
    for file in files {
      guard let data = FileManager.default.contents(atPath: file) else { continue }
      #expect(leaks(data) == [], "\(file)")
    }
    guard let outcome else { return }
    #expect(leaks(outcome.output) == [])
    #expect(leaks(Data(outcome.error.utf8)) == [])
  }

  @Test(arguments: ["tag", "mask"], ["1", "2"])
  func runLeavesNothing(_ style: String, _ threads: String) throws {
    let (inputs, patients) = try write()
    let output = folder["out-\(style)\(threads).sqlite"]
    let temporary = folder["tmp"]
    try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
    let outcome = try Program.run(
      [
        "run", "--deid", style, "--output", output, "--threads", threads, "--patients", patients, "--max-note-bytes",
        "30000", "--store-text", "deidentified",
      ] + inputs, in: folder, environment: ["TMPDIR": temporary])
    #expect(outcome.code == 0)
    try check(output, outcome, temporary, Program.cache)
    let database = try Database(output)
    #expect(try database.int("SELECT count(*) FROM note WHERE status = 'ok'") >= 303)
    #expect(
      try Set(database.strings("SELECT error_code FROM note WHERE status = 'error'")).isSuperset(of: [
        "invalid_text", "invalid_json", "blank_line", "duplicate_id", "note_too_large", "invalid_field",
        "wrong_column_count",
      ]))
    #expect(try database.int("SELECT count(*) FROM entity WHERE text = 'chest pain'") >= 301)
    #expect(try database.int("SELECT count(*) FROM phi WHERE source = 'rule:known.name'") > 0)
    #expect(try database.strings("SELECT DISTINCT date FROM note WHERE date IS NOT NULL") == ["2019"])
  }

  @Test func aKilledRunLeavesNothing() throws {
    let (inputs, patients) = try write()
    let temporary = folder["tmp"]
    try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
    for (round, delay) in [40, 90, 160, 240, 400].enumerated() {
      let output = folder["killed\(round).sqlite"]
      let program = try Program.start(
        ["run", "--deid", "tag", "--output", output, "--patients", patients] + inputs, in: folder,
        environment: ["TMPDIR": temporary])
      usleep(UInt32(delay) * 1000)
      _ = program.kill9()
      try check(output, try program.finish(), temporary, Program.cache)
    }
  }

  @Test(arguments: ["1", "2"])
  func pipeLeavesNothing(_ threads: String) throws {
    let (inputs, patients) = try write()
    let temporary = folder["tmp"]
    try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
    let outcome = try Program.run(
      ["pipe", "--deid", "tag", "--threads", threads, "--patients", patients, "--max-note-bytes", "30000"],
      input: try Data(contentsOf: URL(fileURLWithPath: inputs[0])), in: folder, environment: ["TMPDIR": temporary])
    #expect(outcome.code == 0)
    // The id is echoed, as the contract asks; nothing else is.
    var lines = outcome
    lines.output = Data(
      try outcome.lines.map { line in
        let id = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])["id"] as? String
        return id.map { line.replacingOccurrences(of: $0, with: "") } ?? line
      }.joined(separator: "\n").utf8)
    try check(folder["none"], lines, temporary, Program.cache)
  }
}
