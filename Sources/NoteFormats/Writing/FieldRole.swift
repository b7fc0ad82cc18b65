/// What a field of a record is to the pipeline: one table of names for those who read notes and those who write them.
package enum FieldRole: UInt8, Sendable {
  case id
  case text
  case patient
  case encounter
  case date
  case type
  case knownPHI
  /// Entities, relations and identifiers that came with the note.
  case annotations
  case other

  /// The role of a member of a note's JSON, by the bytes of its name.
  init(member name: UnsafeBufferPointer<UInt8>) {
    self =
      switch name.count {
      case 2 where name.equals("id"): .id
      case 3 where name.equals("phi"): .annotations
      case 4 where name.equals("text"): .text
      case 4 where name.equals("date"): .date
      case 4 where name.equals("type"): .type
      case 8 where name.equals("entities"): .annotations
      case 9 where name.equals("known_phi"): .knownPHI
      case 9 where name.equals("relations"): .annotations
      case 10 where name.equals("patient_id"): .patient
      case 12 where name.equals("encounter_id"): .encounter
      default: .other
      }
  }
}
