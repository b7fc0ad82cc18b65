import Foundation
import Testing

/// A text with its mentions written in place: "No [chest pain|problem] ." gives "No chest pain ." and one mention.
struct MarkedText {
  private(set) var text = ""
  /// Offsets are code points, half-open.
  private(set) var mentions: [(type: String, start: Int, end: Int, surface: String)] = []

  init(_ marked: String) {
    var length = 0
    func add(_ part: Substring) {
      text += part
      length += part.unicodeScalars.count
    }
    var rest = marked[...]
    while let open = rest.firstIndex(of: "["), let close = rest[open...].firstIndex(of: "]"),
      let bar = rest[open..<close].lastIndex(of: "|")
    {
      add(rest[..<open])
      let surface = rest[rest.index(after: open)..<bar]
      let start = length
      add(surface)
      mentions.append((String(rest[rest.index(after: bar)..<close]), start, length, String(surface)))
      rest = rest[rest.index(after: close)...]
    }
    add(rest)
  }

  /// Gold in the contract's form; mentions are numbered from 1. `edit` changes the entities.
  func object(
    _ id: String, _ further: [String: Any] = [:], edit: (inout [[String: Any]]) -> Void = { _ in }
  ) -> [String: Any] {
    var entities = mentions.enumerated().map { index, mention -> [String: Any] in
      [
        "id": index + 1, "type": mention.type, "start": mention.start, "end": mention.end, "text": mention.surface,
      ]
    }
    edit(&entities)
    var object = further
    object["id"] = id
    object["text"] = text
    object["entities"] = entities
    return object
  }
}

/// JSON lines of objects.
func jsonLines(_ objects: [[String: Any]]) throws -> String {
  try objects.map { object in
    String(decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys), as: UTF8.self) + "\n"
  }.joined()
}

/// JSON lines of marked texts, with ids "d1", "d2", …
func jsonLines(marked: [String]) throws -> String {
  try jsonLines(marked.enumerated().map { MarkedText($1).object("d\($0 + 1)") })
}

/// Equal but for the last digit: Foundation's JSON reader on Linux rounds some numbers to the neighbour of the nearest.
func isSame(_ value: Any?, _ expected: Double) -> Bool {
  (value as? Double).map { abs($0 - expected) < 1e-15 } ?? false
}

/// A report in JSON, read by paths of names and places.
struct Report {
  let root: [String: Any]

  init(_ outcome: Outcome) throws {
    try #require(outcome.code == 0, "\(outcome.error)")
    root = try #require(JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
  }

  subscript(_ path: any Sendable...) -> Any? {
    var value: Any? = root
    for step in path {
      if let name = step as? String {
        value = (value as? [String: Any])?[name]
      } else if let place = step as? Int {
        let list = value as? [Any] ?? []
        value = list.indices.contains(place) ? list[place] : nil
      }
    }
    return value is NSNull ? nil : value
  }

  /// The figures of one object, without its intervals.
  func figures(_ value: Any?) -> [String: Double] {
    (value as? [String: Any] ?? [:]).compactMapValues { $0 as? Double }
  }

  func objects(_ value: Any?) -> [[String: Any]] { value as? [[String: Any]] ?? [] }
}

extension Program {
  /// `evaluate --json` without intervals, unless the arguments ask for some.
  static func evaluate(
    _ gold: String, _ predictions: String, _ arguments: [String] = [], in folder: Scratch
  ) throws -> Report {
    let resamples = arguments.contains("--resamples") ? [] : ["--resamples", "0"]
    return try Report(
      run(["evaluate", "--gold", gold, "--predictions", predictions, "--json"] + resamples + arguments, in: folder))
  }
}
