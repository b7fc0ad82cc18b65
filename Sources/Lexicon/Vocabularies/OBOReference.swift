import ClinicalText

/// A cross-reference of an OBO term that says that both are one concept.
///
/// `xref` says so in most ontologies; MONDO's `xref` does only with the source `MONDO:equivalentTo`, as others there are
/// wider or narrower. `skos:exactMatch` and `equivalent_to` always do.
struct OBOReference {
  private var target: UnsafeBufferPointer<UInt8>
  private var isEquivalent: Bool
  private var isMarked: Bool

  /// Nil for a line of another tag, and for a match that is not exact.
  init?(_ pair: OBOLine) {
    isEquivalent = true
    isMarked = false
    if pair.tag.equals("xref") {
      target = pair.identifier
      isEquivalent = false
      isMarked = Self.contains(pair.value, "MONDO:equivalentTo")
    } else if pair.tag.equals("equivalent_to") {
      target = pair.identifier
    } else if pair.tag.equals("property_value") {
      let relation = pair.identifier
      guard relation.equals("skos:exactMatch") || relation.equals("exactMatch") else { return nil }
      var rest = pair.value.part(relation.count, pair.value.count).trimmed
      if rest.first == UInt8(ascii: "\""), let end = rest.dropFirst().firstIndex(of: UInt8(ascii: "\"")) {
        rest = rest.part(1, end)
      } else if let end = rest.firstIndex(where: { $0 <= 0x20 }) {
        rest = rest.part(0, end)
      }
      target = rest
    } else {
      return nil
    }
  }

  /// Hands the reference on: "VOCABULARY:ID", or a web address that ends with `vocabulary/ID` or `VOCABULARY_ID`.
  func add(from id: UnsafeBufferPointer<UInt8>, to builder: LexiconBuilder) {
    let vocabulary = OBOHierarchy.prefix(of: id)
    if !isEquivalent, vocabulary.equals("MONDO"), !isMarked { return }
    guard Self.contains(target, "://") else { return builder.addReference(from: id, of: vocabulary, to: target) }
    guard let slash = target.lastIndex(of: UInt8(ascii: "/")), slash > 0 else { return }
    let last = target.part(slash + 1, target.count)
    if let mark = last.firstIndex(where: { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ":") }) {
      return builder.addReference(
        from: id, of: vocabulary, to: last.part(mark + 1, last.count), of: last.part(0, mark))
    }
    let before = target.part(0, slash)
    let start = (before.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1
    builder.addReference(from: id, of: vocabulary, to: last, of: before.part(start, before.count))
  }

  private static func contains(_ bytes: UnsafeBufferPointer<UInt8>, _ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard bytes.count >= count else { return false }
    return (0...(bytes.count - count)).contains { bytes.part($0, $0 + count).equals(text) }
  }
}
