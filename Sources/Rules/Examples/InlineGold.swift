import ClinicalText

/// A sentence with its gold written into it, the format of EDS-NLP's qualifier tests:
/// `no <problem negated>chest pain</problem>`.
public struct InlineGold: Sendable {
  /// The text without the marks.
  public var text: String
  public var marks: [Mark]

  /// One marked mention: its name, the attributes asked for, and its place.
  public struct Mark: Sendable, Equatable {
    /// The word behind "<".
    public var name: String
    public var attributes: [String]
    /// UTF-8 byte offsets into `text`.
    public var span: ByteSpan
  }

  /// Reads marked text. A mark that is not closed, or closed by another name, is a fault.
  public init(_ marked: String, file: String, line: Int) throws(Fault) {
    var text: [UInt8] = []
    var marks: [Mark] = []
    var open: [(name: String, attributes: [String], start: Int)] = []
    let bytes = Array(marked.utf8)
    var i = 0
    while i < bytes.count {
      guard bytes[i] == UInt8(ascii: "<"), let end = Self.tagEnd(bytes, i) else {
        text.append(bytes[i])
        i += 1
        continue
      }
      let inside = String(decoding: bytes[(i + 1)..<end], as: UTF8.self)
      if inside.hasPrefix("/") {
        guard let last = open.popLast(), last.name == inside.dropFirst() else {
          throw Fault(.ruleFileInvalid, file: file, line: line, value: "the example closes \(inside) which is not open")
        }
        marks.append(
          Mark(name: last.name, attributes: last.attributes, span: ByteSpan(last.start, text.count)))
      } else {
        let words = inside.split(separator: " ").map(String.init)
        open.append((words[0], Array(words.dropFirst()), text.count))
      }
      i = end + 1
    }
    guard open.isEmpty else {
      throw Fault(.ruleFileInvalid, file: file, line: line, value: "the example does not close <\(open[0].name)>")
    }
    self.text = String(decoding: text, as: UTF8.self)
    self.marks = marks.sorted { $0.span < $1.span }
  }

  /// Index of the ">" of a tag that starts at `start`, or nil when "<" is just a sign ("< 5").
  private static func tagEnd(_ bytes: [UInt8], _ start: Int) -> Int? {
    guard start + 1 < bytes.count else { return nil }
    let next = bytes[start + 1]
    let isUpper = (0x41...0x5A).contains(next) || next == 0x2F && start + 2 < bytes.count && bytes[start + 2] < 0x61
    guard next == UInt8(ascii: "/") || (0x61...0x7A).contains(next) || isUpper else { return nil }
    var i = start + 1
    while i < bytes.count, i - start < 80 {
      if bytes[i] == UInt8(ascii: ">") { return i }
      if bytes[i] == UInt8(ascii: "<") { return nil }
      // Types in capitals ("NAME.PATIENT") hold nothing else, so that "<BP 90>" stays text.
      if isUpper, bytes[i] != 0x2F, bytes[i] != 0x2E, !(0x41...0x5A).contains(bytes[i]) { return nil }
      i += 1
    }
    return nil
  }
}
