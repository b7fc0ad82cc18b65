import ClinicalText
import Rules

/// The cached form of parsed rule files: numbers and length-prefixed strings, with a checksum at the end.
enum RuleSetCoder {
  /// Raised whenever the form, or the meaning of a rule file, changes.
  static let version = 5

  static func encode(_ source: RuleSet.Source) -> [UInt8] {
    var w = Writer()
    w.number(source.categories.count)
    for category in source.categories {
      w.string(category.id)
      w.string(category.loinc ?? "")
      w.strings(category.parents)
      w.string(category.assertionDefault?.rawValue ?? "")
      w.number(category.reach)
    }
    w.number(source.headings.count)
    for heading in source.headings {
      w.string(heading.phrase)
      w.number(heading.category)
      w.number(heading.needsColon ? 1 : 0)
    }
    w.number(source.abbreviations.count)
    for (word, kind) in source.abbreviations {
      w.string(word)
      w.number(Int(kind.rawValue))
    }
    w.strings(source.sentenceStarters)
    w.strings(source.nameIntroducers)
    w.number(source.cues.count)
    for cue in source.cues {
      w.string(cue.id)
      w.number(Int(cue.kind.rawValue))
      w.string(cue.direction.rawValue)
      w.strings(cue.phrases)
      w.number(cue.scope)
      w.number(cue.maxTargets)
      w.number(Int(cue.types.rawValue))
      w.number(Int(cue.stopsAt.rawValue))
      w.number(Int(cue.terminates.rawValue))
    }
    w.senses(source.senses)
    encode(source.findings, &w)
    encode(source.relations, &w)
    w.number(checksum(w.bytes[...]))
    return w.bytes
  }

  /// Nil when the bytes are damaged or of another version: the rules are then parsed again.
  static func decode(_ bytes: [UInt8]) -> RuleSet.Source? {
    guard bytes.count > 8 else { return nil }
    var tail = Reader(bytes[(bytes.count - 8)...])
    guard tail.number() == checksum(bytes[..<(bytes.count - 8)]) else { return nil }
    var r = Reader(bytes[...])
    var source = RuleSet.Source()
    for _ in 0..<r.count() {
      var category = SectionCategory(id: r.string())
      let loinc = r.string()
      category.loinc = loinc.isEmpty ? nil : loinc
      category.parents = r.strings()
      category.assertionDefault = SectionCategory.AssertionDefault(rawValue: r.string())
      category.reach = r.number()
      source.categories.append(category)
    }
    for _ in 0..<r.count() {
      source.headings.append(
        .init(phrase: r.string(), category: r.number(), needsColon: r.number() == 1))
    }
    for _ in 0..<r.count() {
      let word = r.string()
      guard let kind = AbbreviationTable.Kind(rawValue: UInt32(truncatingIfNeeded: r.number())) else {
        return nil
      }
      source.abbreviations.append((word, kind))
    }
    source.sentenceStarters = r.strings()
    source.nameIntroducers = r.strings()
    for _ in 0..<r.count() {
      let id = r.string()
      guard let kind = CueRule.Kind(rawValue: UInt8(truncatingIfNeeded: r.number())),
        let direction = CueRule.Direction(rawValue: r.string())
      else { return nil }
      var cue = CueRule(id: id, kind: kind, direction: direction, phrases: r.strings())
      cue.scope = r.number()
      cue.maxTargets = r.number()
      cue.types = EntityTypeSet(rawValue: UInt16(truncatingIfNeeded: r.number()))
      cue.stopsAt = CueRule.StopSigns(rawValue: UInt8(truncatingIfNeeded: r.number()))
      cue.terminates = CueRule.KindSet(rawValue: UInt8(truncatingIfNeeded: r.number()))
      source.cues.append(cue)
    }
    guard let senses = r.senses() else { return nil }
    source.senses = senses
    source.findings = decodePatterns(&r)
    source.relations = decodePatterns(&r)
    return r.failed ? nil : source
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> Int {
    var h: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(version)
    for byte in bytes { h = (h ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return Int(truncatingIfNeeded: h)
  }

  struct Writer {
    var bytes: [UInt8] = []

    mutating func number(_ value: Int) {
      withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func string(_ text: String) {
      number(text.utf8.count)
      bytes.append(contentsOf: text.utf8)
    }

    mutating func strings(_ list: [String]) {
      number(list.count)
      for text in list { string(text) }
    }
  }

  struct Reader {
    private var rest: ArraySlice<UInt8>
    var failed = false

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func number() -> Int {
      guard rest.count >= 8 else {
        failed = true
        return 0
      }
      var value: UInt64 = 0
      for (index, byte) in rest.prefix(8).enumerated() { value |= UInt64(byte) << UInt64(index * 8) }
      rest = rest.dropFirst(8)
      return Int(truncatingIfNeeded: value)
    }

    /// A length that what is left can hold.
    mutating func count() -> Int {
      let value = number()
      guard value >= 0, value <= rest.count else {
        failed = true
        return 0
      }
      return value
    }

    mutating func string() -> String {
      let length = count()
      let text = String(decoding: rest.prefix(length), as: UTF8.self)
      rest = rest.dropFirst(length)
      return text
    }

    mutating func strings() -> [String] {
      let length = count()
      return (0..<length).map { _ in string() }
    }
  }
}
