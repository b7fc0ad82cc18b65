/// Where one field of a row stands.
package struct RowField {
  /// Byte offsets into the record, without the field's quotes.
  package var start: UInt32
  package var end: UInt32
  /// True when the field holds doubled quotes.
  package var hasDoubledQuotes: Bool

  var range: Range<Int> { Int(start)..<Int(end) }
}

/// Cuts one row into fields by RFC 4180, in as many steps as its bytes arrive in.
///
/// A quote opens a quoted field only as the field's first byte; elsewhere in an unquoted field it is an ordinary byte.
package struct RowScanner {
  package enum Outcome: Equatable {
    /// The row goes on behind the bytes at hand.
    case needsMore
    /// The row's bytes end at `end`; the next row starts at `next`.
    case row(end: Int, next: Int)
    /// The quote at this offset closes a field, and what follows is no delimiter and no line end.
    case strayQuote(at: Int)
  }

  private enum State {
    case fieldStart
    case unquoted
    case quoted
    /// Behind a quote within a quoted field.
    case quoteSeen
    /// Behind a closing quote and a carriage return.
    case returnSeen
  }

  package let delimiter: UInt8
  /// Fields beyond this many are counted, not kept, so that a hostile row cannot take memory.
  package let keptFields: Int
  package private(set) var fields: [RowField] = []
  private(set) var fieldCount = 0
  private var state = State.fieldStart
  private var position = 0
  private var fieldStart = 0
  private var closingQuote = 0
  private var doubled = false
  private var quotedAny = false

  package init(delimiter: UInt8, keptFields: Int) {
    self.delimiter = delimiter
    self.keptFields = keptFields
    fields.reserveCapacity(min(keptFields, 32))
  }

  /// Makes the scanner ready for the next row.
  mutating func reset() {
    fields.removeAll(keepingCapacity: true)
    fieldCount = 0
    state = .fieldStart
    position = 0
    quotedAny = false
  }

  /// True within a quoted field.
  var isInsideQuotes: Bool { state == .quoted }

  /// True for a line that holds nothing at all.
  var isBlank: Bool { fieldCount == 1 && !quotedAny && (fields.first.map { $0.start == $0.end } ?? false) }

  /// Goes on with the row whose bytes so far are `bytes`; `atEnd` tells that no more will come.
  package mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, atEnd: Bool) -> Outcome {
    let count = bytes.count
    while position < count {
      let byte = bytes[position]
      switch state {
      case .fieldStart:
        fieldStart = position
        doubled = false
        if byte == 0x22 {
          quotedAny = true
          fieldStart += 1
          position += 1
          state = .quoted
        } else {
          state = .unquoted
        }
      case .unquoted:
        var i = position
        while i < count, bytes[i] != delimiter, bytes[i] != 0x0A { i &+= 1 }
        position = i
        guard i < count else { break }
        if bytes[i] == 0x0A { return endUnquotedRow(bytes, lineFeed: i) }
        endField(i)
        position = i + 1
      case .quoted:
        guard let quote = ByteSearch.first(0x22, in: bytes, from: position) else {
          position = count
          break
        }
        closingQuote = quote
        position = quote + 1
        state = .quoteSeen
      case .quoteSeen:
        position += 1
        switch byte {
        case 0x22:
          doubled = true
          state = .quoted
        case delimiter: endField(closingQuote)
        case 0x0A:
          endField(closingQuote)
          return .row(end: position - 1, next: position)
        case 0x0D: state = .returnSeen
        default: return .strayQuote(at: closingQuote)
        }
      case .returnSeen:
        guard byte == 0x0A else { return .strayQuote(at: closingQuote) }
        position += 1
        endField(closingQuote)
        return .row(end: position - 1, next: position)
      }
    }
    return atEnd ? endAtInputEnd(count) : .needsMore
  }

  /// The input's end ends a row as a line feed does; within quotes it does not.
  private mutating func endAtInputEnd(_ count: Int) -> Outcome {
    switch state {
    case .quoted: return .needsMore
    case .quoteSeen, .returnSeen: endField(closingQuote)
    case .unquoted: endField(count)
    case .fieldStart:
      fieldStart = count
      doubled = false
      endField(count)
    }
    return .row(end: count, next: count)
  }

  private mutating func endUnquotedRow(_ bytes: UnsafeBufferPointer<UInt8>, lineFeed: Int) -> Outcome {
    let hasReturn = lineFeed > fieldStart && bytes[lineFeed - 1] == 0x0D
    endField(hasReturn ? lineFeed - 1 : lineFeed)
    return .row(end: lineFeed, next: lineFeed + 1)
  }

  private mutating func endField(_ end: Int) {
    if fields.count < keptFields {
      fields.append(RowField(start: UInt32(fieldStart), end: UInt32(end), hasDoubledQuotes: doubled))
    }
    fieldCount += 1
    state = .fieldStart
  }
}
