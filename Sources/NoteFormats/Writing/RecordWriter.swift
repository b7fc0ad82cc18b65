import ClinicalText

/// What a field is written as.
package enum WrittenField {
  /// As it stands in the input.
  case unchanged
  /// A JSON member is left out with its name; a table's field is emptied.
  case removed
  /// New content, UTF-8.
  case content([UInt8])
  /// The same from a text.
  case text(NoteText)
  /// A number that is given out later, in input order: the record notes where it belongs.
  case number(NumberedField)
}

/// Fields that hold a number of the output's own.
package enum NumberedField: Sendable {
  case note
  case patient
  case encounter
}

/// A place in written bytes where a number belongs.
package struct NumberPlace: Sendable {
  package var offset: Int
  package var field: NumberedField
}

/// Writes records again in their own format: bytes between changed fields are copied as they are, so that quoting,
/// order, white space and line ends stay the input's.
package struct RecordWriter {
  package let out: OutputBuffer
  package private(set) var numbers: [NumberPlace] = []

  /// Writes behind what `out` holds.
  package init(_ out: OutputBuffer) { self.out = out }

  /// Writes one record that is a note, without its line end.
  ///
  /// - Parameters:
  ///   - text: the new text; nil where it stays as it is.
  ///   - decide: what each other field becomes. Members that do not count are left out whatever it says.
  package mutating func write(
    _ record: PlacedRecord, text: NoteText?, decide: (FieldPlace) -> WrittenField
  ) {
    switch record.form {
    case .json: writeLine(record, text, decide)
    case .row(let delimiter): writeRow(record, delimiter, text, decide)
    case .text: out.append(text?.bytes ?? record.bytes)
    case .failure: break
    }
  }

  // MARK: JSON

  private mutating func writeLine(_ record: PlacedRecord, _ text: NoteText?, _ decide: (FieldPlace) -> WrittenField) {
    let bytes = record.bytes
    guard let first = record.places.first, let last = record.places.last else { return out.append(bytes) }
    out.append(bytes.part(0, first.start))
    var isFirst = true
    var before = first.start
    for place in record.places {
      defer { before = place.value.upperBound }
      var field: WrittenField = .removed
      if place.counts { field = place.role == .text ? text.map(WrittenField.text) ?? .unchanged : decide(place) }
      // Null says nothing and stays, so that the record keeps its shape.
      if case .number = field, place.kind == .null { field = .unchanged }
      if case .removed = field { continue }
      // The separator as it stands in front of this member.
      if !isFirst { out.append(bytes.part(before, place.start)) }
      isFirst = false
      out.append(bytes.part(place.start, place.value.lowerBound))
      switch field {
      case .number(let number) where place.kind == .string:
        out.append(UInt8(ascii: "\""))
        note(number)
        out.append(UInt8(ascii: "\""))
      case .number(let number): note(number)
      case .content(let content): content.withUnsafeBufferPointer { out.appendJSONString($0) }
      case .text(let text): out.appendJSONString(text.bytes)
      case .unchanged, .removed: out.append(bytes.part(place.value.lowerBound, place.value.upperBound))
      }
    }
    out.append(bytes.part(last.value.upperBound, bytes.count))
  }

  // MARK: tables

  private mutating func writeRow(
    _ record: PlacedRecord, _ delimiter: UInt8, _ text: NoteText?, _ decide: (FieldPlace) -> WrittenField
  ) {
    let bytes = record.bytes
    var position = 0
    for place in record.places {
      var field: WrittenField = place.role == .text ? text.map(WrittenField.text) ?? .unchanged : decide(place)
      if place.value.isEmpty, place.role != .text { field = .unchanged }
      if case .unchanged = field { continue }
      out.append(bytes.part(position, place.value.lowerBound))
      position = place.value.upperBound
      switch field {
      case .number(let number): note(number)
      case .content(let content): content.withUnsafeBufferPointer { append($0, place, delimiter) }
      case .text(let text): append(text.bytes, place, delimiter)
      case .removed, .unchanged: break
      }
    }
    out.append(bytes.part(position, bytes.count))
  }

  /// Appends a table's field; one that had no quotes gets them where its new content needs them.
  private func append(_ value: UnsafeBufferPointer<UInt8>, _ place: FieldPlace, _ delimiter: UInt8) {
    if place.kind == .quotedField { return appendDoubled(value) }
    let needsQuotes =
      value.first == 0x22 || value.contains { $0 == delimiter || $0 == 0x0A || $0 == 0x0D }
    guard needsQuotes else { return out.append(value) }
    out.append(UInt8(ascii: "\""))
    appendDoubled(value)
    out.append(UInt8(ascii: "\""))
  }

  private func appendDoubled(_ value: UnsafeBufferPointer<UInt8>) {
    var start = 0
    while let quote = ByteSearch.first(0x22, in: value, from: start) {
      out.append(value.part(start, quote + 1))
      out.append(UInt8(ascii: "\""))
      start = quote + 1
    }
    out.append(value.part(start, value.count))
  }

  private mutating func note(_ field: NumberedField) {
    numbers.append(NumberPlace(offset: out.count, field: field))
  }
}
