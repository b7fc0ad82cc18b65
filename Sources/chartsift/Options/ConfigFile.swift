import ClinicalText
import Yams

/// `--config FILE`: a YAML mapping of flag names (without the dashes) to values, put in front of the flags of the
/// command line, which win. A list repeats the flag, `true` sets a switch.
enum ConfigFile {
  /// The arguments with the file's flags added; unchanged without `--config`.
  static func expand(_ arguments: [String]) throws(Fault) -> [String] {
    guard let path = path(in: arguments), let command = arguments.first, !command.hasPrefix("-") else {
      return arguments
    }
    let given = Set(
      arguments.filter { $0.hasPrefix("--") }.map { String($0.prefix { $0 != "=" }) })
    var added: [String] = []
    for (key, value) in try entries(path) {
      let flag = "--\(key.replacing("_", with: "-"))"
      if given.contains(flag) { continue }
      switch value {
      case .bool(true): added.append(flag)
      case .bool(false): break
      case .texts(let texts): for text in texts { added += ["\(flag)=\(text)"] }
      }
    }
    // Behind the (sub)command's name, in front of everything given.
    let names = arguments.prefix { !$0.hasPrefix("-") }.count
    let position = ["lexicon", "rules"].contains(command) ? min(2, names) : 1
    return Array(arguments[..<position]) + added + Array(arguments[position...])
  }

  private static func path(in arguments: [String]) -> String? {
    for (index, argument) in arguments.enumerated() {
      if argument == "--" { return nil }
      if argument.hasPrefix("--config=") { return String(argument.dropFirst("--config=".count)) }
      if argument == "--config", index + 1 < arguments.count { return arguments[index + 1] }
    }
    return nil
  }

  private enum Value {
    case bool(Bool)
    case texts([String])
  }

  private static func entries(_ path: String) throws(Fault) -> [(String, Value)] {
    let text = try Console.readFile(path)
    guard let root = try? Yams.compose(yaml: text), let mapping = root.mapping else {
      throw Fault(.usage, file: path, value: "expected a YAML mapping of flag names to values")
    }
    var entries: [(String, Value)] = []
    for (key, node) in mapping {
      guard let name = key.string else { continue }
      if let list = node.sequence {
        entries.append((name, .texts(list.compactMap(\.scalar?.string))))
      } else if let flag = node.bool, node.scalar?.style == .plain {
        entries.append((name, .bool(flag)))
      } else if let scalar = node.scalar {
        entries.append((name, .texts([scalar.string])))
      } else {
        throw Fault(.usage, file: path, line: key.mark?.line, value: "the value of \(name) must be text or a list")
      }
    }
    return entries
  }
}
