import ClinicalText

/// The words that kinds of notes are named by ("Discharge summary", "ED physician note"): a type made of them only
/// names no person and may stay; any other may hold what it likes, and goes.
public struct NoteTypes: Sendable {
  private let words: Set<[UInt8]>
  /// A longer type is no name of a kind.
  private static let longest = 120

  /// Reads `deid/note-types.txt`: one word or code to a line, `#` for comments.
  public init(text: String) {
    var words: Set<[UInt8]> = []
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let word = line.utf8.filter { $0 > 0x20 }.map(Self.lowered)
      if !word.isEmpty { words.insert(word) }
    }
    self.words = words
  }

  /// True when every word of a type is known. Words are runs of letters and figures; letter case says nothing.
  public func isKnown(_ type: UnsafeBufferPointer<UInt8>) -> Bool {
    guard type.count <= Self.longest else { return false }
    var word: [UInt8] = []
    for byte in type {
      if Self.isWordByte(byte) {
        word.append(Self.lowered(byte))
      } else if !word.isEmpty {
        guard words.contains(word) else { return false }
        word.removeAll(keepingCapacity: true)
      }
    }
    return word.isEmpty || words.contains(word)
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
  }

  private static func lowered(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
