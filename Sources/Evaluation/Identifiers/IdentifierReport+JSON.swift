import ClinicalText

extension IdentifierReport {
  /// Documents named under `worst_documents`.
  private static let worstCount = 10

  /// Appends the report as one JSON object. Keys are always the same and in the same order; figures that need a text are
  /// null where there is none, and intervals are absent without resamples.
  public func append(to output: OutputBuffer) {
    var json = JSONWriter(output)
    json.object { json in
      json.int("documents", documents)
      json.int("documents_without_text", documentsWithoutText)
      json.int("documents_without_predictions", documentsWithoutPredictions)
      json.int("unusable_predictions", unusablePredictions)
      json.string("counting", counting.rawValue)
      json.int("non_phi_tokens", otherTokens)
      json.int("over_redacted_tokens", lostTokens)
      writeOverRedaction(&json)
      json.array("omitted_fields", omittedFields) { $0.string(nil, $1) }
      json.object("sets") { json in
        for set in sets { json.object(set.set.rawValue) { write(set, &$0) } }
      }
    }
  }

  private func writeOverRedaction(_ json: inout JSONWriter) {
    json.double("over_redaction_per_1000", overRedactionPer1000)
    json.interval("over_redaction_per_1000_ci", given: overRedactionInterval)
  }

  private func write(_ score: SetScore, _ json: inout JSONWriter) {
    for level in IdentifierLevel.allCases {
      if let figures = score[level] {
        json.object(level.rawValue) { Self.write(figures, &$0) }
      } else {
        json.null(level.rawValue)
      }
    }
    json.int("leaks", score.leakedTokens)
    json.double("leaks_per_note", score.leaksPerNote)
    json.interval("leaks_per_note_ci", given: score.leaksPerNoteInterval)
    json.int("leaked_identifiers", score.leakedIdentifiers)
    json.double("leaked_identifiers_per_note", score.leakedIdentifiersPerNote)
    json.interval("leaked_identifiers_per_note_ci", given: score.leakedIdentifiersPerNoteInterval)
    json.int("notes_with_leaks", score.notesWithLeaks)
    // Of all predictions, whatever the set: here as well, so that a set's object is complete by itself.
    writeOverRedaction(&json)
    Self.write("categories", score.categories, &json)
    Self.write("types", score.types, &json)
    Self.write(score.groups, &json)
    json.objects("worst_documents", score.worstDocuments(Self.worstCount)) { json, document in
      json.string("id", document.id)
      json.int("leaks", score.leakedTokens == nil ? nil : document.tokens)
      json.int("leaked_identifiers", document.identifiers)
    }
  }

  private static func write(_ score: LevelScore, _ json: inout JSONWriter) {
    write(score.counts, &json)
    json.double("macro_precision", score.macroPrecision.mean)
    json.double("macro_precision_sd", score.macroPrecision.deviation)
    json.double("macro_recall", score.macroRecall.mean)
    json.double("macro_recall_sd", score.macroRecall.deviation)
    json.double("macro_f1", score.macroF1)
    json.interval("precision_ci", given: score.intervals?.precision)
    json.interval("recall_ci", given: score.intervals?.recall)
    json.interval("f1_ci", given: score.intervals?.f1)
    json.interval("f2_ci", given: score.intervals?.f2)
  }

  private static func write(_ counts: Counts, _ json: inout JSONWriter) {
    json.double("precision", counts.precision)
    json.double("recall", counts.recall)
    json.double("f1", counts.f1)
    json.double("f2", counts.f(beta: 2))
    json.int("tp", counts.truePositives)
    json.int("fp", counts.falsePositives)
    json.int("fn", counts.falseNegatives)
  }

  private static func write(_ key: String, _ parts: [PartScore], _ json: inout JSONWriter) {
    json.object(key) { json in
      for part in parts {
        json.object(part.name) { json in
          for row in part.levels { json.object(row.level.rawValue) { write(row.counts, &$0) } }
        }
      }
    }
  }

  /// Field by field; the scores are sorted by field and value.
  private static func write(_ groups: [GroupScore], _ json: inout JSONWriter) {
    json.object("groups") { json in
      var rest = groups[...]
      while let field = rest.first?.label.field {
        let end = rest.firstIndex { $0.label.field != field } ?? rest.endIndex
        json.object(field) { json in
          for group in rest[..<end] { json.object(group.label.value) { write(group, &$0) } }
        }
        rest = rest[end...]
      }
    }
  }

  private static func write(_ group: GroupScore, _ json: inout JSONWriter) {
    for row in group.levels {
      json.object(row.level.rawValue) { json in
        json.double("recall", group.recall(row.level))
        json.int("gold", row.found + row.missed)
      }
    }
    json.int("leaked_identifiers", group.leakedIdentifiers)
  }
}
