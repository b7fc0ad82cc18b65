import Lexicon

/// The report of `lexicon build` in words.
enum BuildText {
  /// Sources shown one by one; the rest is summed up. The whole stands in `--report` and in the lexicon's metadata.
  static let maxSources = 12

  static func lines(_ report: BuildReport) -> [String] {
    var lines: [String] = []
    if report.variants > 0 { lines.append("\(Readable.count(report.variants)) further spellings of names") }
    if report.namesWithMoreVariants > 0 {
      lines.append(
        "\(Readable.count(report.namesWithMoreVariants)) names have more spellings than the "
          + "\(LexiconBuilder.maxVariants) that were entered")
    }
    if !report.dropped.isEmpty {
      var table = TextTable(["left out", "rows"], rightAligned: [1])
      for reason in BuildReport.Reason.allCases {
        if let count = report.dropped[reason] { table.add([reason.words, Readable.count(count)]) }
      }
      lines += table.lines()
    }
    lines += rules(report)
    lines += sources(report)
    if let merging = report.merging {
      lines.append(
        "cross-references: \(Readable.count(merging.references)), of them joined \(Readable.count(merging.joined)) "
          + "(\(Readable.count(merging.clusters, "concept")) in several vocabularies); not joined: "
          + "\(Readable.count(merging.notLoaded)) to a vocabulary that is not here, \(Readable.count(merging.broken)) "
          + "broken, \(Readable.count(merging.ambiguous)) ambiguous, \(Readable.count(merging.otherType)) of two types, "
          + "\(Readable.count(merging.conflicting)) in conflict")
    }
    if let ingredients = report.ingredients {
      lines.append(
        "\(Readable.count(ingredients.brands, "brand")) with ingredients, from "
          + "\(Readable.count(ingredients.relations, "relation")) in \(Readable.count(ingredients.rows, "row")); "
          + "\(Readable.count(ingredients.unknown)) without a concept here")
    }
    if !report.firstBadLines.isEmpty {
      let first = report.firstBadLines.map { "\($0.file):\($0.line): \($0.reason.words)" }
      lines.append("the first rows that could not be read: " + first.joined(separator: "; "))
    }
    if !report.unknownColumns.isEmpty {
      lines.append("warning: unknown columns were ignored: \(report.unknownColumns.joined(separator: ", "))")
    }
    if report.contradictoryTypes > 0 {
      let rows = Readable.count(report.contradictoryTypes, "row")
      lines.append("warning: another type than the concept has: \(rows)")
    }
    return lines
  }

  /// What each cleaning rule left out and added.
  private static func rules(_ report: BuildReport) -> [String] {
    var dropped: [String: Int] = [:]
    var added: [String: Int] = [:]
    for source in report.sources {
      dropped.merge(source.droppedByRule, uniquingKeysWith: +)
      added.merge(source.added, uniquingKeysWith: +)
    }
    let ids = Set(dropped.keys).union(added.filter { $0.value > 0 }.keys).sorted()
    guard !ids.isEmpty else { return [] }
    var table = TextTable(["cleaning rule", "rows left out", "names added"], rightAligned: [1, 2])
    for id in ids { table.add([id, Readable.count(dropped[id] ?? 0), Readable.count(added[id] ?? 0)]) }
    return table.lines()
  }

  private static func sources(_ report: BuildReport) -> [String] {
    var used = report.sources.filter { $0.rows > 0 }
    guard used.count > 1 else { return [] }
    used.sort { $0.rows != $1.rows ? $0.rows > $1.rows : ($0.file, $0.source) < ($1.file, $1.source) }
    var table = TextTable(["source", "rows", "names", "added", "left out"], rightAligned: [1, 2, 3, 4])
    func add(_ title: String, _ those: ArraySlice<SourceCount>) {
      let numbers = [
        those.reduce(0) { $0 + $1.rows }, those.reduce(0) { $0 + $1.names },
        those.reduce(0) { $0 + $1.added.values.reduce(0, +) },
        those.reduce(0) { $0 + $1.dropped.values.reduce(0, +) },
      ]
      table.add([title] + numbers.map { Readable.count($0) })
    }
    for index in used.indices.prefix(maxSources) {
      add([used[index].file, used[index].source].filter { !$0.isEmpty }.joined(separator: " "), used[index...index])
    }
    if used.count > maxSources { add("\(used.count - maxSources) further sources", used[maxSources...]) }
    return table.lines()
  }
}
