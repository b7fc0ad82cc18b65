/// A text with some spans replaced, and the way from the old offsets to the new ones.
public struct EditedText: Sendable {
  /// One replacement: where it stood, and where what stands there now lies. Byte offsets, half-open.
  public struct Edit: Sendable, Equatable {
    public var old: ByteSpan
    public var new: ByteSpan
  }

  public let text: NoteText
  /// In order, without overlaps.
  public let edits: [Edit]

  /// Replaces spans of a text.
  ///
  /// - Parameter replacements: in order, without overlaps.
  public init(_ original: NoteText, _ replacements: [(span: ByteSpan, text: [UInt8])]) {
    var count = original.count
    var edits: [Edit] = []
    edits.reserveCapacity(replacements.count)
    var moved = 0
    for replacement in replacements {
      let start = Int(replacement.span.start) + moved
      edits.append(Edit(old: replacement.span, new: ByteSpan(start, start + replacement.text.count)))
      moved += replacement.text.count - replacement.span.count
    }
    count += moved
    text = NoteText(byteCount: count) { bytes in
      var position = 0
      var place = bytes.baseAddress!
      func copy(_ source: UnsafeBufferPointer<UInt8>) {
        guard let base = source.baseAddress else { return }
        place.update(from: base, count: source.count)
        place += source.count
      }
      for replacement in replacements {
        copy(UnsafeBufferPointer(rebasing: original.bytes[position..<Int(replacement.span.start)]))
        replacement.text.withUnsafeBufferPointer { copy($0) }
        position = Int(replacement.span.end)
      }
      copy(UnsafeBufferPointer(rebasing: original.bytes[position..<original.count]))
    }
    self.edits = edits
  }

  /// Where a span of the original lies in the edited text. A span that begins or ends inside of a replaced one takes in
  /// all of its replacement: nothing of an identifier shows at an edge.
  public func span(of original: ByteSpan) -> ByteSpan {
    let start = place(of: Int(original.start), isEnd: false)
    return ByteSpan(start, max(start, place(of: Int(original.end), isEnd: true)))
  }

  private func place(of offset: Int, isEnd: Bool) -> Int {
    // The last edit that begins before the offset (at it, for a start).
    var low = 0
    var high = edits.count
    while low < high {
      let middle = (low + high) / 2
      let begins = Int(edits[middle].old.start)
      if isEnd ? begins < offset : begins <= offset { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return offset }
    let edit = edits[low - 1]
    if offset < Int(edit.old.end) || isEnd && offset == Int(edit.old.end) {
      return isEnd ? Int(edit.new.end) : Int(edit.new.start)
    }
    return Int(edit.new.end) + offset - Int(edit.old.end)
  }
}
