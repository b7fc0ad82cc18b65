import Foundation
import Testing

/// Notes with gold annotations whose scores are recorded: a fall of more than a point fails the test.
struct RegressionSet: Sendable, CustomTestStringConvertible {
  var name: String
  /// File below the corpora folder, or "Samples/gold" for the project's own notes.
  var file: String
  /// Documents taken, chosen by a hash of their ids; 0 takes all.
  var documents = 0
  /// Entity types scored; empty for those of the gold.
  var types: [String] = []
  var pipeFlags: [String] = []
  /// Parts of the report that are recorded.
  var parts: Set<Part> = [.entities]

  enum Part: Sendable {
    case entities
    case assertion
    case relations
    case identifiers
  }

  var testDescription: String { name }
  var isOwn: Bool { file == Self.own }
  static let own = "Samples/gold"

  static let all: [RegressionSet] = [
    RegressionSet(name: "samples", file: own, parts: [.entities, .assertion, .relations, .identifiers]),
    RegressionSet(
      name: "samples-given", file: own, types: ["problem", "medication", "test", "procedure", "device"],
      pipeFlags: ["--given-entities"], parts: [.assertion, .relations]),
    RegressionSet(name: "negex-given", file: "negex.jsonl", pipeFlags: ["--given-entities"], parts: [.assertion]),
    RegressionSet(
      name: "maccrobat", file: "maccrobat.jsonl", documents: 60, types: ["problem", "medication", "test", "anatomy"],
      parts: [.entities, .assertion, .relations]),
    RegressionSet(name: "bc5cdr", file: "bc5cdr.jsonl", documents: 200),
    RegressionSet(name: "ncbi-disease", file: "ncbi-disease.jsonl", documents: 150),
    RegressionSet(
      name: "chia", file: "chia.jsonl", documents: 150,
      types: ["problem", "medication", "procedure", "test", "device"],
      parts: [.entities, .assertion]),
    RegressionSet(name: "ddi-2013", file: "ddi-2013.jsonl", documents: 150, parts: [.entities, .relations]),
    RegressionSet(
      name: "phee-given", file: "phee.jsonl", documents: 400, pipeFlags: ["--given-entities"], parts: [.relations]),
    RegressionSet(
      name: "ade-given", file: "ade-v2.jsonl", documents: 400, pipeFlags: ["--given-entities"], parts: [.relations]),
    RegressionSet(name: "tac2017-adr", file: "tac2017-adr.jsonl", documents: 30),
    RegressionSet(name: "phi-synth", file: "phi-synth.jsonl", documents: 60, parts: [.identifiers]),
    RegressionSet(name: "phi-asq", file: "phi-asq.jsonl", documents: 150, parts: [.identifiers]),
  ]

  /// The lines of the chosen documents, in file order.
  func lines(corpora: String?) throws -> [String] {
    var paths = ["\(corpora ?? "")/\(file)"]
    if isOwn {
      let folder = "\(Program.package)/\(file)"
      paths = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".jsonl") }.sorted()
        .map { "\(folder)/\($0)" }
    }
    let all = try paths.flatMap { path in
      try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }
    guard documents > 0, documents < all.count else { return all }
    let chosen = Set(
      all.indices.sorted { (Self.hash(all[$0]), $0) < (Self.hash(all[$1]), $1) }.prefix(documents))
    return all.indices.filter(chosen.contains).map { all[$0] }
  }

  /// FNV-1a over UTF-8, 32 bits.
  static func hash(_ text: String) -> UInt32 {
    text.utf8.reduce(0x811C_9DC5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
  }
}
