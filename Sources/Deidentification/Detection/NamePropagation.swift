import ClinicalText

/// A name found once is looked for in the whole note: "Mr. Kjeldsen" makes every other "Kjeldsen" and "KJELDSEN" a name, and
/// "hassan" too where it is no ordinary word.
struct NamePropagation {
  let view: NoteView

  /// Adds the further places of the names among `findings`.
  func find(_ findings: inout Findings) {
    var known: [UInt64: (kind: IdentifierKind, isWord: Bool)] = [:]
    for item in findings.items where item.kind == .patient || item.kind == .doctor {
      // What only looked like a name says nothing about other places.
      if NameFinder.isGuess(item.source) { continue }
      for token in view.note.tokens.range(covering: item.span) {
        let atom = view.tokens[token]
        guard atom.kind == .word, atom.count >= 2, !view.has(token, [.particle, .suffix, .never]) else { continue }
        let isWord = view.looks[token] != NameLook.name && view.looks[token] != NameLook.unknown || atom.count < 3
        if known[view.note.folded[token]] == nil { known[view.note.folded[token]] = (item.kind, isWord) }
      }
    }
    guard !known.isEmpty else { return }
    for i in 0..<view.count where !view.isTaken[i] && view.tokens[i].kind == .word && view.tokens[i].count > 1 {
      guard let name = known[view.note.folded[i]] else { continue }
      let token = view.tokens[i]
      // A name that is a word too: only with a capital, and not where a sentence or a line of capitals gives one.
      if name.isWord {
        guard token.flags.contains(.initialUpper), !token.isUpper, !view.has(i + 1, .eponymHead), !view.isProtected[i],
          !isStart(i) || view.reads(i + 1, .personVerb) && !view.has(i, .clinical)
        else { continue }
      }
      var end = Int(token.end)
      if view.byte(end - 1) | 0x20 == 0x73, view.byte(end - 2) == 0x27 { end -= 2 }
      findings.add(name.kind, Int(token.start), end, WeakRules.again, view)
    }
  }

  private func isStart(_ i: Int) -> Bool {
    i == 0 || view.tokens[i].newlinesBefore > 0 || view.tokens[i - 1].kind == .symbol && !view.isSign(i - 1, ",")
  }
}
