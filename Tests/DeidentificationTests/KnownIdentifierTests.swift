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
    known.add(phone: "212 555 0143")
    known.add(address: "77 Elm Hill Avenue, Mobile, AL 36641")
    known.add(name: "Nora O'Dwyer-Falk")
    known.add(untyped: "408-691-8758")
    known.add(untyped: "91")
    known.add(found: "Dr. Horigan", kind: .doctor)
    known.add(found: "40817723", kind: .medicalRecord)
    return known
  }()

  @Test(arguments: [
    ("imani says", ["PATIENT imani"]), ("I. HAIRSTON called", ["PATIENT I. HAIRSTON"]),
    ("Hairstn was here", ["PATIENT Hairstn"]), ("mani came", ["PATIENT mani"]),
    ("no 038 4499 there", ["MEDICALRECORD 038 4499"]), ("at (313) 785.4677 now", ["PHONE (313) 785.4677"]),
    ("home 4161 pine rd.", ["STREET 4161 pine rd"]), ("born 7 March 1950", ["DATE 7 March 1950"]),
    ("born 03071950", ["DATE 03071950"]), ("small bowel, joy of life", []), ("saw Joy Small", ["PATIENT Joy Small"]),
    ("call 1-212-555-0143", ["PHONE 1-212-555-0143"]), ("call 555-0143 today", ["PHONE 555-0143"]),
    ("at 77 elm hill, home", ["STREET 77 elm hill"]), ("zip 36641 there", ["ZIP 36641"]), ("3664 and 366410", []),
    ("odwyer said", ["PATIENT odwyer"]), ("Ms. Falk said", ["PATIENT Falk"]), ("patient IH came", ["PATIENT IH"]),
    ("IH was low", []), ("tel (408) 691 8758", ["PHONE (408) 691 8758"]), ("aged 91 now", ["AGE 91"]),
    ("horigan says", ["DOCTOR horigan"]), ("nr 40817723", ["IDNUM 40817723"]),
    ("Hairston\u{2019}s son", ["PATIENT Hairston"]),
  ])
  func finds(_ text: String, _ expected: [String]) {
    #expect(Samples.found(text, known: Self.known) == expected)
  }
}
