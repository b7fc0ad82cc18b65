import ClinicalText
import Deidentification
import Testing

/// What is known of a patient is found in every form.
struct KnownIdentifierTests {
  static let known: KnownIdentifiers = {
    var known = KnownIdentifiers()
    known.add(name: "Hairston, Imani", nicknames: { $0 == "Imani" ? ["Mani"] : [] })
    known.add(name: "Joy Small")
    known.add(value: "0384499", kind: .medicalRecord)
    known.add(value: "313-785-4677", kind: .phone)
    known.add(value: "4161 Pine Rd", kind: .street)
    known.add(date: "1950-03-07")
    return known
  }()

  @Test(arguments: [
    ("imani says", ["PATIENT imani"]), ("I. HAIRSTON called", ["PATIENT I. HAIRSTON"]),
    ("Hairstn was here", ["PATIENT Hairstn"]), ("mani came", ["PATIENT mani"]),
    ("no 038 4499 there", ["MEDICALRECORD 038 4499"]), ("at (313) 785.4677 now", ["PHONE 313) 785.4677"]),
    ("home 4161 pine rd.", ["STREET 4161 pine rd"]), ("born 7 March 1950", ["DATE 7 March 1950"]),
    ("born 03071950", ["DATE 03071950"]), ("small bowel, joy of life", []), ("saw Joy Small", ["PATIENT Joy Small"]),
  ])
  func finds(_ text: String, _ expected: [String]) {
    #expect(Samples.found(text, known: Self.known) == expected)
  }
}
