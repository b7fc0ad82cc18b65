import ClinicalText
import Rules

/// The cached form of the sense entries: a part of `RuleSetCoder`'s.
extension RuleSetCoder.Writer {
  mutating func senses(_ rules: SenseRules) {
    number(rules.entries.count)
    for entry in rules.entries {
      string(entry.id)
      strings(entry.forms)
      number(entry.senses.count)
      for sense in entry.senses {
        string(sense.concept ?? "")
        string(sense.vocabulary)
        string(sense.name)
        number(Int(bitPattern: UInt(sense.prior.bitPattern)))
        for list in [sense.cues, sense.before, sense.after, sense.profiles, sense.sections] { strings(list) }
        number(Int(sense.shapes.rawValue))
        number(Int(sense.near.rawValue))
      }
    }
    number(rules.profiles.count)
    for profile in rules.profiles {
      string(profile.id)
      strings(profile.cues)
      strings(profile.sections)
      number(Int(profile.shapes.rawValue))
      number(Int(profile.near.rawValue))
    }
    for (_, path) in SenseWeights.keys { number(Int(bitPattern: UInt(rules.weights[keyPath: path].bitPattern))) }
    for list in [rules.words.links, rules.words.doseUnits, rules.words.volumes, rules.words.regimens] {
      strings(list)
    }
  }
}

extension RuleSetCoder.Reader {
  /// Nil when the bytes are damaged.
  mutating func senses() -> SenseRules? {
    var rules = SenseRules()
    for _ in 0..<count() {
      var entry = SenseEntry(id: string(), forms: strings(), senses: [])
      for _ in 0..<count() {
        let concept = string()
        var sense = SenseEntry.Sense(
          concept: concept.isEmpty ? nil : concept, vocabulary: string(), name: string(), prior: decimal())
        sense.cues = strings()
        sense.before = strings()
        sense.after = strings()
        sense.profiles = strings()
        sense.sections = strings()
        sense.shapes = shapes()
        sense.near = types()
        entry.senses.append(sense)
      }
      rules.entries.append(entry)
    }
    for _ in 0..<count() {
      var profile = SenseProfile(id: string())
      profile.cues = strings()
      profile.sections = strings()
      profile.shapes = shapes()
      profile.near = types()
      rules.profiles.append(profile)
    }
    for (_, path) in SenseWeights.keys { rules.weights[keyPath: path] = decimal() }
    rules.words.links = strings()
    rules.words.doseUnits = strings()
    rules.words.volumes = strings()
    rules.words.regimens = strings()
    return failed ? nil : rules
  }

  private mutating func decimal() -> Double { Double(bitPattern: UInt64(UInt(bitPattern: number()))) }
  private mutating func shapes() -> SenseShapes { SenseShapes(rawValue: UInt8(truncatingIfNeeded: number())) }
  private mutating func types() -> EntityTypeSet { EntityTypeSet(rawValue: UInt16(truncatingIfNeeded: number())) }
}
