import ClinicalText

/// The semantic types of each concept of an MRSTY or RXNSTY file, as lists of TUIs ("T047,T184").
///
/// Concepts with the same types share one list. Rows may come in any order.
struct SemanticTypeLists: ~Copyable {
  /// Concept id → position in `listOfConcept`.
  private var concepts = FingerprintTable()
  private var listOfConcept: [UInt32] = []
  private var lists: [ByteSlice] = []
  private let none = ByteSlice(permanent: "")

  /// Reads the file. Throws `vocabularyInvalid` with the line that is not of the form CUI|TUI|STN|STY|ATUI|CVF|.
  init(_ path: String) throws(Fault) {
    let file = try MappedFile(path)
    var lines = LineReader(file)
    var splitter = FieldSplitter()
    // A concept moves from list to list as its types come in: lists are the states of a small automaton.
    var members: [[UInt32]] = [[]]
    var indexOfList: [[UInt32]: UInt32] = [[]: 0]
    var moves: [UInt64: UInt32] = [:]
    while let line = lines.next() {
      if line.isEmpty { continue }
      splitter.split(line, at: 0x7C)
      guard splitter.fields.count >= 6, let number = Self.number(splitter.fields[1]) else {
        throw Fault(
          .vocabularyInvalid, file: path, line: lines.line, value: "expected CUI|TUI|STN|STY|ATUI|CVF|")
      }
      let key = FingerprintTable.fingerprint(splitter.fields[0])
      let (concept, isNew) = concepts.findOrInsert(key, UInt32(listOfConcept.count))
      if isNew { listOfConcept.append(0) }
      let before = listOfConcept[Int(concept)]
      let move = UInt64(before) << 32 | UInt64(number)
      if let after = moves[move] {
        listOfConcept[Int(concept)] = after
        continue
      }
      let list = Set(members[Int(before)]).union([number]).sorted()
      let after = indexOfList[list] ?? UInt32(members.count)
      if after == members.count {
        members.append(list)
        indexOfList[list] = after
      }
      moves[move] = after
      listOfConcept[Int(concept)] = after
    }
    lists = members.map { list in
      ByteSlice(
        permanent: list.map { number in
          let digits = String(number)
          return "T" + String(repeating: "0", count: 3 - digits.utf8.count) + digits
        }.joined(separator: ","))
    }
  }

  /// TUIs of a concept with commas between them, in order; empty when the file does not name it.
  func types(of concept: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    guard let index = concepts.value(FingerprintTable.fingerprint(concept)) else { return none.buffer }
    return lists[Int(listOfConcept[Int(index)])].buffer
  }

  private static func number(_ tui: UnsafeBufferPointer<UInt8>) -> UInt32? {
    guard tui.count == 4, tui[0] == UInt8(ascii: "T") else { return nil }
    return UnsafeBufferPointer(rebasing: tui[1...]).smallNumber
  }
}
