import Foundation
import Testing

/// Wrong usage, help and version.
@Suite struct UsageTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  @Test(arguments: [
    (["rnu"], "did you mean 'run'"),
    (["piep"], "did you mean 'pipe'"),
    (["pipe", "--thread", "2"], "'--threads'"),
    (["pipe", "--all-match"], "'--all-matches'"),
    (["run", "-", "--output", "x.sqlite", "--input-format", "jsnl"], "'jsonl'"),
    (["export", "x.sqlite", "--format", "jsnl"], "jsonl"),
    (["pipe", "--deid", "tga"], "tag"),
    (["lexicon", "bild"], "'lexicon build'"),
    (["rules", "tset"], "'rules test'"),
    (["pipe", "--threads", "0"], "--threads"),
    (["pipe", "--threads", "many"], "--threads"),
    (["pipe", "--limit", "-1"], "--limit"),
    (["pipe", "--max-note-bytes", "0"], "--max-note-bytes"),
    (["pipe", "--max-errors", "x"], "--max-errors"),
    (["pipe", "leftover"], "leftover"),
    (["run", "--output", "x.sqlite"], "input"),
    (["run", "-"], "--output"),
    (["run", "-", "--output", "x.sqlite", "--sample", "5", "--limit", "5"], "--sample"),
    (["run", "-", "--output", "x.sqlite", "--delimiter", "ab"], "--delimiter"),
    (["run", "-", "--output", "x.sqlite", "--store-text", "all"], "--store-text"),
    (["lexicon", "lookup"], "phrase"),
    (["lexicon", "build", "x.tsv"], "--output"),
    (["export", "x.sqlite"], "--format"),
    (["exlain"], "did you mean 'explain'"),
    (["explain", "x.jsonl"], "--note"),
  ])
  func wrongUsageIsExitCodeTwoWithAHint(arguments: [String], hint: String) throws {
    let outcome = try Program.run(arguments, in: folder)
    #expect(outcome.code == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.error.contains(hint), "\(outcome.error)")
  }

  @Test func namesThatDoNotExist() throws {
    let missing = folder["missing"]
    for arguments in [
      ["run", missing, "--output", folder["x.sqlite"]], ["export", missing, "--format", "csv"],
      ["lexicon", "info", missing], ["lexicon", "lookup", "x", "--lexicon", missing],
      ["lexicon", "build", missing, "--output", folder["x.csx"]], ["rules", "test", missing],
      ["pipe", "--lexicon", missing], ["pipe", "--config", missing], ["pipe", "--data-dir", missing],
    ] {
      let outcome = try Program.run(arguments, in: folder)
      #expect(outcome.code == 2, "\(arguments)")
      #expect(outcome.error.contains(missing), "\(arguments): \(outcome.error)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder["x.sqlite"]))
    #expect(!FileManager.default.fileExists(atPath: folder["x.csx"]))
  }

  @Test func foldersWithNothingToRead() throws {
    try folder.write("x", "empty/notes.pdf")
    let outcome = try Program.run(["run", folder["empty"], "--output", folder["x.sqlite"]], in: folder)
    #expect(outcome.code == 2)
    #expect(!FileManager.default.fileExists(atPath: folder["x.sqlite"]))
  }

  @Test func aColumnThatIsNotThere() throws {
    let table = try folder.write("id,body\n1,cough\n", "t.csv")
    let outcome = try Program.run(["run", table, "--output", folder["x.sqlite"]], in: folder)
    #expect(outcome.code == 2)
    #expect(outcome.error.contains("--text-column"))
    #expect(
      try Program.run(["run", table, "--text-column", "bodi", "--output", folder["x.sqlite"]], in: folder).code == 2)
  }

  @Test(arguments: [
    [], ["run"], ["pipe"], ["export"], ["lexicon"], ["lexicon", "build"], ["lexicon", "info"], ["lexicon", "lookup"],
    ["rules"], ["rules", "test"], ["explain"],
  ])
  func helpShowsExamples(command: [String]) throws {
    for arguments in [command + ["--help"], command + ["-h"], ["help"] + command] {
      let outcome = try Program.run(arguments, in: folder)
      #expect(outcome.code == 0)
      #expect(outcome.error.isEmpty)
      #expect(outcome.text.contains("chartsift " + command.joined(separator: " ")))
      #expect(outcome.text.contains("Examples:"), "\(arguments)")
    }
  }

  @Test func everyCommandThatHelpListsHasHelp() throws {
    let help = try Program.run(["--help"], in: folder).text
    let listed = try #require(help.range(of: "SUBCOMMANDS:")).upperBound
    let names = help[listed...].split(separator: "\n")
      .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.contains("See ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(names.contains("run") && names.contains("pipe"))
    for name in names { #expect(try Program.run([name, "--help"], in: folder).code == 0) }
  }

  @Test func version() throws {
    let outcome = try Program.run(["--version"], in: folder)
    #expect(outcome.code == 0)
    #expect(outcome.text.split(separator: ".").count == 3)
    #expect(try Program.run(["run", "--version"], in: folder).text == outcome.text)
  }

  @Test func nothingButDataOnStandardOutput() throws {
    let outcome = try Program.run(
      ["run", "-", "--output", folder["x.sqlite"]], input: #"{"id":"a","text":"cough"}"#, in: folder)
    #expect(outcome.code == 0)
    #expect(outcome.output.isEmpty)
    #expect(outcome.error.contains("1 notes") || outcome.error.contains("1 note,"))
    let quiet = try Program.run(
      ["run", "-", "--quiet", "--output", folder["x.sqlite"]], input: #"{"id":"a","text":"cough"}"#, in: folder)
    #expect(quiet.error.isEmpty)
  }
}
