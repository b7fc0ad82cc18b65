import ClinicalText
import Deidentification
import TestSupport
import Testing

/// Identifiers in the shapes that notes use, and what must stay.
struct DetectionTests {
  static let cases: [(text: String, expected: [String])] = [
    ("Seen on 03/14/2021.", ["DATE 03/14/2021"]),
    ("Seen on 3/14 again.", ["DATE 3/14"]),
    ("Admitted 12MAR21, discharged Mar 3rd, 2021.", ["DATE 12MAR21", "DATE Mar 3rd, 2021"]),
    ("From 2021-03-14T08:30 on.", ["DATE 2021-03-14T08:30"]),
    ("Seen the 14th of March and in March of 2019.", ["DATE 14th of March", "DATE March of 2019"]),
    (
      "Seen March 3, 5 and 7; Q3 2019, summer '05, the 1960s.",
      ["DATE March 3", "DATE 5", "DATE 7", "DATE Q3 2019", "DATE summer '05", "DATE 1960s"]
    ),
    (
      "El 3 de marzo de 2020 y 14.03.2021, 2021.03.04, 03-2021.",
      ["DATE 3 de marzo de 2020", "DATE 14.03.2021", "DATE 2021.03.04", "DATE 03-2021"]
    ),
    (
      "Turned 45 degrees; turned 92 last week; ages 8 and 10; a nonagenarian; 45F with cough.",
      ["AGE 92", "AGE 8", "AGE 10", "AGE nonagenarian", "AGE 45"]
    ),
    ("Stays 3/1-3/5/21.", ["DATE 3/1", "DATE 3/5/21"]),
    (
      "Strength 5/5, BP 120/80, 1/2 tablet, 3/6 murmur, L4-5, 24 2/7 weeks, 10/325, 20/20, pain 7/10, GCS 3/15, 2-0 Vicryl.",
      []
    ),
    ("A 92-year-old man, wife age 87, in her 80s.", ["AGE 92", "AGE 87", "AGE 80s"]),
    ("Ninety-two years old.", ["AGE Ninety-two"]),
    ("Call 617-555-0134 or (408) 555-0199 x12.", ["PHONE 617-555-0134", "PHONE (408) 555-0199 x12"]),
    ("Pager 313 555 0776. Fax: 617.555.8709.", ["PHONE 313 555 0776", "FAX 617.555.8709"]),
    (
      "Write to i.hairston@example.com, see https://example.org/p/1.",
      ["EMAIL i.hairston@example.com", "URL https://example.org/p/1"]
    ),
    ("From 19.166.156.169 today.", ["IPADDR 19.166.156.169"]),
    ("MRN: 0384499, SSN 123-45-6789.", ["MEDICALRECORD 0384499", "SSN 123-45-6789"]),
    ("Serial number PM484875X was read.", ["DEVICE PM484875X"]),
    ("Lives at 4161 Pine Rd, Durham, NC 27787.", ["STREET 4161 Pine Rd", "CITY Durham", "STATE NC", "ZIP 27787"]),
    (
      "Mr. Kjeldsen was seen. KJELDSEN is stable, kjeldsen too.",
      ["PATIENT Kjeldsen", "PATIENT KJELDSEN", "PATIENT kjeldsen"]
    ),
    ("Patient: HAIRSTON, IMANI", ["PATIENT HAIRSTON, IMANI"]),
    ("Seen by Dr. Charles Vaux, MD.", ["DOCTOR Charles Vaux"]),
    ("Her daughter Deepa was called.", ["PATIENT Deepa"]),
    ("Parkinson's disease and a Kelly clamp.", []),
    ("Mercy General Hospital", ["HOSPITAL Mercy General Hospital"]),
    ("Works as a truck driver at Ford Motor Company.", ["PROFESSION truck driver", "ORGANIZATION Ford Motor Company"]),
    ("Login hvo43 used.", ["USERNAME hvo43"]),
    ("Graded by Hunt and Hess today.", []),
    ("Her son, James and Kjartvik, agree.", ["PATIENT James", "PATIENT Kjartvik"]),
    ("Dr. J.S. was here.", ["DOCTOR J.S."]),
    ("Mr. Hairston-Small reports pain.", ["PATIENT Hairston-Small"]),
  ]

  @Test(arguments: cases)
  func finds(_ text: String, _ expected: [String]) {
    #expect(Samples.found(text) == expected)
  }

  /// Bounds of e-mail, host and URL are counted in bytes; a letter at the bound is never split.
  @Test(arguments: ["年", "é", "\u{1F469}", "\u{FFFD}"])
  func boundsSplitNoLetter(_ letter: String) {
    for shift in 0..<4 {
      let long = String(repeating: "x", count: shift) + String(repeating: letter, count: 900)
      for text in ["\(long)@\(long).org", "see https://\(long).org/\(long)", "see \(long).example.org/a"] {
        let note = NoteText(text)
        for item in Samples.detect(text) {
          for offset in [Int(item.span.start), Int(item.span.end)] where offset < note.count {
            #expect(note.bytes[offset] & 0xC0 != 0x80, "\(item.kind.type) at \(offset)")
          }
        }
      }
    }
  }

  /// Random texts: spans in order, without overlaps, inside the text, and the same for a second look.
  @Test func spansAreSound() {
    var random = SeededGenerator(20261121)
    let parts = [
      "Mr. ", "Hairston", ", ", "Imani ", "12", "/", "3", "-", "2021", " ", "\n", "MRN: ", "0384499", "(", ")",
      "617-555-0134", "Dr. ",
      "é", "年", "@", "x.org", "MAR", "age ", "92", ".", "Hospital ", "St. ", "NC ", "27787", "A", "I, ", "'98",
    ]
    for _ in 0..<3000 {
      let text = (0..<Int.random(in: 1...40, using: &random)).map { _ in parts.randomElement(using: &random)! }.joined()
      let note = NoteText(text)
      let found = Samples.detect(text)
      var last: UInt32 = 0
      for item in found {
        #expect(
          item.span.start >= last && item.span.start < item.span.end && Int(item.span.end) <= note.count, "\(text)")
        last = item.span.end
        let slice = note.bytes[item.span.range]
        #expect(String(validating: slice, as: UTF8.self) != nil, "\(text)")
      }
      #expect(Samples.found(text) == Samples.found(text))
    }
  }
}
