/// A small vocabulary of the tests' own, so that snapshots do not move with the starter lexicon.
enum Vocabulary {
  static let tsv =
    [
      "concept\tname\tpreferred\tsemantic_type\ttype\tvocabulary\tcase_sensitive",
      "C0008031\tChest Pain\t1\tT184\tproblem\tTEST\t0",
      "C0030193\tpain\t1\tT184\tproblem\tTEST\t0",
      "C0010200\tcough\t1\tT184\tproblem\tTEST\t0",
      "C0034065\tPE\t1\tT046\tproblem\tTEST\t1",
      "C0004057\taspirin\t1\tT121\tmedication\tTEST\t0",
      "C0817096\tchest\t1\tT029\tanatomy\tTEST\t0",
      "C0000001\tnaïve cough\t1\tT184\tproblem\tTEST\t0",
    ].joined(separator: "\n") + "\n"

  /// Writes it to the folder and returns its path.
  static func write(_ folder: Scratch) throws -> String { try folder.write(tsv, "vocabulary.tsv") }
}
