import ClinicalText
import Pipeline
import Testing

/// The examples that stand beside each cue, heading and abbreviation in the project's own Lexicons.
@Suite struct RuleExamplesTests {
  static let data = try! DataFolder.find(given: packageFolder + "/Lexicons")

  @Test func everyExampleHolds() throws {
    let report = try RuleTester(data: Self.data).test([])
    #expect(report.failures.isEmpty, "\(report.failures.joined(separator: "\n"))")
    #expect(report.passed >= 500)
  }

  @Test func theHeadingsAreManyAndCarryLoinc() throws {
    let rules = try RuleSet.load(Self.data, cache: nil)
    let categories = rules.layout.headings.categories
    #expect(categories.count >= 40)
    #expect(rules.layout.headings.phraseCount >= 250)
    let loinc = Dictionary(uniqueKeysWithValues: categories.map { ($0.id, $0.loinc) })
    #expect(loinc["history_of_present_illness"] == "10164-2")
    #expect(loinc["past_medical_history"] == "11348-0")
    #expect(loinc["family_history"] == "10157-6")
    #expect(categories.first { $0.id == "allergies" }?.assertionDefault == nil)
    #expect(categories.allSatisfy { $0.assertionDefault == nil || $0.reach > 0 })
  }

  @Test func rulesLoadedFromTheCacheAreTheSame() throws {
    let cache = try CacheFolder.temporary()
    let parsed = try RuleSet.load(Self.data, cache: cache)
    let cached = try RuleSet.load(Self.data, cache: cache)
    #expect(parsed.hash == cached.hash)
    #expect(parsed.cues.rules == cached.cues.rules)
    #expect(parsed.findings.rules.count >= 15)
    #expect(parsed.findings.rules.map(\.pattern) == cached.findings.rules.map(\.pattern))
    #expect(parsed.findings.rules.map(\.unlessAfter) == cached.findings.rules.map(\.unlessAfter))
    #expect(parsed.layout.headings.categories == cached.layout.headings.categories)
  }
}

/// The folder that holds Package.swift.
let packageFolder: String = {
  var parts = #filePath.split(separator: "/")
  parts.removeLast(3)
  return "/" + parts.joined(separator: "/")
}()
