import ClinicalText

/// Names with values, for formats that have nothing but those beside type and offsets.
extension AnnotatedEntity {
  /// Takes up what a name means: `section`, `source`, a field of an assertion, else an attribute as it stands.
  mutating func take(_ name: String, _ value: String) {
    switch name {
    case "section": section = value
    case "source": source = value
    default:
      var assertion = self.assertion ?? Assertion()
      if AssertionNames.apply(name: name, value: value, to: &assertion) {
        self.assertion = assertion
      } else {
        attributes.append((name, value))
      }
    }
  }

  /// True when `take` makes an attribute of it. Others cannot be written as attributes: they would be read as
  /// something else.
  static func isAttribute(_ name: String, _ value: String) -> Bool {
    var probe = AnnotatedEntity(id: "", type: "", start: 0, end: 0)
    probe.take(name, value)
    return probe.attributes.count == 1
  }
}
