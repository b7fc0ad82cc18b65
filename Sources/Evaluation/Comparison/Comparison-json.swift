import ClinicalText

extension Comparison {
  /// Writes the members of the comparison into an open object.
  public func write(to json: inout JSONWriter) {
    json.int("notes", noteCount)
    json.array("types", types) { $0.string(nil, $1) }
    json.objects("runs", runs.indices) { writeRun($1, &$0) }
    json.objects("pairs", pairs) { write($1, &$0) }
    json.objects("stability", stability) { write($1, &$0) }
  }

  private func columnName(_ column: Int) -> String { column < runs.count ? runs[column].name : "gold" }

  private func writeRun(_ index: Int, _ json: inout JSONWriter) {
    let run = runs[index]
    json.string("name", run.name)
    json.string("source", run.source)
    json.int("notes", noteCount(run: index))
    json.int("failed_notes", failedNotes(run: index))
    json.int("entities", mentionCount(run: index))
    json.string("version", run.card.version)
    json.double("seconds", run.card.seconds)
    json.double("cpu_seconds", run.card.cpuSeconds)
    json.double("megabytes_per_second", run.card.megabytesPerSecond)
    json.int("peak_memory_bytes", given: run.card.peakMemory)
    json.string("cost", run.card.cost)
    json.int("tokens", given: run.card.tokens)
    json.int("problems", failures(run: index).count)
    if hasGold {
      json.object("scores") { scores[index].write(to: &$0, showsText: false) }
    }
  }

  private func write(_ pair: ColumnPair, _ json: inout JSONWriter) {
    json.string("a", columnName(pair.a))
    json.string("b", columnName(pair.b))
    json.int("notes", pair.notes)
    json.double("strict_f1", pair.counts.strict.f1)
    json.double("overlap_f1", pair.counts.overlap.f1)
    json.double("kappa", pair.kappa)
    if let test = pair.significance {
      json.object("significance") { json in
        json.double("strict_f1_difference", test.strictDifference)
        json.double("strict_p", test.strictP)
        json.double("strict_p_holm", test.strictHolm)
        json.double("overlap_f1_difference", test.overlapDifference)
        json.double("overlap_p", test.overlapP)
        json.double("overlap_p_holm", test.overlapHolm)
      }
    }
    json.object("types") { json in
      for (type, counts) in zip(types, pair.byType) {
        json.object(type) { json in
          json.int("same", counts.same)
          json.int("only_a", counts.onlyA)
          json.int("only_b", counts.onlyB)
          json.int("boundary", counts.boundary)
          json.int("other_type", counts.otherType)
          json.int("assertion", counts.assertion)
          json.int("concept", counts.concept)
        }
      }
    }
  }

  private func write(_ stability: Stability, _ json: inout JSONWriter) {
    json.string("name", stability.name)
    json.array("runs", stability.runs) { $0.string(nil, runs[$1].name) }
    json.int("notes", stability.notes)
    json.double("strict_f1", stability.strictF1)
    json.double("overlap_f1", stability.overlapF1)
    json.double("mentions_in_all_runs", stability.inAll)
    json.double("mentions_in_one_run", stability.inOne)
    json.double("identical_notes", stability.identicalNotes)
    json.double("variation", stability.variation)
  }
}
