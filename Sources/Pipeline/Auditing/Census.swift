import ClinicalText
import Deidentification
import WebPage

/// The census of an output: every distinct token that survived, rarest first.
public struct Census: Sendable {
  /// What is counted, and what is told.
  public struct Request: Sendable {
    public var outputs: [String]
    /// Only tokens in so many notes at least, and at most.
    public var minNotes = 1
    public var maxNotes = Int.max
    /// Only tokens of these classes; empty for all.
    public var classes: Set<TokenCensus.Class> = []
    /// How many rows are kept, the rarest ones.
    public var rows = 100_000
    /// Distinct tokens that are held at once.
    public var held = 2_000_000

    /// Takes the outputs; the rest has its defaults.
    public init(outputs: [String]) { self.outputs = outputs }
  }

  public private(set) var notes = 0
  public private(set) var withoutText = 0
  /// Distinct tokens and occurrences by class.
  public private(set) var totals: [TokenCensus.Class: (tokens: Int, occurrences: Int)] = [:]
  /// The rows asked for, rarest first.
  public private(set) var rows: [TokenCensus.Row] = []
  /// Rows that match and were left out, for their number.
  public private(set) var leftOut = 0
  /// True when the notes say whose they are.
  public private(set) var hasPatients = false
  /// How often the notes were read.
  public private(set) var parts = 1

  /// Reads all notes; several times when they hold more distinct tokens than may be held.
  public init(_ request: Request, data: DataFolder) throws {
    let classifier = TokenClassifier(try DetectionData.load(data, cache: try CacheFolder.find()).rules.words)
    while true {
      let isDone = try count(request, classifier)
      if isDone { break }
      parts *= 2
    }
  }

  private mutating func count(_ request: Request, _ classifier: TokenClassifier) throws -> Bool {
    totals = [:]
    rows = []
    leftOut = 0
    for part in 0..<parts {
      let census = TokenCensus(limit: request.held, part: part, parts: parts) { classifier.kind(of: $0) }
      var patients: [String: Int] = [:]
      var reader = AuditNotes(request.outputs)
      notes = 0
      try reader.forEach { note in
        notes += 1
        var patient: Int?
        if let id = note.patient {
          patient = patients[id] ?? patients.count
          patients[id] = patient
        }
        census.add(note.text, patient: patient)
      }
      if census.isOverfull { return false }
      withoutText = reader.withoutText
      hasPatients = !patients.isEmpty
      for (kind, counts) in census.totals() {
        totals[kind, default: (0, 0)].tokens += counts.tokens
        totals[kind, default: (0, 0)].occurrences += counts.occurrences
      }
      rows += census.rows { row in
        row.notes >= request.minNotes && row.notes <= request.maxNotes
          && (request.classes.isEmpty || request.classes.contains(row.kind))
      }
      rows.sort(by: TokenCensus.isRarer)
      if rows.count > request.rows {
        leftOut += rows.count - request.rows
        rows.removeLast(rows.count - request.rows)
      }
    }
    return true
  }

  /// Distinct tokens.
  public var distinct: Int { totals.values.reduce(0) { $0 + $1.tokens } }

  /// The rows as a table, UTF-8, with a header.
  public func write(tsv out: OutputBuffer) {
    out.append("token\tclass\tshape\tnotes\tpatients\toccurrences\tcapitalised_share\n" as StaticString)
    for row in rows {
      row.token.withUnsafeBufferPointer { out.append($0) }
      out.append("\t\(row.kind.rawValue)\t\(row.kind == .number ? TokenShape.of(row.token) : "")\t\(row.notes)\t")
      out.append("\(Self.patients(row))\t\(row.occurrences)\t\(Figures.fixed(row.capitalisedShare, 2))\n")
    }
  }

  static func patients(_ row: TokenCensus.Row) -> String {
    row.patients >= TokenCensus.mostPatients ? "\(TokenCensus.mostPatients)+" : String(row.patients)
  }
}

extension TokenCensus.Row {
  /// Share of the occurrences that begin with a capital.
  public var capitalisedShare: Double { Double(capitalised) / Double(max(1, occurrences)) }
}

/// Tells what a surviving word is, by the word tables of de-identification.
struct TokenClassifier {
  private let words: WordTable
  private let scratch = TokenBuffer(capacity: 8)

  init(_ words: WordTable) { self.words = words }

  func kind(of word: [UInt8]) -> TokenCensus.Class {
    let folded = TokenFolding.phrase(NoteText(word), scratch)
    guard let first = folded.first else { return .unknown }
    let classes = words.classes(of: first)
    if !classes.isDisjoint(with: [.clinical, .unit, .eponym]) { return .clinical }
    if !classes.isDisjoint(with: [.english, .never, .month, .weekday, .relative, .ambiguousName]) { return .english }
    if !classes.isDisjoint(with: [.givenName, .surname]) { return .name }
    return .unknown
  }
}
