import ClinicalText
import JSONReading

/// Reads `known_phi`: an array of strings, or an object with any of `names`, `birth_date`, `addresses`, `phones`,
/// `emails`, `ids`, `relatives`, `employers`, each a string or an array of them.
struct KnownPHI {
  private let scanner = JSONScanner()

  /// The facts of the JSON value. A member of another name counts as values of which nothing is known.
  /// Throws `invalidField` for what holds anything but strings and numbers; its value says `known_phi`.
  func facts(_ json: String) throws(Fault) -> [PatientFact] {
    let bytes = Array(json.utf8) + [UInt8](repeating: 0, count: 64)
    let count = bytes.count - 64
    var facts: [PatientFact] = []
    let isValid = bytes.withUnsafeBufferPointer { buffer -> Bool in
      let scanned = scanner.scan(UnsafeBufferPointer(rebasing: buffer[..<count]))
      guard scanned.fault == nil else { return false }
      switch scanned.root {
      case .array: return append(scanned.members, .untyped, &facts)
      case .object:
        for member in scanned.members {
          let field = Self.field(scanner.key(member))
          switch member.kind {
          case .null: continue
          case .string, .number: facts.append(PatientFact(field, scanner.string(member)))
          case .array: guard append(scanner.scan(member.token).members, field, &facts) else { return false }
          default: return false
          }
        }
        return true
      default: return false
      }
    }
    guard isValid else { throw Fault(.invalidField, value: "known_phi") }
    return facts.filter { !$0.text.isEmpty }
  }

  private func append(_ members: [JSONMember], _ field: PatientFact.Field, _ facts: inout [PatientFact]) -> Bool {
    for member in members where member.kind != .null {
      guard member.kind == .string || member.kind == .number else { return false }
      facts.append(PatientFact(field, scanner.string(member)))
    }
    return true
  }

  /// By the member's name, in the plural or the singular.
  static func field(_ name: String) -> PatientFact.Field {
    switch name.lowercased() {
    case "name", "names", "aliases", "alias": .name
    case "birth_date", "birth_dates", "birthdate", "dob": .birthDate
    case "address", "addresses": .address
    case "phone", "phones": .phone
    case "fax", "faxes": .fax
    case "email", "emails": .email
    case "id", "ids": .id
    case "mrn", "mrns": .medicalRecord
    case "ssn", "ssns": .socialSecurity
    case "relative", "relatives": .relative
    case "employer", "employers": .employer
    default: .untyped
    }
  }
}
