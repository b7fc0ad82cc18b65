import ClinicalText

/// Which assertions the files of one call annotate: formats of flags write a name only where it holds, so that a name
/// that is used anywhere is false wherever it is left out.
struct DeclaredAssertions {
  private(set) var fields: Set<String> = []
  private var seen: Set<String> = []

  /// Values that affirm something of one name or another: one value alone may deny ("false", "present").
  private static let probes = [
    nil, "true", "-1", "family", "historical", "hypothetical", "absent", "possible", "associated_with_someone_else",
  ]

  /// Notes an attribute that `AssertionNames` took.
  mutating func note(_ name: String) {
    guard seen.insert(name).inserted else { return }
    for probe in Self.probes {
      var assertion = Assertion()
      guard AssertionNames.apply(name: name, value: probe, to: &assertion) else { continue }
      fields.formUnion(Self.fields(of: assertion))
    }
  }

  /// Gives the mentions of the documents from `first` on the assertion that they were left without.
  func complete(_ documents: inout [AnnotatedDocument], from first: Int) {
    guard !fields.isEmpty else { return }
    for i in first..<documents.count {
      documents[i].assertionScope = fields
      for j in documents[i].entities.indices where documents[i].entities[j].assertion == nil {
        documents[i].entities[j].assertion = Assertion()
      }
    }
  }

  /// Names of the fields as `assertion_scope` has them.
  private static func fields(of assertion: Assertion) -> Set<String> {
    var fields = assertion.attributeNames
    if assertion.experiencer != .patient {
      fields.remove(assertion.experiencer.name)
      fields.insert("experiencer")
    }
    return fields
  }
}
