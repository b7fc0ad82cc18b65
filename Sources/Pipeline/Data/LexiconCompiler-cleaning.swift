import ClinicalText
import Files
import Lexicon
import Rules

extension LexiconCompiler {
  /// Places in the data folder.
  public static let cleaningName = "vocabulary-cleaning.yaml"
  static let aliasesName = "vocabulary-aliases.tsv"

  /// The cleaning rules of a build. Throws `usage` for a rule to switch off that does not exist, with those that do.
  func cleaning(_ options: Options) throws(Fault) -> NameCleaning {
    let path = options.cleaningFile ?? "\(data.path)/\(Self.cleaningName)"
    let file = try CleaningFile(yaml: try TextFile.read(path), file: path)
    let known = file.rules.map(\.id)
    for id in options.rulesOff.sorted() where !known.contains(id) {
      throw Fault(
        .usage, file: path, value: "--no-clean \(id): there is no such rule; known: \(known.joined(separator: ", "))")
    }
    return NameCleaning(file.rules, referenceTermTypes: file.referenceTermTypes, off: options.rulesOff)
  }

  /// Reads the relations of brands beside a release's names, where it has them.
  func readIngredients(of source: VocabularySource, into builder: LexiconBuilder) throws(Fault) {
    guard source.kind == .rrf || source.kind == .rxnorm, let conso = try source.files().first,
      let file = BrandRelations.file(beside: conso)
    else { return }
    try BrandRelations.read(file, vocabulary: source.kind == .rrf ? "UMLS" : "RXNORM", into: builder)
  }

  /// What the lexicon file says of its own build: one JSON object. Files are named without their folders, so that two
  /// builds of one vocabulary do not differ.
  func metadata(_ sources: [SourceRecord], _ options: Options, _ report: BuildReport) -> String {
    let out = OutputBuffer(capacity: 4096)
    out.append("{\"sources\":[" as StaticString)
    for (index, source) in sources.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      source.write(to: out)
    }
    out.append("],\"licences\":[" as StaticString)
    for (index, licence) in options.licences.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      out.appendJSONString(licence)
    }
    out.append("]," as StaticString)
    report.appendJSONFields(to: out)
    out.append("}" as StaticString)
    return String(decoding: out.bytes, as: UTF8.self)
  }
}

extension BuildReport {
  /// The report as one JSON object: for `lexicon build --report`.
  public var json: String {
    let out = OutputBuffer(capacity: 4096)
    out.append("{" as StaticString)
    appendJSONFields(to: out)
    out.append("}\n" as StaticString)
    return String(decoding: out.bytes, as: UTF8.self)
  }

  func appendJSONFields(to out: OutputBuffer) {
    var writer = FieldWriter(out)
    writer.field("rows", rows)
    writer.field("names", names)
    writer.field("added", added)
    writer.field("variants", variants)
    writer.object("dropped", Reason.allCases.compactMap { reason in dropped[reason].map { (reason.rawValue, $0) } })
    writer.list("by_source", sources.filter { $0.rows > 0 }) { source, writer in
      writer.field("file", source.file)
      if !source.source.isEmpty { writer.field("source", source.source) }
      writer.field("rows", source.rows)
      writer.field("names", source.names)
      writer.object("added", source.added.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
      writer.field("added_in_vain", source.addedInVain)
      writer.object(
        "dropped", Reason.allCases.compactMap { reason in source.dropped[reason].map { (reason.rawValue, $0) } })
      writer.object("dropped_by_rule", source.droppedByRule.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
    writer.list("bad_lines", firstBadLines) { bad, writer in
      writer.field("file", bad.file)
      writer.field("line", bad.line)
      writer.field("reason", bad.reason.rawValue)
    }
    if let merging {
      writer.object(
        "merging",
        [
          ("references", merging.references), ("joined", merging.joined), ("clusters", merging.clusters),
          ("not_loaded", merging.notLoaded), ("broken", merging.broken), ("ambiguous", merging.ambiguous),
          ("other_type", merging.otherType), ("conflicting", merging.conflicting),
        ])
    }
    if let ingredients {
      writer.object(
        "ingredients",
        [
          ("rows", ingredients.rows), ("relations", ingredients.relations), ("unknown", ingredients.unknown),
          ("brands", ingredients.brands),
        ])
    }
  }
}

/// Writes the fields of one object, with commas between them.
private struct FieldWriter {
  private let out: OutputBuffer
  private var isFirst = true

  init(_ out: OutputBuffer) { self.out = out }

  private mutating func key(_ name: String) {
    if !isFirst { out.append(UInt8(ascii: ",")) }
    isFirst = false
    out.appendJSONString(name)
    out.append(UInt8(ascii: ":"))
  }

  mutating func field(_ name: String, _ value: Int) {
    key(name)
    out.append(value)
  }

  mutating func field(_ name: String, _ value: String) {
    key(name)
    out.appendJSONString(value)
  }

  mutating func object(_ name: String, _ fields: [(String, Int)]) {
    key(name)
    out.append(UInt8(ascii: "{"))
    var inner = FieldWriter(out)
    for (name, value) in fields { inner.field(name, value) }
    out.append(UInt8(ascii: "}"))
  }

  mutating func list<T>(_ name: String, _ items: [T], _ body: (T, inout FieldWriter) -> Void) {
    key(name)
    out.append(UInt8(ascii: "["))
    for (index, item) in items.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      out.append(UInt8(ascii: "{"))
      var inner = FieldWriter(out)
      body(item, &inner)
      out.append(UInt8(ascii: "}"))
    }
    out.append(UInt8(ascii: "]"))
  }
}
