import ClinicalText

/// A tab-separated data file: comment lines that begin with "#", one header row, rows of as many columns.
package struct DataTable {
  /// One row with the line that it stands on.
  package struct Row {
    package var line: Int
    package var fields: [Substring]
  }

  package let file: String
  package private(set) var rows: [Row] = []

  /// Reads the text of a file.
  ///
  /// - Parameter columns: the columns of the header row, in order; another header is a fault, so that a misspelt or
  ///   unknown column is never passed over.
  package init(_ text: String, file: String, columns: [String]) throws(Fault) {
    self.file = file
    var line = 0
    var hasHeader = false
    for content in text.split(separator: "\n", omittingEmptySubsequences: false) {
      line += 1
      if content.isEmpty || content.utf8.first == UInt8(ascii: "#") { continue }
      let fields = content.split(separator: "\t", omittingEmptySubsequences: false)
      guard hasHeader else {
        hasHeader = true
        for (index, name) in fields.enumerated() where index >= columns.count || name != columns[index] {
          throw Fault(
            .ruleFileInvalid, file: file, line: line,
            value: "column \(index + 1) is called \(name); the columns are: \(columns.joined(separator: ", "))")
        }
        guard fields.count == columns.count else {
          throw Fault(
            .ruleFileInvalid, file: file, line: line,
            value: "the column \(columns[fields.count]) is missing; the columns are: \(columns.joined(separator: ", "))"
          )
        }
        continue
      }
      guard fields.count == columns.count else {
        throw Fault(
          .ruleFileInvalid, file: file, line: line,
          value: "\(fields.count) columns instead of \(columns.count); put one tab between columns")
      }
      guard !fields[0].isEmpty else {
        throw Fault(.ruleFileInvalid, file: file, line: line, value: "the column \(columns[0]) is empty; fill it in")
      }
      rows.append(Row(line: line, fields: fields))
    }
    guard hasHeader else {
      throw Fault(
        .ruleFileInvalid, file: file, line: 1, value: "the header row is missing: \(columns.joined(separator: ", "))")
    }
  }

  /// The value of a column of 1 (true) and 0.
  package func flag(_ row: Row, _ column: Int) throws(Fault) -> Bool {
    switch row.fields[column] {
    case "1": return true
    case "0": return false
    default: throw fault(row, "column \(column + 1) holds \(row.fields[column]); write 1 or 0")
    }
  }

  /// The value of a column of whole numbers.
  package func number(_ row: Row, _ column: Int) throws(Fault) -> Int {
    guard let value = Int(row.fields[column]), value >= 0 else {
      throw fault(row, "column \(column + 1) holds \(row.fields[column]); write a whole number")
    }
    return value
  }

  /// The meaning of a column that holds one of a few words.
  package func choice<Value>(_ row: Row, _ column: Int, _ values: [String: Value]) throws(Fault) -> Value {
    guard let value = values[String(row.fields[column])] else {
      let known = values.keys.sorted().joined(separator: ", ")
      throw fault(row, "column \(column + 1) holds \(row.fields[column]); write one of: \(known)")
    }
    return value
  }

  /// The forms of a column with "|" between them.
  package func list(_ row: Row, _ column: Int) -> [Substring] { row.fields[column].split(separator: "|") }

  package func fault(_ row: Row, _ words: String) -> Fault {
    Fault(.ruleFileInvalid, file: file, line: row.line, value: words)
  }
}
