import ClinicalText

/// The columns of a header row, found by name whatever their letter case.
struct HeaderColumns {
  /// The names as they stand there, without blanks around them.
  let names: [String]
  private let lowered: [String]

  init(_ fields: [UnsafeBufferPointer<UInt8>]) {
    names = fields.map(\.trimmed.asString)
    lowered = names.map { $0.lowercased() }
  }

  var count: Int { names.count }

  /// 0-based position of a column; nil when there is none of that name.
  func index(_ name: String) -> Int? { lowered.firstIndex(of: name.lowercased()) }

  /// Positions of columns that a format cannot do without.
  ///
  /// Throws `vocabularyInvalid`, naming `format` and the first column that is missing.
  func require(_ wanted: [String], of format: String, file: String, line: Int) throws(Fault) -> [Int] {
    var found: [Int] = []
    for name in wanted {
      guard let position = index(name) else {
        throw Fault(
          .vocabularyInvalid, file: file, line: line,
          value: "expected \(format) with the columns \(wanted.joined(separator: ", ")); \(name) is missing")
      }
      found.append(position)
    }
    return found
  }
}
