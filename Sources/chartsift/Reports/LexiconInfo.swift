import ClinicalText
import Lexicon
import Pipeline

/// What `lexicon info` says of one lexicon.
struct LexiconInfo {
  var lexicon: CompiledLexicon
  var metadata: LexiconMetadata
  var counts: LexiconCounts
  var groups: SemanticGroups
  var isVerified: Bool

  func text() -> String {
    var lines = [
      "file      \(lexicon.path)",
      "size      \(Readable.bytes(lexicon.fileSize))",
      "concepts  \(Readable.count(lexicon.conceptCount))",
      "names     \(Readable.count(lexicon.nameCount)) (\(Readable.count(lexicon.phraseCount)) distinct once folded)",
      "hash      \(String(lexicon.contentHash, radix: 16))",
    ]
    var sources = TextTable(["source", "kind", "version", "rows", "licence"], rightAligned: [3])
    for source in metadata.sources {
      sources.add([
        source.name, source.kind, source.version ?? "not stated", source.rows.map { Readable.count($0) } ?? "",
        source.licence ?? "not stated",
      ])
    }
    if !metadata.sources.isEmpty { lines += [""] + sources.lines(indent: "") }
    if !metadata.licences.isEmpty { lines += ["", "licences"] + metadata.licences.map { "  \($0)" } }
    lines += table("type", counts.byType.map { ($0.type.name, $0.count) })
    let (found, without) = groups.counts(counts)
    var rows = found.map { ("\($0.code)  \($0.name)", $0.count) }
    if without.concepts > 0 { rows.append(("without a semantic type", without)) }
    lines += table("semantic group", rows)
    lines += table(
      "vocabulary", counts.byVocabulary.map { ($0.vocabulary.isEmpty ? "not named" : $0.vocabulary, $0.count) })
    var rules = TextTable(["rule", "names"], rightAligned: [1])
    for (rule, names) in counts.byRule { rules.add([rule.replacing("_", with: " "), Readable.count(names)]) }
    lines += [""] + rules.lines(indent: "")
    if isVerified { lines += ["", "every part agrees with its checksum"] }
    return lines.joined(separator: "\n")
  }

  private func table(_ title: String, _ rows: [(String, LexiconCounts.Pair)]) -> [String] {
    var table = TextTable([title, "concepts", "names"], rightAligned: [1, 2])
    for (name, count) in rows { table.add([name, Readable.count(count.concepts), Readable.count(count.names)]) }
    return [""] + table.lines(indent: "")
  }

  /// One indented array with a line feed behind it.
  static func json(_ reports: [LexiconInfo]) -> String {
    let out = OutputBuffer()
    var writer = JSONWriter(out, .indented)
    writer.objects(nil, reports) { json, report in report.write(&json) }
    writer.endLine()
    return withExtendedLifetime(out) { String(decoding: out.bytes, as: UTF8.self) }
  }

  private func write(_ json: inout JSONWriter) {
    func count(_ pair: LexiconCounts.Pair, _ json: inout JSONWriter) {
      json.int("concepts", pair.concepts)
      json.int("names", pair.names)
    }
    json.string("file", lexicon.path)
    json.int("bytes", lexicon.fileSize)
    json.string("hash", String(lexicon.contentHash, radix: 16))
    json.int("concepts", lexicon.conceptCount)
    json.int("names", lexicon.nameCount)
    json.int("phrases", lexicon.phraseCount)
    if isVerified { json.bool("verified", true) }
    json.objects("sources", metadata.sources) { json, source in
      json.string("name", source.name)
      json.string("kind", source.kind.isEmpty ? nil : source.kind)
      json.string("version", source.version)
      json.string("licence", source.licence)
      json.int("rows", source.rows)
    }
    json.array("licences", metadata.licences) { $0.string(nil, $1) }
    json.objects("types", counts.byType) { json, row in
      json.string("type", row.type.name)
      count(row.count, &json)
    }
    let (found, without) = groups.counts(counts)
    json.objects("semantic_groups", found) { json, row in
      json.string("group", row.code)
      json.string("name", row.name)
      count(row.count, &json)
    }
    json.object("without_semantic_type") { count(without, &$0) }
    json.objects("vocabularies", counts.byVocabulary) { json, row in
      json.string("vocabulary", row.vocabulary)
      count(row.count, &json)
    }
    json.object("rules") { json in
      for (rule, names) in counts.byRule { json.int(rule, names) }
    }
    json.raw("build") { $0.append(lexicon.metadata) }
  }
}
