import ClinicalText
import Files

extension CoNLLFormat {
  /// Writes the documents to one file (`-`: standard output) in IOB2, with the text and each token's offsets. `unit`:
  /// what the offsets count; nil: code points.
  ///
  /// Tokens are ChartSift's, parted further where a mention begins or ends inside of one; a sentence ends at a line
  /// break that no mention goes over. Overlapping mentions stand in further columns. Concepts, assertions, attributes
  /// and ids of mentions are not held.
  ///
  /// Throws `missingText`; `notRepresentable`, with document and id, for discontinuous mentions, those that begin or
  /// end with white space, types that break a line's columns, and more than 64 mentions over one place; `invalidID`,
  /// `offsetsOutside`, `outputUnwritable`, `diskFull`.
  /// - Returns: relations and events, which the format cannot hold: they were left out.
  @discardableResult
  package static func write(
    _ documents: [AnnotatedDocument], to path: String, unit: OffsetUnit?
  ) throws(Fault) -> Int {
    let buffer = OutputBuffer()
    let tokens = TokenBuffer()
    var leftOut = 0
    for document in documents {
      guard !document.id.isEmpty, !LineBreaks.breaksField(document.id), !document.id.hasPrefix(" ") else {
        throw Fault(.invalidID, file: path, value: "document \(document.id)")
      }
      let composer = CoNLLComposer(document, try Refusal.text(of: document, path), path)
      try composer.compose(unit ?? .codePoints, tokens, buffer)
      leftOut += document.relations.count + document.events.count
    }
    try OutputFile.write(buffer, to: path)
    return leftOut
  }
}

/// Composes one document.
private struct CoNLLComposer {
  private let document: AnnotatedDocument
  private let text: NoteText
  private let path: String
  private static let mostLayers = 64

  /// A mention by byte offsets.
  private struct Mention {
    var start: Int
    var end: Int
    var type: String
    var what: String
  }

  init(_ document: AnnotatedDocument, _ text: NoteText, _ path: String) {
    self.document = document
    self.text = text
    self.path = path
  }

  func compose(_ unit: OffsetUnit, _ tokens: TokenBuffer, _ buffer: OutputBuffer) throws(Fault) {
    let mentions = try mentions()
    Tokenizer.tokenize(text, into: tokens)
    let pieces = Self.pieces(tokens, cutAt: mentions)
    try check(mentions, pieces)
    let layers = try layers(mentions)
    buffer.append("# newdoc id = \(document.id)\n# newdoc text = ")
    CoNLLFormat.appendEscaped(text.bytes, buffer)
    buffer.append("\n# columns = token start end tag" as StaticString)
    for layer in layers.indices.dropFirst() { buffer.append(" tag\(layer + 1)") }
    buffer.append("\n" as StaticString)
    write(pieces, layers, unit, buffer)
    buffer.append("\n" as StaticString)
  }

  // MARK: Mentions

  private func mentions() throws(Fault) -> [Mention] {
    let map = OffsetMap(text)
    var mentions: [Mention] = []
    for entity in document.entities {
      let what = "entity \(entity.id)"
      guard entity.parts.count == 1 else { throw Refusal.fault(path, document, "\(what): it is in parts") }
      mentions.append(try mention(entity.parts[0], entity.type, map, what))
    }
    for (index, identifier) in document.identifiers.enumerated() {
      let range = identifier.start..<identifier.end
      mentions.append(try mention(range, IdentifierTypes.name(of: identifier), map, "identifier \(index + 1)"))
    }
    // The longer one first, so that the first column holds the outer mentions.
    return mentions.sorted { a, b in
      if a.start != b.start { return a.start < b.start }
      return a.end != b.end ? a.end > b.end : a.type < b.type
    }
  }

  private func mention(
    _ range: Range<Int>, _ type: String, _ map: OffsetMap, _ what: String
  ) throws(Fault) -> Mention {
    guard !type.isEmpty, !LineBreaks.breaksField(type) else { throw Refusal.fault(path, document, "type of \(what)") }
    let start = try Refusal.offset(range.lowerBound, map, .bytes, path, document, what)
    let end = try Refusal.offset(range.upperBound, map, .bytes, path, document, what)
    return Mention(start: start, end: end, type: type, what: what)
  }

  /// Each mention goes into the first column where nothing overlaps it.
  private func layers(_ mentions: [Mention]) throws(Fault) -> [[Mention]] {
    var layers: [[Mention]] = [[]]
    for mention in mentions {
      if let free = layers.firstIndex(where: { ($0.last?.end ?? 0) <= mention.start }) {
        layers[free].append(mention)
      } else if layers.count < Self.mostLayers {
        layers.append([mention])
      } else {
        throw Refusal.fault(path, document, "\(mention.what): more than \(Self.mostLayers) mentions overlap there")
      }
    }
    return layers
  }

  // MARK: Tokens

  private struct Piece {
    var start: Int
    var end: Int
    var isBehindLineBreak: Bool
  }

  /// The tokens, cut where a mention begins or ends inside of one.
  private static func pieces(_ tokens: TokenBuffer, cutAt mentions: [Mention]) -> [Piece] {
    var borders: [Int] = []
    borders.reserveCapacity(mentions.count * 2)
    for mention in mentions {
      borders.append(mention.start)
      borders.append(mention.end)
    }
    borders.sort()
    var pieces: [Piece] = []
    pieces.reserveCapacity(tokens.count)
    var next = 0
    for token in tokens.all {
      var start = Int(token.start)
      var isBehindLineBreak = token.newlinesBefore > 0
      while next < borders.count, borders[next] <= start { next += 1 }
      while next < borders.count, borders[next] < Int(token.end) {
        if borders[next] > start {
          pieces.append(Piece(start: start, end: borders[next], isBehindLineBreak: isBehindLineBreak))
          start = borders[next]
          isBehindLineBreak = false
        }
        next += 1
      }
      pieces.append(Piece(start: start, end: Int(token.end), isBehindLineBreak: isBehindLineBreak))
    }
    return pieces
  }

  /// Every mention must begin where a piece does and end where one does.
  private func check(_ mentions: [Mention], _ pieces: [Piece]) throws(Fault) {
    let starts = Set(pieces.map(\.start))
    let ends = Set(pieces.map(\.end))
    for mention in mentions where !starts.contains(mention.start) || !ends.contains(mention.end) {
      throw Refusal.fault(path, document, "\(mention.what): it begins or ends with white space")
    }
  }

  private func write(_ pieces: [Piece], _ layers: [[Mention]], _ unit: OffsetUnit, _ buffer: OutputBuffer) {
    var places = [Int](repeating: 0, count: layers.count)
    var counter = UnitCounter(text, unit)
    for piece in pieces {
      var isInside = false
      for layer in layers.indices {
        while places[layer] < layers[layer].count, layers[layer][places[layer]].end <= piece.start {
          places[layer] += 1
        }
        if places[layer] < layers[layer].count, layers[layer][places[layer]].start < piece.start { isInside = true }
      }
      if piece.isBehindLineBreak, piece.start != pieces[0].start, !isInside { buffer.append(UInt8(0x0A)) }
      buffer.append(text.bytes.part(piece.start, piece.end))
      buffer.append(UInt8(0x09))
      buffer.append(counter.offset(ofByte: piece.start))
      buffer.append(UInt8(0x09))
      buffer.append(counter.offset(ofByte: piece.end))
      for layer in layers.indices {
        buffer.append(UInt8(0x09))
        let mention = places[layer] < layers[layer].count ? layers[layer][places[layer]] : nil
        if let mention, mention.start <= piece.start {
          buffer.append(mention.start == piece.start ? "B-" as StaticString : "I-" as StaticString)
          buffer.append(mention.type)
        } else {
          buffer.append(UInt8(ascii: "O"))
        }
      }
      buffer.append(UInt8(0x0A))
    }
  }
}

/// Counts from byte to byte, forwards only: linear over a text.
private struct UnitCounter {
  private let text: NoteText
  private let unit: OffsetUnit
  private var byte = 0
  private var count = 0

  init(_ text: NoteText, _ unit: OffsetUnit) {
    self.text = text
    self.unit = text.isASCII ? .bytes : unit
  }

  mutating func offset(ofByte target: Int) -> Int {
    guard unit != .bytes else { return target }
    while byte < target {
      let value = text.bytes[byte]
      if value & 0xC0 != 0x80 { count += 1 }
      if unit == .utf16, value >= 0xF0 { count += 1 }
      byte += 1
    }
    return count
  }
}
