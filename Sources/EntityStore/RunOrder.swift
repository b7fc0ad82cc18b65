import GRDB

/// The order in which a run met its notes, and whether the database's order still is the input's.
///
/// A new row takes the position behind all others, or that of the row it supersedes, so that as long as inputs grow at
/// the end nothing has to be moved. Where a run meets a row whose position is not behind the one before, `finishRun`
/// moves the run's rows, in the run's order, behind all others.
///
/// Keys that follow one another are kept as one range: an ordinary run is a single range, and the worst case, a
/// shuffled input, costs 16 bytes per note.
struct RunOrder {
  private(set) var ranges: [ClosedRange<Int>] = []
  private(set) var isDisordered = false
  private var lastPosition = Int.min

  mutating func touch(key: Int, position: Int) {
    if position <= lastPosition { isDisordered = true }
    lastPosition = position
    if let last = ranges.last, key == last.upperBound + 1 {
      ranges[ranges.count - 1] = last.lowerBound...key
    } else {
      ranges.append(key...key)
    }
  }
}

extension EntityStore {
  static func renumber(
    _ order: RunOrder, from run: OpenRun, _ db: Database, _ statements: StoreStatements
  ) throws {
    var position = max(
      run.nextPosition, (try Int.fetchOne(db, sql: "SELECT max(position) FROM note") ?? 0) + 1)
    for range in order.ranges {
      for key in range {
        statements.setPosition.bind(1, key)
        statements.setPosition.bind(2, position)
        try statements.setPosition.run()
        position += 1
      }
    }
  }
}
