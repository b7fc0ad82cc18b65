import ClinicalText

/// The cleaning rules of a build: which rows are left out, and which further names a name gives.
///
/// Everything works on bytes; ASCII letter case does not count. A name is looked at in time proportional to its length.
public struct NameCleaning: Sendable {
  /// The rules that are on; positions are what reports count by.
  public let rules: [CleaningRule]
  let referenceTermTypes: ByteNames
  private let patterns: [Pattern]
  private let drops: [Drop]
  private let flagDrops: [Drop]
  private let limits: [(sources: ByteNames, rule: Int, bounds: CleaningRule.Limits)]
  private let units: [[UInt8]]
  /// Whether some rule may look at a name that ends, or begins, with this byte.
  private let mayEnd: ByteSet
  private let mayBegin: ByteSet

  private struct Drop: Sendable {
    var sources: ByteNames
    var values: ByteNames
    var rule: Int
  }

  /// No rules.
  public static let none = NameCleaning([])

  /// - Parameters:
  ///   - rules: in the order in which they are tried.
  ///   - referenceTermTypes: term types whose codes are cross-references.
  ///   - off: ids of rules that are not used.
  public init(_ rules: [CleaningRule], referenceTermTypes: [String] = [], off: Set<String> = []) {
    let active = rules.filter { !off.contains($0.id) }
    self.rules = active
    self.referenceTermTypes = ByteNames(referenceTermTypes)
    var patterns: [Pattern] = []
    var drops: [Drop] = []
    var flagDrops: [Drop] = []
    var limits: [(sources: ByteNames, rule: Int, bounds: CleaningRule.Limits)] = []
    var units: [[UInt8]] = []
    var ends = ByteSet()
    var begins = ByteSet()
    for (index, rule) in active.enumerated() {
      let sources = ByteNames(rule.sources)
      switch rule.action {
      case .dropTermTypes(let types): drops.append(Drop(sources: sources, values: ByteNames(types), rule: index))
      case .dropFlags(let flags): flagDrops.append(Drop(sources: sources, values: ByteNames(flags), rule: index))
      case .limits(let bounds): limits.append((sources, index, bounds))
      case .dosed(let list): units += list.map { Array($0.lowercased().utf8) }
      default:
        let pattern = Pattern(rule, index, sources)
        pattern.note(&begins, &ends)
        patterns.append(pattern)
      }
    }
    self.patterns = patterns
    self.drops = drops
    self.flagDrops = flagDrops
    self.limits = limits
    self.units = units
    mayEnd = ends
    mayBegin = begins
  }

  /// The rule that leaves rows of this source and term type out.
  func drop(source: UnsafeBufferPointer<UInt8>, termType: UnsafeBufferPointer<UInt8>) -> Int? {
    if termType.isEmpty { return nil }
    return Self.find(drops, source, termType)
  }

  /// The rule that leaves rows with this value of SUPPRESS out.
  func drop(source: UnsafeBufferPointer<UInt8>, flag: UnsafeBufferPointer<UInt8>) -> Int? {
    Self.find(flagDrops, source, flag)
  }

  private static func find(
    _ drops: [Drop], _ source: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>
  ) -> Int? {
    for drop in drops where drop.values.contains(value) && (drop.sources.isEmpty || drop.sources.contains(source)) {
      return drop.rule
    }
    return nil
  }

  /// The rule whose bounds a name is outside of.
  ///
  /// - Parameters:
  ///   - letters: bytes of its words.
  ///   - words: its tokens.
  func limit(source: UnsafeBufferPointer<UInt8>, letters: Int, words: Int, bytes: Int) -> Int? {
    for (sources, rule, bounds) in limits where sources.isEmpty || sources.contains(source) {
      if let least = bounds.minLetters, letters < least { return rule }
      if let most = bounds.maxWords, words > most { return rule }
      if let most = bounds.maxBytes, bytes > most { return rule }
    }
    return nil
  }

  var hasLimits: Bool { !limits.isEmpty }

  /// True for a dosed drug string: a number, then a unit of strength ("metformin 500 MG Oral Tablet", "heparin 5000
  /// U/mL").
  public func isDosed(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    var i = 0
    while i < name.count {
      guard NameByte.isDigit(name[i]) else {
        i += 1
        continue
      }
      let isInWord = i > 0 && (NameByte.isLetter(name[i - 1]) || name[i - 1] == UInt8(ascii: "-"))
      while i < name.count, NameByte.isDigit(name[i]) || name[i] == UInt8(ascii: ".") || name[i] == UInt8(ascii: ",") {
        i += 1
      }
      if isInWord { continue }
      var at = i
      if at < name.count, name[at] == 0x20 || name[at] == UInt8(ascii: "-") { at += 1 }
      for unit in units where at + unit.count <= name.count {
        let end = at + unit.count
        guard unit.indices.allSatisfy({ NameByte.lowered(name[at + $0]) == unit[$0] }) else { continue }
        if end == name.count || !NameByte.isLetter(name[end]) && !NameByte.isDigit(name[end]) { return true }
      }
    }
    return false
  }

  /// Longest chain of variants from one name: "[D]Chest pain (finding) NOS" needs three.
  static let maxSteps = 5
  /// A variant has this many letters at least: shorter ones are abbreviations that mean too many things.
  static let minLetters = 3

  /// Calls `body` with each further name that a name gives, and the position of the rule that gave it.
  ///
  /// A rule's result is looked at again, so that "[D]Chest pain NOS" gives "Chest pain NOS" and "Chest pain".
  func variants(
    of name: UnsafeBufferPointer<UInt8>, source: UnsafeBufferPointer<UInt8>,
    _ body: (UnsafeBufferPointer<UInt8>, Int) throws(Fault) -> Void
  ) throws(Fault) {
    var current = name
    var rewritten: [UInt8] = []
    for _ in 0..<Self.maxSteps {
      guard let first = current.first, let last = current.last,
        mayEnd.contains(NameByte.lowered(last)) || mayBegin.contains(NameByte.lowered(first))
          || current.contains(UInt8(ascii: ","))
      else { return }
      guard let (result, rule) = firstVariant(of: current, source) else { return }
      switch result {
      case .part(let part):
        try body(part, rule)
        current = part
      case .rewritten(let bytes):
        // What a rewriting gives is not looked at again.
        rewritten = bytes
        try rewritten.withUnsafeBufferPointer { (bytes) throws(Fault) in try body(bytes, rule) }
        return
      }
    }
  }

  private func firstVariant(
    of name: UnsafeBufferPointer<UInt8>, _ source: UnsafeBufferPointer<UInt8>
  ) -> (Pattern.Result, Int)? {
    for pattern in patterns where pattern.sources.isEmpty || pattern.sources.contains(source) {
      if let result = pattern.apply(name), result.letters >= Self.minLetters { return (result, pattern.rule) }
    }
    return nil
  }
}

/// A set of bytes.
struct ByteSet: Sendable {
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  mutating func insert(_ byte: UInt8) {
    let bit: UInt64 = 1 << UInt64(byte & 63)
    switch byte >> 6 {
    case 0: words.0 |= bit
    case 1: words.1 |= bit
    case 2: words.2 |= bit
    default: words.3 |= bit
    }
  }

  func contains(_ byte: UInt8) -> Bool {
    let bit: UInt64 = 1 << UInt64(byte & 63)
    return switch byte >> 6 {
    case 0: words.0 & bit != 0
    case 1: words.1 & bit != 0
    case 2: words.2 & bit != 0
    default: words.3 & bit != 0
    }
  }
}

/// Kinds of bytes in names.
enum NameByte {
  static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  /// ASCII letters and every byte of a scalar beyond ASCII.
  static func isLetter(_ byte: UInt8) -> Bool { byte >= 0x80 || (0x61...0x7A).contains(byte | 0x20) }
}
