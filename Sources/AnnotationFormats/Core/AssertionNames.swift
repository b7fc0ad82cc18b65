import ClinicalText

/// The names that other programs give to assertions: medSpaCy's `is_negated`, cTAKES's `polarity`, brat corpora's
/// `Negation`, the assertions of i2b2 2010.
///
/// See https://github.com/medspacy/medspacy (context attributes) and
/// https://ctakes.apache.org (`IdentifiedAnnotation`: polarity, uncertainty, historyOf, conditional, subject).
package enum AssertionNames {
  /// Sets the field that an attribute means. `value` is nil for a flag without one. False when the name is none of an
  /// assertion, or the value is not understood: it is then an attribute like others, and nothing is guessed.
  package static func apply(name: String, value: String?, to assertion: inout Assertion) -> Bool {
    let value = value.map(plain)
    switch plain(name) {
    case "negated", "negation", "neg", "negex", "isnegated", "negatedexistence", "isnegation":
      return set(&assertion.negated, value, also: ["negated", "negative", "neg", "negation"])
    case "polarity":
      switch value {
      case "-1", "-1.0", "negative", "negated", "neg": assertion.negated = true
      case "1", "1.0", "0", "0.0", "+1", "positive", "affirmed", "pos": assertion.negated = false
      default: return false
      }
      return true
    case "uncertain", "uncertainty", "isuncertain", "possible", "ispossible", "speculation", "speculated",
      "speculative":
      return set(
        &assertion.uncertain, value,
        also: ["uncertain", "possible", "probable", "speculated", "speculation", "speculative"])
    case "historical", "history", "historyof", "ishistorical", "ishistory":
      return set(&assertion.historical, value, also: ["historical", "history", "past"])
    case "hypothetical", "ishypothetical", "conditional", "isconditional":
      return set(&assertion.hypothetical, value, also: ["hypothetical", "conditional"])
    case "temporality": return temporality(value, &assertion)
    case "family", "isfamily", "familyhistory", "isfamilyhistory":
      var isFamily = false
      guard set(&isFamily, value, also: ["family", "familymember"]) else { return false }
      if isFamily { assertion.experiencer = .family }
      return true
    case "experiencer", "subject": return experiencer(value, &assertion)
    case "assertion": return i2b2(value, &assertion)
    default: return false
    }
  }

  /// The five names of the outer contract with their values, for formats that have nothing but names and values.
  package static func fields(_ assertion: Assertion) -> [(name: String, value: String)] {
    [
      ("negated", assertion.negated ? "true" : "false"), ("uncertain", assertion.uncertain ? "true" : "false"),
      ("historical", assertion.historical ? "true" : "false"),
      ("hypothetical", assertion.hypothetical ? "true" : "false"), ("experiencer", assertion.experiencer.name),
    ]
  }

  private static func set(_ flag: inout Bool, _ value: String?, also words: [String]) -> Bool {
    switch value {
    case nil, "true", "1", "1.0", "yes", "y", "t": flag = true
    case "false", "0", "0.0", "no", "n", "f", "affirmed", "certain", "recent", "current": flag = false
    case let value? where words.contains(value): flag = true
    default: return false
    }
    return true
  }

  private static func temporality(_ value: String?, _ assertion: inout Assertion) -> Bool {
    switch value {
    case "historical", "history", "past": assertion.historical = true
    case "hypothetical", "future": assertion.hypothetical = true
    case "recent", "current", "present": break
    default: return false
    }
    return true
  }

  private static func experiencer(_ value: String?, _ assertion: inout Assertion) -> Bool {
    switch value {
    case "patient": assertion.experiencer = .patient
    case "family", "familymember", "relative": assertion.experiencer = .family
    case "other", "others", "someoneelse", "donor", "donorother", "donorfamilymember", "otherperson":
      assertion.experiencer = .other
    default: return false
    }
    return true
  }

  /// The six classes of the i2b2/VA 2010 challenge.
  private static func i2b2(_ value: String?, _ assertion: inout Assertion) -> Bool {
    switch value {
    case "present": break
    case "absent": assertion.negated = true
    case "possible": assertion.uncertain = true
    case "conditional", "hypothetical": assertion.hypothetical = true
    case "associatedwithsomeoneelse": assertion.experiencer = .other
    default: return false
    }
    return true
  }

  /// Lower case without blanks, underscores and inner hyphens; a leading hyphen is a sign.
  private static func plain(_ text: String) -> String {
    var plain = ""
    for scalar in text.unicodeScalars where scalar != "_" && scalar != " " {
      if scalar == "-", !plain.isEmpty { continue }
      plain.unicodeScalars.append(scalar)
    }
    return plain.lowercased()
  }
}
