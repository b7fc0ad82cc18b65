import ClinicalText

/// A file whose words belong to clinical language.
package struct ClinicalWordFile {
  /// How its words are found.
  package enum Form: Sendable {
    /// The starter lexicon: the columns `name` and `synonyms`.
    case lexicon(isMedication: Bool)
    /// A rule file: every word of lower-case letters outside of comments.
    case rules
  }
  package var path: String
  package var text: String
  package var form: Form

  package init(path: String, text: String, form: Form) {
    self.path = path
    self.text = text
    self.form = form
  }
}

extension DetectionReader {
  /// A word in lower case, an abbreviation in capitals, or a brand name is clinical where it is a name by itself, or where
  /// it is no English word. A capitalised word inside of a longer name ("Parkinson disease") is an eponym.
  mutating func read(clinical file: ClinicalWordFile) throws(Fault) {
    switch file.form {
    case .rules:
      for line in file.text.split(separator: "\n") {
        let content = line.drop { $0 == " " }
        if content.utf8.first == UInt8(ascii: "#") { continue }
        for word in Self.words(of: content) where word.allSatisfy({ $0 >= 0x61 }) { markClinical(word, isAlone: false) }
      }
    case .lexicon(let isMedication):
      for line in file.text.split(separator: "\n") where line.utf8.first != UInt8(ascii: "#") {
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
        guard columns.count >= 5, columns[0] != "concept" else { continue }
        mark(clinicalName: columns[1], isMedication)
        for name in columns[4].split(separator: "|") { mark(clinicalName: name, isMedication) }
      }
    }
  }

  private mutating func mark(clinicalName name: Substring, _ isMedication: Bool) {
    let words = Self.words(of: name)
    for word in words where word.count >= 2 {
      let isTitleCase = word[0] &- 0x41 < 26 && word.dropFirst().contains { $0 &- 0x61 < 26 }
      if isTitleCase, !(isMedication && words.count == 1) {
        mark(String(decoding: word, as: UTF8.self), .eponym)
      } else {
        markClinical(word, isAlone: words.count == 1)
      }
    }
  }

  private mutating func markClinical(_ word: [UInt8], isAlone: Bool) {
    for folded in folded(String(decoding: word, as: UTF8.self)) {
      let known = source.words[folded] ?? []
      // Of a longer name a word that is also English or a name says nothing.
      // "ANA" and "LEE" are tests and limbs; as names they are written otherwise.
      let isAbbreviation = word.count <= 4 && word.allSatisfy { $0 < 0x61 }
      if isAbbreviation, !known.isDisjoint(with: [.surname, .givenName]) { continue }
      if !isAlone, englishWords.contains(folded) || !known.isDisjoint(with: [.surname, .givenName]) { continue }
      source.words[folded] = known.union(.clinical)
    }
  }

  /// Runs of letters, with inner apostrophes.
  private static func words(of text: Substring) -> [[UInt8]] {
    var words: [[UInt8]] = []
    var word: [UInt8] = []
    for byte in text.utf8 {
      if (byte | 0x20) &- 0x61 < 26 || byte >= 0x80 || byte == 0x27 && !word.isEmpty {
        word.append(byte)
      } else if !word.isEmpty {
        words.append(word)
        word = []
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }
}
