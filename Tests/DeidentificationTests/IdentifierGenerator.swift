import Deidentification
import ClinicalText
import TestSupport

/// Makes identifiers of every shaped type in many formats within clinical sentences, and clinical quantities that are none.
/// In a format `#` is a digit, `A` a capital letter; other signs stand for themselves.
struct IdentifierGenerator {
  var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed) }

  struct Sample {
    var kind: IdentifierKind
    var text: String
    /// Byte offsets of the identifier.
    var span: ByteSpan
  }

  struct Recipe {
    var kind: IdentifierKind
    var formats: [String]
    /// "%" is where the identifier stands.
    var sentences: [String]
  }

  static let dateFormats = [
    "{m}/{d}/{yyyy}", "{mm}/{dd}/{yyyy}", "{m}/{d}/{yy}", "{mm}-{dd}-{yyyy}", "{yyyy}-{mm}-{dd}", "{yyyy}/{mm}/{dd}",
    "{yyyy}.{mm}.{dd}", "{dd}.{mm}.{yyyy}", "{Month} {d}, {yyyy}", "{Month} {d} {yyyy}", "{Mon} {d}, {yyyy}",
    "{Mon}. {d}, {yyyy}",
    "{d} {Month} {yyyy}", "{dd} {Mon} {yyyy}", "{dd}-{Mon}-{yyyy}", "{dd}-{MON}-{yy}", "{dd}{MON}{yy}",
    "{d}{MON}{yyyy}",
    "{Month} {d}", "{Mon} {d}", "{Month} {d}th", "{d}th of {Month}", "{d}th of {Month}, {yyyy}", "{Month} of {yyyy}",
    "{Month} {yyyy}", "{mm}/{yyyy}", "{mm}-{yyyy}", "{yyyy}-{mm}-{dd}T08:30", "{m}/{dd}", "{MON} {d} {yyyy}",
    "{Month} {d}, '{yy}",
    "{Mon}/{d}/{yyyy}", "{Mon}-{d}-{yyyy}",
  ]
  static let dateSentences = [
    "Seen on %.", "Pt was admitted on % with chest pain.", "Stable since %, no further bleeding.",
    "CT done on % was negative.",
    "Discharged % to rehab", "Last seen %; BP 120/80.", "HISTORY: symptoms began on % after a fall.",
    "started warfarin on % for AF",
    "Colonoscopy on % showed 3 polyps.", "Next visit scheduled for clinic on %.",
  ]
  static let recipes: [Recipe] = [
    Recipe(
      kind: .ssn, formats: ["###-##-####"],
      sentences: ["SSN: % on file.", "His social security number is %.", "Registered with % today."]),
    Recipe(
      kind: .medicalRecord,
      formats: [
        "#######", "######", "########", "###-##-##", "####-###-A", "AA######", "A-######", "##-##-##", "AA-####",
        "###.###.###",
      ],
      sentences: [
        "MRN: %", "MRN % seen today.", "Medical record number: % (Unit 5).", "Med Rec # %",
        "pt with MRN: %, here for f/u", "Chart #: %",
      ]),
    Recipe(
      kind: .healthPlan,
      formats: ["A#########", "#########", "AAA########", "AA-######", "###-###-###", "#########A", "AAA######"],
      sentences: [
        "Health plan ID: %.", "Member ID % verified.", "Policy number: %", "Subscriber # % (group plan).",
        "Medicare number % active.",
        "insurance ID: %, copay 20.",
      ]),
    Recipe(
      kind: .account, formats: ["##########", "########", "A########", "AA-######", "####-######"],
      sentences: [
        "Acct # %", "Account number: %.", "Hospital account % was billed.", "Encounter number % closed.", "FIN: %",
      ]),
    Recipe(
      kind: .license, formats: ["A########", "A#######", "AA######", "#########", "A###-####-####", "AAA-######"],
      sentences: [
        "Driver's license %.", "driver license number: %", "DL# % copied.", "License No: %.",
        "Passport number % was shown.",
      ]),
    Recipe(
      kind: .vehicle, formats: ["AAA-####", "AAA ####", "#AAA###", "AAA###", "AA-#####"],
      sentences: ["License plate % was noted.", "Car with plates %.", "plate number: %", "Vehicle tag % per police."]),
    Recipe(
      kind: .device, formats: ["AA######A", "A######", "########", "AAA-######", "####-#####", "AA####AA###"],
      sentences: [
        "Pacemaker serial number %.", "Serial No: % interrogated.", "Insulin pump S/N % replaced.", "Device ID %.",
        "ICD serial # %",
      ]),
    Recipe(
      kind: .bioID, formats: ["AA-######", "AAA######", "######"],
      sentences: ["Biobank ID %.", "Fingerprint ID: %", "DNA sample ID % stored."]),
    Recipe(
      kind: .idNumber, formats: ["A##-#####", "########", "AA#######", "AA-######"],
      sentences: ["Accession % reviewed.", "Specimen no. % received.", "Case # %", "Order number: %.", "Job #: %"]),
    Recipe(
      kind: .phone,
      formats: [
        "(###) 555-####", "###-555-####", "###.555.####", "### 555 ####", "1-###-555-####", "+1 ### 555 ####",
        "(###)555-####",
        "###-555-#### x###", "(###) 555-#### ext. ##", "555-####",
      ],
      sentences: [
        "Call % with results.", "Phone: %", "His daughter's cell is %.", "Reach the wife at %.", "Tel: %", "pager %",
        "Contact: Home %.",
      ]),
    Recipe(
      kind: .fax, formats: ["(###) 555-####", "###-555-####", "###.555.####", "### 555 ####", "555-####"],
      sentences: ["Fax: %", "Fax number is %.", "please fax records to %", "Facsimile % confirmed."]),
    Recipe(
      kind: .email,
      formats: ["aaaa.aaaaa@example.org", "a.aaaa##@mail.example.com", "aaaaa_aa@example.net", "aaaaaa##@example.edu"],
      sentences: ["Email: %", "Write to % for results.", "she prefers % (daily)."]),
    Recipe(
      kind: .url,
      formats: [
        "https://example.org/p/####", "www.example.com/aaaa", "http://portal.example.net/aa?id=###",
        "portal.example.org/aaa##",
      ],
      sentences: ["Images at %.", "See % for photos", "Portal: % was opened."]),
    Recipe(
      kind: .ipAddress, formats: ["192.168.1#.2#", "10.1##.2#.1#", "2001:db8:85a3::8a2e:37#:73#4", "203.0.113.1#"],
      sentences: ["Monitor at % offline.", "Login from % was logged.", "IP address: %", "connects from %."]),
    Recipe(
      kind: .username, formats: ["aaaa##", "aaaaa###", "aaa##a", "a.aaaaaa"],
      sentences: ["Portal login % reset.", "Username: %", "User ID: % locked."]),
    Recipe(kind: .date, formats: dateFormats, sentences: dateSentences),
    Recipe(
      kind: .date,
      formats: [
        "{yyyy}", "fall of {yyyy}", "winter {yyyy}", "{Month}", "{Month} {yyyy}", "{Month} of {yyyy}", "Q3 {yyyy}",
      ],
      sentences: [
        "CABG in %.", "Stable since %, no change.", "Diagnosed in % with lymphoma.", "She has smoked since %",
      ]),
    Recipe(
      kind: .age, formats: ["{age}"],
      sentences: [
        "A %-year-old man with cough.", "Patient is % years old.", "%yo F with pain", "This is a % y/o male.", "Age: %",
        "Father died at age %.",
        "a % y.o. woman", "Aged %, retired.", "Mother died at % of stroke.",
      ]),
  ]

  /// Clinical quantities of which nothing identifies.
  static let quantities = [
    "Strength 5/5 in all extremities", "reflexes 2/4", "BP 120/80 and 98/60", "take 1/2 tablet daily",
    "1-2 tabs q4-6h prn",
    "Norco 10/325", "Percocet 5/325 mg", "3/6 systolic murmur", "pain 7/10", "vision 20/20 OD", "GCS 3/15",
    "24 2/7 weeks gestation",
    "L4-5 and C5-6 disc disease", "T8-9", "INR 2-3", "EF 45-50%", "2-0 Vicryl", "5-0 nylon", "O2 at 2-3 L", "HR 60-70",
    "0.5-1 mg",
    "ANA titer 1/160", "I:E 1/2", "4/4 quadrants", "2/12 nodes positive", "MMSE 12/30", "insulin 70/30", "BiPAP 12/5",
    "grade 2/3",
    "CN 2-12 intact", "1.5 x 2.3 cm", "platelets 250,000", "penicillin 1200000 units", "CPT 99213", "ICD10 E11.9",
    "WBC 11.2", "Na 138",
    "K 3.5-5.0", "glucose 110", "500-1500 mL", "q8h x 10 days", "98.6 F", "12 Fr catheter", "16 gauge needle",
    "5 mg/kg", "SpO2 95%",
    "two 500 mL boluses", "PO2 85", "1:1000 epinephrine", "turned 45 degrees", "HR in the 90s", "every 2 hours",
    "AKI 2/2 sepsis",
    "cycle 3/6 of FOLFOX", "page 2/5", "half-life 12-15 hours", "Apgar 8/9", "x3 doses", "4x4 gauze", "HbA1c 7.2%",
    "vitamin B12 1000 mcg",
    "at 0830", "at 10:30:15", "from 10 to 14 days", "stage 2/3", "type 1/2", "10-14 days", "may take 2 tablets",
    "S1 S2 normal", "D5 1/2 NS",
  ]
  static let carriers = [
    "Exam: %.", "He has % today", "% was noted.", "Plan: continue; % again.", "She reports %, otherwise well.", "- %",
  ]

  mutating func sample(_ recipe: Recipe) -> Sample {
    let identifier = fill(random.pick(recipe.formats))
    let sentence = random.pick(recipe.sentences)
    let cut = sentence.firstIndex(of: "%")!
    let before = String(sentence[..<cut])
    let lead = random.pick(["", "Alert, in no distress. ", "Continue metoprolol 25 mg bid.\n", "PLAN:\n"])
    let start = (lead + before).utf8.count
    return Sample(
      kind: recipe.kind, text: lead + before + identifier + sentence[sentence.index(after: cut)...],
      span: ByteSpan(start, start + identifier.utf8.count))
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]

  private mutating func fill(_ format: String) -> String {
    if format.hasPrefix("{") || format.contains("{yyyy}") {
      if format == "{age}" { return String(18 + random.below(88)) }
      let month = 1 + random.below(12)
      // The 13th to the 28th: no reading as a fraction, every month has it, "th" fits.
      let day = [13, 14, 15, 16, 17, 18, 19, 20, 24, 25, 26, 27, 28][random.below(13)]
      let year = 1950 + random.below(75)
      let name = Self.months[month - 1]
      func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
      var text = format
      for (key, value) in [
        ("{yyyy}", "\(year)"), ("{yy}", two(year % 100)), ("{mm}", two(month)), ("{m}", "\(month)"), ("{dd}", two(day)),
        ("{d}", "\(day)"),
        ("{Month}", name), ("{Mon}", String(name.prefix(3))), ("{MON}", name.prefix(3).uppercased()),
      ] { text = text.replacing(key, with: value) }
      return text
    }
    let isName = format.contains("@") || format.contains("/") || format.hasPrefix("a")
    var text = ""
    for sign in format {
      switch sign {
      case "#": text += String(random.below(10))
      case "A" where !isName: text.append(random.pick(Array("ABCDEFGHJKLMNPRSTUVWXYZ")))
      case "a" where isName && !format.contains("example") || sign == "a" && format.contains("aa"):
        text.append(random.pick(Array("bcdfghjklmnprstuvw")))
      default: text.append(sign)
      }
    }
    return text
  }
}
