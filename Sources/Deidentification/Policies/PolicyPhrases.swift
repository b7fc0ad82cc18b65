import ClinicalText

/// The allow and deny lists of a policy, compiled for the search in notes.
public struct PolicyPhrases: Sendable {
  static let deniedSource = ByteSlice(permanent: "rule:policy.deny")

  /// Nil for an empty list: a table takes memory for good.
  private let allowed: PhraseTable?
  private let denied: PhraseTable?

  /// Compiles the lists.
  public init(_ policy: Policy) {
    let source = ByteSlice(permanent: "rule:policy.allow")
    // The role of an allowed phrase means nothing.
    allowed =
      policy.allow.isEmpty ? nil : PhraseTable(policy.allow.map { .init($0, .announcesDate, source: source) })
    let entries = policy.deny.map {
      PhraseTable.Entry($0.phrase, .identifier($0.kind, isAmbiguous: false), source: Self.deniedSource)
    }
    denied = entries.isEmpty ? nil : PhraseTable(entries)
  }

  /// Adds what the policy denies, as `rule:policy.deny`; what was found within it, or overlaps it, becomes part of it.
  ///
  /// - Parameters:
  ///   - identifiers: in order, without overlaps; so they stay.
  /// - Returns: which of them an allowed phrase covers, by index; empty for none. What is known of the patient
  ///   (`rule:known…`) and what is denied are never among them.
  func apply(_ note: NoteStructure, _ identifiers: inout [DetectedIdentifier]) -> Set<Int> {
    var hits: [PhraseTable.Hit] = []
    if let denied {
      denied.match(note, into: &hits)
      if !hits.isEmpty { add(hits, denied, note, &identifiers) }
      hits.removeAll(keepingCapacity: true)
    }
    guard let allowed else { return [] }
    allowed.match(note, into: &hits)
    var kept: Set<Int> = []
    var first = 0
    for hit in hits {
      let span = Self.span(hit, note)
      while first < identifiers.count, identifiers[first].span.end <= span.start { first += 1 }
      var i = first
      while i < identifiers.count, identifiers[i].span.start < span.end {
        if span.contains(identifiers[i].span), !Self.isCertain(identifiers[i]) { kept.insert(i) }
        i += 1
      }
    }
    return kept
  }

  /// Sorts what is denied in between, and joins what overlaps it with it: the first denied kind counts. Sorting apart,
  /// time is linear.
  private func add(
    _ hits: [PhraseTable.Hit], _ denied: PhraseTable, _ note: NoteStructure, _ identifiers: inout [DetectedIdentifier]
  ) {
    for hit in hits {
      guard case .identifier(let kind, _) = denied.entries[hit.entry].role else { continue }
      identifiers.append(DetectedIdentifier(kind: kind, span: Self.span(hit, note), source: Self.deniedSource))
    }
    identifiers.sort { $0.span < $1.span }
    var joined: [DetectedIdentifier] = []
    joined.reserveCapacity(identifiers.count)
    for item in identifiers {
      guard let last = joined.last, last.span.overlaps(item.span) else {
        joined.append(item)
        continue
      }
      let isDenied = last.source.start == Self.deniedSource.start
      joined[joined.count - 1] = DetectedIdentifier(
        kind: isDenied ? last.kind : item.kind,
        span: ByteSpan(start: last.span.start, end: max(last.span.end, item.span.end)), source: Self.deniedSource)
    }
    identifiers = joined
  }

  private static func span(_ hit: PhraseTable.Hit, _ note: NoteStructure) -> ByteSpan {
    ByteSpan(start: note.tokens[hit.tokens.lowerBound].start, end: note.tokens[hit.tokens.upperBound - 1].end)
  }

  private static func isCertain(_ identifier: DetectedIdentifier) -> Bool {
    identifier.source.start == deniedSource.start || identifier.source.buffer.starts(with: "rule:known".utf8)
  }
}
