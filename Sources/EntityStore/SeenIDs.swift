import ClinicalText

/// What a run has met before under an id.
public enum SeenID: Equatable, Sendable {
  /// The id is new in this run.
  case new
  /// The id was there with the same text: the record counts once.
  case sameText
  /// The id was there with another text: the record is the error `duplicate_id`.
  case otherText
}

/// The ids of one run, in a temporary table that SQLite spills to a file: memory does not grow with the input.
enum SeenIDs {
  static let tables = """
    CREATE TEMP TABLE seen (id_hash INTEGER PRIMARY KEY, text_hash INTEGER NOT NULL);
    CREATE TEMP TABLE touched (note_key INTEGER PRIMARY KEY);
    """
}

extension EntityStore {
  /// The hash of an id that `markSeen` keeps: 64 bits, so that among a hundred million ids two share one with a
  /// probability of 1 in 3,700.
  public static func hash(ofID id: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    // FNV-1a alone leaves neighbours of short ids close together: finish as in MurmurHash3.
    hash = (hash ^ (hash >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    hash = (hash ^ (hash >> 33)) &* 0xC4CE_B9FE_1A85_EC53
    return hash ^ (hash >> 33)
  }

  /// Marks an id as met in this run, with the hash of its text. Once per record with an id, in input order.
  public func markSeen(noteID: String, textHash: UInt64) throws(Fault) -> SeenID {
    try markSeen(idHash: Self.hash(ofID: noteID), textHash: textHash)
  }

  /// The same, for an `idHash` made by `hash(ofID:)`.
  public func markSeen(idHash: UInt64, textHash: UInt64) throws(Fault) -> SeenID {
    let id = Int(truncatingIfNeeded: idHash)
    let text = Int(truncatingIfNeeded: textHash)
    let answer: SeenID = try write { _, statements in
      let find = statements.findSeen
      find.bind(1, id)
      if try find.next() {
        defer { find.reset() }
        return find.int(0) == text ? .sameText : .otherText
      }
      let add = statements.addSeen
      add.bind(1, id)
      add.bind(2, text)
      try add.run()
      return .new
    }
    batch.countMark()
    try commitIfDue()
    return answer
  }
}
