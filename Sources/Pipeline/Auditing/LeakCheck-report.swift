import ClinicalText
import Deidentification
import WebPage

extension LeakCheck.Report {
  /// The check as a part of a report.
  public var section: ReportSection {
    var section = ReportSection(
      id: "check", title: "Known identifiers in the output", outcome: holds ? .passed : .failed,
      answer: holds
        ? "None of the \(Figures.count(values)) known values was found in \(Figures.bytes(bytes))."
        : "\(Figures.count(leaks, "leak")) of known identifiers in \(Figures.count(files, "file")).")
    section.paragraphs = [
      "Every byte of \(Figures.count(files, "file")) was searched for \(Figures.count(values, "known value")) of "
        + "\(Figures.count(patients, "patient")) in \(Figures.count(forms)) spellings: letter case, signs between the "
        + "parts, order of names, initials, forms of dates, figures alone. The search shares no code with the detection.",
      linkedRecords > 0
        ? "\(Figures.count(linkedRecords, "record")) could be told to be a patient's by their ids, \(Figures.count(otherRecords)) could "
          + "not. In a patient's own notes one part of the name, the birth date, a ZIP code and the like are leaks; in others' they are "
          + "possible leaks."
        : "The output does not tell whose a note is: one part of a name and a birth date count as leaks wherever they stand; a ZIP "
          + "code, an initial with a surname and figures of an id are possible leaks.",
    ]
    if !leaksByKind.isEmpty {
      section.tables.append(
        ReportSection.Table(
          "Leaks by type", columns: ["type", "leaks"],
          rows: leaksByKind.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { ["\($0.key.category): \($0.key.type)", Figures.count($0.value)] }))
      section.tables.append(
        ReportSection.Table(
          "Leaks by spelling", columns: ["spelling", "leaks"],
          rows: leaksByForm.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { [$0.key.words, Figures.count($0.value)] }))
    }
    let sure = found.filter { !$0.isPossibleOnly }
    if !sure.isEmpty {
      var table = ReportSection.Table(
        "Where", columns: ["place", "type", "spelling", "known value"], words: [0, 1, 2, 3],
        rows: sure.map { [$0.place, "\($0.kind.type)", $0.form.words, $0.reference] })
      table.marked = []
      section.tables.append(table)
      if leaks > sure.count {
        section.remarks.append("\(Figures.count(leaks - sure.count)) further leaks are counted and not listed.")
      }
    }
    if possible > 0 {
      section.remarks.append(
        "\(Figures.count(possible, "possible leak")): values that are ordinary words, or that belong to another patient than the "
          + "note's. They do not fail the check; --json lists them.")
    }
    if skippedValues > 0 {
      section.remarks.append(
        "\(Figures.count(skippedValues, "value")) of fewer than four letters or five figures cannot be searched for.")
    }
    if databases > 0 {
      section.remarks.append(
        "A value of a database counts for its row, and again for each place in the file's bytes: free pages and indexes are searched, too."
      )
    }
    section.remarks.append(
      "The check finds what is known. It says nothing of identifiers that no list holds and of misspellings."
    )
    return section
  }

  /// Writes the check's members.
  public func write(to json: inout JSONWriter) {
    json.bool("holds", holds)
    json.int("leaks", leaks)
    json.int("possible", possible)
    json.int("files", files)
    json.int("bytes", bytes)
    json.int("patients", patients)
    json.int("values", values)
    json.int("values_skipped", skippedValues)
    json.int("spellings", forms)
    json.int("records_linked", linkedRecords)
    json.int("records_not_linked", otherRecords)
    json.object("leaks_by_type") { json in
      for (kind, count) in leaksByKind.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
        json.int("\(kind.category).\(kind.type)", count)
      }
    }
    json.object("leaks_by_spelling") { json in
      for (form, count) in leaksByForm.sorted(by: { $0.key.rawValue < $1.key.rawValue }) { json.int(form.name, count) }
    }
    json.objects("found", found) { json, item in
      json.string("file", item.file)
      json.int("line", given: item.line)
      json.string("table", given: item.table)
      json.int("row", given: item.row)
      json.string("category", "\(item.kind.category)")
      json.string("type", "\(item.kind.type)")
      json.string("spelling", item.form.name)
      json.string("field", item.field)
      json.int("patient", item.patient)
      json.int("value", item.value)
      json.int("shared_by", item.sharedBy)
      json.bool("possible_only", item.isPossibleOnly)
    }
  }
}

extension LeakCheck.Found {
  /// "results.jsonl:17"; in a database table and row.
  public var place: String {
    if let table, let row { return "\(file): \(table), row \(row)" }
    return line.map { "\(file):\($0)" } ?? file
  }

  /// "names 2 of patient 17", never the value.
  public var reference: String {
    "patient \(patient), value \(value) (\(field))" + (sharedBy > 1 ? ", one of \(sharedBy) alike" : "")
  }
}
