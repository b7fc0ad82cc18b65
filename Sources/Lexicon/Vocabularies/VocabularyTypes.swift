import ClinicalText

/// The classes of vocabularies and the entity type each stands for, from `Lexicons/vocabulary-types.tsv`.
///
/// A class is whatever a vocabulary itself sorts its concepts by: the semantic tag of SNOMED CT, the class of LOINC, the
/// domain of OMOP, the tree number of MeSH, the identifier prefix of an OBO ontology.
public struct VocabularyTypes: Sendable {
  private var vocabularies: [String: VocabularyClasses] = [:]

  /// Knows no class.
  public static let none = VocabularyTypes()

  private init() {}

  /// - Parameters:
  ///   - tsv: lines of `vocabulary <tab> class <tab> entity type or -`, with a header; `#` begins a comment line.
  ///   - file: for messages. Throws `ruleFileInvalid` with the line for a row of another form, for a type that does not
  ///     exist, and for a class that stands twice.
  public init(tsv: String, file: String) throws(Fault) {
    var line = 0
    var isHeader = true
    for row in TextLines.split(tsv) {
      line += 1
      if row.isEmpty || row.hasPrefix("#") { continue }
      let fields = row.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count == 3, fields.allSatisfy({ !$0.isEmpty }) else {
        throw Fault(
          .ruleFileInvalid, file: file, line: line, value: "expected three columns: vocabulary, class, entity type or -"
        )
      }
      if isHeader {
        isHeader = false
        continue
      }
      let type = EntityType(name: fields[2])
      guard type != nil || fields[2] == "-" else {
        throw Fault(.ruleFileInvalid, file: file, line: line, value: "no entity type is named \(fields[2])")
      }
      let rule = VocabularyClasses.Rule(type: type, precedence: line)
      var classes = vocabularies[String(fields[0]), default: VocabularyClasses()]
      guard classes.enter(String(fields[1]), rule) else {
        throw Fault(
          .ruleFileInvalid, file: file, line: line, value: "the class \(fields[1]) of \(fields[0]) stands twice")
      }
      vocabularies[String(fields[0])] = classes
    }
  }

  /// The classes of one vocabulary, named as in the table; none when the table does not have it.
  package func classes(of vocabulary: String) -> VocabularyClasses {
    vocabularies[vocabulary] ?? VocabularyClasses()
  }

  /// The entity type of one class; nil when the table does not have it or leaves it out.
  package func type(vocabulary: String, class name: String) -> EntityType? {
    var name = name
    return name.withUTF8 { classes(of: vocabulary).type(of: $0) }
  }
}

/// The rows of the table for one vocabulary. ASCII letter case does not count; the class `*` is what all others are.
package struct VocabularyClasses: Sendable {
  /// What one row says.
  package struct Rule: Sendable, Equatable {
    /// Nil where the class is no mention ("-").
    package var type: EntityType?
    /// Line of the table: lower wins when a concept has several classes.
    package var precedence: Int

    /// The rule that counts when a concept has both classes: one with a type before one without, then the row that
    /// stands first.
    package static func preferred(_ a: Rule?, _ b: Rule?) -> Rule? {
      guard let a, let b else { return a ?? b }
      guard (a.type == nil) == (b.type == nil) else { return a.type == nil ? b : a }
      return a.precedence <= b.precedence ? a : b
    }
  }

  /// By 64-bit hash of the folded name: a class that is not in the table meets one that is with odds of 1 to 2^57.
  private var rules: [UInt64: Rule] = [:]
  private var general: Rule?
  /// Every class as written, `*` included, in the order of the table.
  package private(set) var names: [String] = []

  /// False when the class is known already.
  fileprivate mutating func enter(_ name: String, _ rule: Rule) -> Bool {
    names.append(name)
    if name == "*" {
      defer { general = rule }
      return general == nil
    }
    return rules.updateValue(rule, forKey: name.utf8.reduce(Self.seed, Self.mix)) == nil
  }

  /// The rule for exactly this class, else nil.
  package func ownRule(for name: UnsafeBufferPointer<UInt8>) -> Rule? { rules[name.reduce(Self.seed, Self.mix)] }

  /// The rule for exactly this class, else that of `*`, else nil.
  package func rule(for name: UnsafeBufferPointer<UInt8>) -> Rule? { ownRule(for: name) ?? general }

  /// The entity type of exactly this class, else that of `*`; nil when it has none.
  package func type(of name: UnsafeBufferPointer<UInt8>) -> EntityType? { rule(for: name)?.type }

  /// The rule for the nearest node above a dotted code or for the code itself: for "C04.557.337" the first there is of
  /// "C04.557.337", "C04.557", "C04", "C", else that of `*`, else nil.
  package func rule(inTree code: UnsafeBufferPointer<UInt8>) -> Rule? {
    var hash = Self.seed
    var found: Rule?
    for i in code.indices {
      hash = Self.mix(hash, code[i])
      // A node ends where the code ends, before a dot, and behind the letter that the code begins with.
      if i == 0 || i + 1 == code.count || code[i + 1] == UInt8(ascii: "."), let rule = rules[hash] { found = rule }
    }
    return found ?? general
  }

  // FNV-1a over ASCII-folded bytes.
  private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

  private static func mix(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
    let folded = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    return (hash ^ UInt64(folded)) &* 0x0000_0100_0000_01B3
  }
}
