import ClinicalText

/// One row for each gold mention and each spurious prediction: what an evaluation consists of.
public struct CaseRow: Sendable, Equatable {
  public var documentID: String
  public var outcome: Outcome
  public var goldType: String?
  public var predictedType: String?
  /// Scalar offsets, half-open; the outer ones of discontinuous mentions.
  public var gold: Range<Int>?
  public var predicted: Range<Int>?
  /// What is set, in the names of rule examples ("negated", "family", …); nil where the side gives no assertion.
  public var goldAssertion: Set<String>?
  public var predictedAssertion: Set<String>?
  /// Text of the gold mention, or of the spurious prediction, on one line.
  public var text: String
}

/// Writes the rows as a table of tab-separated columns with a header.
public enum CaseTable {
  static let header =
    "document\toutcome\tgold_type\tgold_start\tgold_end\tpredicted_type\tpredicted_start\tpredicted_end"
    + "\tgold_assertion\tpredicted_assertion"

  /// Appends header and rows; `showsText` adds the column of the mentions' texts.
  public static func append(_ rows: [CaseRow], to out: OutputBuffer, showsText: Bool) {
    out.append(header)
    out.append(showsText ? "\ttext\n" as StaticString : "\n" as StaticString)
    for row in rows {
      out.append(clean(row.documentID))
      cell(row.outcome.name, out)
      cell(row.goldType ?? "", out)
      span(row.gold, out)
      cell(row.predictedType ?? "", out)
      span(row.predicted, out)
      cell(assertion(row.goldAssertion), out)
      cell(assertion(row.predictedAssertion), out)
      if showsText {
        out.append(UInt8(ascii: "\t"))
        out.append(row.text)
      }
      out.append(UInt8(ascii: "\n"))
    }
  }

  private static func cell(_ text: String, _ out: OutputBuffer) {
    out.append(UInt8(ascii: "\t"))
    out.append(clean(text))
  }

  /// Two cells.
  private static func span(_ span: Range<Int>?, _ out: OutputBuffer) {
    for offset in [span?.lowerBound, span?.upperBound] {
      out.append(UInt8(ascii: "\t"))
      if let offset { out.append(offset) }
    }
  }

  /// "-" for nothing set, empty for not given.
  private static func assertion(_ names: Set<String>?) -> String {
    guard let names else { return "" }
    return names.isEmpty ? "-" : names.sorted().joined(separator: ",")
  }

  /// Ids may hold anything; a table may not.
  private static func clean(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }) else { return text }
    return ErrorCensus.oneLine(text)
  }

  /// The rows of one document.
  static func rows(_ pair: DocumentPair, _ score: DocumentScore, _ types: TypeTable) -> [CaseRow] {
    let slices = pair.gold.text.map(TextSlices.init)
    func text(_ mention: Mention, _ surface: String?) -> String {
      ErrorCensus.oneLine(slices?.string(mention.start..<mention.end) ?? surface ?? "")
    }
    var rows: [CaseRow] = []
    for (index, mention) in score.gold.enumerated() where types.isScored(mention.type) {
      let entity = pair.gold.entities[mention.entity]
      var row = CaseRow(
        documentID: pair.gold.id, outcome: score.outcome(gold: index), goldType: types.names[mention.type],
        gold: mention.start..<mention.end, goldAssertion: entity.assertion?.attributeNames,
        text: text(mention, entity.surface))
      var other = score.predictionOfGold[index]
      if other < 0 { other = score.otherPredictionOfGold[index] }
      if other >= 0, let prediction = pair.predicted {
        let found = score.predicted[other]
        row.predictedType = types.names[found.type]
        row.predicted = found.start..<found.end
        row.predictedAssertion = prediction.entities[found.entity].assertion?.attributeNames
      }
      rows.append(row)
    }
    for (index, mention) in score.predicted.enumerated()
    where types.isScored(mention.type) && score.goldOfPrediction[index] < 0 && score.otherGoldOfPrediction[index] < 0 {
      guard let entity = pair.predicted?.entities[mention.entity] else { continue }
      rows.append(
        CaseRow(
          documentID: pair.gold.id, outcome: .spurious, predictedType: types.names[mention.type],
          predicted: mention.start..<mention.end, predictedAssertion: entity.assertion?.attributeNames,
          text: text(mention, entity.surface)))
    }
    return rows
  }
}

extension CaseTable {
  /// One row for each gold identifier and each spurious one, as mentions of types such as "NAME:PATIENT".
  static func identifierRows(_ pairs: [DocumentPair]) -> [CaseRow] {
    let moved = pairs.map { pair in
      DocumentPair(
        gold: pair.gold.identifiersAsEntities { "\($0.category):\($0.type)" },
        predicted: pair.predicted?.identifiersAsEntities { "\($0.category):\($0.type)" })
    }
    let names = Set(moved.flatMap { $0.gold.entities + ($0.predicted?.entities ?? []) }.map(\.type))
    let types = TypeTable([], chosen: names.sorted(), goldMap: TypeMap(), predictionMap: TypeMap())
    return moved.flatMap { rows($0, DocumentScore($0, types, pairsByID: false), types) }
  }
}
