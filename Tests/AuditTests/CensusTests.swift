import ClinicalText
import Deidentification
import Testing

/// The census of surviving tokens.
@Suite struct CensusTests {
  private func census(_ notes: [(String, Int?)], part: Int = 0, parts: Int = 1, limit: Int = 1000) -> TokenCensus {
    let census = TokenCensus(limit: limit, part: part, parts: parts) { word in
      String(decoding: word, as: UTF8.self) == "pain" ? .clinical : .unknown
    }
    for (text, patient) in notes { census.add(NoteText(text), patient: patient) }
    return census
  }

  private func told(_ rows: [TokenCensus.Row]) -> [String] {
    rows.map {
      "\(String(decoding: $0.token, as: UTF8.self)) \($0.notes)/\($0.patients)/\($0.occurrences)/\($0.capitalised)"
    }
  }

  @Test func countsNotesPatientsAndCapitals() {
    let census = census([
      ("Pain here. [PATIENT] has pain.", 0), ("pain again", 0), ("Zebra pain [DATE:1993] x72321", 1),
    ])
    #expect(
      told(census.rows { _ in true }) == [
        "again 1/1/1/0", "has 1/1/1/0", "here 1/1/1/0", "x72321 1/1/1/0", "zebra 1/1/1/1", "pain 3/2/4/1",
      ])
    #expect(census.totals()[.clinical]?.occurrences == 4 && census.totals()[.number]?.tokens == 1)
  }

  @Test func runsWithFiguresAreOneToken() {
    let rows = census([("BP 120/80, T2-weighted, call 555-0134. 4.5 mg, well-known", nil)]).rows { $0.kind == .number }
    #expect(rows.map { String(decoding: $0.token, as: UTF8.self) } == ["120/80", "4.5", "555-0134", "t2-weighted"])
    #expect(rows.map { TokenShape.of($0.token) } == ["9(3)/9(2)", "9.9", "9(3)-9(4)", "a9-a(8)"])
  }

  @Test func partsTogetherAreTheWhole() {
    let notes: [(String, Int?)] = (0..<50).map { ("word\($0) common Other\($0 % 7) figure \($0)", $0 % 5) }
    let whole = told(census(notes).rows { _ in true })
    let parts = (0..<4).flatMap { census(notes, part: $0, parts: 4).rows { _ in true } }.sorted(by: TokenCensus.isRarer)
    #expect(told(parts) == whole && whole.count > 50)
    #expect(census(notes, limit: 10).isOverfull && !census(notes).isOverfull)
  }

  @Test func patientsAreCountedUpToABound() {
    let census = census((0..<40).map { ("common", $0) })
    #expect(census.rows { _ in true }.map(\.patients) == [TokenCensus.mostPatients])
  }
}
