import ClinicalText
import Files

/// `identifiers.yaml` compiled: automata for the shapes, phrases for the context. Read-only, shared by all workers.
public struct CodeRules: Sendable {
  /// Entries in the file's order: the earlier one wins between equally long marks.
  struct Rule: Sendable {
    var entry: IdentifierEntry
    var source: ByteSlice
    /// The shapes for use behind the context; nil for a grammar.
    var shapes: ShapeAutomaton?
  }

  /// What the words around numbers are.
  struct Words: OptionSet {
    let rawValue: UInt32
    static let filler = Words(rawValue: 1)
    static let quantity = Words(rawValue: 2)
    static let vocabulary = Words(rawValue: 4)
    static let domain = Words(rawValue: 8)
    static let postBox = Words(rawValue: 16)
    static let zip = Words(rawValue: 32)
    static let military = Words(rawValue: 64)
    /// What an address may follow: "Address:".
    static let address = Words(rawValue: 256)
    /// A word of `behind`.
    static let behind = Words(rawValue: 128)
  }

  let rules: [Rule]
  /// All shapes that need no context, and the rule of each of its bits.
  let bare: ShapeAutomaton
  let bareRules: [Int]
  /// The phrases of the context; entry i belongs to rule `phraseRules[i]`.
  let phrases: PhraseTable
  let phraseRules: [Int]
  /// The rules that each word of `behind` announces.
  let behindRules: [UInt64: [Int]]
  let words: WordTable

  /// Reads `identifiers.yaml` of a data folder's `deid`.
  public static func load(folder: String) throws(Fault) -> CodeRules {
    let path = "\(folder)/identifiers.yaml"
    return try CodeRules(IdentifiersFile(yaml: try TextFile.read(path), file: path), file: path)
  }

  /// Compiles a file; `file` is its name for messages.
  public init(_ source: IdentifiersFile, file: String) throws(Fault) {
    var rules: [Rule] = []
    var bare: [(pattern: ShapePattern, number: Int)] = []
    var bareRules: [Int] = []
    var phrases: [PhraseTable.Entry] = []
    var phraseRules: [Int] = []
    func fault(_ entry: IdentifierEntry, _ words: String) -> Fault {
      Fault(.ruleFileInvalid, file: file, line: entry.line, value: words)
    }
    func patterns(_ entry: IdentifierEntry, foldsCase: Bool) throws(Fault) -> [ShapePattern] {
      var patterns: [ShapePattern] = []
      for other in [entry] + source.entries.filter({ entry.shapesOf.contains($0.id) }) {
        for shape in other.shapes {
          do throws(ShapePattern.Problem) {
            patterns.append(try ShapePattern.read(shape + other.suffix, foldsCase: foldsCase))
          } catch {
            throw fault(other, error.words)
          }
        }
      }
      return patterns
    }
    for entry in source.entries {
      let mark = ByteSlice(permanent: "rule:\(entry.id)")
      var rule = Rule(entry: entry, source: mark)
      if !entry.shapes.isEmpty {
        let folded = try patterns(entry, foldsCase: true)
        do throws(ShapeAutomaton.TooLarge) {
          rule.shapes = try ShapeAutomaton(folded.map { ($0, 0) })
        } catch {
          throw fault(entry, "the shapes of \(entry.id) are too many together; make two entries of them")
        }
        if !entry.needsContext {
          guard bareRules.count < 64 else {
            throw fault(entry, "more than 64 entries need no context; give some of them one")
          }
          bare += try patterns(entry, foldsCase: false).map { ($0, bareRules.count) }
          bareRules.append(rules.count)
        }
      }
      for phrase in entry.context {
        phrases.append(PhraseTable.Entry(phrase, .announces(entry.kind), source: mark))
        phraseRules.append(rules.count)
      }
      rules.append(rule)
    }
    do throws(ShapeAutomaton.TooLarge) {
      self.bare = try ShapeAutomaton(bare)
    } catch {
      throw Fault(
        .ruleFileInvalid, file: file, value: "the shapes without a context are too many; give some of them one")
    }
    self.rules = rules
    self.bareRules = bareRules
    self.phrases = PhraseTable(phrases)
    self.phraseRules = phraseRules
    var table = FoldedWords()
    for (list, bits) in [
      (source.filler, Words.filler), (source.quantities, .quantity), (source.vocabularies, .vocabulary),
      (source.entries.first { $0.grammar == .url }?.words ?? [], .domain),
    ] + AddressFinder.wordLists {
      for word in list { table.add(word, bits.rawValue) }
    }
    var behindRules: [UInt64: [Int]] = [:]
    let scratch = TokenBuffer()
    for (index, rule) in rules.enumerated() {
      for word in rule.entry.behind {
        table.add(word, Words.behind.rawValue)
        guard let key = TokenFolding.phrase(NoteText(word), scratch).first else { continue }
        behindRules[key, default: []].append(index)
      }
    }
    self.behindRules = behindRules
    words = table.table
  }

  /// What the word of a folded token is.
  @inline(__always)
  func words(_ folded: UInt64) -> Words { Words(rawValue: words.classes(of: folded).rawValue) }

  /// True for a top-level domain of the data.
  func isDomain(_ folded: UInt64) -> Bool { words(folded).contains(.domain) }

  /// The rule of a grammar, where the file has one.
  func rule(_ grammar: IdentifierEntry.Grammar) -> Rule? { rules.first { $0.entry.grammar == grammar } }
}

/// Gathers words with bits of a finder's own for a `WordTable`.
struct FoldedWords {
  private var entries: [UInt64: WordClass] = [:]
  private let scratch = TokenBuffer()

  /// Adds bits to the first word of `word`, as a text would show it; to its last one for `isLast`.
  mutating func add(_ word: String, _ bits: UInt32, isLast: Bool = false) {
    let folded = TokenFolding.phrase(NoteText(word), scratch)
    guard let key = isLast ? folded.last : folded.first else { return }
    entries[key, default: []].formUnion(WordClass(rawValue: bits))
  }

  var table: WordTable { WordTable(entries) }
}
