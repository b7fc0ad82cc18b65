import ClinicalText

/// What repeated runs of one extractor have in common: a language model gives other answers each time.
public struct Stability: Equatable, Sendable {
  /// The name that the runs share ("gpt" of "gpt#1", "gpt#2").
  public var name: String
  /// Indices of the runs.
  public var runs: [Int]
  /// Mean F1 over all pairs of the runs.
  public var strictF1: Double
  public var overlapF1: Double
  /// Share of the distinct mentions (same type and offsets) that all runs give, and that one run alone gives.
  public var inAll: Double
  public var inOne: Double
  /// Share of the notes for which all runs give the same mentions.
  public var identicalNotes: Double
  /// Notes that all runs have a result for.
  public var notes: Int
  /// Standard deviation of the number of mentions over the runs, by its mean.
  public var variation: Double
}

extension Stability {
  private struct Key: Hashable {
    var type: String
    var parts: [Range<Int>]
  }

  /// Over one family of runs; `pairs` are the comparison's.
  init(_ name: String, _ runs: [Int], _ table: NoteTable, _ pairs: [ColumnPair], types: Set<String>) {
    self.name = name
    self.runs = runs
    let inside = pairs.filter { runs.contains($0.a) && runs.contains($0.b) }
    strictF1 = MeanValue(inside.map(\.counts.strict.f1)).mean
    overlapF1 = MeanValue(inside.map(\.counts.overlap.f1)).mean
    var distinct = 0
    var common = 0
    var single = 0
    var same = 0
    notes = 0
    var totals = [Double](repeating: 0, count: runs.count)
    for note in table.notes {
      let documents = runs.compactMap { note.columns[$0] }
      guard documents.count == runs.count else { continue }
      notes += 1
      var seen: [Key: Int] = [:]
      for (index, document) in documents.enumerated() {
        let keys = Set(
          document.entities.filter { types.contains($0.type) }.map { Key(type: $0.type, parts: $0.parts) })
        totals[index] += Double(keys.count)
        for key in keys { seen[key, default: 0] += 1 }
      }
      distinct += seen.count
      common += seen.values.count { $0 == runs.count }
      single += seen.values.count { $0 == 1 }
      if seen.values.allSatisfy({ $0 == runs.count }) { same += 1 }
    }
    inAll = distinct > 0 ? Double(common) / Double(distinct) : 1
    inOne = distinct > 0 ? Double(single) / Double(distinct) : 0
    identicalNotes = notes > 0 ? Double(same) / Double(notes) : 0
    let spread = MeanValue(totals)
    variation = spread.mean > 0 ? spread.deviation / spread.mean : 0
  }
}
