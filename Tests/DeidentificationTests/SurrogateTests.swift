import ClinicalText
import Deidentification
import TestSupport
import Testing

struct SurrogateTests {
  private func one(_ type: String, _ text: String, _ policy: Policy = .strict) throws -> String {
    try Surrogates.replaced("<\(type)>\(text)</\(type)>", policy)[0]
  }

  // MARK: consistency

  @Test func aPatientKeepsTheNameInEveryNote() throws {
    let first = try Surrogates.replaced("<PATIENT>Deborah Hernandez</PATIENT> seen.", note: "a")[0]
    let second = try Surrogates.replaced("Mrs. <PATIENT>HERNANDEZ, DEBORAH</PATIENT> left.", note: "b")[0]
    let words = first.split(separator: " ").map(String.init)
    #expect(words.count == 2)
    #expect(second == "\(words[1].uppercased()), \(words[0].uppercased())")
    #expect(try Surrogates.replaced("<PATIENT>Hernandez's</PATIENT> son")[0] == words[1] + "'s")
    // Another patient, another key: another name.
    #expect(try Surrogates.replaced("<PATIENT>Deborah Hernandez</PATIENT>", patient: "p2")[0] != first)
    #expect(try Surrogates.replaced("<PATIENT>Deborah Hernandez</PATIENT>", key: 2)[0] != first)
    // Without a patient the note is the scope.
    let alone = try Surrogates.replaced("<PATIENT>Deborah Hernandez</PATIENT>", patient: nil, note: "a")
    #expect(try Surrogates.replaced("<PATIENT>Deborah Hernandez</PATIENT>", patient: nil, note: "a") == alone)
    #expect(try Surrogates.replaced("<PATIENT>Deborah Hernandez</PATIENT>", patient: nil, note: "b") != alone)
  }

  @Test func shortFormsAreTheFullName() throws {
    let made = try Surrogates.replaced(
      "<PATIENT>William Oduya</PATIENT>, called <PATIENT>Bill</PATIENT>, <PATIENT>W. Oduya</PATIENT>")
    let given = made[0].split(separator: " ")[0]
    #expect(made[1] == given)
    #expect(made[2] == "\(given.prefix(1)). \(made[0].split(separator: " ")[1])")
  }

  @Test func namesKeepTheirForm() throws {
    let made = try one("DOCTOR", "SMITH, JOHN A")
    let parts = made.split(separator: " ")
    #expect(parts.count == 3 && parts[0].hasSuffix(",") && parts[2].count == 1)
    #expect(made == made.uppercased() && !made.contains("SMITH") && !made.contains("JOHN"))
    #expect(try one("DOCTOR", "Dr. Kjeldsen").hasPrefix("Dr. "))
    #expect(try one("PATIENT", "john smith") == one("PATIENT", "John Smith").lowercased())
    #expect(try one("PATIENT", "Smith-Jones").split(separator: "-").count == 2)
    #expect(try one("PATIENT", "Martin Luther Smith Jr.").hasSuffix(" Jr."))
    #expect(try one("PATIENT", "J.S.").count == 4)
    #expect(try one("PATIENT", "Pieter van der Berg").split(separator: " ").count == 2)
    #expect(try one("PATIENT", "Zoë Müller").split(separator: " ").count == 2)
  }

  /// A name of an origin and a gender becomes another of them.
  @Test func originAndGenderStay() throws {
    let tables = try Surrogates.tables.get()
    for (word, gender) in [("Xiaoli", 0), ("Thandiwe", 0), ("Hiroshi", 1), ("Giuseppe", 1), ("Svetlana", 0)] {
      guard let known = tables.words[Array(word.lowercased().utf8)], !known.givenOrigins.isEmpty else { continue }
      let made = try one("PATIENT", word)
      let isThere = known.givenOrigins.contains {
        (gender == 0 ? tables.origins[$0].women : tables.origins[$0].men).contains(made)
      }
      #expect(isThere, "\(word)")
    }
  }

  // MARK: forms

  @Test func numbersKeepTheirForm() throws {
    func shape(_ text: String) -> String {
      String(text.map { $0.isNumber ? "9" : $0.isLetter ? ($0.isUppercase ? "A" : "a") : $0 })
    }
    for (type, text) in [
      ("MEDICALRECORD", "4471-8820-1"), ("ACCOUNT", "AC0012349"), ("DEVICE", "SN: kd-77x"), ("IDNUM", "12/A.4"),
      ("LICENSE", "BD1234563"), ("VEHICLE", "1HGCM82633A004352"), ("PHONE", "(919) 684-2741"),
      ("FAX", "919.684.2741 x12"),
      ("SSN", "541-22-9087"), ("ZIP", "02139-4307"), ("USERNAME", "jsmith3"), ("PHONE", "1-800-684-2741"),
      ("PHONE", "4471"),
    ] {
      let made = try one(type, text)
      #expect(shape(made) == shape(text) && made != text, "\(type)")
    }
    #expect(try one("SSN", "541-22-9087").hasPrefix("9"))
    #expect(try one("PHONE", "(919) 684-2741").contains(") 555-01"))
    #expect(try one("PHONE", "6842741").hasPrefix("55501"))
    #expect(try one("EMAIL", "imani.h@dukemed.edu").contains("example."))
    #expect(try one("URL", "https://portal.duke.edu/u/imani").hasPrefix("https://"))
    #expect(try one("IPADDR", "10.11.12.13").split(separator: ".").count == 4)
    #expect(try one("IPADDR", "fe80::1c2a").hasPrefix("2001:db8::"))
    #expect(try one("IPADDR", "3C:07:54:1B:0A:9F").hasPrefix("00:00:5E:00:53:"))
    // One number with and without its signs is one number.
    #expect(try one("SSN", "541229087") == one("SSN", "541-22-9087").filter { $0 != "-" })
  }

  @Test func placesFitTogether() throws {
    let tables = try Surrogates.tables.get()
    let made = try Surrogates.replaced(
      "lives at <STREET>12 Oak Street Apt 4B</STREET>, <CITY>Durham</CITY>, <STATE>NC</STATE> <ZIP>27705</ZIP>")
    #expect(made[0].contains(" Street Apt ") && !made[0].contains("Oak"))
    #expect(made[2] == "=")
    let place = try #require(tables.places.first { $0.city == made[1] })
    #expect(place.state == "NC" && made[3].hasPrefix(place.zip3) && made[3].count == 5)
    // The town alone is the same town.
    #expect(try Surrogates.replaced("from <CITY>DURHAM</CITY>, <STATE>NC</STATE>")[0] == made[1].uppercased())
    let strict = try Surrogates.replaced(
      "<CITY>Durham</CITY>, <STATE>North Carolina</STATE> <ZIP>27705</ZIP>", .strict)
    let other = try #require(tables.places.first { $0.city == strict[0] })
    #expect(other.state != "NC" && tables.stateNames[other.state] == strict[1] && strict[2].hasPrefix(other.zip3))
  }

  @Test func institutionsKeepTheirKind() throws {
    let made = try one("HOSPITAL", "Duke Regional Hospital")
    #expect(made.hasSuffix(" Hospital") && !made.contains("Duke"))
    #expect(try one("HOSPITAL", "DUH").count == 3)
    #expect(try one("ORGANIZATION", "Acme Hardware").hasSuffix(" Hardware"))
    #expect(try one("PROFESSION", "truck driver") != "truck driver")
    #expect(try one("COUNTRY", "NORWAY") == one("COUNTRY", "Norway").uppercased())
    #expect(try one("AGE", "93", .safeHarbor) == "90+")
    #expect(try one("AGE", "45", .safeHarbor) == "=")
    #expect(try one("AGE", "45") != "45")
  }

  // MARK: collisions

  /// Whatever is known or detected of the patient, no surrogate is one of it; and none is the original.
  @Test func noSurrogateIsAnIdentifierOfThePatient() throws {
    let first = try Surrogates.replaced("<PATIENT>Hernandez</PATIENT>")[0]
    var known = KnownIdentifiers()
    known.add(name: first)
    let second = try Surrogates.replaced("<PATIENT>Hernandez</PATIENT>", known: known)[0]
    #expect(second != first)
    let third = try Surrogates.replaced("<PATIENT>Hernandez</PATIENT> <DOCTOR>\(first)</DOCTOR>")
    #expect(third[0] != first && third[1] != first)
    let city = try Surrogates.replaced("<CITY>Durham</CITY>")[0]
    var places = KnownIdentifiers()
    places.add(value: city, kind: .city)
    #expect(try Surrogates.replaced("<CITY>Durham</CITY>", known: places)[0] != city)
  }

  @Test func generatedIdentifiersNeverComeBack() throws {
    var random = SeededGenerator(3)
    let letters = Array("abcdefghiklmnoprstuvwyz")
    for round in 0..<400 {
      let digits = (0..<(4 + random.below(9))).map { _ in String(random.below(10)) }.joined()
      let word = String((0..<(3 + random.below(6))).map { _ in letters[random.below(letters.count)] }).capitalized
      let kinds = [
        "MEDICALRECORD", "PHONE", "SSN", "USERNAME", "HOSPITAL", "CITY", "STREET", "ORGANIZATION", "ACCOUNT",
      ]
      let kind = random.pick(kinds)
      let isWord = ["HOSPITAL", "CITY", "ORGANIZATION"].contains(kind)
      let value = isWord ? word : kind == "STREET" ? "\(digits.prefix(3)) \(word) Rd" : digits
      let made = try Surrogates.replaced(
        "x <\(kind)>\(value)</\(kind)> y <PATIENT>\(word)</PATIENT>", patient: "p\(round)")
      #expect(made[0].lowercased() != value.lowercased() && made[1].lowercased() != word.lowercased())
      #expect(!made[0].isEmpty && !made[1].isEmpty)
    }
  }

  /// Hostile values give a replacement, and no crash.
  @Test func hostileValues() throws {
    for kind in IdentifierKind.allCases where kind != .date && kind != .age {
      for value in ["-", "'", "''''", "é", "’s", "1", "x", "٣٤", "𝒥𝑜𝒽𝓃", "a@", "://", ":::", "a\u{301}", "I", "Dr."] {
        let made = try one("\(kind.category).\(kind.type)", value)
        #expect(made != value && !made.isEmpty && made != "=")
      }
    }
  }
}

private extension String {
  var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
