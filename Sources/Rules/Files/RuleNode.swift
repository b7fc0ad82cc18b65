import ClinicalText
import Yams

/// A YAML node with the file it came from, so that every complaint names file, line and remedy.
package struct RuleNode {
  package let node: Node
  package let file: String

  package init(node: Node, file: String) {
    self.node = node
    self.file = file
  }

  /// Reads one document; its root must be a mapping.
  package static func document(_ text: String, file: String) throws(Fault) -> RuleNode {
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw Fault(
        .ruleFileInvalid, file: file, line: line(of: error), value: "the YAML cannot be read: \(reason(error))")
    } catch {
      throw Fault(.ruleFileInvalid, file: file, value: "the YAML cannot be read")
    }
    guard let root, root.mapping != nil else {
      throw Fault(.ruleFileInvalid, file: file, line: 1, value: "expected keys and values at the top")
    }
    return RuleNode(node: root, file: file)
  }

  private static func line(of error: YamlError) -> Int? {
    switch error {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    default: nil
    }
  }

  private static func reason(_ error: YamlError) -> String {
    switch error {
    case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _):
      problem
    default: "it is damaged"
    }
  }

  package var line: Int? { node.mark?.line }

  package func fault(_ words: String) -> Fault {
    Fault(.ruleFileInvalid, file: file, line: line, value: words)
  }

  /// Refuses keys that no reader would look at: a misspelt key would otherwise be ignored.
  package func allow(keys: Set<String>) throws(Fault) {
    guard let mapping = node.mapping else { throw fault("expected keys and values") }
    for (key, _) in mapping {
      guard let name = key.string, keys.contains(name) else {
        let known = keys.sorted().joined(separator: ", ")
        throw Fault(
          .ruleFileInvalid, file: file, line: key.mark?.line,
          value: "unknown key \(key.string ?? "?"); known here: \(known)")
      }
    }
  }

  package func optional(_ key: String) -> RuleNode? {
    guard let value = node.mapping?[key] else { return nil }
    return RuleNode(node: value, file: file)
  }

  package func required(_ key: String) throws(Fault) -> RuleNode {
    guard let value = optional(key) else { throw fault("the key \(key) is missing") }
    return value
  }

  package func string() throws(Fault) -> String {
    guard let scalar = node.scalar else { throw fault("expected text") }
    return scalar.string
  }

  package func integer() throws(Fault) -> Int {
    guard let value = node.int, value >= 0 else { throw fault("expected a whole number") }
    return value
  }

  package func items() throws(Fault) -> [RuleNode] {
    guard let sequence = node.sequence else { throw fault("expected a list") }
    return sequence.map { RuleNode(node: $0, file: file) }
  }

  package func strings() throws(Fault) -> [String] {
    var values: [String] = []
    for item in try items() { values.append(try item.string()) }
    return values
  }
}
