import ClinicalText
import Rules

/// Numbers, units and letter case around a form: a bounded look at its neighbours.
package struct ShapeReader {
  private let note: NoteStructure
  private let table: SenseTable

  /// Tokens looked at behind the form until its number or route comes.
  private static let reach = 6

  package init(_ note: NoteStructure, _ table: SenseTable) {
    self.note = note
    self.table = table
  }

  /// The shapes around tokens `first..<end` of a sentence's `window`.
  package func shapes(_ first: Int, _ end: Int, _ window: Range<Int>) -> SenseShapes {
    var shapes = behind(end, window.upperBound)
    shapes.formUnion(before(first, window.lowerBound))
    if isInCapitals(first, end, window) { shapes.insert(.capitals) }
    return shapes
  }

  private func behind(_ end: Int, _ limit: Int) -> SenseShapes {
    let limit = min(limit, end + Self.reach)
    var i = end
    while i < limit {
      let token = note.tokens[i]
      if token.kind == .number { return isDose(unitOf: i, limit) ? .dose : .value }
      if table.regimens.contains(note.folded[i]) { return .dose }
      // A word that is no link ends the look, and so does a sign that begins something else.
      if token.kind == .word, !table.links.contains(note.folded[i]) { return [] }
      if token.kind == .symbol, isSign(i, ",") || isSign(i, ";") || isSign(i, "/") || isSign(i, "+") { return [] }
      i += 1
    }
    return []
  }

  /// True when the number at `index` carries a unit of doses and no volume behind a slash.
  private func isDose(unitOf index: Int, _ limit: Int) -> Bool {
    var unit = index + 1
    // "5-10 mg", "1 to 2 tablets".
    while unit + 1 < note.tokens.count, unit < index + 4, note.tokens[unit].kind == .symbol || note.folded[unit] == to,
      note.tokens[unit + 1].kind == .number
    {
      unit += 2
    }
    guard unit < note.tokens.count, !note.tokens[unit].flags.contains(.blockStart) else { return false }
    if table.regimens.contains(note.folded[unit]) { return true }
    guard table.doseUnits.contains(note.folded[unit]) else { return false }
    let volume = unit + 2
    return !(volume < note.tokens.count && isSign(unit + 1, "/") && table.volumes.contains(note.folded[volume]))
  }

  /// Folded "to".
  private var to: UInt64 { ShapeReader.to }
  private static let to = TokenFolding.phrase(NoteText("to"), TokenBuffer())[0]
  private static let of = TokenFolding.phrase(NoteText("of"), TokenBuffer())[0]

  private func before(_ first: Int, _ low: Int) -> SenseShapes {
    var i = first - 1
    if i > low, note.folded[i] == Self.of { i -= 1 }
    guard i >= low else { return [] }
    if i == first - 1, note.tokens[i].kind == .number { return .count }
    if i - 1 >= low, table.doseUnits.contains(note.folded[i]), note.tokens[i - 1].kind == .number { return .dose }
    if i == first - 1, table.regimens.contains(note.folded[i]) { return .dose }
    return []
  }

  private func isSign(_ token: Int, _ sign: StaticString) -> Bool {
    note.tokens[token].count == 1 && note.text.bytes[Int(note.tokens[token].start)] == sign.utf8Start.pointee
  }

  /// Two words or more within five tokens on either side, and two thirds of them in capitals.
  private func isInCapitals(_ first: Int, _ end: Int, _ window: Range<Int>) -> Bool {
    var capitals = 0
    var words = 0
    for i in max(window.lowerBound, first - 5)..<min(window.upperBound, end + 5) where i < first || i >= end {
      let token = note.tokens[i]
      guard token.kind == .word, token.count > 1 else { continue }
      words += 1
      if token.isUpper { capitals += 1 }
    }
    return capitals >= 2 && capitals * 3 >= words * 2
  }
}
