import ClinicalText
import Rules

/// `names/grammar.yaml`: small words by what they do in a sentence, and what people do, are and have.
package struct GrammarFile {
  /// Classes by folded word.
  package private(set) var words: [UInt64: GrammarClass] = [:]

  /// Reads and checks; throws a fault that names file, line and remedy. Every class must be there.
  package init(yaml: String, file: String) throws(Fault) {
    let root = try RuleNode.document(yaml, file: file)
    try root.allow(keys: ["classes", "people"])
    let classes = try root.required("classes")
    try classes.allow(keys: Set(GrammarClass.names.keys))
    let scratch = TokenBuffer()
    for (name, bits) in GrammarClass.names.sorted(by: { $0.key < $1.key }) {
      for item in try classes.required(name).items() {
        let word = try item.string()
        let folded = TokenFolding.phrase(NoteText(word), scratch)
        guard folded.count == 1 else { throw item.fault("\(word) is not one word; write each word by itself") }
        words[folded[0], default: []].formUnion(bits)
      }
    }
    for entry in try root.required("people").items() {
      try entry.allow(keys: ["id", "announces", "note", "accept", "reject"])
    }
  }
}

extension DetectionReader {
  /// The words of grammar, and the words that professions end with: "driver" is a person.
  mutating func readGrammar() throws(Fault) {
    let path = "names/grammar.yaml"
    source.grammar = try GrammarFile(yaml: try text(path), file: "\(folder)/\(path)").words
    for row in try table("professions.tsv", ["profession", "kind", "needs_cue"]).rows {
      guard let last = folded(row.fields[0]).last else { continue }
      source.grammar[last, default: []].formUnion(.personNoun)
    }
  }
}
