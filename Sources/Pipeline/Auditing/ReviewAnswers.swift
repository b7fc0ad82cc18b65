import ClinicalText
import Deidentification
import JSONReading
import Files

/// What people found when they read the notes of a plan, as the review page saves it.
public struct ReviewAnswers: Sendable {
  /// Leaks found by note number; 0 for a clean note.
  public private(set) var leaks: [Int: Int] = [:]
  public private(set) var fingerprint = ""
  public private(set) var population = 0
  public private(set) var seed: UInt64 = 0
  public private(set) var confidence = 0.95
  /// Notes that were to be read.
  public private(set) var planned = 0
  public private(set) var reviewer = ""

  /// Reads a saved file. Throws `ruleFileInvalid` for what is no such file.
  public init(_ path: String) throws(Fault) {
    let bytes = try WholeFile.read(path)
    let scanner = JSONScanner()
    let text = NoteText(bytes)
    let scanned = scanner.scan(text.bytes)
    guard scanned.fault == nil, scanned.root == .object else { throw Self.fault(path, "it is no JSON object") }
    var answers = ""
    var format = ""
    for member in scanned.members {
      let value = scanner.string(member)
      switch scanner.key(member) {
      case "format": format = value
      case "sample": fingerprint = value
      case "population": population = Int(value) ?? 0
      case "seed": seed = UInt64(value) ?? 0
      case "confidence": confidence = Double(value) ?? 0
      case "notes": planned = Int(value) ?? 0
      case "reviewer": reviewer = member.kind == .string ? value : ""
      case "answers": answers = scanner.compactToken(member)
      default: break
      }
    }
    guard format == "chartsift-review 1" else { throw Self.fault(path, "it is no file of a review page") }
    guard population >= planned, planned > 0, confidence > 0.5, confidence < 1 else {
      throw Self.fault(path, "population, notes or confidence cannot be read")
    }
    let list = NoteText(answers)
    let elements = scanner.scan(list.bytes)
    guard elements.root == .array else { throw Self.fault(path, "answers must be a list") }
    let tokens = elements.members.map { scanner.compactToken($0) }
    for token in tokens {
      let inner = NoteText(token)
      var number: Int?
      var count: Int?
      for member in scanner.scan(inner.bytes).members {
        if scanner.key(member) == "note" { number = Int(scanner.string(member)) }
        if scanner.key(member) == "leaks" { count = Int(scanner.string(member)) }
      }
      guard let number, let count, (1...population).contains(number), count >= 0, leaks[number] == nil else {
        throw Self.fault(path, "an answer needs note and leaks, each note once")
      }
      leaks[number] = count
    }
    guard leaks.count <= planned else { throw Self.fault(path, "there are more answers than notes in the plan") }
  }

  private static func fault(_ path: String, _ words: String) -> Fault {
    Fault(.ruleFileInvalid, file: path, value: "\(words); give the JSON that the review page saves")
  }

  /// Notes with a leak.
  public var misses: Int { leaks.values.count { $0 > 0 } }
  /// All leaks found.
  public var totalLeaks: Int { leaks.values.reduce(0, +) }
  /// True when every note of the plan has an answer.
  public var isComplete: Bool { leaks.count == planned }

  /// The bounds that the answers give; nil while notes are left to read: what was read first is no random sample.
  public var bound: ReviewBound? {
    guard isComplete else { return nil }
    return ReviewBound(read: planned, misses: misses, population: population, confidence: confidence)
  }
}
