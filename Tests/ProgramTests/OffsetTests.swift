import Foundation
import Testing

/// Offsets are code points of the original text, whatever stands in it.
@Suite struct OffsetTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  /// Every mention and cue is the slice that its offsets name; gives how many there were.
  private func check(_ texts: [String]) throws -> Int {
    let input = try texts.enumerated().map { try noteLine("\($0.offset)", $0.element) }.joined(separator: "\n")
    let outcome = try Program.run(["pipe", "--all-matches"], input: input, in: folder)
    let results = try outcome.objects()
    #expect(results.count == texts.count)
    var checked = 0
    for (text, result) in zip(texts, results) {
      #expect(result.status == "ok")
      for span in result.entities + result.entities.flatMap(\.cues) {
        checked += 1
        guard let start = span.start, let end = span.end, let claimed = span.text,
          let found = slice(text, start, end)
        else {
          Issue.record("a span without offsets or text in note \(result.id ?? "")")
          continue
        }
        // A mention over a line break may be written with what stood there; offsets decide.
        #expect(sameScalars(found, claimed), "note \(result.id ?? ""): \(start)..<\(end)")
      }
    }
    return checked
  }

  @Test func generatedNotes() throws {
    var generator = GeneratedNotes(seed: 71)
    let texts = (0..<400).map { generator.mixed(sentences: 1 + $0 % 9) }
    #expect(try check(texts) > 2000)
  }

  @Test func signsAroundAndInsideMentions() throws {
    let texts = [
      "İİİ chest pain", "ıİ no cough", "é cough", "e\u{301} cough", "👩‍👩‍👧‍👦 denies chest pain", "chest\r\npain",
      "chest pain", "\u{FEFF}cough", "cough\u{301}", "ﬁbrosis and cough", "שלום cough שלום", "\u{202E}cough\u{202C}",
      "cough👍🏽",
      "🇩🇪🇫🇷cough", "ＣＯＵＧＨ cough", "cou\u{AD}gh cough", "𝒸ough cough", "\u{1F}cough\u{85}cough\u{2029}cough",
      "K+ KELVIN \u{212A} cough", "straße STRASSE ẞ cough", "ŉ cough", "\u{10FFFF} cough \u{E000} cough",
    ]
    #expect(try check(texts) > 20)
  }

  @Test func everyCorpusFile() throws {
    let environment = ProcessInfo.processInfo.environment
    guard let corpora = environment["CHARTSIFT_CORPORA"] else {
      print("skipped: CHARTSIFT_CORPORA names no folder of *.jsonl")
      return
    }
    guard let python = Tool.find("python3") else {
      print("skipped: python3 is not installed")
      return
    }
    let log = folder["log.txt"]
    let script = Program.package + "/Tests/check-offsets.py"
    let code = try Tool.run(python, [script, "--program", try Program.path(), corpora], output: log)
    let said = String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self)
    print(said)
    #expect(code == 0, "\(said)")
  }
}
