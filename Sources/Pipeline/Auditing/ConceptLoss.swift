import ClinicalText
import Deidentification
import Extraction
import JSONReading
import NoteFormats
import WebPage

/// Which clinical concepts redaction takes away: extraction of the notes as they were, and of what was left of them.
public struct ConceptLoss: Sendable {
  /// Mentions of one type.
  public struct Count: Sendable, Equatable {
    public var before = 0
    public var lost = 0
    /// Of those lost, the ones whose words were replaced.
    public var covered = 0
    /// Mentions of the output that the original has not.
    public var gained = 0
  }

  public private(set) var notes = 0
  /// Notes of one side that the other has not, by id.
  public private(set) var unpaired = 0
  public private(set) var byType: [EntityType: Count] = [:]
  /// Rules whose identifiers took mentions, with how many.
  public private(set) var byRule: [String: Int] = [:]
  /// Preferred names of the concepts lost, with how often; without those that stood inside of a name.
  public private(set) var names: [String: Int] = [:]
  /// Mentions lost inside of a person's name: counted, never listed.
  public private(set) var insideNames = 0

  /// Pairs notes and results by id and extracts both texts.
  public init(before: [String], after: String, extraction rules: ExtractionSetup) throws {
    // Results come in the order of the notes: only originals whose result is still to come are held.
    var originals: [String: NoteText] = [:]
    var options = InputOptions()
    let reader = try NoteReader(before, options: options)
    var isRead = false
    func original(_ id: String) throws -> NoteText? {
      while true {
        if let text = originals.removeValue(forKey: id) { return text }
        guard !isRead, let batch = try reader.next() else {
          isRead = true
          return nil
        }
        for case .note(let note) in batch.parse() { originals[note.id] = note.text }
      }
    }
    let extractor = Extractor(rules.extraction)
    options.readsResults = true
    let results = try NoteReader([after], options: options)
    while let batch = try results.next() {
      for case .note(let note) in batch.parse() {
        guard let original = try original(note.id) else {
          unpaired += 1
          continue
        }
        notes += 1
        compare(original, note, extractor)
      }
    }
    while !isRead, let batch = try reader.next() {
      for case .note(let note) in batch.parse() { originals[note.id] = NoteText("") }
    }
    unpaired += originals.count
    guard notes > 0 else { throw Fault(.noInput, file: after, value: "no result has the id of a note of --before") }
  }

  private mutating func compare(_ original: NoteText, _ result: NoteRecord, _ extractor: Extractor) {
    let identifiers = Self.identifiers(result, original)
    let before = extractor.extract(original, given: nil, allMatches: false)
    let after = extractor.extract(result.text, given: nil, allMatches: false)
    // By type and concept: what is there as often as before is not lost, wherever it stands.
    var left: [String: Int] = [:]
    for entity in after.entities { left[Self.key(entity, after), default: 0] += 1 }
    for entity in before.entities {
      byType[entity.type, default: Count()].before += 1
      let key = Self.key(entity, before)
      let cover = identifiers.first { $0.span.overlaps(entity.span) }
      if cover == nil, let count = left[key], count > 0 {
        left[key] = count - 1
        continue
      }
      byType[entity.type, default: Count()].lost += 1
      if let cover {
        byType[entity.type, default: Count()].covered += 1
        byRule[cover.source, default: 0] += 1
        if cover.isName {
          insideNames += 1
          continue
        }
      }
      if let concept = before.concepts[entity.concepts].first { names[concept.preferredName.string, default: 0] += 1 }
    }
    for entity in after.entities {
      let key = Self.key(entity, after)
      guard let count = left[key], count > 0 else { continue }
      left[key] = count - 1
      byType[entity.type, default: Count()].gained += 1
    }
  }

  private static func key(_ entity: Entity, _ result: NoteResult) -> String {
    let concept = result.concepts[entity.concepts].first.map { $0.id.string } ?? ""
    return "\(entity.type.rawValue)\u{0}\(concept)"
  }

  private struct Cover {
    var span: ByteSpan
    var source: String
    var isName: Bool
  }

  /// What the result says was replaced, as byte offsets of the original.
  private static func identifiers(_ result: NoteRecord, _ original: NoteText) -> [Cover] {
    guard let json = result.metadata.last(where: { $0.name == "phi" })?.json else { return [] }
    let offsets = ScalarOffsets(original)
    let scanner = JSONScanner()
    let list = NoteText(json)
    let items = scanner.scan(list.bytes).members.map { NoteText(copying: $0.token) }
    var covers: [Cover] = []
    for item in items {
      var (start, end, source, category, isReplaced) = (-1, -1, "", "", false)
      for member in scanner.scan(item.bytes).members {
        if member.key.equals("start") { start = Int(scanner.string(member)) ?? -1 }
        if member.key.equals("end") { end = Int(scanner.string(member)) ?? -1 }
        if member.key.equals("source") { source = scanner.string(member) }
        if member.key.equals("category") { category = scanner.string(member) }
        if member.key.equals("replacement") { isReplaced = member.kind == .string }
      }
      guard isReplaced, let first = offsets.byte(ofScalar: start), let last = offsets.byte(ofScalar: end), first < last
      else { continue }
      covers.append(Cover(span: ByteSpan(first, last), source: source, isName: category == "NAME"))
    }
    return covers
  }

  /// All types together.
  public var total: Count {
    byType.values.reduce(into: Count()) {
      $0.before += $1.before
      $0.lost += $1.lost
      $0.covered += $1.covered
      $0.gained += $1.gained
    }
  }

  /// The loss as a part of a report.
  public var section: ReportSection {
    let total = total
    let share = Double(total.lost) / Double(max(1, total.before))
    var section = ReportSection(
      id: "concepts", title: "Clinical concepts lost", outcome: .stated,
      answer:
        "\(Figures.count(total.lost)) of \(Figures.count(total.before, "mention")) (\(Figures.percent(share))) in "
        + "\(Figures.count(notes, "note")) are gone from the output.",
      paragraphs: [
        "Extraction ran on each note as it was and on its de-identified text. A mention is lost when its words were replaced, or when "
          + "the output names its concept less often. Words taken for a name may have been one: a mention lost inside of a name "
          + "(\(Figures.count(insideNames))) is counted and not listed."
      ])
    section.tables.append(
      ReportSection.Table(
        "By type", columns: ["type", "before", "lost", "rate", "replaced itself", "new in the output"],
        rows: EntityType.allCases.compactMap { type in
          byType[type].map { count in
            [
              "\(type.name)", Figures.count(count.before), Figures.count(count.lost),
              Figures.percent(Double(count.lost) / Double(max(1, count.before))), Figures.count(count.covered),
              Figures.count(count.gained),
            ]
          }
        }))
    section.tables.append(
      ReportSection.Table(
        "Rules that took mentions", columns: ["rule", "mentions"],
        rows: Self.commonest(byRule, 30).map { [$0.key, Figures.count($0.value)] }))
    section.tables.append(
      ReportSection.Table(
        "Concepts lost most often", columns: ["concept", "mentions"],
        rows: Self.commonest(names, 40).map { [$0.key, Figures.count($0.value)] }))
    if unpaired > 0 {
      section.remarks.append(
        "\(Figures.count(unpaired, "record")) of one side have no partner with the same id on the other.")
    }
    section.remarks.append("A mention that was a person's name all along is no loss; the rate is an upper one.")
    return section
  }

  private static func commonest(_ counts: [String: Int], _ limit: Int) -> [(key: String, value: Int)] {
    Array(counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(limit))
  }

  /// Writes the loss's members.
  public func write(to json: inout JSONWriter) {
    json.int("notes", notes)
    json.int("unpaired", unpaired)
    json.int("mentions_before", total.before)
    json.int("mentions_lost", total.lost)
    json.int("lost_inside_names", insideNames)
    json.objects("types", EntityType.allCases.filter { byType[$0] != nil }) { json, type in
      let count = byType[type] ?? Count()
      json.string("type", "\(type.name)")
      json.int("before", count.before)
      json.int("lost", count.lost)
      json.int("replaced", count.covered)
      json.int("gained", count.gained)
    }
    json.objects("rules", Self.commonest(byRule, .max)) { json, item in
      json.string("rule", item.key)
      json.int("mentions", item.value)
    }
    json.objects("concepts", Self.commonest(names, 1000)) { json, item in
      json.string("name", item.key)
      json.int("mentions", item.value)
    }
  }
}
