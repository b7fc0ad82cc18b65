import ClinicalText

/// What is said of a medicine beside its qualifiers: how many, how often refilled, started or stopped; an allergy to it.
extension QualifierStage {
  /// Most tokens between a word of status and its medicine.
  private static let statusReach = 4

  /// Adds `quantity`, `refills` and `status` to medicines. A statement belongs to the medicine before it in the sentence;
  /// a word of status may stand before its medicine too.
  func markFrames(_ result: inout NoteResult, _ note: NoteStructure, _ places: [Range<Int>]) {
    guard !scanner.statements.isEmpty else { return }
    var medicines: [Int] = []
    for index in result.entities.indices
    where result.entities[index].type == .medication && result.entities[index].isPreferred {
      medicines.append(index)
    }
    guard !medicines.isEmpty else { return }
    var next = 0
    for statement in scanner.statements {
      while next < medicines.count, places[medicines[next]].lowerBound < statement.tokens.upperBound { next += 1 }
      guard let sentence = note.sentenceIndex(ofToken: statement.tokens.lowerBound) else { continue }
      let within = note.sentences[sentence].firstToken..<note.sentences[sentence].endToken
      let before = next > 0 ? medicines[next - 1] : nil
      let after = next < medicines.count ? medicines[next] : nil
      let behindIt = before.flatMap { within.contains(places[$0].lowerBound) ? $0 : nil }
      let aheadOfIt = after.flatMap { within.contains(places[$0].lowerBound) ? $0 : nil }
      guard statement.name == "status" else {
        if let behindIt { add(statement, to: behindIt, &result) }
        continue
      }
      // "Stop aspirin", "aspirin was stopped": the medicine behind goes first, where it stands no further off.
      let ahead = aheadOfIt.map { places[$0].lowerBound - statement.tokens.upperBound } ?? .max
      let behind = behindIt.map { statement.tokens.lowerBound - places[$0].upperBound } ?? .max
      if ahead <= behind, ahead <= Self.statusReach, let aheadOfIt {
        add(statement, to: aheadOfIt, &result)
      } else if behind <= Self.statusReach, let behindIt {
        add(statement, to: behindIt, &result)
      }
    }
  }

  /// The first statement of a name counts.
  private func add(_ statement: CandidateScanner.Statement, to index: Int, _ result: inout NoteResult) {
    guard !result.entities[index].attributes.contains(where: { $0.name == statement.name }) else { return }
    result.entities[index].attributes.append((statement.name, statement.json))
  }

  /// Adds `allergy` to medicines listed as allergies, or said to be: behind "allergic to", with those listed next to them.
  func markAllergies(_ result: inout NoteResult, _ places: [Range<Int>]) {
    let listed = result.sections.indices.filter {
      result.sections[$0].id?.buffer.elementsEqual("allergies".utf8) ?? false
    }
    guard !listed.isEmpty || !scanner.allergies.isEmpty else { return }
    var cue = 0
    var end = -1
    for index in result.entities.indices where result.entities[index].type == .medication {
      let start = places[index].lowerBound
      while cue < scanner.allergies.count, scanner.allergies[cue] <= start {
        end = scanner.allergies[cue]
        cue += 1
      }
      let isNear = end >= 0 && start >= end && start - end <= 3
      if isNear { end = places[index].upperBound }
      guard isNear || listed.contains(result.entities[index].section), !result.entities[index].assertion.negated else {
        continue
      }
      result.entities[index].attributes.append(("allergy", "true"))
    }
  }
}
