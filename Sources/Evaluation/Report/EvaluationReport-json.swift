import ClinicalText

extension EvaluationReport {
  /// Writes the members of the report into an open object. `extra` follows them: identifiers, settings.
  public func write(to json: inout JSONWriter, showsText: Bool) {
    json.int("documents", documents)
    json.int("documents_with_predictions", documentsPredicted)
    json.object("micro") { Self.write(micro, hasTokens, &$0) }
    json.object("macro") { writeMacro(&$0) }
    json.object("types") { json in
      for type in types { json.object(type.name) { Self.write(type.figures, hasTokens, &$0) } }
    }
    json.object("outcomes") { json in
      for outcome in Outcome.allCases { json.int(outcome.name, outcomes[outcome] ?? 0) }
    }
    writeConfusion(&json)
    if let concepts { json.object("concepts") { Self.write(concepts, &$0) } }
    if !assertions.isEmpty { writeAssertions(&json) }
    if let relations { json.object("relations") { Self.write(relations, &$0) } }
    writeBreakdowns(&json)
    writeWorst(&json)
    writeErrors(&json, showsText)
    writeProblems(&json)
  }

  private static func write(_ figures: ScoredFigures, _ hasTokens: Bool, _ json: inout JSONWriter) {
    json.int("gold", figures.counts.strict.gold)
    json.int("predicted", figures.counts.strict.predicted)
    for level in Level.allCases {
      let counts = figures.counts[level]
      let known = level != .token || hasTokens
      json.double("\(level.name)_precision", known ? counts.precision : nil)
      json.double("\(level.name)_recall", known ? counts.recall : nil)
      json.double("\(level.name)_f1", known ? counts.f1 : nil)
      if !figures.intervals.isEmpty, known {
        let intervals = figures.intervals[level.rawValue]
        for (name, interval) in zip(["precision", "recall", "f1"], intervals) {
          json.interval("\(level.name)_\(name)_ci", given: interval)
        }
      }
      if known { write(counts, prefix: "\(level.name)_", &json) }
    }
  }

  static func write(_ counts: Counts, prefix: String, _ json: inout JSONWriter) {
    json.int("\(prefix)tp", counts.truePositives)
    json.int("\(prefix)fp", counts.falsePositives)
    json.int("\(prefix)fn", counts.falseNegatives)
  }

  private static func writeFigures(_ counts: Counts, prefix: String = "", _ json: inout JSONWriter) {
    json.double("\(prefix)precision", counts.precision)
    json.double("\(prefix)recall", counts.recall)
    json.double("\(prefix)f1", counts.f1)
    write(counts, prefix: prefix, &json)
  }

  private func writeMacro(_ json: inout JSONWriter) {
    for level in Level.allCases where level != .token || hasTokens {
      for (name, value) in zip(["precision", "recall", "f1"], macro[level.rawValue]) {
        json.double("\(level.name)_\(name)", value)
      }
    }
  }

  private func writeConfusion(_ json: inout JSONWriter) {
    let names = types.map(\.name) + ["none"]
    json.object("confusion") { json in
      for (row, counts) in confusion.enumerated() {
        json.object(names[row]) { json in
          for (column, count) in counts.enumerated() where count > 0 { json.int(names[column], count) }
        }
      }
    }
  }

  private static func write(_ concepts: ConceptFigures, _ json: inout JSONWriter) {
    json.int("pairs", concepts.pairs)
    json.int("without_concept", concepts.without)
    json.double("accuracy", concepts.accuracy)
    json.double("any_accuracy", concepts.anyAccuracy)
    json.object("mentions") { writeFigures(concepts.mentions, &$0) }
    json.object("documents") { writeFigures(concepts.documents, &$0) }
  }

  private func writeAssertions(_ json: inout JSONWriter) {
    json.object("assertion") { json in
      for (attribute, figures) in assertions {
        json.object(attribute.rawValue) { json in
          json.int("pairs", figures.pairs)
          json.double("accuracy", figures.accuracy)
          Self.writeFigures(figures.matched, &json)
          Self.writeFigures(figures.endToEnd, prefix: "end_to_end_", &json)
        }
      }
    }
  }

  private static func write(_ relations: RelationFigures, _ json: inout JSONWriter) {
    func level(_ counts: [Counts], _ json: inout JSONWriter) {
      for level in RelationLevel.allCases { writeFigures(counts[level.rawValue], prefix: "\(level.name)_", &json) }
    }
    json.object("micro") { level(relations.micro, &$0) }
    json.object("types") { json in
      for type in relations.types.keys.sorted() {
        json.object(type) { level(relations.types[type] ?? [], &$0) }
      }
    }
  }

  private func writeBreakdowns(_ json: inout JSONWriter) {
    json.object("by") { json in
      var fields: [String] = []
      for part in breakdowns where !fields.contains(part.field) { fields.append(part.field) }
      for field in fields {
        json.object(field) { json in
          for part in breakdowns where part.field == field {
            json.object(part.label) { json in
              json.int("documents", part.documents)
              Self.writeFigures(part.counts.strict, prefix: "strict_", &json)
              Self.writeFigures(part.counts.overlap, prefix: "overlap_", &json)
            }
          }
        }
      }
    }
  }

  private func writeWorst(_ json: inout JSONWriter) {
    json.objects("worst_documents", worst) { json, document in
      json.string("id", document.id)
      json.string("file", document.source)
      json.int("line", document.line)
      json.int("errors", document.errors)
      json.double("strict_f1", document.counts.strict.f1)
      json.double("overlap_f1", document.counts.overlap.f1)
    }
  }

  private func writeErrors(_ json: inout JSONWriter, _ showsText: Bool) {
    json.objects("common_errors", commonErrors) { json, error in
      json.string("outcome", error.outcome.name)
      json.string("gold_type", error.goldType)
      json.string("predicted_type", error.predictedType)
      json.int("count", error.count)
      json.objects("examples", error.examples) { json, place in
        json.string("document", place.documentID)
        json.int("start", place.start)
        json.int("end", place.end)
        guard showsText else { return }
        json.string("before", place.before)
        json.string("text", place.mention)
        json.string("after", place.after)
      }
    }
  }

  private func writeProblems(_ json: inout JSONWriter) {
    json.object("problems") { json in
      for (side, failures) in [("gold", goldProblems), ("predictions", predictionProblems)] {
        json.object(side) { json in
          json.int("count", failures.count)
          json.object("by_code") { json in
            let counts = Dictionary(grouping: failures, by: \.fault.code.rawValue).mapValues(\.count)
            for code in counts.keys.sorted() { json.int(code, counts[code] ?? 0) }
          }
          json.objects("list", failures) { json, failure in
            json.string("code", failure.fault.code.rawValue)
            json.string("document", failure.documentID)
            json.string("file", failure.fault.file)
            json.int("line", given: failure.fault.line)
            json.string("message", failure.fault.message)
          }
        }
      }
      json.int("gold_entities_not_scored", goldLeftOut)
      json.int("predicted_entities_not_scored", predictionsLeftOut)
      json.object("unknown_types") { json in
        for type in unknownTypes.keys.sorted() { json.int(type, unknownTypes[type] ?? 0) }
      }
    }
  }
}
