import ClinicalText
import Extraction
import TestSupport
import Testing

/// Quantities: what is read, what is not, and that what is normalised is right.
@Suite struct QuantityTests {
  let reader: QuantityReader

  init() throws { reader = QuantityReader(try QuantitySupport.rules()) }

  private func read(_ text: String) -> String {
    reader.quantities(in: text).map { reading in
      reading.attributes.map { "\($0.name)=\($0.json.replacing("\"", with: ""))" }.joined(separator: " ")
    }.joined(separator: " | ")
  }

  @Test(arguments: [
    ("5 mg", "number=5 unit=mg ucum=mg canonical_number=0.005 canonical_unit=g"),
    (".5 mg", "number=0.5 unit=mg ucum=mg canonical_number=0.0005 canonical_unit=g"),
    ("1,000 mg", "number=1000 unit=mg ucum=mg canonical_number=1 canonical_unit=g"),
    ("1.2e3 mg", "number=1200 unit=mg ucum=mg canonical_number=1.2 canonical_unit=g"),
    ("½ tablet", "number=0.5"),
    ("1 1/2 tablets", "number=1.5"),
    ("9.8 g/dL", "number=9.8 unit=g/dL ucum=g/dL canonical_number=98 canonical_unit=g/L"),
    ("150 K/uL", "number=150 unit=K/uL ucum=10*3/uL canonical_number=150000000000 canonical_unit=/L"),
    ("5.2 x 10^3/uL", "number=5.2 unit=10^3/uL ucum=10*3/uL canonical_number=5200000000 canonical_unit=/L"),
    ("5.2 × 10⁹/L", "number=5.2 unit=10⁹/L ucum=10*9/L canonical_number=5200000000 canonical_unit=/L"),
    (
      "2.12 × 106 IU/mL",
      "number=2120000 unit=IU/mL ucum=[iU]/mL canonical_number=2120000000 canonical_unit=[iU]/L"
    ),
    ("1250/uL", "number=1250 unit=/uL ucum=/uL canonical_number=1250000000 canonical_unit=/L"),
    ("10 mg/day", "number=10 unit=mg/day ucum=mg/d canonical_number=0.01 canonical_unit=g/d"),
    ("125 mL/h", "number=125 unit=mL/h ucum=mL/h canonical_number=3 canonical_unit=L/d"),
    ("2-4 mg", "low=2 high=4 unit=mg ucum=mg canonical_low=0.002 canonical_high=0.004 canonical_unit=g"),
    ("300–200 mg", "parts=[300,200] unit=mg ucum=mg"), ("25/100 mg", "parts=[25,100] unit=mg ucum=mg"),
    ("1.2 to 2.4", "low=1.2 high=2.4"),
    ("5 mg - 10 mg", "low=5 high=10 unit=mg ucum=mg canonical_low=0.005 canonical_high=0.01 canonical_unit=g"),
    ("increased from 1.2 to 2.4", "number=1.2 | number=2.4"),
    (
      "≥ 18 and < 33 kg",
      "number=18 comparator=>= | low=18 high=33 unit=kg ucum=kg canonical_low=18000 canonical_high=33000 canonical_unit=g"
    ),
    ("less than 5 mg", "number=5 comparator=< unit=mg ucum=mg canonical_number=0.005 canonical_unit=g"),
    ("95 cm or more", "number=95 comparator=>= unit=cm ucum=cm canonical_number=0.95 canonical_unit=m"),
    ("120/80", "systolic=120 diastolic=80"), ("BP120/80", "systolic=120 diastolic=80"),
    ("5/5", "numerator=5 denominator=5"), ("1:160", "numerator=1 denominator=160"),
    ("3 x 2 x 1 cm", "dimensions=[3,2,1] unit=cm ucum=cm"), ("3 cm x 2 cm", "dimensions=[3,2] unit=cm ucum=cm"),
    ("1.2 ± 0.3 mg", "number=1.2 deviation=0.3 unit=mg ucum=mg canonical_number=0.0012 canonical_unit=g"),
    ("38.5 C", "number=38.5 unit=C ucum=Cel canonical_number=38.5 canonical_unit=Cel"),
    ("98.6 F", "number=98.6 unit=F ucum=[degF] canonical_number=37 canonical_unit=Cel"),
    ("101 F", "number=101 unit=F ucum=[degF] canonical_number=38.3333333333 canonical_unit=Cel"),
    ("two weeks", "number=2 unit=weeks ucum=wk canonical_number=1209600 canonical_unit=s"),
    ("one (1) tablet", "number=1"),
    ("5 mmol/L", "number=5 unit=mmol/L ucum=mmol/L canonical_number=0.005 canonical_unit=mol/L"),
    ("5 mM", "number=5 unit=mM ucum=mmol/L canonical_number=0.005 canonical_unit=mol/L"),
    ("5 mm", "number=5 unit=mm ucum=mm canonical_number=0.005 canonical_unit=m"),
    ("2 mg dL-1", "number=2 unit=mg dL-1 ucum=mg/dL canonical_number=0.02 canonical_unit=g/L"),
  ])
  func reads(_ text: String, _ wanted: String) {
    #expect(read(text) == wanted)
  }

  /// Numbers that count nothing.
  @Test(arguments: [
    "seen on 3/4/2012", "12-05-2010", "555-1234", "at 10:30", "8 am", "May 3", "3 May", "L4-5", "IL-6", "B12", "CD4",
    "1. Aspirin\n2. Statin", "grade 3", "Fig. 2", "24 2/7 weeks", "in 2012", "2nd", "#30", "1,2 percent", "H1N1",
    "1.2.3", "555-123-4567", "T2-weighted",
  ])
  func leaves(_ text: String) {
    #expect(read(text) == "")
  }

  /// A unit that is not known as a whole is none: "mg" alone would be wrong in "5 mg/wafer".
  @Test func leavesHalfKnownUnits() {
    #expect(read("5 mg/wafer") == "number=5")
    #expect(read("5 mgx") == "number=5")
    #expect(read("Na 140 K 4.0") == "number=140 | number=4")
    #expect(read("5 C") == "number=5")
  }

  /// Generated quantities with a known answer, in whole numbers of the smallest unit.
  @Test func generatedQuantitiesComeOutRight() {
    let units: [(text: String, smallest: Int, canonical: String, scale: Int)] = [
      ("mg", 1, "g", 3), ("g", 1000, "g", 3), ("kg", 1_000_000, "g", 3), ("mL", 1, "L", 3), ("liters", 1000, "L", 3),
      ("dL", 100, "L", 3), ("mm", 1, "m", 3), ("cm", 10, "m", 3),
    ]
    var random = SeededGenerator(7)
    for _ in 0..<3000 {
      let unit = random.pick(units)
      let decimals = random.below(4)
      let mantissa = 1 + random.below(200_000)
      var power = 1
      for _ in 0..<decimals { power *= 10 }
      var text = decimal(mantissa, decimals, commas: random.below(2) == 0 && decimals == 0)
      let comparator = random.pick(["", "< ", "≥", "up to "])
      text = random.pick(["", "gave ", "was "]) + comparator + text + random.pick([" ", "", "-"]) + unit.text
      let readings = reader.quantities(in: text)
      #expect(readings.count == 1, "\(text)")
      guard let found = readings.first else { continue }
      let wanted = decimal(mantissa * unit.smallest, decimals + unit.scale, commas: false)
      #expect(found.canonical == "\(trimmed(wanted)) \(unit.canonical)", "\(text)")
      let sign = ["": "", "< ": "<", "≥": ">=", "up to ": "<="][comparator]
      #expect((found.attributes.first { $0.name == "comparator" }?.json ?? "\"\"") == "\"\(sign ?? "")\"", "\(text)")
    }
  }

  private func decimal(_ mantissa: Int, _ decimals: Int, commas: Bool) -> String {
    var digits = String(mantissa)
    while digits.count <= decimals { digits = "0" + digits }
    if decimals > 0 { return digits.dropLast(decimals) + "." + digits.suffix(decimals) }
    guard commas, digits.count > 3 else { return digits }
    var out = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { out += "," }
      out.append(digit)
    }
    return out
  }

  private func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  @Test func decimalsAreExact() {
    #expect(DecimalNumber("0.10".utf8)?.json == "0.1")
    #expect(DecimalNumber("12345678901234567".utf8) == nil)
    #expect(DecimalNumber("0.0000000000000000012".utf8)?.json == "0.0000000000000000012")
    #expect(DecimalNumber(1).times(Fraction(1, 3))?.json == "0.333333333333")
    #expect(DecimalNumber(2).times(Fraction(1, 3))?.json == "0.666666666667")
    #expect(DecimalNumber(1).times(Fraction(1, 8))?.json == "0.125")
    #expect(DecimalNumber(1, exponent: -1).isBelow(DecimalNumber(2, exponent: -1)))
    #expect(!DecimalNumber(10).isBelow(DecimalNumber(9)))
    #expect(Fraction("0.001") == Fraction(1, 1000))
    #expect(Fraction("5/9") == Fraction(5, 9))
    #expect(Fraction("0") == nil)
    #expect(Fraction("x") == nil)
  }

  /// Nothing crashes, spans are in order, whatever stands there; and time does not grow faster than the text.
  @Test func hostileTextIsRead() {
    var random = SeededGenerator(3)
    let pieces = [
      "1", "2.5", "/", "-", "–", "mg", "x", "×", "10", "^", "9", "L", ":", ".", ",", " ", "\n", "(", ")", "½", "±", "e",
      "to", "from", "K", "%", "q", "4", "times", "per", "day", "two", "grade", "#", "⁹", "C", "tab", "<", "≥",
      "or more",
    ]
    for _ in 0..<4000 {
      let text = random.text(of: pieces, upTo: 14)
      var end: UInt32 = 0
      for reading in reader.quantities(in: text) {
        #expect(reading.span.end > reading.span.start && Int(reading.span.end) <= text.utf8.count, "\(text)")
        end = max(end, reading.span.end)
      }
    }
    #expect(reader.quantities(in: String(repeating: "1-", count: 50_000)).isEmpty)
    #expect(reader.quantities(in: String(repeating: "5 x ", count: 50_000)).count == 50_000)
  }
}
