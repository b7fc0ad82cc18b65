import ClinicalText
import GRDB

/// Keeps databases with and without identifiers apart.
enum DeidentifiedDatabase {
  /// Checks that the open mode is the file's, and writes a new file's mark.
  ///
  /// - Parameter identity: of the linkage (`Linkage.identity`); nil for a run that leaves identifiers in.
  static func check(_ db: Database, path: String, identity: [UInt8]?) throws {
    let found = try String.fetchOne(db, sql: "SELECT hex(identity) FROM deidentification")
    switch (found, identity.map(Hexadecimal.text)) {
    case (nil, nil): return
    case (_?, nil):
      throw Fault(
        .linkageMissing, file: path,
        value: "the database holds de-identified notes: go on with --deid and its --linkage")
    case (let found?, let identity?):
      guard found != identity else { break }
      throw Fault(
        .linkageMissing, file: path,
        value: "the database was made with another --linkage file, or without one: to go on takes that file")
    case (nil, let identity?):
      if try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM run)") ?? true {
        throw Fault(
          .linkageMissing, file: path, value: "the database holds notes as they are: --deid takes one of its own")
      }
      try db.execute(sql: "INSERT INTO deidentification VALUES (X'\(identity)')")
    }
    // Nothing stays in free pages.
    if identity != nil { try db.execute(sql: "PRAGMA secure_delete = ON") }
  }
}
