import Foundation

/// What was recorded of a set: figures by name, and fingerprints of the cases that were right. No text, no offsets.
struct RecordedFigures: Codable, Equatable {
  var figures: [String: Double] = [:]
  /// Eight hexadecimal digits for each case, sorted, one behind the other.
  var right: String = ""

  static let folder = "\(Program.package)/Tests/ProgramTests/Regression/recorded"

  static func path(_ set: RegressionSet) -> String { "\(folder)/\(set.name).json" }

  static func read(_ set: RegressionSet) throws -> RecordedFigures? {
    guard let data = FileManager.default.contents(atPath: path(set)) else { return nil }
    return try JSONDecoder().decode(RecordedFigures.self, from: data)
  }

  func write(_ set: RegressionSet) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try (encoder.encode(self) + Data("\n".utf8)).write(to: URL(fileURLWithPath: Self.path(set)))
  }

  /// The fingerprints as a set.
  var rightCases: Set<Substring> {
    var found: Set<Substring> = []
    var rest = right[...]
    while !rest.isEmpty {
      found.insert(rest.prefix(8))
      rest = rest.dropFirst(8)
    }
    return found
  }

  /// Takes the figures that a set records out of the JSON of `evaluate`.
  mutating func add(_ report: [String: Any], parts: Set<RegressionSet.Part>) {
    func number(_ value: Any?) -> Double? { (value as? NSNumber)?.doubleValue }
    func put(_ name: String, _ value: Any?) {
      if let value = number(value) { figures[name] = (value * 10_000).rounded() / 10_000 }
    }
    if parts.contains(.entities), let types = report["types"] as? [String: [String: Any]] {
      for (type, scores) in types {
        put("\(type) strict F1", scores["strict_f1"])
        put("\(type) overlap F1", scores["overlap_f1"])
      }
    }
    if parts.contains(.assertion), let attributes = report["assertion"] as? [String: [String: Any]] {
      for (attribute, scores) in attributes where (number(scores["tp"]) ?? 0) + (number(scores["fn"]) ?? 0) >= 10 {
        put("\(attribute) F1", scores["f1"])
      }
    }
    if parts.contains(.relations), let relations = report["relations"] as? [String: Any],
      let types = relations["types"] as? [String: [String: Any]]
    {
      for (type, scores) in types { put("\(type) overlap F1", scores["overlap_f1"]) }
    }
    if parts.contains(.identifiers), let phi = report["phi"] as? [String: Any],
      let sets = phi["sets"] as? [String: [String: Any]]
    {
      for (name, set) in sets {
        for level in ["strict", "token", "binary_token"] {
          guard let scores = set[level] as? [String: Any] else { continue }
          put("\(name) \(level) recall", scores["recall"])
          put("\(name) \(level) F1", scores["f1"])
        }
      }
    }
  }
}

/// One row of the table that `evaluate --cases` writes.
struct RegressionCase {
  var document: String
  var outcome: String
  var type: String
  var place: String
  var goldAssertion: String
  var predictedAssertion: String

  init?(_ line: Substring) {
    let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard cells.count >= 10 else { return nil }
    document = cells[0]
    outcome = cells[1]
    let isSpurious = outcome == "spurious"
    type = isSpurious ? cells[5] : cells[2]
    place = isSpurious ? "\(cells[6])–\(cells[7])" : "\(cells[3])–\(cells[4])"
    goldAssertion = cells[8]
    predictedAssertion = cells[9]
  }

  private var key: String { "\(document)|\(type)|\(place)" }

  private static func digits(_ text: String) -> Substring {
    let hex = String(RegressionSet.hash(text), radix: 16)
    return Substring(String(repeating: "0", count: 8 - hex.count) + hex)
  }

  /// Fingerprints of what is right about it: the mention is found; its assertion agrees.
  var right: [(what: String, digits: Substring)] {
    guard outcome == "correct" || outcome == "boundary" else { return [] }
    var all = [("found", Self.digits(key))]
    if !goldAssertion.isEmpty, goldAssertion == predictedAssertion {
      all.append(("assertion", Self.digits("\(key)|assertion")))
    }
    return all
  }

  /// What was right when it was recorded and is not any more.
  func lost(from recorded: Set<Substring>) -> String? {
    let now = Set(right.map(\.digits))
    if recorded.contains(Self.digits(key)), !now.contains(Self.digits(key)) {
      return "\(document) \(place) \(type): \(outcome)"
    }
    let assertion = Self.digits("\(key)|assertion")
    if recorded.contains(assertion), !now.contains(assertion) {
      return "\(document) \(place) \(type): assertion \(predictedAssertion), gold \(goldAssertion)"
    }
    return nil
  }
}
