import ClinicalText

extension PolicyFile {
  /// A policy that is named or based on `safe-harbor` and keeps what Safe Harbor removes, and the same for `limited`.
  mutating func checkBase() {
    for preset in [Policy.safeHarbor, .limited] {
      guard policy.base == preset.name || policy.name.lowercased().contains(preset.name) else { continue }
      for kind in policy.kinds(weakerThan: preset) {
        let rule = preset.name == "limited" ? "a limited data set" : "Safe Harbor"
        warnings.append(
          "\(file): \(policy.name): \(kind.category).\(kind.type) is to \(policy[kind].rawValue), but \(rule) asks to "
            + "\(preset[kind].rawValue) it; the output does not stand under \(rule)")
      }
    }
  }

  /// One phrase in both lists, or twice in one.
  mutating func checkLists() {
    let scratch = TokenBuffer()
    func folded(_ phrase: String) -> [UInt64] { TokenFolding.phrase(NoteText(phrase), scratch) }
    var denied: [[UInt64]: Int] = [:]
    for (index, entry) in policy.deny.enumerated() {
      let key = folded(entry.phrase)
      if let first = denied[key], policy.deny[first].kind != entry.kind {
        let type = policy.deny[first].kind.type
        warnings.append("\(file):\(denyLines[index]): denied before, as \(type): that one counts")
      }
      denied[key] = denied[key] ?? index
    }
    for (index, phrase) in policy.allow.enumerated() where denied[folded(phrase)] != nil {
      warnings.append("\(file):\(allowLines[index]): allowed and denied: it is replaced; take it out of one list")
    }
  }

  /// Warnings for allowed words that are names and nothing else in the name lists.
  ///
  /// - Parameter words: the classes of words.
  public func namesAllowed(_ words: WordTable) -> [String] {
    let scratch = TokenBuffer()
    let ordinary: WordClass = [.english, .clinical, .eponym, .hospitalWord, .organizationWord, .never]
    var found: [String] = []
    for (index, phrase) in policy.allow.enumerated() {
      let folded = TokenFolding.phrase(NoteText(phrase), scratch)
      let isNames = folded.allSatisfy { word in
        let classes = words.classes(of: word)
        return !classes.isDisjoint(with: [.givenName, .surname]) && classes.isDisjoint(with: ordinary)
      }
      guard isNames, !folded.isEmpty else { continue }
      found.append(
        "\(file):\(allowLines[index]): the allowed entry is a person's name in the name lists: every patient of that name "
          + "keeps it; allow a longer phrase instead")
    }
    return found
  }
}
