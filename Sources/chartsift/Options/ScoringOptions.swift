import AnnotationFormats
import ArgumentParser
import ClinicalText
import Evaluation
import Files
import Pipeline

/// Flags of `evaluate` and `compare`: what is scored, and how.
struct ScoringOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Entity types to score, with commas between them (default: those of the gold).", valueName: "list"))
  var types: [String] = []

  @Option(
    help: ArgumentHelp(
      "Types of the gold to those to score: a table (type, tab, type or \"-\"), or a name of Lexicons/type-maps.",
      valueName: "file.tsv|name"))
  var map: String?
  @Option(help: ArgumentHelp("The same for the types of the predictions.", valueName: "file.tsv|name"))
  var predictionMap: String?

  @Option(help: ArgumentHelp("Format of the gold: \(Self.formats) (default: told from the file).", valueName: "format"))
  var goldFormat: String?
  @Option(help: ArgumentHelp("Format of the predictions; a database of this program needs none.", valueName: "format"))
  var predictionsFormat: String?
  @Option(help: ArgumentHelp("What the gold's offsets count: \(Self.units).", valueName: "unit"))
  var goldOffsets: String?
  @Option(help: ArgumentHelp("What the predictions' offsets count.", valueName: "unit"))
  var predictionOffsets: String?

  @Option(help: ArgumentHelp("The --linkage file of a database that run --deid made.", valueName: "file"))
  var linkage: String?

  @Flag(help: "Score matches that are not preferred too.")
  var allMatches = false

  @Option(help: ArgumentHelp("Resamples of the bootstrap over documents; 0: no intervals.", valueName: "n"))
  var resamples = 1000
  @Option(help: ArgumentHelp("Seed of the bootstrap and of the significance test.", valueName: "s"))
  var seed: UInt64 = 1

  static let formats = AnnotationFormat.allCases.map(\.rawValue).joined(separator: ", ")
  static let units = OffsetUnit.allCases.map(\.rawValue).joined(separator: ", ")

  func validate() throws {
    for (flag, value) in [("--gold-format", goldFormat), ("--predictions-format", predictionsFormat)] {
      try Self.check(flag, value, AnnotationFormat.allCases.map(\.rawValue))
    }
    for (flag, value) in [("--gold-offsets", goldOffsets), ("--prediction-offsets", predictionOffsets)] {
      try Self.check(flag, value, OffsetUnit.allCases.map(\.rawValue))
    }
    guard (0...1_000_000).contains(resamples) else {
      throw ValidationError("--resamples must be between 0 and 1000000.")
    }
  }

  static func check(_ flag: String, _ value: String?, _ known: [String]) throws {
    guard let value, !known.contains(value) else { return }
    throw ValidationError(Suggestion.unknown(flag, value, known))
  }

  var goldSource: AnnotationSource {
    AnnotationSource(
      AnnotationReader(
        format: goldFormat.flatMap(AnnotationFormat.init), unit: goldOffsets.flatMap(OffsetUnit.init),
        includeAll: allMatches))
  }

  var predictionSource: AnnotationSource {
    AnnotationSource(
      AnnotationReader(
        format: predictionsFormat.flatMap(AnnotationFormat.init),
        unit: predictionOffsets.flatMap(OffsetUnit.init), includeAll: allMatches), linkage: linkage)
  }

  /// The types named, or nil for those of the gold.
  var chosenTypes: [String]? { Self.list(types) }

  /// Throws `usage` for a chosen type that neither the contract nor any side knows.
  func checkTypes(_ sets: [AnnotationSet], _ maps: [TypeMap]) throws(Fault) {
    guard let chosen = chosenTypes else { return }
    var known = Set(EntityType.allCases.map(\.name))
    for type in chosen where !known.contains(type) {
      for (set, map) in zip(sets, maps) {
        for document in set.documents {
          for entity in document.entities { if let target = map.target(of: entity.type) { known.insert(target) } }
        }
      }
      guard !known.contains(type) else { continue }
      throw Fault(.usage, value: Suggestion.unknown("--types", type, known.sorted(by: <)))
    }
  }

  /// The items of comma-separated lists; nil when there are none.
  static func list(_ values: [String]) -> [String]? {
    let items = values.flatMap { $0.split(separator: ",") }.map { $0.trimmingBlanks }.filter { !$0.isEmpty }
    return items.isEmpty ? nil : items
  }

  /// The table of a file, or of a name in the data folder; changes nothing without one.
  func typeMap(_ name: String?, _ flag: String, _ data: DataOptions) throws(Fault) -> TypeMap {
    guard let name else { return TypeMap() }
    var path = name
    if !FolderListing.exists(path), !name.contains("/"), !name.contains(".") {
      let known = try data.dataFolder().typeMaps()
      guard let found = known.first(where: { $0.name == name }) else {
        throw Fault(.usage, value: Suggestion.unknown(flag, name, known.map(\.name)))
      }
      path = found.path
    }
    return try TypeMap(tsv: try TextFile.read(path), file: path)
  }

  var bootstrap: Bootstrap { Bootstrap(resamples: resamples, seed: seed) }
}

extension Substring {
  fileprivate var trimmingBlanks: String {
    var part = self
    while part.first == " " { part.removeFirst() }
    while part.last == " " { part.removeLast() }
    return String(part)
  }
}
