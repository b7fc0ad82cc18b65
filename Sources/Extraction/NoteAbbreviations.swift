import ClinicalText
import Lexicon

/// Abbreviations that a note defines itself: "chronic kidney disease (CKD)" makes every later "CKD" of the note that
/// disease, and "CKD (chronic kidney disease)" too.
///
/// The letters of the short form must stand in the long form in order, its first letter at the start of a word (Schwartz
/// and Hearst 2003). The long form is a mention of the dictionary, so that nothing is made up.
struct NoteAbbreviations {
  /// The mention that defines each short form; the first definition stands.
  private var definitions: [String: Mention] = [:]

  var isEmpty: Bool { definitions.isEmpty }

  /// Looks for definitions beside the preferred mentions of a note.
  init(_ mentions: [Mention], _ note: NoteStructure) {
    for mention in mentions where mention.isPreferred && mention.tokens.count > 1 && mention.gap.isEmpty {
      if let token = Self.shortForm(behind: mention, note) ?? Self.shortForm(before: mention, note) {
        let short = note.text.string(note.tokens[token].span)
        if definitions[short] == nil { definitions[short] = mention }
      }
    }
  }

  /// What a token abbreviates: the same letters in the same case, no part of a longer run.
  func mention(of token: Int, _ note: NoteStructure) -> Mention? {
    let span = note.tokens[token].span
    guard (2...8).contains(span.count), Self.isWhole(token, note) else { return nil }
    return definitions[note.text.string(span)]
  }

  /// The token X of "long form (X)" or "long form (X; …", where it abbreviates the mention.
  private static func shortForm(behind mention: Mention, _ note: NoteStructure) -> Int? {
    let open = mention.tokens.upperBound
    guard open + 2 < note.tokens.count, isSymbol(open, "(", note),
      isSymbol(open + 2, ")", note) || isSymbol(open + 2, ";", note) || isSymbol(open + 2, ",", note),
      abbreviates(open + 1, mention, note)
    else { return nil }
    return open + 1
  }

  /// The token X of "X (long form)".
  private static func shortForm(before mention: Mention, _ note: NoteStructure) -> Int? {
    let open = mention.tokens.lowerBound - 1
    guard open > 0, mention.tokens.upperBound < note.tokens.count, isSymbol(open, "(", note),
      isSymbol(mention.tokens.upperBound, ")", note), isWhole(open - 1, note), abbreviates(open - 1, mention, note)
    else { return nil }
    return open - 1
  }

  private static func isSymbol(_ token: Int, _ sign: StaticString, _ note: NoteStructure) -> Bool {
    note.tokens[token].count == 1 && note.text.bytes[Int(note.tokens[token].start)] == sign.utf8Start.pointee
  }

  /// Not glued to letters, digits or hyphens on either side ("CKD-MBD" is no "CKD"); a plural "s" is part of the token.
  private static func isWhole(_ token: Int, _ note: NoteStructure) -> Bool {
    func joins(_ other: Int) -> Bool {
      let atom = note.tokens[other]
      if atom.kind != .symbol { return true }
      let byte = note.text.bytes[Int(atom.start)]
      return byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
    if note.tokens[token].isGlued, token > 0, joins(token - 1) { return false }
    let next = token + 1
    return next >= note.tokens.count || !note.tokens[next].isGlued || !joins(next)
  }

  /// Two to eight letters with a capital among them, found in order in the mention.
  private static func abbreviates(_ token: Int, _ mention: Mention, _ note: NoteStructure) -> Bool {
    let short = note.tokens[token]
    guard short.kind == .word, (2...8).contains(short.count), short.flags.contains(.hasUpper),
      !short.flags.contains(.nonASCII)
    else { return false }
    let long = note.text.bytes[note.span(ofTokens: mention.tokens).range]
    guard long.count > short.count + 2 else { return false }
    // Backwards, as Schwartz and Hearst do: the last letters find their nearest places.
    var place = long.endIndex
    let letters = note.text.bytes[short.span.range]
    var index = letters.endIndex
    while index > letters.startIndex {
      index -= 1
      let isFirst = index == letters.startIndex
      let wanted = lower(letters[index])
      repeat {
        place -= 1
        if place < long.startIndex { return false }
      } while lower(long[place]) != wanted || isFirst && !startsWord(place, long)
    }
    return true
  }

  private static func startsWord(_ place: Int, _ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    place == text.startIndex || !isLetter(text[place - 1])
  }

  private static func isLetter(_ byte: UInt8) -> Bool { byte >= 0x80 || (0x61...0x7A).contains(byte | 0x20) }
  private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
