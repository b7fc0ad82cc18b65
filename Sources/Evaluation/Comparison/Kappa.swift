/// Cohen's kappa (1960) over tokens: each word or number bears the set of types that cover it, "none" included.
///
/// Kappa over tokens is high when most of the text lies in no mention; F1 tells more of the mentions. Both are given.
struct KappaTable {
  private var both: Int = 0
  private var all: Int = 0
  private var first: [UInt64: Int] = [:]
  private var second: [UInt64: Int] = [:]

  /// Adds a token with its label in either column.
  mutating func add(_ a: UInt64, _ b: UInt64) {
    all += 1
    if a == b { both += 1 }
    first[a, default: 0] += 1
    second[b, default: 0] += 1
  }

  /// Nil without tokens; 1 when both give one same label to everything.
  var value: Double? {
    guard all > 0 else { return nil }
    let observed = Double(both) / Double(all)
    // In a fixed order: sums of floating-point numbers depend on it.
    let expected = first.keys.sorted().reduce(0.0) { sum, label in
      sum + Double(first[label] ?? 0) / Double(all) * (Double(second[label] ?? 0) / Double(all))
    }
    return expected < 1 ? (observed - expected) / (1 - expected) : 1
  }
}
