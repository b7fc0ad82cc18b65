import ClinicalText
import GRDB

/// What a database holds of one entity type: for summaries.
public struct FoundType: Sendable, Equatable {
  public var type: String
  public var entities: Int
  public var negated: Int
  public var historical: Int
  /// Distinct concepts.
  public var concepts: Int
  /// Preferred names of the most frequent concepts.
  public var commonest: [String]
}

extension EntityStore {
  /// True when the database holds rows from earlier runs, so that notes may be there already.
  public func hasNotes() throws(Fault) -> Bool {
    try access { try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM note)") ?? false }
  }

  /// Counts the current, preferred entities by type, most frequent type first.
  public func foundByType() throws(Fault) -> [FoundType] {
    try commit()
    return try access { db in
      let current = "entity AS e JOIN note AS n ON n.note_key = e.note_key AND n.current = 1 AND e.preferred = 1"
      var found = try Row.fetchAll(
        db,
        sql: """
          SELECT e.type, count(*), sum(e.negated), sum(e.historical) FROM \(current)
          GROUP BY e.type ORDER BY count(*) DESC, e.type
          """
      ).map {
        FoundType(type: $0[0], entities: $0[1], negated: $0[2], historical: $0[3], concepts: 0, commonest: [])
      }
      for index in found.indices {
        let type = found[index].type
        let named = "\(current) JOIN concept AS c ON c.concept_key = e.concept_key WHERE e.type = ?"
        found[index].concepts =
          try Int.fetchOne(db, sql: "SELECT count(DISTINCT c.concept_key) FROM \(named)", arguments: [type]) ?? 0
        found[index].commonest = try String.fetchAll(
          db,
          sql: "SELECT c.name FROM \(named) GROUP BY c.concept_key ORDER BY count(*) DESC, c.name LIMIT 4",
          arguments: [type])
      }
      return found
    }
  }
}
