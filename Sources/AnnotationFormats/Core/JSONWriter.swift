import ClinicalText

/// Appends JSON to a buffer: puts the commas, escapes the strings.
final class JSONWriter {
  private let buffer: OutputBuffer
  private var needsComma = false

  init(_ buffer: OutputBuffer) { self.buffer = buffer }

  /// Opens a container: "{" or "[".
  func open(_ bracket: StaticString) {
    comma()
    buffer.append(bracket)
    needsComma = false
  }

  func close(_ bracket: StaticString) {
    buffer.append(bracket)
    needsComma = true
  }

  func key(_ name: String) {
    comma()
    buffer.appendJSONString(name)
    buffer.append(UInt8(ascii: ":"))
    needsComma = false
  }

  func string(_ text: String) {
    comma()
    buffer.appendJSONString(text)
  }

  func string(_ bytes: UnsafeBufferPointer<UInt8>) {
    comma()
    buffer.appendJSONString(bytes)
  }

  func number(_ number: Int) {
    comma()
    buffer.append(number)
  }

  func bool(_ flag: Bool) {
    comma()
    buffer.append(flag ? "true" : "false" as StaticString)
  }

  func null() {
    comma()
    buffer.append("null" as StaticString)
  }

  /// An id: as a number where it is the plain writing of one, which reads back the same.
  func id(_ id: String) {
    if let number = Int(id), String(number) == id, number < 1_000_000_000_000_000 {
      self.number(number)
    } else {
      string(id)
    }
  }

  func member(_ name: String, _ value: String) {
    key(name)
    string(value)
  }

  func member(_ name: String, _ value: Int) {
    key(name)
    number(value)
  }

  func member(_ name: String, _ assertion: Assertion) {
    key(name)
    open("{")
    for (name, flag) in [
      ("negated", assertion.negated), ("uncertain", assertion.uncertain), ("historical", assertion.historical),
      ("hypothetical", assertion.hypothetical),
    ] {
      key(name)
      bool(flag)
    }
    member("experiencer", assertion.experiencer.name)
    close("}")
  }

  func member(_ name: String, _ concepts: [AnnotatedConcept]) {
    key(name)
    open("[")
    for concept in concepts {
      open("{")
      member("id", concept.id)
      if let vocabulary = concept.vocabulary { member("vocabulary", vocabulary) }
      if let name = concept.name { member("name", name) }
      close("}")
    }
    close("]")
  }

  /// Ends a line; the next value stands by itself.
  func endLine() {
    buffer.append(UInt8(ascii: "\n"))
    needsComma = false
  }

  private func comma() {
    if needsComma { buffer.append(UInt8(ascii: ",")) }
    needsComma = true
  }
}
