import ClinicalText

/// Numbers before the word that says what they are: "+46 8 555 0142 office", "555 12 34-Fax".
extension CodeFinder {
  /// Tokens of a number at most: "+", "46", "(", "0", ")", "8", ...
  private static let mostTokens = 14

  /// Runs before dates, behind what phrases announce from before.
  func findFollowed(_ view: NoteView, _ findings: inout Findings) {
    for i in 1..<max(1, view.count) where view.tokens[i].kind == .word {
      guard rules.words(view.folded(i)).contains(.behind), let list = rules.behindRules[view.folded(i)],
        view.continuesLine(i), !isLabel(i, view)
      else { continue }
      var last = i - 1
      while last > 0, i - last <= 2, view.isOne(last, of: "-("), view.continuesLine(last) { last -= 1 }
      guard view.tokens[last].kind == .number, !view.isTaken[last] else { continue }
      followed(last, list, view, &findings)
    }
  }

  /// "555-0142, fax 555-0143": the word announces what follows it.
  private func isLabel(_ i: Int, _ view: NoteView) -> Bool {
    guard view.continuesLine(i + 1) else { return false }
    return view.isOne(i + 1, of: ":#+(") || view.tokens[i + 1].kind == .number
  }

  /// The longest mark of one of the rules that ends with token `last`.
  private func followed(_ last: Int, _ list: [Int], _ view: NoteView, _ findings: inout Findings) {
    let end = Int(view.tokens[last].end)
    var best: (start: Int, rule: Int)?
    var i = last
    while i >= 0, last - i < Self.mostTokens, !view.isTaken[i], i == last || view.continuesLine(i + 1),
      view.tokens[i].kind == .number || view.isOne(i, of: "+()-./")
    {
      let start = Int(view.tokens[i].start)
      if view.mayBegin(start) {
        for index in list {
          guard let shapes = rules.rules[index].shapes, shapes.starts[Int(view.byte(start))] else { continue }
          shapes.run(view.bytes, from: start) { reached, _ in
            if reached == end, isSound(start, end, rules.rules[index].entry, false, hasContext: true, view) {
              best = (start, index)
            }
          }
        }
      }
      i -= 1
    }
    guard let best else { return }
    let rule = rules.rules[best.rule]
    findings.add(rule.entry.kind, best.start, end, DetectionRule(source: rule.source), view)
  }
}
