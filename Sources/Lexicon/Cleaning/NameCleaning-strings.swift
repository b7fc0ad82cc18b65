import ClinicalText

/// The rules asked with strings: for examples, tests and explanations.
extension NameCleaning {
  /// The further names that a name gives, and the id of the rule that gave each.
  public func variants(of name: String, source: String) -> [(name: String, rule: String)] {
    var found: [(name: String, rule: String)] = []
    Array(name.utf8).withUnsafeBufferPointer { name in
      Array(source.utf8).withUnsafeBufferPointer { source in
        // The body throws nothing.
        try? variants(of: name, source: source) { (bytes, rule) throws(Fault) in
          found.append((bytes.asString, rules[rule].id))
        }
      }
    }
    return found
  }

  /// True when a rule leaves rows of this source out that have this term type or this value of SUPPRESS.
  public func drops(source: String, value: String) -> Bool {
    Array(source.utf8).withUnsafeBufferPointer { source in
      Array(value.utf8).withUnsafeBufferPointer { value in
        drop(source: source, termType: value) != nil || drop(source: source, flag: value) != nil
      }
    }
  }

  /// True when a name is outside of the bounds of a rule.
  public func isOutside(_ name: String, source: String) -> Bool {
    let tokens = TokenBuffer()
    let text = NoteText(name)
    Tokenizer.tokenize(text, into: tokens)
    var letters = 0
    for index in 0..<tokens.count where tokens[index].kind == .word { letters += tokens[index].count }
    let words = TokenFolding.phrase(text, TokenBuffer()).count
    return Array(source.utf8).withUnsafeBufferPointer {
      limit(source: $0, letters: letters, words: words, bytes: name.utf8.count) != nil
    }
  }

  /// True for a dosed drug string.
  public func isDosed(_ name: String) -> Bool {
    Array(name.utf8).withUnsafeBufferPointer { isDosed($0) }
  }
}
