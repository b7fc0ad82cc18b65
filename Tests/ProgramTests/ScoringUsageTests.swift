import Foundation
import Testing

/// Wrong usage of `evaluate`, `compare` and `convert`.
@Suite struct ScoringUsageTests {
  let folder: Scratch
  let gold: String

  init() throws {
    folder = try Scratch()
    gold = try folder.write(try jsonLines(marked: ["Has [cough|problem]."]), "gold.jsonl")
  }

  @Test(arguments: [
    (["evaluate"], "--gold"),
    (["evaluate", "--gold", "GOLD"], "--predictions"),
    (["evaluat", "--gold", "GOLD"], "did you mean 'evaluate'"),
    (["compar", "GOLD", "GOLD"], "did you mean 'compare'"),
    (["conver", "GOLD"], "did you mean 'convert'"),
    (["evaluate", "BOTH", "--typs", "x"], "'--types'"),
    (["evaluate", "BOTH", "--gold-format", "jsnl"], "Did you mean 'jsonl'"),
    (["evaluate", "BOTH", "--predictions-format", "brta"], "Did you mean 'brat'"),
    (["evaluate", "BOTH", "--gold-offsets", "utf16"], "Did you mean 'utf-16'"),
    (["evaluate", "BOTH", "--prediction-offsets", "byte"], "Did you mean 'bytes'"),
    (["evaluate", "BOTH", "--map", "bc5cdx"], "--map 'bc5cdx' is not known"),
    (["evaluate", "BOTH", "--map", "bc5cdx"], "Did you mean 'bc5cdr'"),
    (["evaluate", "BOTH", "--prediction-map", "bc5cdx"], "--prediction-map 'bc5cdx' is not known"),
    (["evaluate", "BOTH", "--map", "nowhere.tsv"], "nowhere.tsv"),
    (["evaluate", "BOTH", "--resamples", "many"], "--resamples"),
    (["evaluate", "BOTH", "--resamples", "1000001"], "--resamples"),
    (["evaluate", "BOTH", "--list", "-1"], "--list"),
    (["evaluate", "BOTH", "--list=-1"], "--list must not be negative"),
    (["evaluate", "BOTH", "--max-errors=-1"], "--max-errors must not be negative"),
    (["evaluate", "BOTH", "--seed", "x"], "--seed"),
    (["evaluate", "BOTH", "--config", "nowhere.yaml"], "nowhere.yaml"),
    (["evaluate", "BOTH", "--data-dir", "nowhere"], "nowhere"),
    (["compare"], "run"),
    (["compare", "GOLD"], "two runs or more"),
    (["compare", "x=GOLD", "x=GOLD"], "'x'"),
    (["compare", "GOLD", "GOLD"], "NAME=PATH"),
    (["compare", "GOLD", "b=GOLD", "--shuffles", "0"], "--shuffles"),
    (["compare", "GOLD", "b=GOLD", "--html-notes=-1"], "--html-notes"),
    (["compare", "GOLD", "b=GOLD", "--htm", "x.html"], "'--html'"),
    (["convert"], "--to"),
    (["convert", "GOLD", "--to", "jsonl"], "--output"),
    (["convert", "GOLD", "--output", "x"], "--to"),
    (["convert", "GOLD", "--to", "brta", "--output", "x"], "Did you mean 'brat'"),
    (["convert", "GOLD", "--from", "jsnl", "--to", "brat", "--output", "x"], "Did you mean 'jsonl'"),
    (["convert", "GOLD", "--to", "brat", "--output", "x", "--offsets", "utf-61"], "Did you mean 'utf-16'"),
    (["convert", "GOLD", "--to", "brat", "--output", "x", "--output-offsets", "byts"], "Did you mean 'bytes'"),
  ])
  func wrongUsageIsExitCodeTwoWithAHint(arguments: [String], hint: String) throws {
    let words = arguments.flatMap { word in
      word == "BOTH" ? ["--gold", gold, "--predictions", gold] : [word.replacingOccurrences(of: "GOLD", with: gold)]
    }
    let outcome = try Program.run(words, in: folder)
    #expect(outcome.code == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.error.contains(hint), "\(outcome.error)")
  }

  @Test func namesThatDoNotExist() throws {
    let missing = folder["missing"]
    for arguments in [
      ["evaluate", "--gold", missing, "--predictions", gold], ["evaluate", "--gold", gold, "--predictions", missing],
      ["evaluate", "--gold", gold, missing, "--predictions", gold], ["compare", "a=\(missing)", "b=\(gold)"],
      ["compare", gold, missing], ["compare", "a=\(gold)", "b=\(gold)", "--gold", missing],
      ["compare", "a=\(gold)", "b=\(gold)", "--texts", missing],
      ["convert", missing, "--to", "jsonl", "--output", folder["out"]],
      ["convert", gold, "--texts", missing, "--to", "jsonl", "--output", folder["out"]],
    ] {
      let outcome = try Program.run(arguments, in: folder)
      #expect(outcome.code == 2, "\(arguments)")
      #expect(outcome.output.isEmpty)
      #expect(outcome.error.contains(missing), "\(arguments): \(outcome.error)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder["out"]))
  }

  @Test func filesOfNoKnownFormat() throws {
    let table = try folder.write("a,b\n1,2\n", "table.csv")
    try FileManager.default.createDirectory(atPath: folder["empty"], withIntermediateDirectories: true)
    let zipped = try folder.write(try jsonLines(marked: ["x"]), "z.jsonl")
    let compressed = try folder.compress("z.jsonl")
    #expect(compressed == zipped + ".gz")
    let foreign = try folder.write(Data("SQLite format 3\0".utf8) + Data(count: 4080), "foreign.sqlite")
    for (path, code) in [(table, 2), (folder["empty"], 2), (compressed, 1), (foreign, 2)] {
      for arguments in [
        ["evaluate", "--gold", gold, "--predictions", path], ["evaluate", "--gold", path, "--predictions", gold],
        ["compare", "a=\(gold)", "b=\(path)"], ["convert", path, "--to", "jsonl", "--output", folder["out"]],
      ] {
        let outcome = try Program.run(arguments, in: folder)
        #expect(Int(outcome.code) == code, "\(arguments): \(outcome.error)")
        #expect(outcome.output.isEmpty)
        #expect(outcome.error.contains(path), "\(outcome.error)")
        // A flag of other commands.
        #expect(!outcome.error.contains("--input-format"), "\(outcome.error)")
      }
    }
  }

  @Test func outputsThatCannotBeWritten() throws {
    let nowhere = folder["nowhere/x"]
    for arguments in [
      ["evaluate", "--gold", gold, "--predictions", gold, "--output", nowhere],
      ["evaluate", "--gold", gold, "--predictions", gold, "--cases", nowhere],
      ["compare", "a=\(gold)", "b=\(gold)", "--output", nowhere],
      ["compare", "a=\(gold)", "b=\(gold)", "--html", nowhere],
      ["convert", gold, "--to", "jsonl", "--output", nowhere], ["convert", gold, "--to", "bioc", "--output", nowhere],
    ] {
      let outcome = try Program.run(arguments, in: folder)
      #expect(outcome.code == 1, "\(arguments)")
      #expect(outcome.error.contains(nowhere), "\(arguments): \(outcome.error)")
    }
  }

  @Test(arguments: ["evaluate", "compare", "convert"])
  func helpShowsExamples(command: String) throws {
    for arguments in [[command, "--help"], [command, "-h"], ["help", command]] {
      let outcome = try Program.run(arguments, in: folder)
      #expect(outcome.code == 0)
      #expect(outcome.error.isEmpty)
      #expect(outcome.text.contains("chartsift \(command)"))
      #expect(outcome.text.contains("Examples:"))
    }
  }
}
