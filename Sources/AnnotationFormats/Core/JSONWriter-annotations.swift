import ClinicalText

/// What the JSON formats write alike.
extension JSONWriter {
  /// An id: as a number where it is the plain writing of one, which reads back the same.
  mutating func id(_ key: String, _ id: String) {
    if let number = Int(id), String(number) == id, number < 1_000_000_000_000_000 {
      int(key, number)
    } else {
      string(key, id)
    }
  }

  /// The assertion of the outer contract.
  mutating func assertion(_ key: String, _ assertion: Assertion) {
    object(key) { json in
      json.bool("negated", assertion.negated)
      json.bool("uncertain", assertion.uncertain)
      json.bool("historical", assertion.historical)
      json.bool("hypothetical", assertion.hypothetical)
      json.string("experiencer", assertion.experiencer.name)
    }
  }

  /// Concepts as objects.
  mutating func concepts(_ key: String, _ concepts: [AnnotatedConcept]) {
    objects(key, concepts) { json, concept in
      json.string("id", concept.id)
      json.string("vocabulary", given: concept.vocabulary)
      json.string("name", given: concept.name)
    }
  }

  /// Names and values as one object; none where there are none.
  mutating func fields(_ key: String, given fields: [(name: String, value: String)]) {
    guard !fields.isEmpty else { return }
    object(key) { json in
      for field in fields { json.string(field.name, field.value) }
    }
  }

  /// The fields of assertions that were annotated; none where the document does not say.
  mutating func assertionScope(given scope: Set<String>?) {
    guard let scope else { return }
    array("assertion_scope", scope.sorted()) { $0.string(nil, $1) }
  }
}
