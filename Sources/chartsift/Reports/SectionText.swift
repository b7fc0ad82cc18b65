import WebPage

/// A section of a report as plain text.
enum SectionText {
  static func text(_ section: ReportSection) -> String {
    var lines = [section.title, String(repeating: "─", count: section.title.count)]
    switch section.outcome {
    case .passed: lines.append("holds: " + section.answer)
    case .failed: lines.append("DOES NOT HOLD: " + section.answer)
    case .stated: lines.append(section.answer)
    }
    for paragraph in section.paragraphs { lines += [""] + wrapped(paragraph) }
    for table in section.tables {
      lines += ["", table.title]
      guard !table.rows.isEmpty else {
        lines.append("  none")
        continue
      }
      if table.rows.contains(where: { $0.contains { $0.count > widestCell } }) {
        lines += blocks(table)
        continue
      }
      var text = TextTable(table.columns, rightAligned: Set(table.columns.indices).subtracting(table.words))
      for row in table.rows { text.add(row) }
      lines += text.lines()
    }
    if !section.remarks.isEmpty { lines.append("") }
    for remark in section.remarks {
      for (index, line) in wrapped(remark, 94).enumerated() { lines.append((index == 0 ? "• " : "  ") + line) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Longer cells would make lines that no terminal shows.
  private static let widestCell = 64

  /// A table of sentences: each row's name, and below it what its columns say.
  private static func blocks(_ table: ReportSection.Table) -> [String] {
    table.rows.flatMap { row in
      ["", "  " + row.prefix(2).joined(separator: "  ")]
        + zip(table.columns, row).dropFirst(2).filter { !$0.1.isEmpty }.flatMap { name, cell in
          wrapped("\(name): \(cell)", 88).enumerated().map { ($0.offset == 0 ? "      " : "        ") + $0.element }
        }
    }
  }

  /// Lines of at most so many characters, broken at blanks.
  private static func wrapped(_ text: String, _ width: Int = 96) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + word.count + 1 > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }
}
