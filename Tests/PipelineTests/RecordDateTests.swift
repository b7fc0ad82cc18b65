import ClinicalText
import Deidentification
import Pipeline
import Testing

/// What of a record's date and type may stay.
@Suite struct RecordDateTests {
  private func year(_ date: String) -> String? {
    Array(date.utf8).withUnsafeBufferPointer { RecordDate.year($0).map { String(decoding: $0, as: UTF8.self) } }
  }

  @Test(arguments: [
    ("2019-03-12", "2019"), ("2019", "2019"), ("2019-03", "2019"), ("2019-03-12 08:15:00", "2019"),
    ("2019-03-12T08:15:00.000Z", "2019"), ("2019-03-12T08:15:00-05:00", "2019"), ("20190312", "2019"),
    ("3/12/2019", "2019"), ("12.03.2019", "2019"), ("3/12/2019 8:15 PM", "2019"), ("2151-07-16 00:00:00", "2151"),
  ])
  func yearsOfDates(_ date: String, _ expected: String) {
    #expect(year(date) == expected)
  }

  @Test(arguments: [
    "", "x", "20191399", "12345678", "1999123", "John 2019", "2019-03-12 John", "2019 Main St", "03/12/19", "9999",
    "2019-03-12-17", "555-12-2019-1", "1/2/2019/3", "20190312081500", "2019-03-12 sees Amy", "-", "12-2019",
  ])
  func whatIsNoDateHasNone(_ text: String) {
    #expect(year(text) == nil)
  }

  @Test func typesOfKnownWordsOnly() throws {
    let types = NoteTypes(text: "# comment\ndischarge\nsummary\nnote\n32831\n")
    func isKnown(_ type: String) -> Bool { Array(type.utf8).withUnsafeBufferPointer { types.isKnown($0) } }
    #expect(isKnown("Discharge summary") && isKnown("DISCHARGE_SUMMARY/note") && isKnown("32831") && isKnown(""))
    #expect(!isKnown("Discharge summary John") && !isKnown("1234567") && !isKnown("comment") && !isKnown("Noté"))
    #expect(!isKnown(String(repeating: "note ", count: 30)))
  }
}
