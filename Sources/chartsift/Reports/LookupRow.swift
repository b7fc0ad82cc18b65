import ClinicalText
import Lexicon

/// One name that `lexicon lookup` shows.
struct LookupRow {
  var hit: CompiledLexicon.Hit
  /// "exact", "prefix" or "fuzzy".
  var match: String
  /// Edits, where the search was by them.
  var distance: Int?
  var lexicon: String

  static func table(_ rows: [LookupRow], manyLexicons: Bool) -> String {
    let hasDistance = rows.contains { $0.distance != nil }
    var header = ["name", "type", "concept", "vocabulary", "preferred name", "semantic types", "rules"]
    if hasDistance { header.insert("edits", at: 0) }
    if manyLexicons { header.append("lexicon") }
    var table = TextTable(header, rightAligned: hasDistance ? [0] : [])
    for row in rows {
      let concept = row.hit.concept
      var cells = [
        row.hit.name, row.hit.type.name, concept.id.string, concept.vocabulary.string, concept.preferredName.string,
        concept.semanticTypes.string, words(row.hit.flags),
      ]
      if hasDistance { cells.insert(row.distance.map(String.init) ?? "", at: 0) }
      if manyLexicons { cells.append(row.lexicon) }
      table.add(cells)
    }
    return table.lines(indent: "").joined(separator: "\n")
  }

  /// The rules of a name in words.
  static func words(_ flags: LexiconName.Flags) -> String {
    var words = flags.ruleNames.map { $0.replacing("_", with: " ") }
    if flags.contains(.preferred) { words.insert("preferred", at: 0) }
    return words.joined(separator: ", ")
  }

  /// One indented array with a line feed behind it.
  static func json(_ rows: [LookupRow]) -> String {
    let out = OutputBuffer()
    var writer = JSONWriter(out, .indented)
    writer.objects(nil, rows) { json, row in
      json.string("name", row.hit.name)
      json.string("match", row.match)
      json.int("distance", given: row.distance)
      json.string("type", row.hit.type.name)
      json.bool("preferred", row.hit.flags.contains(.preferred))
      json.array("rules", row.hit.flags.ruleNames) { $0.string(nil, $1) }
      json.object("concept") { write(row.hit.concept, &$0) }
      json.string("lexicon", row.lexicon)
    }
    writer.endLine()
    return withExtendedLifetime(out) { String(decoding: out.bytes, as: UTF8.self) }
  }

  /// The members of a concept, in the names of the results.
  static func write(_ concept: ConceptReference, _ json: inout JSONWriter) {
    json.string("id", concept.id.string)
    json.string("vocabulary", concept.vocabulary.string)
    json.string("name", concept.preferredName.string)
    json.array("semantic_types", concept.semanticTypes.string.split(separator: ",")) { $0.string(nil, String($1)) }
  }

  /// Objects as elements of the array that is open.
  static func objects<Item>(_ items: [Item], _ json: inout JSONWriter, _ body: (inout JSONWriter, Item) -> Void) {
    for item in items { json.object(nil) { body(&$0, item) } }
  }
}
