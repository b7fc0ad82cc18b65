import ClinicalText

/// The keys in the first part of a JSON file, by which its format is told. The part may be cut off anywhere.
struct JSONShape {
  /// Keys of the records.
  private var keys: Set<String> = []
  /// Records' keys whose value is an array.
  private var lists: Set<String> = []
  /// Keys of the objects in a record's `entities`.
  private var entityKeys: Set<String> = []
  /// True when an element of `entities` is an array.
  private var hasEntityArrays = false
  /// True when a record is an array, as spaCy's training pairs are.
  private var hasArrayRecords = false

  /// Walks the containers without recursion; strings are passed over whole.
  init(_ text: UnsafeBufferPointer<UInt8>) {
    var open: [UInt8] = []
    /// The key under which each open container stands.
    var names: [String] = []
    var key = ""
    var at = 0
    /// Depth of the records: 1, or 2 inside of an array of objects.
    var base = 1
    while at < text.count {
      let byte = text[at]
      switch byte {
      case UInt8(ascii: "\""):
        let end = JSONString.end(text, at)
        guard end <= text.count, text[end - 1] == UInt8(ascii: "\""), end > at + 1 else { return }
        var next = end
        while next < text.count, JSONParts.isWhite(text[next]) { next += 1 }
        if next < text.count, text[next] == UInt8(ascii: ":"), open.last == UInt8(ascii: "{") {
          key = JSONString.decode(text.part(at + 1, end - 1))
          if open.count == base { keys.insert(key) }
          if open.count == base + 2, names[base] == "entities" { entityKeys.insert(key) }
          at = next
        } else {
          at = end - 1
        }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        if open.isEmpty { base = byte == UInt8(ascii: "[") ? 2 : 1 }
        let isList = byte == UInt8(ascii: "[")
        if isList, open.count == base { lists.insert(key) }
        if isList, open.count == base + 1, names[base] == "entities" { hasEntityArrays = true }
        if isList, open.count == 1, base == 2 { hasArrayRecords = true }
        open.append(byte)
        names.append(key)
        // Deeper than any of the formats goes: the reader reports it.
        if open.count > 64 { return }
        key = ""
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if !open.isEmpty {
          open.removeLast()
          names.removeLast()
        }
      case UInt8(ascii: ","):
        if open.last == UInt8(ascii: "{") { key = "" }
      default: break
      }
      at += 1
    }
  }

  /// The format that has these keys, or nil.
  var format: AnnotationFormat? {
    if keys.contains("extractions") { return .langextract }
    if keys.contains("documents") || keys.contains("passages") { return .biocJSON }
    if keys.contains("ents") || hasEntityArrays || hasArrayRecords { return .spacy }
    if keys.contains("entities") {
      let isForeign = !entityKeys.isDisjoint(with: ["start_offset", "label", "label_"])
      return isForeign || keys.contains("Comments") ? .spacy : .jsonl
    }
    if keys.contains("phi") || keys.contains("status") { return .jsonl }
    if keys.contains("spans") || lists.contains("label") || lists.contains("labels") { return .spacy }
    return keys.contains("id") && keys.contains("text") ? .jsonl : nil
  }
}
