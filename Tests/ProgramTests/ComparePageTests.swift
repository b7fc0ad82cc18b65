import Foundation
import Testing

/// The page of `compare --html`, as a file; what it does in a browser is tested with the page itself.
@Suite struct ComparePageTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  /// Notes, and predictions that differ from them in one mention of each note.
  private func write(_ texts: [String]) throws -> (gold: String, other: String) {
    let gold = try folder.write(try jsonLines(marked: texts), "gold.jsonl")
    let fewer = texts.enumerated().map { index, text in
      var document = MarkedText(text).object("d\(index + 1)") { if !$0.isEmpty { $0.removeFirst() } }
      document["text"] = nil
      document["status"] = "ok"
      return document
    }
    return (gold, try folder.write(try jsonLines(fewer), "other.jsonl"))
  }

  private func page(_ arguments: String...) throws -> (page: String, error: String) {
    let path = folder[folder.freshName("page") + ".html"]
    let outcome = try Program.run(["compare", "--html", path] + arguments, in: folder)
    try #require(outcome.code == 0, "\(outcome.error)")
    return (try String(contentsOfFile: path, encoding: .utf8), outcome.error)
  }

  /// What stands in quotes behind each of the places where a page loads something from.
  private static func loads(_ page: String) -> [Substring] {
    ["src=", "href=", "srcset=", "action=", "data=", "poster=", "url(", "@import"].flatMap { mark in
      page.components(separatedBy: mark).dropFirst().map { rest in
        rest.drop { "\"' (".contains($0) }.prefix { !"\"' )>;".contains($0) }
      }
    }
  }

  @Test func thePageStandsAlone() throws {
    let (gold, other) = try write(["Has [cough|problem] today.", "On [aspirin|medication] 🫀 for [gout|problem]."])
    let (page, error) = try page("whole=\(gold)", "fewer=\(other)", "--gold", gold, "--title", "Two <runs> & \"more\"")
    #expect(page.hasPrefix("<!DOCTYPE html>"))
    #expect(page.contains("Content-Security-Policy"))
    #expect(page.contains("default-src 'none'") || page.contains("default-src &#39;none&#39;"))
    for place in Self.loads(page) {
      #expect(!place.contains("//") && !place.hasPrefix("/") && !place.hasPrefix("file"), "\(place)")
    }
    let names = [
      "<link", "<iframe", "<object", "<embed", "fetch(", "XMLHttpRequest", "WebSocket", "sendBeacon", "import(",
    ]
    for name in names { #expect(!page.contains(name), "\(name)") }
    // Names of XML namespaces are the only addresses.
    for part in page.components(separatedBy: "http").dropFirst() where part.hasPrefix("://") || part.hasPrefix("s://") {
      #expect(part.hasPrefix("://www.w3.org/"), "\(part.prefix(60))")
    }
    #expect(page.contains("whole") && page.contains("fewer"))
    #expect(page.contains("aspirin") && page.contains("🫀") && page.contains("Has cough today."))
    #expect(!page.contains("Two <runs>"))
    #expect(error.contains("2 notes"))
  }

  /// Text that would end the script or start another stays text.
  @Test func textsCannotBecomeMarkup() throws {
    let hostile = [
      "Has [</script><script>alert(1)</script>|problem] <!-- [cough|problem].",
      "<img src=x onerror=alert(2)> ]]> & &amp; \\u003c [gout|problem] \u{2028}\u{0} end --> <script",
    ]
    let (gold, other) = try write(hostile)
    let (page, _) = try page("a<script><b>=\(gold)", "b=\(other)", "--title", "</title><script>alert(3)</script>")
    for text in ["</script><script>alert", "<img src=x", "<script>alert", "</title><script>", "<!-- cough"] {
      #expect(!page.contains(text), "\(text)")
    }
    let clean = try self.page("a=\(other)", "b=\(other)").page
    for mark in ["<script", "</script", "<!--", "</title"] {
      #expect(
        page.components(separatedBy: mark).count == clean.components(separatedBy: mark).count, "\(mark)")
    }
  }

  @Test func textsFromNotes() throws {
    let (gold, other) = try write(["Has [cough|problem] today.", "On [aspirin|medication] for [gout|problem]."])
    let (without, told) = try page("a=\(other)", "b=\(other)")
    #expect(!without.contains("today"))
    #expect(told.contains("--texts"))
    let (with, quietly) = try page("a=\(other)", "b=\(other)", "--texts", gold)
    #expect(with.contains("Has cough today."))
    #expect(!quietly.contains("--texts"))
  }

  @Test func asManyNotesAsAskedFor() throws {
    // The later the note, the more was missed in it: those come first.
    let texts = (1...30).map { number in
      "Note number \(number)." + (number > 20 ? " Has [cough|problem]." : "")
    }
    let (gold, other) = try write(texts)
    let (page, error) = try page("a=\(gold)", "b=\(other)", "--html-notes", "10")
    #expect(error.contains("10 notes"))
    #expect(page.contains("Note number 21.") && page.contains("Note number 30."))
    #expect(!page.contains("Note number 20.") && !page.contains("Note number 1."))
    let none = try self.page("a=\(gold)", "b=\(other)", "--html-notes", "0").page
    #expect(!none.contains("Note number"))
  }

  @Test func fiveHundredNotesStayUnderTwentyMegabytes() throws {
    let sentence = "She reports [cough|problem] and takes [aspirin|medication] 81 mg; [CT|test] of the chest is clear. "
    let texts = (0..<500).map { "Note \($0). " + String(repeating: sentence, count: 20 + $0 % 20) }
    let (gold, other) = try write(texts)
    let start = ContinuousClock.now
    let (page, _) = try page("a=\(gold)", "b=\(other)", "c=\(gold)", "d=\(other)", "--gold", gold, "--shuffles", "100")
    #expect(ContinuousClock.now - start < .seconds(20))
    #expect(page.utf8.count > 1_000_000)
    #expect(page.utf8.count < 20_000_000)
    #expect(page.contains("Note 499."))
  }
}
