import ClinicalText
import Extraction
import Rules

/// The tables of units and of words that qualify: `values/*.tsv` and `medications/*.tsv`.
enum QualifierTables {
  static let units = "values/units.tsv"
  static let folders = ["values", "medications"]

  /// The tables' places in the data folder.
  static func names(_ data: DataFolder) -> [String] { folders.flatMap { data.files(in: $0, suffix: ".tsv") } }

  /// True for the place of one of these tables.
  static func isNamed(_ name: String) -> Bool {
    name.hasSuffix(".tsv") && folders.contains { name.hasPrefix("\($0)/") }
  }
}

extension QualifierRules {
  /// The tables from files that were read already, and the patterns of relations.
  convenience init(_ files: RuleFiles, _ relations: PatternSource, sections: [String]) throws(Fault) {
    var tables: [(path: String, text: String)] = []
    var units: UnitTable?
    for file in files.files where QualifierTables.isNamed(file.name) {
      if file.name == QualifierTables.units {
        units = try UnitTable(tsv: file.text, file: file.path)
      } else {
        tables.append((file.path, file.text))
      }
    }
    guard let units else { throw Fault(.dataFolderMissing, file: QualifierTables.units, value: "the table of units") }
    try self.init(
      units: units, words: try CandidateTable(tables),
      relations: try PatternTable(relations, schema: Self.schema, sections: sections))
  }
}
