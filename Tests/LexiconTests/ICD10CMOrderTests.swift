import ClinicalText
import Lexicon
import TestSupport
import Testing

struct ICD10CMOrderTests {
  private static func line(
    _ number: String, _ code: String, _ billable: String, _ short: String, _ long: String
  ) -> String {
    func pad(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    return "\(number) \(pad(code, 7)) \(billable) \(pad(short, 60)) \(long)"
  }

  private static let lines = [
    line("00001", "A00", "0", "Cholera", "Cholera"),
    line("00002", "A000", "1", "Cholera due to V cholerae 01", "Cholera due to Vibrio cholerae 01, biovar cholerae"),
    line("04567", "H8101", "1", "Ménière's disease, right ear", "Ménière's disease, right ear proper"),
    line(
      "12345", "S72001A", "1", "Fx unsp part of neck of r femur, init",
      "Fracture of unspecified part of neck of right femur"),
    line("54321", "Z23", "1", "Encounter for immunization", "Encounter for immunization"),
    line("54322", "U071", "1", "COVID-19", "COVID-19"),
  ]

  private func read(_ text: String, _ options: ICD10CMOrder.Options = .init()) throws -> Compiled {
    let scratch = Scratch()
    return try Compiled(builder: makeBuilder()) {
      try ICD10CMOrder.read(scratch.file("icd10cm_order_2026.txt", text), options, types: makeTypes(), into: $0)
    }
  }

  private func hits(_ compiled: Compiled, _ names: String...) -> [String] {
    names.flatMap { name in
      compiled.lexicon.lookup(name).map {
        "\($0.concept.vocabulary.string) \($0.concept.id.string) \($0.concept.preferredName.string) \($0.type.name)"
      }
    }
  }

  @Test(arguments: ["\n", "\r\n"])
  func codesAndTitles(_ end: String) throws {
    let text = Self.lines.joined(separator: end) + end
    for text in [text, "\u{FEFF}\(text)", "\(end)\(text)\(end)", String(text.dropLast(1))] {
      let compiled = try read(text)
      #expect(
        hits(
          compiled, "cholera", "cholera due to v cholerae 01", "Ménière's disease, right ear proper",
          "fracture of unspecified part of neck of right femur", "fx unsp part of neck of r femur, init",
          "encounter for immunization", "covid-19") == [
            "ICD10CM A00 Cholera problem", "ICD10CM A00.0 Cholera due to Vibrio cholerae 01, biovar cholerae problem",
            "ICD10CM H81.01 Ménière's disease, right ear proper problem",
            "ICD10CM S72.001A Fracture of unspecified part of neck of right femur problem",
            "ICD10CM S72.001A Fracture of unspecified part of neck of right femur problem",
            "ICD10CM Z23 Encounter for immunization procedure", "ICD10CM U07.1 COVID-19 problem",
          ])
      #expect(compiled.report.dropped == [:])
      // Titles that are the same are one row.
      #expect(compiled.report.rows == 9)
      #expect(compiled.lexicon.lookup("covid-19").first?.flags.contains(.preferred) == true)
      #expect(
        compiled.lexicon.lookup("fx unsp part of neck of r femur, init").first?.flags.contains(.preferred) == false)
    }
  }

  @Test func options() throws {
    let text = Self.lines.joined(separator: "\n")
    var options = ICD10CMOrder.Options()
    options.billableOnly = true
    options.shortTitles = false
    let compiled = try read(text, options)
    #expect(compiled.report.dropped == [.notBillable: 1])
    #expect(compiled.report.names == 5)
    #expect(hits(compiled, "cholera", "fx unsp part of neck of r femur, init").isEmpty)
  }

  @Test func aMissingLongTitleIsTheShortOne() throws {
    let row = Self.line("00009", "A010", "1", "Typhoid fever", "")
    let compiled = try read(Self.lines[0] + "\n" + row + " \n")
    #expect(hits(compiled, "typhoid fever") == ["ICD10CM A01.0 Typhoid fever problem"])
    let none = try read(Self.lines[0] + "\n" + Self.line("00009", "A010", "1", "", " ") + "\n")
    #expect(none.report.dropped == [.empty: 1])
  }

  @Test(arguments: [
    (line("00002", "A00.0", "1", "x", "yy"), BuildReport.Reason.invalidID),
    (line("00002", "001", "0", "x", "yy"), .invalidID),
    (line("00002", "A", "0", "x", "yy"), .invalidID), (line("00002", "", "0", "x", "yy"), .invalidID),
    (line("00002", " A00", "0", "x", "yy"), .invalidID), (line("00002", "a00", "0", "x", "yy"), .invalidID),
    (line("00002", "A000", "2", "x", "yy"), .invalidFlag), (line("00002", "A000", " ", "x", "yy"), .invalidFlag),
    (line("0002", "A000", "1", "x", "yy"), .wrongColumnCount),
    (line("x0002", "A000", "1", "x", "yy"), .wrongColumnCount),
    (line("00002", "A0000000", "1", "x", "yy"), .wrongColumnCount), ("00002 A000    1 Cholera", .wrongColumnCount),
    ("00002", .wrongColumnCount), (line("00002", "A000", "1", "x", ""), .wrongColumnCount),
    (line("00002", "A000", "1", String(repeating: "x", count: 61), "yy"), .wrongColumnCount),
    ("00002\tA000\t1\tCholera\tCholera", .wrongColumnCount),
  ])
  func badRowsAreCountedWithTheirLine(_ bad: String, _ reason: BuildReport.Reason) throws {
    let compiled = try read(Self.lines[0] + "\n" + bad + "\n" + Self.lines[4] + "\n")
    #expect(compiled.report.dropped == [reason: 1])
    #expect(compiled.report.firstBadLines.map(\.line) == [2])
    #expect(compiled.report.names == 2)
  }

  @Test func invalidUTF8() throws {
    let scratch = Scratch()
    // Latin-1, as in files saved on old systems.
    let bytes = Array((Self.lines[0] + "\n" + Self.line("00002", "A000", "1", "x", "caf")).utf8) + [0xE9, 0x0A]
    let builder = try makeBuilder()
    try ICD10CMOrder.read(scratch.file("x.txt", bytes), types: makeTypes(), into: builder)
    #expect(builder.report.dropped == [.invalidUTF8: 1])
  }

  @Test(arguments: [
    ("", 1), ("\n\n", 1), ("concept\tname\n", 1), ("A00\tCholera\n", 1),
    // ICD-10-PCS has an order file of the same columns.
    (line("00001", "001", "0", "Central Nervous System", "Central Nervous System and Cranial Nerves, Bypass"), 1),
    ("\n\nhello\n", 3),
  ])
  func wrongFilesGiveAFaultThatNamesTheLine(_ text: String, _ line: Int) throws {
    let scratch = Scratch()
    let file = scratch.file("wrong.txt", text)
    let builder = try makeBuilder()
    let found = fault { try ICD10CMOrder.read(file, types: makeTypes(), into: builder) }
    #expect(found?.code == .vocabularyInvalid)
    #expect(found?.file == file)
    #expect(found?.line == line)
    #expect(!ICD10CMOrder.isOrderFile(file))
  }

  @Test func recognisesItsFiles() {
    let scratch = Scratch()
    #expect(ICD10CMOrder.isOrderFile(scratch.file("any", "\u{FEFF}\r\n" + Self.lines[1] + "\r\n")))
    #expect(!ICD10CMOrder.isOrderFile("\(scratch.path)/none"))
    #expect(ICD10CMOrder.files(of: "a") == ["a"])
  }

  @Test func truncatedAndRandomBytesNeverCrash() throws {
    let whole = Array(Self.lines.joined(separator: "\n").utf8)
    var random = SeededGenerator(5)
    let scratch = Scratch()
    for round in 0..<400 {
      var content = Array(whole[..<(round < 200 ? round * whole.count / 200 : whole.count)])
      if round >= 200 {
        for _ in 0..<(1 + random.below(8)) { content[random.below(content.count)] = UInt8(random.below(256)) }
      }
      let file = scratch.file("x.txt", content)
      let builder = try makeBuilder()
      _ = fault { try ICD10CMOrder.read(file, types: makeTypes(), into: builder) }
      try builder.flush()
      #expect(builder.report.names <= builder.report.rows)
    }
  }
}
