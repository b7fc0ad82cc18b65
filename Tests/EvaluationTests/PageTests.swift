import ClinicalText
import Evaluation
import Foundation
import TestSupport
import Testing

/// The page as a file: its data, and that nothing in them can act.
struct PageFileTests {
  private static func page(_ data: PageData) -> String {
    let output = OutputBuffer()
    ComparePage.append(data, to: output)
    return String(decoding: output.bytes, as: UTF8.self)
  }

  private static func json(of page: String) throws -> String {
    let opening = try #require(page.range(of: "<script type=\"application/json\" id=\"data\">"))
    let closing = try #require(page.range(of: "</script>", range: opening.upperBound..<page.endIndex))
    return String(page[opening.upperBound..<closing.lowerBound])
  }

  @Test func theDataAreWrittenInTheirDocumentedForm() throws {
    let json = try Self.json(of: Self.page(PageSamples.small()))
    let start = """
      {"version":1,"title":"Small & \\u003cb>hostile\\u003c/b>","made":"2025-11-21","notesCompared":3,"gold":true,\
      "types":["problem","medication"],\
      "runs":[{"name":"first","source":"first.jsonl","version":"1.0","notes":3,"failed":0,"entities":5,"mb_per_s":12.5},\
      {"name":"\\u003ci>second\\u003c/i>","source":"second.jsonl","notes":2,"failed":1,"entities":3}],\
      "scores":[{"run":0,"type":null,"gold":2,"predicted":3,"strict":[[0.5,0.25,0.75],[1.0],[0.5,0.25,0.75]],\
      "overlap":[[0.5,0.25,0.75],[1.0],[0.5,0.25,0.75]]}],\
      "pairs":[{"a":0,"b":1,"f1_strict":0.4,"f1_overlap":0.8,"significance":[-0.125,0.0005,0.0,1.0],\
      "types":[[0,1,2,0,1,0,0,0]]},{"a":0,"b":2,"f1_strict":1e-07,"f1_overlap":0.6,"kappa":0.25,"types":[]}],\
      "stability":[{"name":"model","runs":[0,1],"figures":[["alike",0.5,true]]}],"remarks":["Seed 1."],\
      "notes":[{"id":"emoji","type":"Radiology",\
      "text":"😀 No chest pain.\\r\\n🫀 Takes aspirin and blood, urine cultures.","disagreement":2.0,\
      "columns":[[[5,15,0,1,0],[26,33,1],[38,59,0,-1,-1,[38,43,51,59]],[45,59,0]],[[11,15,0,0,0]],[[5,15,0,1,0]]],\
      "differences":[[0,0,20,1,-1,1,2,-1,1,3,-1,1],[1,-1,1,2,-1,1,3,-1,1]]},
      """
    #expect(json.hasPrefix(start), "\(json.prefix(start.count))")
    #expect(json.hasSuffix("\"concepts\":[[\"C0008031\",\"Chest Pain\"]]}"))
    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(json.utf8)) }
  }

  @Test func nothingInTheDataCanEndThem() throws {
    let json = try Self.json(of: Self.page(PageSamples.small()))
    #expect(!json.contains("<"))
    #expect(json.contains("\\u003c!--\\u003cscript>"))
  }

  @Test func thePageNeedsNoNetwork() {
    let page = Self.page(PageSamples.small())
    #expect(page.contains("content=\"default-src 'none'; style-src 'sha256-"))
    #expect(!page.contains("{{") && !page.contains("unsafe-inline") && !page.contains("url("))
    let addresses = page.components(separatedBy: "://").count - 1
    // The name of SVG's elements is one; nothing is fetched from it.
    #expect(addresses == 1 && page.contains("\"http://www.w3.org/2000/svg\""))
  }

  @Test func fiveHundredNotesStaySmall() {
    let data = PageSamples.large()
    let clock = ContinuousClock()
    let output = OutputBuffer()
    let time = clock.measure { ComparePage.append(data, to: output) }
    #expect(data.notes[0].text.count > 4000 && data.notes.count == 500)
    #expect(output.count < 20_000_000, "\(output.count) bytes")
    #expect(time < .seconds(2), "\(time)")
  }

  @Test func aComparisonOfNothingIsAPageToo() throws {
    let data = PageData(title: "", made: "", runs: [], types: [], hasGold: false, notesCompared: 0)
    #expect(try Self.json(of: Self.page(data)).contains("\"notes\":[],\"concepts\":[]"))
  }
}

/// The page as readers see it, in headless Chromium (found in PATH, or the one that CHARTSIFT_CHROMIUM names).
@Suite(.enabled(if: Chromium.path != nil, "no Chromium: install it or name one in CHARTSIFT_CHROMIUM"), .serialized)
struct PageBrowserTests {
  @Test func smallPage() throws {
    let outcome = try Chromium.run(PageSamples.small(), checks: "small.js")
    #expect(outcome.passed >= 25)
    #expect(outcome.failures == [])
  }

  @Test func fiveHundredNotes() throws {
    let outcome = try Chromium.run(PageSamples.large(), checks: "large.js")
    #expect(outcome.passed >= 25)
    #expect(outcome.failures == [])
  }

  @Test func aComparisonOfNothing() throws {
    let data = PageData(title: "Empty", made: "", runs: [], types: [], hasGold: false, notesCompared: 0)
    let outcome = try Chromium.run(data, checks: "empty.js")
    #expect(outcome.passed >= 3)
    #expect(outcome.failures == [])
  }
}

extension Chromium {
  /// The checks of the page of a comparison.
  fileprivate static func run(_ data: PageData, checks: String) throws -> Outcome {
    try run(checks: checks) { script in
      let output = OutputBuffer()
      ComparePage.append(data, to: output, testScript: script)
      return Array(output.bytes)
    }
  }
}
