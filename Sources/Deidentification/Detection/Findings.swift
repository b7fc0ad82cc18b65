import ClinicalText

/// What the finders gather for one note. Finders run from the surest shape to the weakest; what one has taken, later
/// ones leave alone.
struct Findings {
  private(set) var items: [DetectedIdentifier] = []

  /// Adds an identifier unless a token of it is taken already.
  @discardableResult
  mutating func add(_ kind: IdentifierKind, _ start: Int, _ end: Int, _ rule: DetectionRule, _ view: NoteView) -> Bool {
    guard start < end else { return false }
    // A finder's bound in bytes may lie within a letter: the whole letter belongs to it.
    var (start, end) = (start, end)
    while view.byte(start) & 0xC0 == 0x80 { start -= 1 }
    while view.byte(end) & 0xC0 == 0x80 { end += 1 }
    let span = ByteSpan(start, end)
    guard view.take(span) else { return false }
    items.append(DetectedIdentifier(kind: kind, span: span, source: rule.source))
    return true
  }

  /// Adds a known value even where another identifier stands in the same token ("0384499/7712093").
  mutating func addKnown(_ kind: IdentifierKind, _ start: Int, _ end: Int, _ rule: DetectionRule, _ view: NoteView) {
    let span = ByteSpan(start, end)
    guard start < end else { return }
    view.mark(span)
    items.append(DetectedIdentifier(kind: kind, span: span, source: rule.source))
  }

  /// Lets an identifier begin earlier, unless a token before it is taken already.
  mutating func widen(_ index: Int, from start: Int, _ view: NoteView) {
    let span = items[index].span
    guard start < Int(span.start), view.take(ByteSpan(start, Int(span.start))) else { return }
    items[index].span = ByteSpan(start, Int(span.end))
  }

  mutating func removeAll() { items.removeAll(keepingCapacity: true) }

  /// In order of the text.
  mutating func sort() { items.sort { $0.span < $1.span } }
}

/// A rule of detection, as results name it.
struct DetectionRule: Sendable {
  let source: ByteSlice

  init(_ id: StaticString) { source = ByteSlice(permanent: "rule:\(id)") }
  init(named id: String) { source = ByteSlice(permanent: "rule:\(id)") }
  init(source: ByteSlice) { self.source = source }
}
