import ClinicalText
import Lexicon

/// What a lexicon's metadata says of one vocabulary that it was made from.
struct SourceRecord {
  var name: String
  var kind: String
  var facts: ReleaseFacts
  /// Rows read.
  var rows: Int

  /// The starter lexicon.
  static func starter(rows: Int) -> SourceRecord {
    SourceRecord(name: "starter", kind: "starter", facts: ReleaseFacts(licence: "Apache License 2.0"), rows: rows)
  }

  private init(name: String, kind: String, facts: ReleaseFacts, rows: Int) {
    self.name = name
    self.kind = kind
    self.facts = facts
    self.rows = rows
  }

  /// - Parameter licences: lines of `--licence`; one that begins with the source's name and a colon is its licence.
  init(_ source: VocabularySource, rows: Int, licences: [String]) {
    // The file's name only: a path would make two builds of one vocabulary differ.
    name = source.path.split(separator: "/").last.map(String.init) ?? source.path
    kind = source.kind.rawValue
    facts = source.facts()
    self.rows = rows
    let start = "\(name):"
    if let line = licences.first(where: { $0.hasPrefix(start) }) {
      facts.licence = String(line.dropFirst(start.count).drop { $0 == " " })
    }
  }

  /// One JSON object.
  func write(to out: OutputBuffer) {
    var json = JSONWriter(out)
    json.object(nil) { json in
      json.string("name", name)
      json.string("kind", kind)
      json.string("version", facts.version)
      json.string("licence", facts.licence)
      json.int("rows", rows)
    }
  }
}

extension VocabularySource {
  /// What the files themselves say of their release.
  func facts() -> ReleaseFacts {
    let first = (try? files())?.first ?? path
    switch kind {
    case .obo: return .obo(path)
    case .icd10cmTabular: return .icd10cmTabular(path)
    case .icd10cmOrder: return .icd10cmOrder(path)
    case .mesh: return .mesh(path)
    case .rf2: return .rf2((try? files()) ?? [])
    case .loinc: return .loinc(first)
    case .omop: return .omop(first)
    case .rrf: return .umls(first)
    case .rxnorm: return .rxnorm(first)
    case .tsv, .csv, .bsv: return ReleaseFacts()
    }
  }
}
