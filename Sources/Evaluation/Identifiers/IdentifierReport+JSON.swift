import ClinicalText

extension IdentifierReport {
  /// Documents named under `worst_documents`.
  private static let worstCount = 10

  /// Appends the report as one JSON object. Keys are always the same and in the same order; figures that need a text are
  /// null where there is none, and intervals are absent without resamples.
  public func append(to output: OutputBuffer) {
    output.append("{\"documents\":" as StaticString)
    output.append(documents)
    output.append(",\"documents_without_text\":" as StaticString)
    output.append(documentsWithoutText)
    output.append(",\"documents_without_predictions\":" as StaticString)
    output.append(documentsWithoutPredictions)
    output.append(",\"unusable_predictions\":" as StaticString)
    output.append(unusablePredictions)
    output.append(",\"counting\":\"" as StaticString)
    output.append(counting.rawValue)
    output.append("\",\"non_phi_tokens\":" as StaticString)
    output.append(optional: otherTokens)
    output.append(",\"over_redacted_tokens\":" as StaticString)
    output.append(optional: lostTokens)
    output.append(",\"over_redaction_per_1000\":" as StaticString)
    output.append(optional: overRedactionPer1000)
    output.append(",\"over_redaction_per_1000_ci\":", overRedactionInterval)
    output.append(",\"omitted_fields\":[" as StaticString)
    for (index, field) in omittedFields.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      output.appendJSONString(field)
    }
    output.append("],\"sets\":{" as StaticString)
    for (index, set) in sets.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      output.appendJSONString(set.set.rawValue)
      output.append(UInt8(ascii: ":"))
      append(set, to: output)
    }
    output.append("}}" as StaticString)
  }

  private func append(_ score: SetScore, to output: OutputBuffer) {
    output.append(UInt8(ascii: "{"))
    for level in IdentifierLevel.allCases {
      output.appendJSONString(level.rawValue)
      output.append(UInt8(ascii: ":"))
      if let figures = score[level] { Self.append(figures, to: output) } else { output.append("null" as StaticString) }
      output.append(UInt8(ascii: ","))
    }
    output.append("\"leaks\":" as StaticString)
    output.append(optional: score.leakedTokens)
    output.append(",\"leaks_per_note\":" as StaticString)
    output.append(optional: score.leaksPerNote)
    output.append(",\"leaks_per_note_ci\":", score.leaksPerNoteInterval)
    output.append(",\"leaked_identifiers\":" as StaticString)
    output.append(score.leakedIdentifiers)
    output.append(",\"leaked_identifiers_per_note\":" as StaticString)
    output.append(figure: score.leakedIdentifiersPerNote)
    output.append(",\"leaked_identifiers_per_note_ci\":", score.leakedIdentifiersPerNoteInterval)
    output.append(",\"notes_with_leaks\":" as StaticString)
    output.append(score.notesWithLeaks)
    // Of all predictions, whatever the set: here as well, so that a set's object is complete by itself.
    output.append(",\"over_redaction_per_1000\":" as StaticString)
    output.append(optional: overRedactionPer1000)
    output.append(",\"over_redaction_per_1000_ci\":", overRedactionInterval)
    output.append(",\"categories\":{" as StaticString)
    Self.append(score.categories, to: output)
    output.append("},\"types\":{" as StaticString)
    Self.append(score.types, to: output)
    output.append("},\"groups\":{" as StaticString)
    Self.append(score.groups, to: output)
    output.append("},\"worst_documents\":[" as StaticString)
    for (index, document) in score.worstDocuments(Self.worstCount).enumerated() {
      output.append(index > 0 ? ",{\"id\":" : "{\"id\":" as StaticString)
      output.appendJSONString(document.id)
      output.append(",\"leaks\":" as StaticString)
      output.append(optional: score.leakedTokens == nil ? nil : document.tokens)
      output.append(",\"leaked_identifiers\":" as StaticString)
      output.append(document.identifiers)
      output.append(UInt8(ascii: "}"))
    }
    output.append("]}" as StaticString)
  }

  private static func append(_ score: LevelScore, to output: OutputBuffer) {
    output.append(UInt8(ascii: "{"))
    appendFigures(of: score.counts, to: output)
    output.append(",\"macro_precision\":" as StaticString)
    output.append(figure: score.macroPrecision.mean)
    output.append(",\"macro_precision_sd\":" as StaticString)
    output.append(figure: score.macroPrecision.deviation)
    output.append(",\"macro_recall\":" as StaticString)
    output.append(figure: score.macroRecall.mean)
    output.append(",\"macro_recall_sd\":" as StaticString)
    output.append(figure: score.macroRecall.deviation)
    output.append(",\"macro_f1\":" as StaticString)
    output.append(figure: score.macroF1)
    output.append(",\"precision_ci\":", score.intervals?.precision)
    output.append(",\"recall_ci\":", score.intervals?.recall)
    output.append(",\"f1_ci\":", score.intervals?.f1)
    output.append(",\"f2_ci\":", score.intervals?.f2)
    output.append(UInt8(ascii: "}"))
  }

  private static func appendFigures(of counts: Counts, to output: OutputBuffer) {
    output.append("\"precision\":" as StaticString)
    output.append(figure: counts.precision)
    output.append(",\"recall\":" as StaticString)
    output.append(figure: counts.recall)
    output.append(",\"f1\":" as StaticString)
    output.append(figure: counts.f1)
    output.append(",\"f2\":" as StaticString)
    output.append(figure: counts.f(beta: 2))
    output.append(",\"tp\":" as StaticString)
    output.append(counts.truePositives)
    output.append(",\"fp\":" as StaticString)
    output.append(counts.falsePositives)
    output.append(",\"fn\":" as StaticString)
    output.append(counts.falseNegatives)
  }

  private static func append(_ parts: [PartScore], to output: OutputBuffer) {
    for (index, part) in parts.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      output.appendJSONString(part.name)
      output.append(":{" as StaticString)
      for (place, row) in part.levels.enumerated() {
        if place > 0 { output.append(UInt8(ascii: ",")) }
        output.appendJSONString(row.level.rawValue)
        output.append(":{" as StaticString)
        appendFigures(of: row.counts, to: output)
        output.append(UInt8(ascii: "}"))
      }
      output.append(UInt8(ascii: "}"))
    }
  }

  /// Field by field; the scores are sorted by field and value.
  private static func append(_ groups: [GroupScore], to output: OutputBuffer) {
    for (index, group) in groups.enumerated() {
      if index == 0 || groups[index - 1].label.field != group.label.field {
        if index > 0 { output.append("}," as StaticString) }
        output.appendJSONString(group.label.field)
        output.append(":{" as StaticString)
      } else {
        output.append(UInt8(ascii: ","))
      }
      output.appendJSONString(group.label.value)
      output.append(":{" as StaticString)
      for row in group.levels {
        output.appendJSONString(row.level.rawValue)
        output.append(":{\"recall\":" as StaticString)
        output.append(optional: group.recall(row.level))
        output.append(",\"gold\":" as StaticString)
        output.append(row.found + row.missed)
        output.append("}," as StaticString)
      }
      output.append("\"leaked_identifiers\":" as StaticString)
      output.append(group.leakedIdentifiers)
      output.append(UInt8(ascii: "}"))
    }
    if !groups.isEmpty { output.append(UInt8(ascii: "}")) }
  }
}

extension OutputBuffer {
  /// The shortest decimal number that reads back as the same value.
  fileprivate func append(figure: Double) { append("\(figure)") }

  fileprivate func append(optional figure: Double?) {
    if let figure { append(figure: figure) } else { append("null" as StaticString) }
  }

  fileprivate func append(optional number: Int?) {
    if let number { append(number) } else { append("null" as StaticString) }
  }

  /// Appends a key and an interval, or nothing.
  fileprivate func append(_ key: StaticString, _ interval: Bootstrap.Interval?) {
    guard let interval else { return }
    append(key)
    append(UInt8(ascii: "["))
    append(figure: interval.lower)
    append(UInt8(ascii: ","))
    append(figure: interval.upper)
    append(UInt8(ascii: "]"))
  }
}
