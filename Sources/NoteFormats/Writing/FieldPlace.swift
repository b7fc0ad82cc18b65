import ClinicalText
import JSONReading

/// Where a field of a record stands in the record's own bytes.
package struct FieldPlace: Sendable {
  package var role: FieldRole
  /// False for a JSON member whose name comes again further on: only the last of a name counts.
  package var counts = true
  /// The field's name where its role is `other`.
  package var name: String
  /// First byte of the field with its name: a JSON member's first quote; the same as `value` in a table.
  package var start: Int
  /// Byte offsets of the value: the whole token in JSON; without the quotes in a table.
  package var value: Range<Int>
  package var kind: Kind

  package enum Kind: Sendable {
    /// A JSON string with its quotes.
    case string
    case number
    /// A JSON null.
    case null
    /// Another JSON token.
    case token
    /// A field of a table.
    case field
    /// The same within quotes.
    case quotedField
  }

  /// The places of a JSON line's members, in order.
  static func members(
    _ members: [JSONMember], of record: UnsafeBufferPointer<UInt8>, _ scanner: JSONScanner
  ) -> [FieldPlace] {
    func offset(_ part: UnsafeBufferPointer<UInt8>) -> Int {
      guard let base = record.baseAddress, let start = part.baseAddress else { return 0 }
      return start - base
    }
    var places: [FieldPlace] = []
    places.reserveCapacity(members.count)
    for member in members {
      var name = scanner.key(member)
      let role = name.withUTF8 { FieldRole(member: $0) }
      let kind: Kind =
        switch member.kind {
        case .string: .string
        case .number: .number
        case .null: .null
        default: .token
        }
      let value = offset(member.token)
      places.append(
        FieldPlace(
          role: role, name: role == .other ? name : "", start: offset(member.key) - 1,
          value: value..<value + member.token.count, kind: kind))
    }
    markRepeated(&places)
    return places
  }

  /// Of members with one name only the last counts.
  private static func markRepeated(_ places: inout [FieldPlace]) {
    var roles: UInt32 = 0
    var names: Set<[UInt8]> = []
    for i in places.indices.reversed() {
      let role = places[i].role
      switch role {
      case .annotations: break
      case .other: places[i].counts = names.insert(Array(places[i].name.utf8)).inserted
      default:
        let bit = UInt32(1) << UInt32(role.rawValue)
        places[i].counts = roles & bit == 0
        roles |= bit
      }
    }
  }

  /// The places of a row's fields, in order.
  static func fields(
    _ fields: ArraySlice<RowField>, of record: UnsafeBufferPointer<UInt8>, _ layout: ColumnLayout
  ) -> [FieldPlace] {
    var places: [FieldPlace] = []
    places.reserveCapacity(fields.count)
    for (column, field) in fields.enumerated() {
      let role = layout.role(ofColumn: column)
      // In front of a field without quotes stands the delimiter, which is never a quote.
      let isQuoted = field.start > 0 && record[Int(field.start) - 1] == 0x22
      places.append(
        FieldPlace(
          role: role, name: role == .other ? layout.names[column] : "", start: Int(field.start), value: field.range,
          kind: isQuoted ? .quotedField : .field))
    }
    return places
  }
}

extension ColumnLayout {
  /// What a column holds. Every column of a date is one, whichever of them counts.
  func role(ofColumn column: Int) -> FieldRole {
    switch column {
    case text: .text
    case id: .id
    case patient: .patient
    case encounter: .encounter
    case type: .type
    default: dates.contains(column) ? .date : .other
    }
  }
}
