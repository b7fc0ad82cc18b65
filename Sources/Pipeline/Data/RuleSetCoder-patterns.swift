import Rules

// Files and lines are not kept: what is cached has been compiled without a fault.
extension RuleSetCoder {
  static func encode(_ source: PatternSource, _ w: inout Writer) {
    w.number(source.classes.count)
    for item in source.classes {
      w.string(item.name)
      w.strings(item.content)
    }
    w.number(source.parts.count)
    for item in source.parts {
      w.strings([item.name, item.content])
    }
    w.number(source.rules.count)
    for rule in source.rules {
      w.strings([rule.id, rule.makes, rule.pattern, rule.unlessBefore, rule.unlessAfter])
      w.strings(rule.sections)
      w.strings(rule.notSections)
      w.number(rule.priority)
      w.number(rule.yields ? 1 : 0)
      w.number(rule.isEvery ? 1 : 0)
      w.string(rule.inside)
      w.number(rule.within)
      w.strings(rule.notOver)
      w.strings(rule.spread)
    }
  }

  static func decodePatterns(_ r: inout Reader) -> PatternSource {
    var source = PatternSource()
    for _ in 0..<r.count() {
      source.classes.append(.init(name: r.string(), content: r.strings(), file: "", line: 0))
    }
    for _ in 0..<r.count() {
      let texts = r.strings(exactly: 2)
      source.parts.append(.init(name: texts[0], content: texts[1], file: "", line: 0))
    }
    for _ in 0..<r.count() {
      let texts = r.strings(exactly: 5)
      var rule = PatternRule(id: texts[0], makes: texts[1], pattern: texts[2])
      rule.unlessBefore = texts[3]
      rule.unlessAfter = texts[4]
      rule.sections = r.strings()
      rule.notSections = r.strings()
      rule.priority = r.number()
      rule.yields = r.number() == 1
      rule.isEvery = r.number() == 1
      rule.inside = r.string()
      rule.within = r.number()
      rule.notOver = r.strings()
      rule.spread = r.strings()
      source.rules.append(rule)
    }
    return source
  }
}

extension RuleSetCoder.Reader {
  /// A list of a known length; the reader has failed when it has another.
  mutating func strings(exactly wanted: Int) -> [String] {
    let list = strings()
    guard list.count == wanted else {
      failed = true
      return Array(repeating: "", count: wanted)
    }
    return list
  }
}
