import Foundation
import Testing

/// Surrogates, policies and the vault with the real program.
@Suite struct SurrogateProgramTests {
  let folder: Scratch
  let vocabulary: String

  init() throws {
    folder = try Scratch()
    vocabulary = try Vocabulary.write(folder)
    try folder.write(Data((0..<32).map { UInt8(truncatingIfNeeded: $0 &* 5 &+ 3) }), "a.key")
    try folder.write(Data((0..<32).map { UInt8(truncatingIfNeeded: $0 &* 9 &+ 1) }), "b.key")
  }

  private func pipe(_ input: String, _ flags: String...) throws -> Outcome {
    try Program.run(["pipe", "--lexicon", vocabulary] + flags, input: input, in: folder)
  }

  private let notes = #"""
    {"id":"n1","patient_id":"p7","text":"Patient name: Imani Hairston. Seen by Dr. Kjeldsen on 03/14/2021 for cough. MRN: 44718820."}
    {"id":"n2","patient_id":"p7","text":"Patient name: HAIRSTON, IMANI. Follow-up on March 28, 2021. MRN: 44718820."}
    not json
    {"id":"n3","patient_id":"p8","text":"Patient name: Imani Hairston. Seen on 03/14/2021."}

    """#

  @Test func withoutAKeyThereAreNoSurrogates() throws {
    let outcome = try pipe(notes, "--deid", "surrogate")
    #expect(outcome.code == 2 && outcome.output.isEmpty && outcome.error.contains("--key-file"))
    try folder.write("too short", "short.key")
    #expect(try pipe(notes, "--deid", "surrogate", "--key-file", folder["short.key"]).code == 2)
    #expect(try pipe(notes, "--deid", "surrogate", "--key-file", folder["none.key"]).code == 2)
  }

  @Test func surrogatesAreThePatientsInEveryRun() throws {
    let first = try pipe(notes, "--deid", "surrogate", "--key-file", folder["a.key"], "--threads", "1")
    let second = try pipe(notes, "--deid", "surrogate", "--key-file", folder["a.key"], "--threads", "2")
    #expect(first.code == 0 && first.output == second.output)
    #expect(first.error.contains("Expert Determination"))
    let texts = try first.objects().map { $0["deidentified_text"] as? String ?? "" }
    for name in ["Imani", "IMANI", "Hairston", "HAIRSTON", "Kjeldsen", "44718820", "03/14/2021"] {
      #expect(!texts.contains { $0.contains(name) }, "\(name)")
    }
    let names = texts[0].dropFirst("Patient name: ".count).prefix { $0 != "." }.split(separator: " ").map(String.init)
    try #require(names.count == 2)
    #expect(texts[1].hasPrefix("Patient name: \(names[1].uppercased()), \(names[0].uppercased())."))
    #expect(!texts[3].contains(names[1]))
    let other = try pipe(notes, "--deid", "surrogate", "--key-file", folder["b.key"])
    #expect(try other.objects().first?["deidentified_text"] as? String != texts[0])
  }

  @Test func theBasisIsTold() throws {
    #expect(try pipe(notes, "--deid", "tag").error.contains("Safe Harbor method"))
    #expect(try pipe(notes, "--deid", "tag", "--policy", "limited").error.contains("limited data set"))
    #expect(try !pipe(notes, "--deid", "tag", "--quiet").error.contains("basis"))
  }

  @Test func aPolicyFileIsUsed() throws {
    let policy = try folder.write(
      """
      name: own
      base: safe-harbor
      types: {DATE: keep}
      deny: [{phrase: cough, type: OTHER}]
      """, "own.yaml")
    let outcome = try pipe(notes, "--deid", "tag", "--policy", policy)
    #expect(outcome.code == 0 && outcome.error.contains("DATE.DATE is to keep"))
    let text = try #require(try outcome.objects().first?["deidentified_text"] as? String)
    #expect(text.contains("on 03/14/2021 for [OTHER]."))
    let unknown = try pipe(notes, "--deid", "tag", "--policy", "safe-harbour")
    #expect(unknown.code == 2 && unknown.error.contains("Did you mean 'safe-harbor'?"))
    try folder.write("name: own\nbase: safe-harbor\ntypes: {DATES: keep}\n", "wrong.yaml")
    let wrong = try pipe(notes, "--deid", "tag", "--policy", folder["wrong.yaml"])
    #expect(wrong.code == 2 && wrong.error.contains("wrong.yaml:3: unknown type DATES"))
  }

  @Test func policiesAreTested() throws {
    func test(_ path: String) throws -> Outcome { try Program.run(["rules", "test", path], input: "", in: folder) }
    for name in ["safe-harbor", "limited", "strict"] {
      let outcome = try test("\(Program.package)/Lexicons/deid/policies/\(name).yaml")
      #expect(outcome.code == 0, "\(outcome.text) \(outcome.error)")
    }
    let own = "name: own\nbase: safe-harbor\nexamples:\n  - {type: DATE, text: \"2021\", becomes: \"[DATE]\"}\n"
    let failed = try test(try folder.write(own, "own.yaml"))
    #expect(failed.code == 4 && failed.text.contains("own.yaml:4: DATE 2021: stays"))
    let weak = try test(try folder.write("name: own\nbase: safe-harbor\ntypes: {CITY: keep}\n", "weak.yaml"))
    #expect(weak.code == 4 && weak.text.contains("does not stand under Safe Harbor"))
  }

  @Test func theVaultGivesBackUnderControl() throws {
    let flags = ["--deid", "surrogate", "--key-file", folder["a.key"], "--vault", folder["v"], "--vault-key-file"]
    let same = try Program.run(["pipe", "--lexicon", vocabulary] + flags + [folder["a.key"]], input: notes, in: folder)
    #expect(same.code == 2 && same.error.contains("same key"))
    let outcome = try Program.run(
      ["pipe", "--lexicon", vocabulary, "--threads", "2"] + flags + [folder["b.key"]], input: notes, in: folder)
    #expect(outcome.code == 0)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder["v"]))
    for canary in ["Imani", "Hairston", "Kjeldsen", "44718820"] { #expect(bytes.range(of: Data(canary.utf8)) == nil) }

    func show(_ note: String, _ key: String) throws -> Outcome {
      try Program.run(
        [
          "vault", "show", folder["v"], "--vault-key-file", folder[key], "--note", note, "--reason", "a query", "--log",
          folder["log"],
        ],
        input: "", in: folder)
    }
    let shown = try show("2", "b.key")
    let originals = try shown.objects().compactMap { $0["text"] as? String }
    #expect(shown.code == 0 && originals.contains("44718820") && originals.contains("March 28, 2021"))
    // The offsets are those of the new text.
    let text = try #require(try outcome.objects()[1]["deidentified_text"] as? String)
    let date = try #require(try shown.objects().first { $0["type"] as? String == "DATE" })
    let scalars = Array(text.unicodeScalars)[(date["start"] as! Int)..<(date["end"] as! Int)]
    #expect(text.contains("Follow-up on " + String(String.UnicodeScalarView(scalars)) + ". MRN"))
    // The third line is an error, the fourth a note.
    #expect(try show("3", "b.key").output.isEmpty)
    #expect(try show("4", "b.key").text.contains("Imani"))
    #expect(try show("1", "a.key").code == 2)
    let log = try String(contentsOfFile: folder["log"], encoding: .utf8).split(separator: "\n")
    #expect(log.count == 4 && log[0].contains("\"reason\":\"a query\"") && log[3].contains("vault.refused"))
    #expect(!log.contains { $0.contains("Imani") || $0.contains("44718820") })
    // A log that was changed takes no further access: nothing is shown.
    try folder.write(log.dropFirst().joined(separator: "\n") + "\n", "log")
    let refused = try show("1", "b.key")
    #expect(refused.code == 1 && refused.output.isEmpty && refused.error.contains("chain"))
    let check = ["vault", "check", folder["v"], "--vault-key-file", folder["b.key"]]
    #expect(try Program.run(check, input: "", in: folder).code == 0)
    try folder.write(Data(bytes.dropLast(1)), "v")
    #expect(try Program.run(check, input: "", in: folder).code == 1)
  }
}
