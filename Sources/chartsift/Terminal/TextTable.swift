/// A table in plain text: columns as wide as their widest cell, numbers to the right.
struct TextTable {
  private let header: [String]
  private var rows: [[String]] = []
  private let rightAligned: Set<Int>

  init(_ header: [String], rightAligned: Set<Int> = []) {
    self.header = header
    self.rightAligned = rightAligned
  }

  mutating func add(_ row: [String]) { rows.append(row) }

  func lines(indent: String = "  ") -> [String] {
    var widths = header.map(\.count)
    for row in rows { for (i, cell) in row.enumerated() { widths[i] = max(widths[i], cell.count) } }
    func line(_ cells: [String]) -> String {
      var text = indent
      for (i, cell) in cells.enumerated() {
        let pad = String(repeating: " ", count: widths[i] - cell.count)
        let isLast = i == cells.count - 1
        text += rightAligned.contains(i) ? pad + cell : (isLast ? cell : cell + pad)
        if !isLast { text += "  " }
      }
      return text
    }
    return [line(header), indent + widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")]
      + rows.map(line)
  }
}
