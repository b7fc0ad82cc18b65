import ClinicalText
import Deidentification
import EntityStore
import Files
import JSONReading
import NoteFormats
import WebPage

/// What of the 18 identifiers of Safe Harbor was looked for and found, and what a text cannot show.
public struct CoverageStatement: Sendable {
  /// Identifiers of one type.
  public struct Count: Sendable, Equatable {
    public var found = 0
    public var replaced = 0
  }

  public let rows: [SafeHarborRows.Row]
  /// What the policy does with each kind.
  public let policy: Policy
  /// Of the run given; empty without one.
  public private(set) var counts: [IdentifierKind: Count] = [:]
  public private(set) var notes = 0
  public let hasRun: Bool

  /// - Parameters:
  ///   - run: results of `pipe --deid` or a database; nil for a statement without counts.
  ///   - name: the policy of the run: a preset's name or a file.
  public init(run: String?, policyNamed name: String, data: DataFolder) throws {
    let path = "\(data.path)/deid/audit/safe-harbor.yaml"
    rows = try SafeHarborRows(yaml: try TextFile.read(path), file: path).rows
    policy = try PolicyFile.load(name, folder: "\(data.path)/deid").policy
    hasRun = run != nil
    guard let run else { return }
    if StoredTexts.isDatabase(run) {
      let stored = try StoredTexts.identifiers(run)
      notes = stored.notes
      for item in stored.counts { add(item.type, found: item.found, replaced: item.replaced) }
    } else {
      try read(results: run)
    }
  }

  /// True for what tells the identifiers found: a database, or a file of results.
  static func canCount(_ path: String) -> Bool {
    guard !StoredTexts.isDatabase(path) else { return true }
    var options = InputOptions()
    options.format = .jsonl
    options.readsResults = true
    guard let batch = try? NoteReader([path], options: options).next() else { return false }
    return batch.parse().contains { record in
      if case .note(let note) = record { note.metadata.contains { $0.name == "phi" } } else { false }
    }
  }

  private mutating func add(_ type: String, found: Int, replaced: Int) {
    guard let kind = IdentifierKind(name: type) else { return }
    counts[kind, default: Count()].found += found
    counts[kind, default: Count()].replaced += replaced
  }

  private mutating func read(results path: String) throws {
    let scanner = JSONScanner()
    var line = 0
    var notes = 0
    var found: [String: Count] = [:]
    try AuditWindows.read(path, wholeLines: true) { bytes, _, _ in
      for part in bytes.split(separator: 0x0A) {
        line += 1
        let text = NoteText(copying: UnsafeBufferPointer(rebasing: part))
        let scanned = scanner.scan(text.bytes)
        if let fault = scanned.fault { throw Fault(fault, file: path, line: line) }
        guard let phi = scanned.members.last(where: { $0.key.equals("phi") }), phi.kind == .array else { continue }
        notes += 1
        let list = NoteText(copying: phi.token)
        let items = scanner.scan(list.bytes).members.map { NoteText(copying: $0.token) }
        for item in items {
          var category = ""
          var type = ""
          var isReplaced = false
          for member in scanner.scan(item.bytes).members {
            if member.key.equals("category") { category = scanner.string(member) }
            if member.key.equals("type") { type = scanner.string(member) }
            if member.key.equals("replacement") { isReplaced = member.kind == .string }
          }
          let name = category == type ? type : "\(category).\(type)"
          found[name, default: Count()].found += 1
          if isReplaced { found[name, default: Count()].replaced += 1 }
        }
      }
    }
    guard notes > 0 else { throw Fault(.noInput, file: path, value: "no result with identifiers; run pipe --deid") }
    self.notes = notes
    for (name, count) in found { add(name, found: count.found, replaced: count.replaced) }
  }

  /// Found and replaced of all kinds of a row.
  public func count(_ row: SafeHarborRows.Row) -> Count {
    row.kinds.reduce(into: Count()) { sum, kind in
      sum.found += counts[kind]?.found ?? 0
      sum.replaced += counts[kind]?.replaced ?? 0
    }
  }

  /// What the policy does with a row's kinds, in words.
  public func action(_ row: SafeHarborRows.Row) -> String {
    guard !row.kinds.isEmpty else { return "–" }
    let actions = Policy.Action.allCases.map { action in (action, row.kinds.filter { policy[$0] == action }) }
      .filter { !$0.1.isEmpty }
    if actions.count == 1 { return Self.words(actions[0].0) }
    return actions.map { "\(Self.words($0.0)): \($0.1.map { "\($0.type)" }.joined(separator: ", "))" }
      .joined(separator: "; ")
  }

  private static func words(_ action: Policy.Action) -> String {
    switch action {
    case .keep: "stays"
    case .replace: "replaced"
    case .generalize: "coarsened"
    }
  }

  /// Stands at the end of every statement.
  static let judgement = [
    "This is an account of what a program looked for, no certificate. It shows that something was searched, not that nothing is left.",
    "Safe Harbor also asks that you have no actual knowledge that what is left could identify a person (45 CFR "
      + "164.514(b)(2)(ii)). That judgement remains yours.",
    "Shifted dates and surrogates made from a key are no Safe Harbor: they need an expert's determination (45 CFR 164.514(b)(1)).",
    "Attachments, images, recordings, file names and columns other than the notes are not covered unless you say so yourself.",
  ]

  /// The statement as a part of a report.
  public var section: ReportSection {
    let figures = hasRun ? ["found", "replaced"] : []
    var table = ReportSection.Table(
      "The 18 kinds of 45 CFR 164.514(b)(2)(i)",
      columns: ["", "identifier", "policy"] + figures + ["how text is searched", "what text cannot show"],
      words: hasRun ? [0, 1, 2, 5, 6] : [0, 1, 2, 3, 4])
    for row in rows {
      let count = count(row)
      let cells = row.kinds.isEmpty ? ["–", "–"] : [Figures.count(count.found), Figures.count(count.replaced)]
      table.rows.append(
        [row.letter, row.rule, action(row)] + (hasRun ? cells : []) + [row.lookedFor, row.cannotShow])
    }
    let all = counts.values.reduce(into: Count()) {
      $0.found += $1.found
      $0.replaced += $1.replaced
    }
    return ReportSection(
      id: "statement", title: "Coverage of Safe Harbor's 18 identifiers", outcome: .stated,
      answer: hasRun
        ? "\(Figures.count(all.found, "identifier")) found in \(Figures.count(notes, "note")), \(Figures.count(all.replaced)) replaced"
          + " under the policy \(policy.name)."
        : "What is looked for, and what text cannot show; policy \(policy.name).",
      tables: [table], remarks: Self.judgement)
  }

  /// Writes the statement's members.
  public func write(to json: inout JSONWriter) {
    json.string("policy", policy.name)
    json.int("notes", notes)
    json.objects("rows", rows) { json, row in
      json.string("letter", row.letter)
      json.string("rule", row.rule)
      json.array("types", row.kinds) { $0.string(nil, "\($1.category).\($1.type)") }
      json.string("looked_for", row.lookedFor)
      json.string("cannot_show", row.cannotShow)
      json.string("policy", action(row))
      if hasRun {
        json.int("found", count(row).found)
        json.int("replaced", count(row).replaced)
      }
    }
    json.array("judgement", Self.judgement) { $0.string(nil, $1) }
  }
}
