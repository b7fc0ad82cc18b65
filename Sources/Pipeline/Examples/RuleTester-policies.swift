import ClinicalText
import Deidentification
import Files
import Rules

extension RuleTester {
  /// True for a policy: a YAML file of a folder "policies", or one with the keys `base` and `name`.
  static func isPolicy(_ path: String) throws(Fault) -> Bool {
    let parts = path.split(separator: "/")
    guard parts.last?.hasSuffix(".yaml") ?? false else { return false }
    if parts.dropLast().last == "policies" { return true }
    let root = try RuleNode.document(try TextFile.read(path), file: path)
    return root.optional("base") != nil && root.optional("name") != nil
  }

  /// The shipped policies.
  func policyFiles() -> [String] { data.files(in: "deid/policies", suffix: ".yaml").map { "\(data.path)/\($0)" } }

  /// Runs a policy's examples in the style `tag`; what is doubtful in it counts as a failure, too.
  func check(policy path: String, _ report: inout Report) throws(Fault) {
    let folder = "\(data.path)/deid"
    let base = path.split(separator: "/").last.map(String.init) ?? path
    // A preset is read as one, wherever its copy lies; by its path, so that a changed copy can be tried.
    let isPreset = PolicyFile.presetNames(folder).contains(String(base.dropLast(".yaml".count)))
    let file = try PolicyFile(yaml: try TextFile.read(path), file: path, isPreset: isPreset) { name throws(Fault) in
      guard PolicyFile.presetNames(folder).contains(name) else { return nil }
      return try PolicyFile.load(name, folder: folder).policy
    }
    report.failures += file.warnings
    if !file.policy.allow.isEmpty {
      report.failures += file.namesAllowed(try DetectionData.load(data, cache: try CacheFolder.find()).rules.words)
    }
    var policy = file.policy
    for kind in IdentifierKind.allCases { policy[style: kind] = nil }
    let zips = try ZIPTable(tsv: try TextFile.read("\(folder)/zip3.tsv"), file: "\(folder)/zip3.tsv")
    let replacer = Replacer(policy: policy, style: .tag, zips: zips)
    for example in file.examples {
      let note = NoteText(example.text)
      let source = ByteSlice(permanent: "rule:example")
      let item = DetectedIdentifier(kind: example.kind, span: note.fullSpan, source: source)
      let made = replacer.replacement(for: item, in: note).map { String(decoding: $0, as: UTF8.self) }
      if made == example.replacement {
        report.passed += 1
      } else {
        report.failures.append(
          "\(path):\(example.line): \(example.kind.type) \(example.text): \(made ?? "stays"), expected "
            + (example.replacement ?? "that it stays"))
      }
    }
  }
}
