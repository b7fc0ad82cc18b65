import ClinicalText

/// What stands in the output, word by word: which words survived, in how many notes and of how many patients.
///
/// Memory is bounded: when more distinct tokens come than fit, the census keeps only those of one part (by hash) and says
/// how many parts it takes; the caller then reads the notes once for each part.
public final class TokenCensus {
  /// What a token looks like.
  public enum Class: String, CaseIterable, Sendable {
    case clinical
    case english
    /// On a list of given names or surnames, and no ordinary word.
    case name
    /// Holds a figure.
    case number
    case unknown
  }

  /// A token with its counts.
  public struct Row: Sendable {
    /// Lower case, accents as written.
    public var token: [UInt8]
    public var occurrences: Int
    public var notes: Int
    /// Distinct patients, up to `TokenCensus.mostPatients`; that many means "so many or more".
    public var patients: Int
    /// Occurrences that begin with a capital letter.
    public var capitalised: Int
    public var kind: Class
  }

  /// Atoms of a run with a figure in it; a longer run is told in pieces, so that text without blanks takes linear time.
  private static let longestRun = 24

  /// Patients are counted one by one up to here.
  public static let mostPatients = 16

  fileprivate struct Entry {
    var occurrences = 0
    var notes = 0
    var capitalised = 0
    var lastNote = -1
    var patients: [Int32] = []
    var kind = Class.unknown
  }

  private let classify: ([UInt8]) -> Class
  private let limit: Int
  private let part: Int
  private let parts: Int
  private var entries: [[UInt8]: Entry] = [:]
  private let tokens = TokenBuffer()
  private var note = -1
  private var word: [UInt8] = []
  /// True when more distinct tokens came than fit: the counts are worthless, take more parts.
  public private(set) var isOverfull = false
  /// All tokens read, of every part.
  public private(set) var total = 0

  /// - Parameters:
  ///   - limit: how many distinct tokens are held.
  ///   - part: which part of `parts` is counted.
  ///   - classify: the class of a word in lower case; numbers are told before.
  public init(limit: Int, part: Int = 0, parts: Int = 1, classify: @escaping ([UInt8]) -> Class) {
    self.limit = limit
    self.part = part
    self.parts = parts
    self.classify = classify
  }

  /// Number of distinct tokens of the part.
  public var distinct: Int { entries.count }

  /// Counts the words of a note, and its runs of letters and signs that hold a figure ("x72321", "4-5/6"). Tags that
  /// stand for an identifier ("[PATIENT]", "[DATE:1993]") are no words of the note.
  ///
  /// - Parameter patient: number of the patient; notes without one are a patient each.
  public func add(_ text: NoteText, patient: Int?) {
    guard !isOverfull else { return }
    note += 1
    let owner = Int32(truncatingIfNeeded: patient ?? -2 - note)
    Tokenizer.tokenize(text, into: tokens)
    var i = 0
    while i < tokens.count {
      if let end = Self.tagEnd(i, tokens, text) {
        i = end
        continue
      }
      var end = i + 1
      var hasFigure = tokens[i].kind == .number
      // A glued run with a figure in it is one token; words alone stay single.
      var last = tokens[i].kind == .symbol ? i : end
      while end < tokens.count, end - i < Self.longestRun, tokens[end].isGlued, tokens[end].count < 40 {
        if tokens[end].kind == .number { hasFigure = true }
        if Self.tagEnd(end, tokens, text) != nil { break }
        end += 1
        if tokens[end - 1].kind != .symbol { last = end }
      }
      if hasFigure, last > i, tokens[i].kind != .symbol {
        count(ByteSpan(start: tokens[i].start, end: tokens[last - 1].end), text, .number, owner, false)
        i = last
      } else {
        if tokens[i].kind == .word {
          count(tokens[i].span, text, nil, owner, tokens[i].flags.contains(.initialUpper))
        }
        i += 1
      }
    }
  }

  private func count(
    _ span: ByteSpan, _ text: NoteText, _ kind: Class?, _ owner: Int32, _ isCapitalised: Bool
  ) {
    total += 1
    word.removeAll(keepingCapacity: true)
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.bytes[span.range].prefix(64) {
      let lower = byte &- 0x41 < 26 ? byte | 0x20 : byte
      hash = (hash ^ UInt64(lower)) &* 0x0100_0000_01B3
      word.append(lower)
    }
    guard parts == 1 || Int((hash >> 32) % UInt64(parts)) == part else { return }
    if let index = entries.index(forKey: word) {
      entries.values[index].record(note, owner, isCapitalised)
      return
    }
    guard entries.count < limit else {
      isOverfull = true
      return
    }
    var entry = Entry()
    entry.kind = kind ?? classify(word)
    entry.record(note, owner, isCapitalised)
    entries[word] = entry
  }

  /// The end of "[PATIENT]" or "[DATE:1993]" that begins at a token, or nil.
  private static func tagEnd(_ i: Int, _ tokens: TokenBuffer, _ text: NoteText) -> Int? {
    guard tokens[i].kind == .symbol, text.bytes[Int(tokens[i].start)] == UInt8(ascii: "["), i + 2 < tokens.count,
      tokens[i + 1].kind == .word, tokens[i + 1].isUpper,
      IdentifierKind(name: text.string(tokens[i + 1].span)) != nil
    else { return nil }
    for end in i + 2..<min(i + 12, tokens.count) {
      let sign = text.bytes[Int(tokens[end].start)]
      if sign == UInt8(ascii: "]") { return end + 1 }
      if end == i + 2, sign != UInt8(ascii: ":"), sign != UInt8(ascii: "-") { return nil }
    }
    return nil
  }

  /// The rows, rarest first: by notes, then by occurrences, then by the token.
  ///
  /// - Parameter keep: which rows are wanted.
  public func rows(_ keep: (Row) -> Bool) -> [Row] {
    var rows: [Row] = []
    for (token, entry) in entries {
      let row = Row(
        token: token, occurrences: entry.occurrences, notes: entry.notes, patients: entry.patients.count,
        capitalised: entry.capitalised, kind: entry.kind)
      if keep(row) { rows.append(row) }
    }
    rows.sort(by: Self.isRarer)
    return rows
  }

  /// The order of a census.
  public static func isRarer(_ a: Row, _ b: Row) -> Bool {
    if a.notes != b.notes { return a.notes < b.notes }
    if a.occurrences != b.occurrences { return a.occurrences < b.occurrences }
    return a.token.lexicographicallyPrecedes(b.token)
  }

  /// Distinct tokens and occurrences by class.
  public func totals() -> [Class: (tokens: Int, occurrences: Int)] {
    var totals: [Class: (tokens: Int, occurrences: Int)] = [:]
    for entry in entries.values {
      totals[entry.kind, default: (0, 0)].tokens += 1
      totals[entry.kind, default: (0, 0)].occurrences += entry.occurrences
    }
    return totals
  }
}

extension TokenCensus.Entry {
  fileprivate mutating func record(_ note: Int, _ owner: Int32, _ isCapitalised: Bool) {
    occurrences += 1
    if isCapitalised { capitalised += 1 }
    guard lastNote != note else { return }
    lastNote = note
    notes += 1
    if patients.count < TokenCensus.mostPatients, !patients.contains(owner) { patients.append(owner) }
  }
}
