import ClinicalText
import Deidentification
import Evaluation
import Files
import NoteFormats
import WebPage

/// How much of invented identifiers detection finds: names of many origins in the user's own sentences, and identifiers of
/// every type in built-in ones.
public struct DetectionRecall: Sendable {
  /// What is made.
  public struct Request: Sendable {
    /// The user's notes; their sentences with a detected name are the places for invented ones.
    public var notes: [String]
    public var seed: UInt64 = 1
    /// Sentences of the notes that are used.
    public var sentences = 300
    /// Names put in for each group of origin.
    public var trials = 200

    /// Takes the notes; the rest has its defaults.
    public init(notes: [String]) { self.notes = notes }
  }

  /// Hits among trials.
  public struct Count: Sendable, Equatable {
    public var hits = 0
    public var trials = 0
    /// The share found.
    public var recall: Double { Double(hits) / Double(max(1, trials)) }
    /// Wilson's interval at 95 %.
    public var interval: ExactBounds.Interval { ExactBounds.wilson(hits: hits, of: trials) }
  }

  public private(set) var notes = 0
  /// Sentences of the notes that names were put into; the built-in ones are added to these.
  public private(set) var sentences = 0
  public private(set) var builtIn = 0
  public private(set) var byOrigin: [(name: String, count: Count)] = []
  /// The same names in the same sentences, after they were taken from every list that detection reads.
  public private(set) var byOriginUnlisted: [String: Count] = [:]
  public private(set) var byGender: [(name: String, count: Count)] = []
  public private(set) var byCase: [(name: String, count: Count)] = []
  public private(set) var byForm: [(name: String, count: Count)] = []
  public private(set) var byType: [(kind: IdentifierKind, count: Count)] = []
  public let seed: UInt64

  /// Runs the test.
  public init(_ request: Request, data: DataFolder) throws {
    let layout = try RuleSet.load(data, cache: try CacheFolder.find()).layout
    seed = request.seed
    let path = "\(data.path)/deid/audit/sentences.yaml"
    let probes = try ProbeSentences(yaml: try TextFile.read(path), file: path)
    let names = try OriginNames(data)
    let probe = Probe(try DetectionData.load(data, cache: try CacheFolder.find()).rules, layout)
    // Half of all names are held out of the lists; the names that are put in are of this half.
    let shapes = try ShapeRules.load(folder: "\(data.path)/deid")
    let unlisted = Probe(
      try DetectionData.read(data) { OriginNames.isHeldOut($0) }.compiled(shapes: shapes), layout)
    var templates = try Self.templates(request, probe, &notes)
    sentences = templates.count
    builtIn = probes.names.count
    templates += probes.names.map(NameTemplate.init)
    var generator = SplitMix64(seed: request.seed)
    var groups: [[String: Count]] = [[:], [:], [:]]
    for origin in names.origins {
      var count = Count()
      for trial in 0..<request.trials {
        let template = templates[Int(generator.next(below: UInt64(templates.count)))]
        let isFemale = trial % 2 == 0
        let isUpper = trial % 4 >= 2
        let name = names.draw(origin, isFemale: isFemale, &generator)
        guard let (text, span) = template.filled(given: name.given, surname: name.surname, isUpper: isUpper) else {
          continue
        }
        let isHit = probe.finds(span, in: text)
        count.add(isHit)
        byOriginUnlisted[origin, default: Count()].add(unlisted.finds(span, in: text))
        for (place, group) in [
          isFemale ? "women" : "men", isUpper ? "in capitals" : "as usual", template.form.words,
        ].enumerated() {
          groups[place][group, default: Count()].add(isHit)
        }
      }
      byOrigin.append((origin, count))
    }
    byOrigin.sort { ($0.count.recall, $0.name) < ($1.count.recall, $1.name) }
    let sorted = groups.map { group in group.sorted { $0.key < $1.key }.map { (name: $0.key, count: $0.value) } }
    (byGender, byCase, byForm) = (sorted[0], sorted[1], sorted[2])
    for group in probes.groups {
      var count = Count()
      for _ in 0..<request.trials {
        let shape = group.shapes[Int(generator.next(below: UInt64(group.shapes.count)))]
        let sentence = group.sentences[Int(generator.next(below: UInt64(group.sentences.count)))]
        let value = ProbeSentences.value(shape: shape, &generator)
        guard let (text, span) = ProbeSentences.filled(sentence, "{}", with: value) else { continue }
        count.add(probe.finds(span, in: text))
      }
      byType.append((group.kind, count))
    }
  }

  /// Sentences of the notes in which a name was detected, a seeded choice.
  private static func templates(_ request: Request, _ probe: Probe, _ notes: inout Int) throws -> [NameTemplate] {
    var kept: [(rank: UInt64, template: NameTemplate)] = []
    var position = 0
    var reader = AuditNotes(request.notes)
    try reader.forEach { note in
      notes += 1
      for template in probe.templates(of: note.text) {
        kept.append((SampleRank.rank(position, request.seed), template))
        position += 1
      }
      if kept.count > 4 * request.sentences + 1024 {
        kept.sort { $0.rank < $1.rank }
        kept.removeLast(kept.count - request.sentences)
      }
    }
    kept.sort { $0.rank < $1.rank }
    return kept.prefix(request.sentences).map(\.template)
  }

  /// The group with the lowest recall, and the distance between the highest and the lowest.
  public var worst: (name: String, count: Count)? { byOrigin.first }
  public var gap: Double { (byOrigin.last?.count.recall ?? 0) - (byOrigin.first?.count.recall ?? 0) }
}

extension DetectionRecall.Count {
  fileprivate mutating func add(_ isHit: Bool) {
    trials += 1
    if isHit { hits += 1 }
  }
}

/// A sentence with a place for a name.
struct NameTemplate: Sendable {
  /// What of a name stands in the place.
  enum Form: Sendable {
    case full
    case reversed
    case surname
    case given

    var words: String {
      switch self {
      case .full: "given name and surname"
      case .reversed: "surname, given name"
      case .surname: "surname alone"
      case .given: "given name alone"
      }
    }
  }

  var before: String
  var after: String
  var form: Form

  /// A built-in sentence with `{name}`, `{surname}` or `{given}`.
  init(_ sentence: String) {
    before = sentence
    after = ""
    form = .full
    for (place, form) in [
      (ProbeSentences.NamePlace.name, Form.full), (.surname, .surname), (.given, .given),
    ] {
      guard let (text, span) = ProbeSentences.filled(sentence, place.rawValue, with: "") else { continue }
      before = String(decoding: Array(text.utf8)[..<Int(span.start)], as: UTF8.self)
      after = String(decoding: Array(text.utf8)[Int(span.start)...], as: UTF8.self)
      self.form = form
    }
  }

  init(before: String, after: String, form: Form) {
    self.before = before
    self.after = after
    self.form = form
  }

  /// The sentence with a name, and where the name stands; nil for a name without letters.
  func filled(given: String, surname: String, isUpper: Bool) -> (text: String, span: ByteSpan)? {
    var name =
      switch form {
      case .full: "\(given) \(surname)"
      case .reversed: "\(surname), \(given)"
      case .surname: surname
      case .given: given
      }
    if isUpper { name = name.uppercased() }
    guard !name.isEmpty else { return nil }
    return (before + name + after, ByteSpan(before.utf8.count, before.utf8.count + name.utf8.count))
  }
}

/// Detection over one sentence after another.
final class Probe {
  private let detector: Detector
  private let layout: LayoutAnalyzer
  private let note = NoteStructure()
  private let tokens = TokenBuffer()

  init(_ rules: DetectionRules, _ layout: LayoutAnalyzer) {
    detector = Detector(rules)
    self.layout = layout
  }

  /// True when every word and figure of a span lies in something detected.
  func finds(_ span: ByteSpan, in text: String) -> Bool {
    note.analyze(NoteText(text), layout)
    let found = detector.detect(note)
    for token in note.tokens.range(covering: span) where note.tokens[token].kind != .symbol {
      let piece = note.tokens[token].span
      guard found.contains(where: { $0.span.start <= piece.start && piece.end <= $0.span.end }) else { return false }
    }
    return true
  }

  /// The sentences of a note in which a name was detected, cut around the name.
  func templates(of text: NoteText) -> [NameTemplate] {
    note.analyze(text, layout)
    var templates: [NameTemplate] = []
    for identifier in detector.detect(note) where identifier.kind == .patient || identifier.kind == .doctor {
      let words = note.tokens.range(covering: identifier.span)
      guard let first = words.first,
        let sentence = note.sentences.first(where: { $0.firstToken <= first && first < $0.endToken }),
        sentence.endToken > sentence.firstToken
      else { continue }
      let start = Int(note.tokens[sentence.firstToken].start)
      let end = Int(note.tokens[sentence.endToken - 1].end)
      guard end - start <= 400, Int(identifier.span.start) >= start, Int(identifier.span.end) <= end else { continue }
      let names = words.filter { note.tokens[$0].kind == .word && note.tokens[$0].count > 1 }
      let hasComma = words.contains {
        note.tokens[$0].kind == .symbol && text.bytes[Int(note.tokens[$0].start)] == UInt8(ascii: ",")
      }
      let isTitled = first > sentence.firstToken && text.bytes[Int(note.tokens[first - 1].start)] == UInt8(ascii: ".")
      let form: NameTemplate.Form =
        names.count > 1 ? hasComma ? .reversed : .full : isTitled || identifier.kind == .doctor ? .surname : .given
      templates.append(
        NameTemplate(
          before: text.string(ByteSpan(start, Int(identifier.span.start))),
          after: text.string(ByteSpan(Int(identifier.span.end), end)), form: form))
    }
    return templates
  }
}

/// Names by origin, from `deid/names/by-origin.tsv`.
struct OriginNames {
  private var given: [String: [String]] = [:]
  private var surnames: [String: [String]] = [:]
  let origins: [String]

  init(_ data: DataFolder) throws(Fault) {
    let file = "deid/names/by-origin.tsv"
    var origins: Set<String> = []
    for line in try data.readText(file).split(separator: "\n") where !line.hasPrefix("#") {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard columns.count >= 4, columns[0] != "origin" else { continue }
      origins.insert(columns[0])
      guard Self.isHeldOut(Substring(columns[3])) else { continue }
      if columns[1] == "surname" {
        surnames[columns[0], default: []].append(columns[3])
      } else {
        given["\(columns[0]) \(columns[2])", default: []].append(columns[3])
      }
    }
    self.origins = origins.sorted()
    for origin in self.origins
    where surnames[origin, default: []].isEmpty
      || ["f", "m"].contains(where: { given["\(origin) \($0)", default: []].isEmpty })
    {
      throw Fault(.ruleFileInvalid, file: file, value: "the group \(origin) lacks names")
    }
  }

  /// A fixed half of all names, told by their letters alone.
  static func isHeldOut(_ name: Substring) -> Bool {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in NameFolding.folded(String(name)) { hash = (hash ^ UInt64(byte)) &* 0x0100_0000_01B3 }
    return hash >> 40 & 1 == 0
  }

  func draw(_ origin: String, isFemale: Bool, _ generator: inout SplitMix64) -> (given: String, surname: String) {
    let first = given["\(origin) \(isFemale ? "f" : "m")", default: []]
    let last = surnames[origin, default: []]
    return (
      first[Int(generator.next(below: UInt64(first.count)))], last[Int(generator.next(below: UInt64(last.count)))]
    )
  }
}
