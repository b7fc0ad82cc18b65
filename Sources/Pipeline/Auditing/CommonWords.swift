import ClinicalText
import Deidentification

/// Ordinary words and names that are ones, and names that stand for a disease or a sign: a known name that is one of them proves nothing alone.
struct CommonWords: Sendable {
  private let words: Set<[UInt8]>

  /// Reads `text/common-words.txt`, `deid/eponyms.tsv` and the names that the name tables mark as ordinary words.
  init(_ data: DataFolder) throws(Fault) {
    var words: Set<[UInt8]> = []
    for line in try data.readText("text/common-words.txt").split(separator: "\n") where !line.hasPrefix("#") {
      words.insert(NameFolding.folded(String(line.prefix { $0 != "\t" })))
    }
    for line in try data.readText("deid/eponyms.tsv").split(separator: "\n").dropFirst() where !line.hasPrefix("#") {
      words.insert(NameFolding.folded(String(line.prefix { $0 != "\t" })))
    }
    for (file, column) in [("deid/names/surnames.tsv", 2), ("deid/names/given.tsv", 3)] {
      for line in try data.readText(file).split(separator: "\n") where !line.hasPrefix("#") {
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
        guard columns.count > column, columns[column] == "1" else { continue }
        words.insert(NameFolding.folded(String(columns[0])))
      }
    }
    self.words = words
  }

  /// True for a word in lower case without accents.
  func contains(_ word: [UInt8]) -> Bool { words.contains(word) }
}
