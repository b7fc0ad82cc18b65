import ClinicalText

/// One identifier, or one token of one, as a few integers.
struct IdentifierItem {
  /// Half-open; scalar offsets for identifiers, byte offsets for tokens.
  var start: Int32
  var end: Int32
  /// Index into `IdentifierKinds`.
  var kind: Int32
  /// Index into the document's identifiers.
  var index: Int32
  /// Sets that it belongs to.
  var sets: UInt8
  /// Sets that it belongs to at the binary levels.
  var binarySets: UInt8

  /// By start, end, kind, and order in the document.
  static func bySpan(_ a: IdentifierItem, _ b: IdentifierItem) -> Bool {
    if a.start != b.start { return a.start < b.start }
    if a.end != b.end { return a.end < b.end }
    return a.kind != b.kind ? a.kind < b.kind : a.index < b.index
  }

  /// By start, kind, end, and order in the document.
  static func byKind(_ a: IdentifierItem, _ b: IdentifierItem) -> Bool {
    if a.start != b.start { return a.start < b.start }
    if a.kind != b.kind { return a.kind < b.kind }
    return a.end != b.end ? a.end < b.end : a.index < b.index
  }
}

/// The identifiers of one side of a document, in the orders that matching needs.
struct IdentifierSide {
  /// Sorted by `IdentifierItem.bySpan`.
  private(set) var spans: [IdentifierItem] = []
  /// The same, sorted by `IdentifierItem.byKind`.
  private(set) var spansByKind: [IdentifierItem] = []
  /// Their tokens, sorted by `IdentifierItem.bySpan`; empty without a text.
  private(set) var tokens: [IdentifierItem] = []
  /// Byte range of each identifier of the document, by index; empty without a text.
  private(set) var bytes: [Range<Int>] = []

  /// No identifiers at all.
  init() {}

  /// Takes the identifiers of a document; those that the policy keeps only when `countsKept`. `slices` is the text that
  /// both sides share.
  init(_ document: AnnotatedDocument, _ slices: TextSlices?, countsKept: Bool, _ kinds: inout IdentifierKinds) {
    let identifiers = document.identifiers
    spans.reserveCapacity(identifiers.count)
    if slices != nil { bytes.reserveCapacity(identifiers.count) }
    for (index, identifier) in identifiers.enumerated() {
      let range = slices.map { Self.byteRange(identifier, $0) }
      if let range { bytes.append(range) }
      if identifier.isKept && !countsKept { continue }
      let kind = kinds.index(category: identifier.category, type: identifier.type)
      let sets = Self.sets(kinds.all[kind], identifier, range, slices)
      spans.append(
        IdentifierItem(
          start: Int32(clamping: identifier.start), end: Int32(clamping: identifier.end), kind: Int32(kind),
          index: Int32(index), sets: sets, binarySets: kinds.all[kind].isTyped ? sets : .max))
    }
    Self.sort(&spans, IdentifierItem.bySpan)
    spansByKind = spans
    Self.sort(&spansByKind, IdentifierItem.byKind)
    if let slices { addTokens(slices.text.bytes) }
  }

  /// Readers check offsets; what lies outside all the same ends with the text.
  private static func byteRange(_ identifier: AnnotatedIdentifier, _ slices: TextSlices) -> Range<Int> {
    let count = slices.text.count
    let start = slices.offsets.byte(ofScalar: identifier.start) ?? count
    return start..<max(start, slices.offsets.byte(ofScalar: identifier.end) ?? count)
  }

  /// The sets of one identifier. Without any text, a date counts as an exact one and an age as one under 90.
  private static func sets(
    _ kind: IdentifierKind, _ identifier: AnnotatedIdentifier, _ range: Range<Int>?, _ slices: TextSlices?
  ) -> UInt8 {
    guard kind.condition != .none else { return kind.sets }
    let isIn: Bool
    if let range, let text = slices?.text.bytes {
      let behind = text[range.upperBound..<min(text.count, range.upperBound + 16)]
      isIn =
        kind.condition == .oldAge
        ? SafeHarborText.isOldAge(text[range], following: behind) : !SafeHarborText.isBareYearOrWeekDay(text[range])
    } else if let surface = identifier.surface {
      isIn =
        kind.condition == .oldAge
        ? SafeHarborText.isOldAge(surface.utf8, following: EmptyCollection())
        : !SafeHarborText.isBareYearOrWeekDay(surface.utf8)
    } else {
      isIn = kind.condition == .exactDate
    }
    return isIn ? kind.sets : kind.sets & ~IdentifierSet.safeHarbor.bit
  }

  private mutating func addTokens(_ text: UnsafeBufferPointer<UInt8>) {
    tokens.reserveCapacity(spans.count * 3)
    var last: IdentifierItem?
    for span in spans {
      // The same span and kind again has the same tokens.
      if let last, last.start == span.start, last.end == span.end, last.kind == span.kind { continue }
      last = span
      let range = bytes[Int(span.index)]
      var token = span
      var i = range.lowerBound
      let first = tokens.count
      while i < range.upperBound {
        guard Self.isWord(text[i]) else {
          i += 1
          continue
        }
        token.start = Int32(i)
        while i < range.upperBound, Self.isWord(text[i]) { i += 1 }
        token.end = Int32(i)
        tokens.append(token)
      }
      if tokens.count == first {
        token.start = Int32(range.upperBound)
        token.end = token.start
        tokens.append(token)
      }
    }
    Self.sort(&tokens, IdentifierItem.bySpan)
  }

  /// ASCII letters and digits, nothing else: the official tokens.
  private static func isWord(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
  }

  /// Most documents are sorted already.
  private static func sort(_ items: inout [IdentifierItem], _ precedes: (IdentifierItem, IdentifierItem) -> Bool) {
    for i in items.indices.dropFirst() where precedes(items[i], items[i - 1]) {
      items.sort(by: precedes)
      return
    }
  }
}
