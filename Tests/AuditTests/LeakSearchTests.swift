import ClinicalText
import Deidentification
import TestSupport
import Testing

/// The leak check's search: spellings of known values, what is none, and a naive twin.
@Suite struct LeakSearchTests {
  private static let common: Set<String> = ["long", "brown", "may", "hope"]

  private static func search(_ values: [(IdentifierKind, String, Int)]) -> LeakSearch {
    LeakSearch(
      values.enumerated().map { index, value in
        KnownValue(kind: value.0, text: value.1, patient: value.2, number: index + 1, field: "test")
      }, isCommonWord: { common.contains(String(decoding: $0, as: UTF8.self)) })
  }

  private static func hits(
    _ values: [(IdentifierKind, String, Int)], in text: String, isJSON: Bool = false, patient: Int? = nil
  ) -> [LeakHit] {
    Array(text.utf8).withUnsafeBufferPointer {
      LeakScanner(search(values)).scan($0, isJSON: isJSON, patient: patient)
    }
  }

  @Test(arguments: [
    ("Imani Hairston", "Seen by IMANI HAIRSTON today", LeakForm.firstAndLast),
    ("Imani Hairston", "HAIRSTON, IMANI", .lastAndFirst),
    ("Hairston, Imani A.", "Imani A. Hairston", .firstAndLast),
    ("Hairston, Imani A.", "Imani Hairston", .firstAndLast),
    ("Imani Hairston", "i.hairston wrote", .initialAndLast),
    ("Imani Hairston", "Hairston I", .lastAndInitial),
    ("Imani Hairston", "the file imanihairston2 was sent", .firstAndLast),
    ("Imani Hairston", "Ms. Hairston slept", .namePart),
    ("Imani Hairston", "Hairston's daughter", .namePart),
    ("Siobhán O'Neill", "siobhan oneill", .firstAndLast),
    ("José Núñez-García", "NUNEZ GARCIA, JOSE", .lastAndFirst),
    ("Zoë Brontë", "Zoe\\u0308 Bront\\u00eb", .firstAndLast),
  ])
  func names(_ name: String, _ text: String, _ form: LeakForm) {
    let found = Self.hits([(.patient, name, 0)], in: text, isJSON: true, patient: 0)
    #expect(found.first?.form == form, "\(found)")
    #expect(found.allSatisfy { !$0.isPossibleOnly })
  }

  @Test func nicknamesAreForms() throws {
    let table = try NicknameTable(tsv: "William\tm\tBill|Will\n", file: "test")
    let value = KnownValue(kind: .patient, text: "William Okonkwo", patient: 0, number: 1, field: "names")
    let search = LeakSearch([value], nicknames: table) { $0.elementsEqual("will".utf8) }
    func hits(_ text: String, patient: Int?) -> [LeakHit] {
      Array(text.utf8).withUnsafeBufferPointer { LeakScanner(search).scan($0, isJSON: false, patient: patient) }
    }
    #expect(hits("call Bill Okonkwo", patient: 0).map(\.form) == [.nickname])
    #expect(hits("OKONKWO, BILL", patient: nil).map(\.isPossibleOnly) == [false])
    #expect(hits("Bill slept well", patient: 0).map(\.isPossibleOnly) == [false])
    // Of nobody in particular, and an ordinary word.
    #expect(hits("Bill slept well", patient: nil).contains { !$0.isPossibleOnly } == false)
    #expect(hits("she will come", patient: 0).isEmpty)
  }

  @Test(arguments: [
    "03/07/1950", "3/7/1950", "3-7-50", "03.07.50", "7 March 1950", "March 7th, 1950", "07MAR50", "1950-03-07",
    "19500307", "7/3/1950", "Mar. 7 1950", "03/7/1950",
  ])
  func dates(_ written: String) {
    let found = Self.hits([(.date, "1950-03-07", 0)], in: "born \(written).")
    #expect(found.count == 1, "\(found)")
  }

  @Test(arguments: [
    (IdentifierKind.phone, "(313) 785-4677", "call 3137854677"), (.phone, "313-785-4677", "+1 313.785.4677"),
    (.ssn, "177-51-6818", "SSN 177516818"), (.ssn, "177516818", "177-51-6818"),
    (.medicalRecord, "0384499", "MRN0384499"), (.medicalRecord, "0384499", "MRN 038-4499"),
    (.medicalRecord, "A-384499", "a384499"), (.email, "i.hairston@yahoo.com", "I.HAIRSTON@YAHOO.COM"),
    (.street, "4161 Pine Rd, Durham, NC 27787", "lives at 4161 PINE RD."),
    (.organization, "Acme Widget Works", "works for ACME Widget\nWorks"),
  ])
  func otherValues(_ kind: IdentifierKind, _ value: String, _ text: String) {
    #expect(!Self.hits([(kind, value, 0)], in: text).isEmpty)
  }

  @Test(arguments: [
    (IdentifierKind.date, "1950-03-07", "wbc 3750, plt 371"), (.date, "1950-03-07", "in 1950 and March"),
    (.medicalRecord, "0384499", "10384499"), (.medicalRecord, "1208098", "BP 120/80, 98 percent"),
    (.patient, "Li Ng", "lithium ng/ml"), (.patient, "Ann Lee", "annual sleep"), (.phone, "91", "91 years"),
    (.patient, "Imani Hairston", "chairstone"), (.ssn, "1234", "1234"),
  ])
  func whatIsNone(_ kind: IdentifierKind, _ value: String, _ text: String) {
    #expect(Self.hits([(kind, value, 0)], in: text) == [])
  }

  @Test func ordinaryWordsCountWithACapitalAndAsPossibleOnly() {
    let values: [(IdentifierKind, String, Int)] = [(.patient, "Peter Long", 0)]
    #expect(Self.hits(values, in: "a long stay") == [])
    #expect(Self.hits(values, in: "Mr. Long stayed").map(\.isPossibleOnly) == [true])
    #expect(Self.hits(values, in: "Peter Long stayed").map(\.isPossibleOnly) == [false])
  }

  @Test func partsOfOtherPatientsNamesArePossibleOnly() {
    let values: [(IdentifierKind, String, Int)] = [(.patient, "Imani Hairston", 0), (.patient, "Ursula Hairston", 1)]
    #expect(Self.hits(values, in: "Hairston", patient: 0).map(\.isPossibleOnly) == [false])
    #expect(Self.hits(values, in: "Imani", patient: 1).map(\.isPossibleOnly) == [true])
    #expect(Self.hits(values, in: "Imani Hairston", patient: 1).map(\.isPossibleOnly) == [false])
    #expect(Self.hits(values, in: "Imani").map(\.isPossibleOnly) == [false])
    #expect(Self.hits(values, in: "Hairston").first?.sharedBy == 2)
  }

  @Test func whatSaysLittleIsPossibleWhereNobodyKnowsWhoseItIs() {
    let values: [(IdentifierKind, String, Int)] = [
      (.patient, "Imani Hairston", 0), (.street, "1 Elm St, Durham, NC 27787", 0), (.date, "1950-03-07", 0),
    ]
    #expect(Self.hits(values, in: "to 27787").map(\.isPossibleOnly) == [true])
    #expect(Self.hits(values, in: "to 27787", patient: 0).map(\.isPossibleOnly) == [false])
    #expect(Self.hits(values, in: "I. Hairston").map(\.isPossibleOnly) == [false], "the surname alone is a leak")
    #expect(Self.hits(values, in: "on 3/7/1950").map(\.isPossibleOnly) == [false])
    #expect(Self.hits(values, in: "on 3/7/1950", patient: 4).map(\.isPossibleOnly) == [true])
    #expect(Self.hits(values, in: "a hairston") == [])
    #expect(Self.hits(values, in: "a hairston", patient: 0).map(\.isPossibleOnly) == [false])
  }

  @Test func tagsAreNoHits() {
    #expect(Self.hits([(.date, "1950-03-07", 0), (.patient, "Imani Hairston", 0)], in: "[PATIENT] [DATE:1950]") == [])
  }

  /// Random values with shared beginnings against a search of each value at each place.
  @Test func agreesWithANaiveTwin() {
    var generator = SeededGenerator(11)
    for round in 0..<300 {
      var numbers: Set<String> = []
      for _ in 0..<(1 + generator.below(30)) {
        let length = 5 + generator.below(12)
        numbers.insert(String((0..<length).map { _ in generator.pick(["1", "2"]) }.joined()))
      }
      let values = numbers.sorted()
      var text = ""
      for _ in 0..<(20 + generator.below(60)) { text += generator.pick(["1", "2", "1", "2", " ", "-", "x", ", "]) }
      text += generator.pick(values)
      let search = Self.search(values.map { (.idNumber, $0, 0) })
      let found = Array(text.utf8).withUnsafeBufferPointer {
        LeakScanner(search).scan($0, isJSON: false, patient: nil)
      }
      #expect(found.map(\.offset) == Self.naive(values, Array(text.utf8)), "round \(round): \(values) in \(text)")
    }
  }

  /// Figures of at least six with hyphens or blanks between, from nine on with up to four signs and inside of longer
  /// numbers; leading hits go first and do not overlap.
  private static func naive(_ values: [String], _ text: [UInt8]) -> [Int] {
    var places: [Int] = []
    var start = 0
    func isAlphanumeric(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) }
    while start < text.count {
      var best = 0
      for value in values {
        let bytes = Array(value.utf8)
        var at = start
        var matched = 0
        while matched < bytes.count, at < text.count {
          if text[at] == bytes[matched] {
            matched += 1
            at += 1
            continue
          }
          guard matched > 0 else { break }
          var gap = 0
          while at + gap < text.count, !isAlphanumeric(text[at + gap]) { gap += 1 }
          let isThin = gap == 1
          guard gap > 0, bytes.count >= 9 ? gap <= 4 : bytes.count >= 6 && isThin && text[at] != 0x2C else { break }
          at += gap
          if at >= text.count || text[at] != bytes[matched] { break }
        }
        guard matched == bytes.count else { continue }
        if bytes.count < 9 {
          if start > 0, (0x30...0x39).contains(text[start - 1]) { continue }
          if at < text.count, (0x30...0x39).contains(text[at]) { continue }
        }
        best = max(best, at)
      }
      if best > 0 {
        places.append(start)
        start = best
      } else {
        start += 1
      }
    }
    return places
  }

  @Test func hostileValuesAndTextsTakeLinearTime() {
    // 20,000 values with one beginning, and a text of nothing else: each value at each place would take hours.
    let values = (0..<20_000).map { (IdentifierKind.idNumber, "000000000" + String(100_000 + $0), $0) }
    let search = Self.search(values)
    let text = [UInt8](repeating: 0x30, count: 1 << 17)
    let time = ContinuousClock().measure {
      text.withUnsafeBufferPointer { _ = LeakScanner(search).scan($0, isJSON: false, patient: nil) }
    }
    #expect(time < .seconds(60), "\(time)")
  }
}
