/// The sets of identifiers that figures are given for.
public enum IdentifierSet: String, CaseIterable, Sendable {
  /// Every annotated identifier.
  case all
  /// The HIPAA filter of the official i2b2 2014 script, stray blank included: ID/IDNUM never counts.
  case i2b2HIPAA = "i2b2-hipaa"
  /// The same filter as it was meant: with ID/IDNUM.
  case i2b2HIPAACorrected = "i2b2-hipaa-fixed"
  /// What Safe Harbor (45 CFR 164.514(b)(2)) asks to remove and the policy `safe-harbor` replaces: everything but
  /// doctors, hospitals, rooms and departments, states, countries, professions, ages under 90, bare years and week days.
  case safeHarbor = "safe-harbor"

  /// The set as one bit of a mask.
  var bit: UInt8 { 1 << UInt8(Self.allCases.firstIndex(of: self) ?? 0) }
}

/// A pair of category and type as met in the annotations, with the sets that it belongs to.
struct IdentifierKind {
  /// What the text must say besides the type before the identifier belongs to the set `safe-harbor`.
  enum Condition {
    case none
    /// An age of 90 or more.
    case oldAge
    /// More than a bare year or week day.
    case exactDate
  }

  let category: String
  let type: String
  /// Sets that the kind belongs to (bits of `IdentifierSet`), before the condition is looked at.
  let sets: UInt8
  let condition: Condition
  /// False for spans without a type of i2b2 ("PHI"): predictions of tools that only blank out. At the binary levels they
  /// count in every set.
  let isTyped: Bool

  init(category: String, type: String) {
    self.category = category
    self.type = type
    isTyped = Self.category(of: type) != nil
    condition =
      switch type {
      case "AGE": .oldAge
      case "DATE": .exactDate
      default: .none
      }
    var sets = IdentifierSet.all.bit
    let isHIPAA = Self.hipaaPairs.contains { category.hasPrefix($0.category) && type.hasPrefix($0.type) }
    if isHIPAA { sets |= IdentifierSet.i2b2HIPAA.bit | IdentifierSet.i2b2HIPAACorrected.bit }
    if category.hasPrefix("ID"), type.hasPrefix("IDNUM") { sets |= IdentifierSet.i2b2HIPAACorrected.bit }
    if !Self.outsideSafeHarbor.contains(type) { sets |= IdentifierSet.safeHarbor.bit }
    self.sets = sets
  }

  /// The script matches both names from their start with regular expressions: by prefix, that is. An empty type is any.
  /// "IDNUM " with its blank is in the script's list; no type begins with that.
  private static let hipaaPairs: [(category: String, type: String)] = [
    ("NAME", "PATIENT"),
    ("LOCATION", "CITY"), ("LOCATION", "STREET"), ("LOCATION", "ZIP"), ("LOCATION", "ORGANIZATION"),
    ("DATE", ""), ("AGE", ""),
    ("CONTACT", "PHONE"), ("CONTACT", "FAX"), ("CONTACT", "EMAIL"),
    ("ID", "SSN"), ("ID", "MEDICALRECORD"), ("ID", "HEALTHPLAN"), ("ID", "ACCOUNT"), ("ID", "LICENSE"),
    ("ID", "VEHICLE"), ("ID", "DEVICE"), ("ID", "BIOID"), ("ID", "IDNUM "),
  ]

  private static let outsideSafeHarbor: Set<String> = [
    "DOCTOR", "PROFESSION", "HOSPITAL", "ROOM", "DEPARTMENT", "STATE", "COUNTRY",
  ]

  /// The types of i2b2 2014 by category, with those that only its script knows and its name of LOCATION/OTHER.
  private static let typesByCategory: [(category: String, types: [String])] = [
    ("NAME", ["PATIENT", "DOCTOR", "USERNAME"]),
    ("PROFESSION", ["PROFESSION"]),
    (
      "LOCATION",
      [
        "HOSPITAL", "ORGANIZATION", "STREET", "CITY", "STATE", "COUNTRY", "ZIP", "OTHER", "ROOM", "DEPARTMENT",
        "LOCATION-OTHER",
      ]
    ),
    ("AGE", ["AGE"]),
    ("DATE", ["DATE"]),
    ("CONTACT", ["PHONE", "FAX", "EMAIL", "URL", "IPADDR"]),
    (
      "ID",
      ["SSN", "MEDICALRECORD", "HEALTHPLAN", "ACCOUNT", "LICENSE", "VEHICLE", "DEVICE", "BIOID", "IDNUM"]
    ),
  ]

  /// The category of a type of i2b2; nil for any other name.
  static func category(of type: String) -> String? { categories[type] }

  private static let categories: [String: String] = {
    var categories: [String: String] = [:]
    for row in typesByCategory {
      for type in row.types { categories[type] = row.category }
    }
    return categories
  }()
}

/// The kinds met so far, by number.
struct IdentifierKinds {
  private(set) var all: [IdentifierKind] = []
  private var indices: [String: [String: Int]] = [:]

  /// The number of a kind. An empty category is that of the type in i2b2.
  mutating func index(category: String, type: String) -> Int {
    if let known = indices[category]?[type] { return known }
    if category.isEmpty, let implied = IdentifierKind.category(of: type) {
      let index = index(category: implied, type: type)
      indices[category, default: [:]][type] = index
      return index
    }
    indices[category, default: [:]][type] = all.count
    all.append(IdentifierKind(category: category, type: type))
    return all.count - 1
  }

  /// The first kind of a type name, whatever its category; a type of i2b2 is added. Nil for a name that is unknown.
  mutating func index(type: String) -> Int? {
    if let known = all.firstIndex(where: { $0.type == type }) { return known }
    return IdentifierKind.category(of: type).map { index(category: $0, type: type) }
  }
}
