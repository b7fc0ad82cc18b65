import ClinicalText
import Evaluation
import Testing

@Suite struct IdentifierSetTests {
  /// Which of the sets `i2b2-hipaa`, `i2b2-hipaa-fixed` and `safe-harbor` a category and type belong to.
  @Test(arguments: [
    ("NAME/PATIENT", "h f s"), ("NAME/DOCTOR", ""), ("NAME/USERNAME", "s"), ("PROFESSION/PROFESSION", ""),
    ("LOCATION/HOSPITAL", ""), ("LOCATION/ORGANIZATION", "h f s"), ("LOCATION/STREET", "h f s"),
    ("LOCATION/CITY", "h f s"), ("LOCATION/STATE", ""), ("LOCATION/COUNTRY", ""), ("LOCATION/ZIP", "h f s"),
    ("LOCATION/OTHER", "s"), ("LOCATION/LOCATION-OTHER", "s"), ("LOCATION/COUNTY", "s"), ("LOCATION/ROOM", ""),
    ("LOCATION/DEPARTMENT", ""), ("CONTACT/PHONE", "h f s"), ("CONTACT/FAX", "h f s"), ("CONTACT/EMAIL", "h f s"),
    ("CONTACT/URL", "s"), ("CONTACT/IPADDR", "s"), ("ID/SSN", "h f s"), ("ID/MEDICALRECORD", "h f s"),
    ("ID/HEALTHPLAN", "h f s"), ("ID/ACCOUNT", "h f s"), ("ID/LICENSE", "h f s"), ("ID/VEHICLE", "h f s"),
    ("ID/DEVICE", "h f s"), ("ID/BIOID", "h f s"), ("ID/IDNUM", "f s"), ("ID/IDNUM ", "h f s"), ("OTHER/OTHER", "s"),
    ("PHI/PHI", "s"),
    // Names are matched from their start.
    ("CONTACT/PHONE2", "h f s"), ("NAME2/PATIENT", "h f s"), ("X/PATIENT", "s"),
  ])
  func kinds(_ row: (kind: String, sets: String)) {
    let text = "Anna"
    var gold = phiDocument("n1", text, "")
    let fields = row.kind.split(separator: "/", maxSplits: 1)
    gold.identifiers = [AnnotatedIdentifier(category: String(fields[0]), type: String(fields[1]), start: 0, end: 4)]
    var scorer = IdentifierScorer()
    scorer.add(gold: gold, predicted: nil)
    let report = scorer.report(bootstrap: Bootstrap(resamples: 0))
    var found: [String] = []
    if report.counts(.i2b2HIPAA, .strict) == "0 0 1" { found.append("h") }
    if report.counts(.i2b2HIPAACorrected, .strict) == "0 0 1" { found.append("f") }
    if report.counts(.safeHarbor, .strict) == "0 0 1" { found.append("s") }
    #expect(found.joined(separator: " ") == row.sets)
    #expect(report.counts(.all, .strict) == "0 0 1")
  }

  /// An empty category is that of the type.
  @Test func emptyCategory() {
    var gold = phiDocument("n1", "Anna", "")
    gold.identifiers = [AnnotatedIdentifier(category: "", type: "PATIENT", start: 0, end: 4)]
    var scorer = IdentifierScorer()
    scorer.add(gold: gold, predicted: phiDocument("n1", "Anna", "NAME/PATIENT/0/4"))
    #expect(scorer.report(bootstrap: Bootstrap(resamples: 0)).counts(.i2b2HIPAA, .strict) == "1 0 0")
  }

  /// True when an identifier of the type is in `safe-harbor`. "[…]" marks the identifier in its text.
  private func isInSafeHarbor(_ type: String, _ marked: String) -> Bool {
    let text = marked.filter { $0 != "[" && $0 != "]" }
    let before = marked.prefix { $0 != "[" }.unicodeScalars.count
    let hasMarks = before < marked.unicodeScalars.count
    let length = hasMarks ? marked.drop { $0 != "[" }.prefix { $0 != "]" }.unicodeScalars.count - 1 : before
    let start = hasMarks ? before : 0
    let report = phiReport(text, gold: "\(type)/\(type)/\(start)/\(start + length)", predicted: nil)
    return report.counts(.safeHarbor, .strict) == "0 0 1"
  }

  @Test(arguments: [
    "90", "92", "101", "117", "92-year-old", "92 y.o.", "97F", "ninety", "Ninety-two", "NINETY TWO years", "in her 90s",
    "90s", "early nineties", "one hundred and two", "hundred", "100th", "centenarian", "nonagenarian", "85-92", "90+",
    "[92] year old", "[92]-year-old", "[92] (8 days in hospital)", "92 years 3 months", "age 95, 3 days",
  ])
  func oldAges(_ text: String) { #expect(isInSafeHarbor("AGE", text)) }

  @Test(arguments: [
    "89", "45", "8", "nineteen", "nine", "eighty-nine", "89-year-old", "over 89", "92 months", "96-month-old",
    "[92] weeks", "[100]-day-old", "ninety days", "ninety-six months", "120 hours", "95 d", "1931", "9 2", "", "infant",
    "200", "40s", "90000000000000000000000",
  ])
  func otherAges(_ text: String) { #expect(!isInSafeHarbor("AGE", text)) }

  @Test(arguments: [
    "1931", "2014", "'31", "\u{2019}31", "`31", "1990s", "the 1980's", "80s", "mid-80s", "late 1990s", "2010-2012",
    "1998-99", "2010 and 2011", "in 2010", "since the year 2003", "Monday", "MONDAY", "Mon", "Mon.", "Mondays",
    "Monday's", "M/W/F", "MWF", "T Th S", "TThS", "Tues/Thurs", "Monday and Friday", "last Friday", "Sunday morning",
    "Wednesday, 2014", "weekend",
  ])
  func yearsAndWeekDays(_ text: String) { #expect(!isInSafeHarbor("DATE", text)) }

  @Test(arguments: [
    "3/14/2014", "3/14", "14", "31", "03/2014", "2014-03", "2014-11-02", "March", "March 2014", "Mar '14", "5th",
    "the 5th", "Monday the 5th", "Monday, March 5", "Mon 3/4", "summer 2014", "Christmas", "Q3 2012", "2010-11", "0312",
    "04JUN98", "80-90", "2014-03-05 10:30", "3 Mondays ago", "tomorrow", "in the morning", "", "'3", "20145", "1312",
  ])
  func exactDates(_ text: String) { #expect(isInSafeHarbor("DATE", text)) }

  @Test func surfacesDecideWithoutAText() {
    var gold = phiDocument(
      "n1", nil, "AGE/AGE/0/2 AGE/AGE/5/7 DATE/DATE/10/14 DATE/DATE/20/25 AGE/AGE/30/32 DATE/DATE/40/44")
    for (index, surface) in ["92", "45", "1931", "May 5"].enumerated() { gold.identifiers[index].surface = surface }
    var scorer = IdentifierScorer()
    scorer.add(gold: gold, predicted: nil)
    // 92, May 5, and the date that nothing is known of.
    #expect(scorer.report(bootstrap: Bootstrap(resamples: 0)).counts(.safeHarbor, .strict) == "0 0 3")
  }

  @Test func filtersBothSidesAtTheTypedLevels() {
    // A patient called a doctor: missed in the set; nothing wrong in it.
    let patient = phiReport("Anna Smith", gold: "NAME/PATIENT/0/10", predicted: "NAME/DOCTOR/0/10")
    #expect(patient.counts(.safeHarbor, .strict) == "0 0 1")
    #expect(patient.counts(.i2b2HIPAA, .token) == "0 0 2")
    #expect(patient.counts(.safeHarbor, .binaryStrict) == "1 0 0")
    #expect(patient.counts(.safeHarbor, .binaryToken) == "2 0 0")
    // A doctor called a patient: wrong in the set at the typed levels alone.
    let doctor = phiReport("Anna Smith", gold: "NAME/DOCTOR/0/10", predicted: "NAME/PATIENT/0/10")
    #expect(doctor.counts(.safeHarbor, .strict) == "0 1 0")
    #expect(doctor.counts(.safeHarbor, .relaxed) == "0 1 0")
    #expect(doctor.counts(.safeHarbor, .binaryStrict) == "0 0 0")
    #expect(doctor.counts(.safeHarbor, .binaryToken) == "0 0 0")
    // A doctor where there is nobody: wrong in `all` alone.
    let nobody = phiReport("Foley catheter", gold: "", predicted: "NAME/DOCTOR/0/5")
    #expect(nobody.counts(.all, .binaryToken) == "0 1 0")
    #expect(nobody.counts(.safeHarbor, .binaryToken) == "0 0 0")
  }

  /// Tools that blank without a type: nothing at the typed levels, everything at the binary ones.
  @Test func untypedPredictions() {
    let report = phiReport(
      "Anna Smith of Ohio, Foley", gold: "NAME/PATIENT/0/10 LOCATION/STATE/14/18",
      predicted: "PHI/PHI/0/10 PHI/PHI/14/18 PHI/PHI/20/25")
    #expect(report.counts(.all, .strict) == "0 3 2")
    #expect(report.counts(.i2b2HIPAA, .strict) == "0 0 1")
    #expect(report.counts(.i2b2HIPAA, .binaryStrict) == "1 1 0")
    #expect(report.counts(.i2b2HIPAA, .binaryToken) == "2 1 0")
    #expect(report.counts(.all, .binaryToken) == "3 1 0")
  }

  @Test func theSlipOfTheOfficialScript() {
    let report = phiReport(
      "MRN 123, order 456", gold: "ID/MEDICALRECORD/4/7 ID/IDNUM/15/18", predicted: "ID/MEDICALRECORD/4/7")
    #expect(report.counts(.i2b2HIPAA, .strict) == "1 0 0")
    #expect(report.counts(.i2b2HIPAACorrected, .strict) == "1 0 1")
  }
}
