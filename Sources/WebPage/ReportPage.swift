import ClinicalText

/// Sections as one page for a screen and for paper. It needs no script to be read.
public struct ReportPage {
  public var title: String
  /// One line under the title: when and with what it was made.
  public var made: String
  /// A warning above everything ("This page holds identifiers."), or nil.
  public var banner: String?
  public var sections: [ReportSection]

  /// Takes each part as it is given.
  public init(title: String, made: String, banner: String? = nil, sections: [ReportSection]) {
    self.title = title
    self.made = made
    self.banner = banner
    self.sections = sections
  }

  /// Appends the page, UTF-8.
  public func append(to output: OutputBuffer, testScript: String = "") {
    var page = WebPage(
      template: PageParts.report, styles: [PageParts.theme, PageParts.reportStyle], scripts: [PageParts.themeSwitch])
    page.testScript = testScript
    page.fields = ["title": title, "made": made]
    page.body = { html in
      if let banner { html.element("p", [("class", "banner"), ("role", "note")], text: banner) }
      if sections.count > 1 { contents(html) }
      for section in sections { write(section, html) }
    }
    page.append(to: output)
  }

  private func contents(_ html: HTMLWriter) {
    html.element("table", [("class", "figures contents")]) { html in
      html.element("caption", [("class", "hidden-text")], text: "Results in brief")
      html.element("tbody") { html in
        for section in sections {
          html.element("tr") { html in
            html.element("th", [("scope", "row")]) { html in
              html.element("a", [("href", "#\(section.id)")], text: section.title)
            }
            html.element("td", [("class", "words")]) { Self.verdict(section.outcome, $0) }
            html.element("td", [("class", "words wrap")], text: section.answer)
          }
        }
      }
    }
  }

  private static func verdict(_ outcome: ReportSection.Outcome, _ html: HTMLWriter) {
    let words =
      switch outcome {
      case .passed: "holds"
      case .failed: "does not hold"
      case .stated: "for reading"
      }
    html.element("span", [("class", "verdict \(outcome.rawValue)")], text: words)
  }

  private func write(_ section: ReportSection, _ html: HTMLWriter) {
    html.element("section", [("id", section.id), ("aria-labelledby", "\(section.id)-title")]) { html in
      html.element("h2", [("id", "\(section.id)-title")], text: section.title)
      html.element("p", [("class", "answer")]) { html in
        if section.outcome != .stated { Self.verdict(section.outcome, html) }
        html.text(section.answer)
      }
      for paragraph in section.paragraphs { html.element("p", [("class", "about")], text: paragraph) }
      for table in section.tables { write(table, html) }
      if !section.remarks.isEmpty {
        html.element("ul", [("class", "remarks")]) { html in
          for remark in section.remarks { html.element("li", text: remark) }
        }
      }
    }
  }

  private func write(_ table: ReportSection.Table, _ html: HTMLWriter) {
    html.element("h3", text: table.title)
    guard !table.rows.isEmpty else { return html.element("p", [("class", "soft")], text: "none") }
    html.element("div", [("class", "scroll-x"), ("tabindex", "0"), ("role", "region"), ("aria-label", table.title)]) {
      $0.element("table", [("class", "figures")]) { html in
        html.element("thead") { html in
          html.element("tr") { html in
            for (index, name) in table.columns.enumerated() {
              html.element("th", [("scope", "col"), ("class", Self.kind(table, index, ""))], text: name)
            }
          }
        }
        html.element("tbody") { html in
          for (place, row) in table.rows.enumerated() {
            html.element("tr", table.marked.contains(place) ? [("class", "marked")] : []) { html in
              for (index, cell) in row.enumerated() {
                if index == 0 {
                  html.element("th", [("scope", "row"), ("class", Self.kind(table, index, cell))], text: cell)
                } else {
                  html.element("td", [("class", Self.kind(table, index, cell))], text: cell)
                }
              }
            }
          }
        }
      }
    }
  }

  /// Long words wrap, figures do not.
  private static func kind(_ table: ReportSection.Table, _ index: Int, _ cell: String) -> String {
    guard table.words.contains(index) else { return "number" }
    return cell.utf8.count > 40 ? "words wrap" : "words"
  }
}
