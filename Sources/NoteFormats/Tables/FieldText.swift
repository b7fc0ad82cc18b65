import ClinicalText

/// Takes the doubling off quotes in a field.
package enum FieldText {
  /// The field's value: its own bytes, or where quotes are doubled a copy in `scratch` that its next use ends.
  static func value(
    _ record: UnsafeBufferPointer<UInt8>, _ field: RowField, scratch: OutputBuffer
  ) -> UnsafeBufferPointer<UInt8> {
    let raw = record.part(Int(field.start), Int(field.end))
    guard field.hasDoubledQuotes else { return raw }
    scratch.removeAll()
    var i = 0
    while i < raw.count {
      // Up to and with the next quote; its double is passed over.
      let quote = ByteSearch.first(0x22, in: raw, from: i)
      let end = quote.map { $0 + 1 } ?? raw.count
      scratch.append(raw.part(i, end))
      i = quote == nil ? end : end + 1
    }
    return scratch.bytes
  }

  /// The value as a string; invalid UTF-8 must be ruled out before.
  package static func string(_ record: UnsafeBufferPointer<UInt8>, _ field: RowField) -> String {
    if !field.hasDoubledQuotes {
      return String(decoding: record.part(Int(field.start), Int(field.end)), as: UTF8.self)
    }
    let scratch = OutputBuffer(capacity: 256)
    // Without this the buffer may be freed behind its last use by name, before its bytes are read.
    return withExtendedLifetime(scratch) {
      String(decoding: value(record, field, scratch: scratch), as: UTF8.self)
    }
  }
}
