/// Endings of words that are clinical whatever stands before: "-ectomy". Asked only for words that no list knows.
public struct EndingTable: Sendable {
  /// In lower case, by their last letter.
  private let endings: [[[UInt8]]]

  /// Takes endings of ASCII letters.
  public init(_ endings: [String]) {
    var table = [[[UInt8]]](repeating: [], count: 32)
    for ending in endings {
      let bytes = Array(ending.utf8)
      if let last = bytes.last { table[Int(last & 31)].append(bytes) }
    }
    self.endings = table
  }

  /// True when a word of at least three letters more ends so.
  func holds(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let last = word.last else { return false }
    for ending in endings[Int(last & 31)] where word.count >= ending.count + 3 {
      var k = 1
      while k <= ending.count, word[word.count - k] | 0x20 == ending[ending.count - k] { k += 1 }
      if k > ending.count { return true }
    }
    return false
  }
}
