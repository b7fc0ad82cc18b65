import ClinicalText

/// Which column of a table holds what.
final class ColumnLayout: Sendable {
  let columnCount: Int
  /// The byte between fields.
  let delimiter: UInt8
  /// Names as the header gives them.
  let names: [String]
  let id: Int?
  let text: Int
  let patient: Int?
  let encounter: Int?
  /// Columns of the date: the first that is not empty counts.
  let dates: [Int]
  let type: Int?
  /// The other columns, in order.
  let metadata: [Int]

  /// Names to look for; the first that the header has is taken.
  private struct Wanted {
    var id: [String]
    var text: [String]
    var patient: [String]
    var encounter: [String]
    var date: [String]
    var type: [String]
    /// True when id and text must be there under these names.
    var isFixed = true

    static let mimic3 = Wanted(
      id: ["row_id"], text: ["text"], patient: ["subject_id"], encounter: ["hadm_id"],
      date: ["charttime", "chartdate"], type: ["category"])
    static let mimic4 = Wanted(
      id: ["note_id"], text: ["text"], patient: ["subject_id"], encounter: ["hadm_id"], date: ["charttime"],
      type: ["note_type"])
    static let omop = Wanted(
      id: ["note_id"], text: ["note_text"], patient: ["person_id"], encounter: ["visit_occurrence_id"],
      date: ["note_datetime", "note_date"], type: ["note_type_concept_id"])
    static let usual = Wanted(
      id: ["id", "note_id", "row_id"], text: ["text", "note_text"],
      patient: ["patient_id", "subject_id", "person_id"],
      encounter: ["encounter_id", "hadm_id", "visit_occurrence_id"],
      date: ["date", "note_date", "chartdate", "charttime"], type: ["type", "note_type", "category"], isFixed: false)
  }

  /// Columns by which the known tables are told from others.
  private static let signatures: [(format: InputFormat, names: [String])] = [
    (.mimic3, ["row_id", "subject_id", "hadm_id", "chartdate", "category", "text"]),
    (.mimic4, ["note_id", "subject_id", "hadm_id", "note_type", "charttime", "text"]),
    (.omop, ["note_id", "person_id", "note_date", "note_type_concept_id", "note_text"]),
  ]

  /// Throws `missingColumn`, naming file and column, when the text (or a column that the user named) is not there.
  init(header: [String], format: InputFormat, options: InputOptions, source: String, delimiter: UInt8) throws {
    self.delimiter = delimiter
    names = header
    columnCount = header.count
    let lowered = header.map { Self.folded($0) }
    let wanted = Self.wanted(format, lowered)

    func find(_ named: String?, _ usual: [String], isRequired: Bool = false) throws -> Int? {
      if let named {
        if let index = header.firstIndex(of: named) ?? lowered.firstIndex(of: Self.folded(named)) { return index }
        throw Fault(.missingColumn, file: source, line: 1, value: named)
      }
      for name in usual {
        if let index = lowered.firstIndex(of: name) { return index }
      }
      if isRequired { throw Fault(.missingColumn, file: source, line: 1, value: usual[0]) }
      return nil
    }

    guard let text = try find(options.textColumn, wanted.text, isRequired: true) else {
      throw Fault(.missingColumn, file: source, line: 1, value: wanted.text[0])
    }
    self.text = text
    id = try find(options.idColumn, wanted.id, isRequired: wanted.isFixed)
    patient = try find(options.patientColumn, wanted.patient)
    encounter = try find(options.encounterColumn, wanted.encounter)
    type = try find(options.typeColumn, wanted.type)
    if options.dateColumn != nil {
      dates = [try find(options.dateColumn, [])].compactMap { $0 }
    } else if wanted.isFixed {
      dates = wanted.date.compactMap { lowered.firstIndex(of: $0) }
    } else {
      dates = [try find(nil, wanted.date)].compactMap { $0 }
    }
    let used = Set([id, text, patient, encounter, type].compactMap { $0 })
    metadata = header.indices.filter { !used.contains($0) }
  }

  private static func wanted(_ format: InputFormat, _ lowered: [String]) -> Wanted {
    var format = format
    if format == .csv || format == .tsv {
      format = signatures.first { Set($0.names).isSubset(of: lowered) }?.format ?? format
    }
    switch format {
    case .mimic3: return .mimic3
    case .mimic4: return .mimic4
    case .omop: return .omop
    default: return .usual
    }
  }

  /// Lower case, without white space around the name.
  private static func folded(_ name: String) -> String {
    let trimmed = name.utf8.drop { $0 == 0x20 }
    let kept = trimmed.reversed().drop { $0 == 0x20 }.reversed()
    return String(decoding: kept, as: UTF8.self).lowercased()
  }
}
