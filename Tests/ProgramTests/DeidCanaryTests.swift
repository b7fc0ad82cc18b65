import Foundation
import Testing

/// What stands beside the text never reaches the output, and a record that failed never passes through.
@Suite struct DeidCanaryTests {
  static let canary = "zebracanary"
  let folder: Scratch

  init() throws { folder = try Scratch() }

  /// Runs the command on a folder; looks for the canary in every byte that it leaves, names and messages included.
  @discardableResult
  private func search(_ flags: [String] = []) throws -> [String: Data] {
    let canary = Self.canary
    let output = folder.freshName("out")
    let (outcome, files) = try Deid.run([folder["in"]] + flags, to: output, in: folder)
    #expect(outcome.code == 0, "\(outcome.error)")
    for (name, data) in Deid.files(folder[output]) {
      let plain = name.hasSuffix(".gz") ? try Deid.unpacked(data, in: folder) : data
      #expect(!plain.string.lowercased().contains(canary), "\(name)")
      #expect(!name.lowercased().contains(canary))
    }
    #expect(!outcome.error.replacing(folder.path, with: "").lowercased().contains(canary))
    #expect(!outcome.text.lowercased().contains(canary))
    return files
  }

  @Test func columnsMembersAndNames() throws {
    let c = Self.canary
    try folder.write(
      "id,patient_id,encounter_id,date,type,text,\(c.prefix(5)),extra\n\(c),\(c),\(c),\(c),\(c),fine,\(c),\"\(c),\"\n"
        + "\(c)2,,,2011-02-03 \(c),Note \(c),,,\n", "in/\(c)/\(c).csv")
    try folder.write(
      "ROW_ID\tSUBJECT_ID\tHADM_ID\tCHARTDATE\tCHARTTIME\tSTORETIME\tCATEGORY\tDESCRIPTION\tTEXT\n"
        + [String](repeating: c, count: 8).joined(separator: "\t") + "\tfine\n", "in/\(c).tsv")
    try folder.write(
      #"{"id":"\#(c)","patient_id":"\#(c)","encounter_id":"\#(c)","date":"\#(c)","type":"\#(c)","text":"fine","#
        + #""\#(c)":1,"x":{"\#(c)":["\#(c)"]},"known_phi":["\#(c)"],"entities":[{"text":"\#(c)"}],"relations":"\#(c)","#
        + #""phi":"\#(c)","ty\u0070e":"\#(c)"}"# + "\n", "in/\(c).jsonl")
    try folder.write("fine", "in/\(c)/note \(c).txt")
    try folder.write("fine", "in/\(c) 2.txt")
    _ = try folder.compress("in/\(c) 2.txt")
    let files = try search()
    #expect(files.count == 5)
    #expect(files.values.count { $0.string.contains("fine") } == 4)
    try search(["--deid", "mask", "--policy", "strict"])
    try search(["--policy", "limited", "--threads", "1"])
  }

  @Test func recordsThatFailed() throws {
    let c = Self.canary
    try folder.write(
      "id,text\n1,\(c),more\n2,\"\(c)\" x\n\(c),\"never closed \(c)\n4,fine\n", "in/a.csv")
    try folder.write(Data("id,text\n1,\(c) ".utf8) + Data([0xFF, 0x0A]) + Data("2,fine\n".utf8), "in/b.csv")
    let big = String(repeating: "\(c) ", count: 1_450_000)
    try folder.write(
      "{\"id\":\"\(c)\",\"text\":\"\(big)\"}\n{\"id\":\"1\",\"text\":\"\(c)\"\n[\"\(c)\"]\n{\"text\":\"\(c)\"}\n"
        + "{\"id\":\"x\",\"text\":\"\\ud800 \(c)\"}\n{\"id\":\"y\",\"text\":\"a\"}\n{\"id\":\"y\",\"text\":\"b \(c)\"}\n"
        + "{\"id\":\"z\",\"text\":null,\"n\":\"\(c)\"}\n\n{\"id\":\"y\",\"text\":\"a\"}\n", "in/c.jsonl")
    try folder.write(big, "in/d.txt")
    try folder.write(Data("\(c) ".utf8) + Data([0xFF]), "in/e.txt")
    try folder.write("\(c)\n", "in/f.csv")
    let files = try search()
    #expect(files["notes-000003.jsonl"]?.string == "{\"id\":\"3\",\"text\":\"a\"}\n{\"id\":\"3\",\"text\":\"a\"}\n")
    #expect(files["notes-000001.csv"]?.string == "id,text\n1,fine\n")
    #expect(files["notes-000002.csv"]?.string == "id,text\n2,fine\n")
    #expect(files.count == 3)
  }

  @Test func standardOutput() throws {
    let c = Self.canary
    let input = "{\"id\":\"\(c)\",\"text\":\"fine\",\"x\":\"\(c)\"}\n{\"id\":\"1\",\"text\":\"\(c)\"\n"
    let outcome = try Program.run(["deid", "-", "--output", "-"], input: input, in: folder)
    #expect(outcome.code == 0)
    #expect(outcome.text == "{\"id\":\"1\",\"text\":\"fine\"}\n")
    #expect(!outcome.error.contains(c))
  }
}
