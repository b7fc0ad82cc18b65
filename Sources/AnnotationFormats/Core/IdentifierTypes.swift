import ClinicalText

/// The categories and types of identifiers of the i2b2 2014 de-identification task (Stubbs and Uzuner 2015), and how
/// identifiers are named in formats that have no place of their own for them: "NAME:PATIENT".
enum IdentifierTypes {
  /// The eight categories, in the order of the outer contract.
  static let categories = ["NAME", "PROFESSION", "LOCATION", "AGE", "DATE", "CONTACT", "ID", "OTHER"]

  /// Category of each type. "OTHER" alone is the category of that name; LOCATION has a type "OTHER" too. ROOM and
  /// DEPARTMENT occur in the i2b2 files beside the types of the contract.
  private static let categoryOfType: [String: String] = {
    let types: [(category: String, types: [String])] = [
      ("NAME", ["NAME", "PATIENT", "DOCTOR", "USERNAME"]),
      ("PROFESSION", ["PROFESSION"]),
      (
        "LOCATION",
        [
          "LOCATION", "HOSPITAL", "ORGANIZATION", "STREET", "CITY", "STATE", "COUNTRY", "ZIP", "LOCATION-OTHER",
          "ROOM", "DEPARTMENT",
        ]
      ),
      ("AGE", ["AGE"]),
      ("DATE", ["DATE"]),
      ("CONTACT", ["CONTACT", "PHONE", "FAX", "EMAIL", "URL", "IPADDR", "IPADDRESS"]),
      (
        "ID",
        [
          "ID", "SSN", "MEDICALRECORD", "HEALTHPLAN", "ACCOUNT", "LICENSE", "VEHICLE", "DEVICE", "BIOID", "IDNUM",
        ]
      ),
      ("OTHER", ["OTHER"]),
    ]
    var table: [String: String] = [:]
    for (category, types) in types {
      for type in types { table[type] = category }
    }
    return table
  }()

  /// The category that a type of the task belongs to, or nil.
  static func category(ofType type: String) -> String? { categoryOfType[type] }

  /// True for one of the eight categories, in capitals.
  static func isCategory(_ name: String) -> Bool { categories.contains(name) }

  /// The contract's name of a type as i2b2 files write it: "LOCATION-OTHER" is LOCATION's "OTHER".
  static func canonical(_ type: String) -> String {
    switch type {
    case "LOCATION-OTHER": "OTHER"
    case "IPADDRESS": "IPADDR"
    default: type
    }
  }

  /// Category and type of an annotation whose type is "CATEGORY:TYPE", or nil for an ordinary type.
  static func split(_ name: String) -> (category: String, type: String)? {
    // Looked at byte by byte: it is asked for every annotation of a file.
    guard let colon = name.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let type = name[name.utf8.index(after: colon)...]
    let category = String(name[..<colon])
    guard !type.isEmpty, isCategory(category) else { return nil }
    return (category, String(type))
  }

  /// "CATEGORY:TYPE".
  static func name(of identifier: AnnotatedIdentifier) -> String { "\(identifier.category):\(identifier.type)" }
}
