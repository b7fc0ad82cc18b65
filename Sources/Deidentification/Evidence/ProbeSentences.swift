import ClinicalText
import Rules

/// Sentences and shapes for the test of detection with invented identifiers: a data file.
public struct ProbeSentences: Sendable {
  /// Identifiers of one type.
  public struct Group: Sendable {
    public var kind: IdentifierKind
    public var shapes: [String]
    /// Each with `{}` once.
    public var sentences: [String]
  }

  /// Each with one of `{name}`, `{surname}`, `{given}`.
  public let names: [String]
  public let groups: [Group]

  /// Reads the file. Throws `ruleFileInvalid`.
  public init(yaml: String, file: String) throws(Fault) {
    let document = try RuleNode.document(yaml, file: file)
    try document.allow(keys: ["names", "identifiers"])
    var names: [String] = []
    for node in try document.required("names").items() {
      let sentence = try node.string()
      guard NamePlace.allCases.contains(where: { sentence.hasPlace($0.rawValue) }) else {
        throw node.fault("expected {name}, {surname} or {given} in the sentence")
      }
      names.append(sentence)
    }
    var groups: [Group] = []
    for node in try document.required("identifiers").items() {
      try node.allow(keys: ["type", "shapes", "sentences"])
      let type = try node.required("type").string()
      guard let kind = IdentifierKind(name: type) else { throw node.fault("unknown type \(type)") }
      let sentences = try node.required("sentences").strings()
      guard sentences.allSatisfy({ $0.hasPlace("{}") }) else { throw node.fault("expected {} in each sentence") }
      groups.append(Group(kind: kind, shapes: try node.required("shapes").strings(), sentences: sentences))
    }
    self.names = names
    self.groups = groups
  }

  /// What of a name a sentence has a place for.
  public enum NamePlace: String, CaseIterable, Sendable {
    case name = "{name}"
    case surname = "{surname}"
    case given = "{given}"
  }

  /// A value of a shape.
  public static func value(shape: String, _ generator: inout some RandomNumberGenerator) -> String {
    var value = ""
    for sign in shape.unicodeScalars {
      switch sign {
      case "#": value.unicodeScalars.append(Unicode.Scalar(UInt8.random(in: 0x31...0x39, using: &generator)))
      case "~": value.unicodeScalars.append(Unicode.Scalar(UInt8.random(in: 0x30...0x39, using: &generator)))
      case "^": value.unicodeScalars.append(Unicode.Scalar(UInt8.random(in: 0x41...0x5A, using: &generator)))
      case "=": value.unicodeScalars.append(Unicode.Scalar(UInt8.random(in: 0x61...0x7A, using: &generator)))
      default: value.unicodeScalars.append(sign)
      }
    }
    return value
  }

  /// A sentence with a value in its place; also the byte offsets of the value.
  public static func filled(_ sentence: String, _ place: String, with value: String) -> (text: String, span: ByteSpan)?
  {
    let bytes = Array(sentence.utf8)
    let mark = Array(place.utf8)
    guard bytes.count >= mark.count else { return nil }
    for start in 0...(bytes.count - mark.count) where bytes[start..<start + mark.count].elementsEqual(mark) {
      let text = bytes[..<start] + Array(value.utf8) + bytes[(start + mark.count)...]
      return (String(decoding: text, as: UTF8.self), ByteSpan(start, start + value.utf8.count))
    }
    return nil
  }
}

extension String {
  fileprivate func hasPlace(_ place: String) -> Bool { ProbeSentences.filled(self, place, with: "") != nil }
}
