import ClinicalText

/// Other ways to write a word: British and American spelling, older and newer names of medicines, irregular plurals.
///
/// Made from tables of two spellings with the place in the word where each row holds (`Lexicons/text/spelling.tsv` and
/// `plurals.tsv`). Works on words of small ASCII letters.
public struct WordVariants: Sendable {
  /// Where in a word a row holds.
  enum Place: String, Sendable, CaseIterable {
    case word
    case start
    case end
    case part
  }

  struct Row: Sendable {
    var place: Place
    /// The two spellings: British or singular, American or plural.
    var spellings: [[UInt8]]
    /// Words with one of these in them are left alone.
    var except: [[UInt8]]
  }

  /// An example of a table: words that are spellings of one another, or one that the row must leave alone.
  public struct Example: Sendable {
    public var file: String
    public var line: Int
    public var word: String
    /// Nil for a word without a variant by this row.
    public var variant: String?
  }

  /// For each table and direction: the rows by the first letter of what they replace.
  private var directions: [[[Row]]] = []
  public private(set) var examples: [Example] = []

  /// Without tables: no word has variants.
  public init() {}

  /// Adds a table: `place`, `one`, `other`, `examples`, optional `except`, with tabs between them and a header row.
  public mutating func add(tsv: String, file: String) throws(Fault) {
    var forward = [[Row]](repeating: [], count: 256)
    var backward = forward
    for row in try WordTable.rows(tsv, file: file, header: ["place", "one", "other", "examples", "except"]) {
      guard let place = Place(rawValue: row[0]) else {
        throw row.fault("the place must be word, start, end or part, not '\(row[0])'")
      }
      let (one, other) = (Array(row[1].utf8), Array(row[2].utf8))
      guard Self.isPlain(one), Self.isPlain(other), one != other else {
        throw row.fault("one and other must be two different words of the letters a to z")
      }
      let except = row.list(4)
      let parts = Row(place: place, spellings: [one, other], except: except.map { Array($0.utf8) })
      forward[Int(one[0])].append(parts)
      backward[Int(other[0])].append(
        Row(place: place, spellings: [other, one], except: parts.except))
      for example in row.list(3) {
        if example.hasPrefix("!") {
          examples.append(Example(file: file, line: row.line, word: String(example.dropFirst()), variant: nil))
          continue
        }
        let words = example.split(separator: " ").map(String.init)
        guard words.count == 2 else { throw row.fault("an example is two words with a blank between them") }
        examples.append(Example(file: file, line: row.line, word: words[0], variant: words[1]))
        examples.append(Example(file: file, line: row.line, word: words[1], variant: words[0]))
      }
    }
    for index in forward.indices {
      forward[index].sort { $0.spellings[0].count > $1.spellings[0].count }
      backward[index].sort { $0.spellings[0].count > $1.spellings[0].count }
    }
    directions += [forward, backward]
  }

  private static func isPlain(_ bytes: [UInt8]) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy { (0x61...0x7A).contains($0) }
  }

  /// Most other spellings of one word.
  static let maxVariants = 6

  /// The other spellings of a word of small ASCII letters. A table changes all parts of a word in one direction at once,
  /// since whoever writes "haemo-" also writes "-aemia"; what comes out is changed further ("leukemia", "leukaemia",
  /// "leucaemia").
  public func variants(of word: [UInt8]) -> [[UInt8]] {
    var found = [word]
    var next = 0
    while next < found.count, found.count <= Self.maxVariants {
      for rows in directions {
        if let variant = Self.rewrite(found[next], rows), !found.contains(variant) { found.append(variant) }
      }
      next += 1
    }
    return Array(found.dropFirst())
  }

  private static func rewrite(_ word: [UInt8], _ rows: [[Row]]) -> [UInt8]? {
    var result: [UInt8] = []
    var isChanged = false
    var i = 0
    next: while i < word.count {
      for row in rows[Int(word[i])] where holds(row, word, i) {
        result += row.spellings[1]
        i += row.spellings[0].count
        isChanged = true
        continue next
      }
      result.append(word[i])
      i += 1
    }
    return isChanged ? result : nil
  }

  private static func holds(_ row: Row, _ word: [UInt8], _ i: Int) -> Bool {
    let part = row.spellings[0]
    let end = i + part.count
    guard end <= word.count, word[i..<end].elementsEqual(part) else { return false }
    switch row.place {
    case .word: guard i == 0, end == word.count else { return false }
    case .start: guard i == 0 else { return false }
    case .end: guard end == word.count else { return false }
    case .part: break
    }
    // "aetio" is no "etio" with an "a" before it: a part that stands inside of its own other spelling is that one.
    if part.count < row.spellings[1].count, isInside(row.spellings[1], word, i, part) { return false }
    return !row.except.contains { contains(word, $0) }
  }

  /// True when `longer` stands in the word around the place of `part`.
  private static func isInside(_ longer: [UInt8], _ word: [UInt8], _ i: Int, _ part: [UInt8]) -> Bool {
    for shift in 0...(longer.count - part.count) {
      let start = i - shift
      guard start >= 0, start + longer.count <= word.count else { continue }
      if word[start..<start + longer.count].elementsEqual(longer) { return true }
    }
    return false
  }

  private static func contains(_ word: [UInt8], _ part: [UInt8]) -> Bool {
    guard part.count <= word.count else { return false }
    return (0...(word.count - part.count)).contains { word[$0..<$0 + part.count].elementsEqual(part) }
  }
}

/// Rows of a small table with tabs: comments, a header, fields.
package struct WordTable {
  package let fields: [String]
  package let line: Int
  package let file: String

  package subscript(_ column: Int) -> String { column < fields.count ? fields[column] : "" }

  /// The parts of a field, with commas between them.
  package func list(_ column: Int) -> [String] {
    self[column].split(separator: ",").map { part in
      var words = part[...]
      while words.first == " " { words = words.dropFirst() }
      while words.last == " " { words = words.dropLast() }
      return String(words)
    }
  }

  package func fault(_ words: String) -> Fault { Fault(.ruleFileInvalid, file: file, line: line, value: words) }

  /// The rows of a table. The first line that is no comment must be the header.
  package static func rows(_ tsv: String, file: String, header: [String]) throws(Fault) -> [WordTable] {
    var rows: [WordTable] = []
    var isHeader = true
    for (index, text) in TextLines.split(tsv).enumerated() where !text.isEmpty && !text.hasPrefix("#") {
      let row = WordTable(
        fields: text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init), line: index + 1,
        file: file)
      if isHeader {
        guard row.fields == header else { throw row.fault("expected the columns \(header.joined(separator: ", "))") }
        isHeader = false
        continue
      }
      guard row.fields.count <= header.count else { throw row.fault("more columns than the header names") }
      rows.append(row)
    }
    return rows
  }
}
