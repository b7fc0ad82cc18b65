/// How many edits lie between two spellings.
public enum SpellingDistance {
  /// Edits (a letter put in, left out, replaced, or swapped with its neighbour: optimal string alignment) between two
  /// byte strings; nil when more than `bound`. Time is the product of the lengths.
  public static func between<A: RandomAccessCollection<UInt8>, B: RandomAccessCollection<UInt8>>(
    _ first: A, _ second: B, within bound: Int = .max
  ) -> Int? {
    guard abs(first.count - second.count) <= bound else { return nil }
    let a = Array(first)
    let b = Array(second)
    var before: [Int] = []
    var last = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      row.reserveCapacity(b.count + 1)
      for j in 0..<b.count {
        var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
        row.append(best)
      }
      guard row.contains(where: { $0 <= bound }) else { return nil }
      before = last
      last = row
    }
    return last[b.count] <= bound ? last[b.count] : nil
  }
}
