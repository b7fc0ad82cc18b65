import ClinicalText
import Files
import Glibc

/// Brands and their ingredients from MRREL (UMLS) or RXNREL (RxNorm): the relations `tradename_of` and `has_tradename`.
///
/// A row reads from its second concept to its first: CUI2 RELA CUI1 (UMLS Reference Manual, 3.3.9). The two files swap
/// only DIR and RG, which are not read here. The file of a full release has some 60 million rows: it is walked once,
/// mapped, and what lies behind is given back to the system.
public enum BrandRelations {
  /// The file of relations beside MRCONSO.RRF or RXNCONSO.RRF; nil where there is none.
  public static func file(beside conso: String) -> String? {
    for (from, to) in [("RXNCONSO.RRF", "RXNREL.RRF"), ("MRCONSO.RRF", "MRREL.RRF")] where conso.hasSuffix(from) {
      let path = conso.dropLast(from.utf8.count) + to
      return FolderListing.exists(String(path)) ? String(path) : nil
    }
    return nil
  }

  /// How many bytes are kept mapped behind the reading.
  static let window = 64 << 20

  /// Gives each brand of `vocabulary` that the builder has the concepts of its ingredients. Throws `vocabularyInvalid`
  /// for a first line of another form; later ones are counted with their line.
  public static func read(_ path: String, vocabulary: String, into builder: LexiconBuilder) throws(Fault) {
    let file = try MappedFile(path)
    builder.beginRelations(path)
    var lines = LineReader(file)
    var found = builder.report.ingredients ?? IngredientReport()
    let name = ByteSlice(permanent: vocabulary)
    var kept = 0
    while let line = lines.next() {
      if line.isEmpty { continue }
      found.rows += 1
      guard let row = Row(line) else {
        guard lines.line > 1 else {
          throw Fault(.vocabularyInvalid, file: path, line: 1, value: "expected 16 columns with | behind each")
        }
        builder.noteBadLine(lines.line, .wrongColumnCount)
        continue
      }
      if let base = file.bytes.baseAddress, let at = line.baseAddress {
        let behind = base.distance(to: UnsafeRawPointer(at)) - window
        if behind - kept > window {
          file.giveBack(kept..<behind)
          kept = behind
        }
      }
      guard let (brand, ingredient) = row.tradename else { continue }
      found.relations += 1
      guard builder.addIngredient(ingredient, of: brand, in: name.buffer) else {
        found.unknown += 1
        continue
      }
    }
    found.brands = builder.links.ingredients.count
    builder.report.ingredients = found
  }

  /// The columns that are read of a row.
  private struct Row {
    private let first: UnsafeBufferPointer<UInt8>
    private let second: UnsafeBufferPointer<UInt8>
    private let relation: UnsafeBufferPointer<UInt8>
    private let suppress: UnsafeBufferPointer<UInt8>

    /// Nil for another number of columns than 16, with or without a | behind the last.
    init?(_ line: UnsafeBufferPointer<UInt8>) {
      var bars = 0
      var start = 0
      var parts = (first: line, second: line, relation: line, suppress: line)
      for i in 0..<line.count where line[i] == 0x7C {
        switch bars {
        case 0: parts.first = line.part(start, i)
        case 4: parts.second = line.part(start, i)
        case 7: parts.relation = line.part(start, i)
        case 14: parts.suppress = line.part(start, i)
        default: break
        }
        bars += 1
        start = i + 1
      }
      guard bars == 16 && start == line.count || bars == 15 else { return nil }
      first = parts.first
      second = parts.second
      relation = parts.relation
      suppress = parts.suppress
    }

    var tradename: (brand: UnsafeBufferPointer<UInt8>, ingredient: UnsafeBufferPointer<UInt8>)? {
      guard suppress.isEmpty || suppress.equals("N"), !first.isEmpty, !second.isEmpty else { return nil }
      if relation.equals("tradename_of") { return (second, first) }
      if relation.equals("has_tradename") { return (first, second) }
      return nil
    }
  }
}

extension LexiconBuilder {
  func beginRelations(_ path: String) { file = path.split(separator: "/").last.map(String.init) ?? path }

  /// Notes a line that holds no name and cannot be read.
  func noteBadLine(_ line: Int, _ reason: BuildReport.Reason) {
    if report.firstBadLines.count < 10 {
      report.firstBadLines.append(BuildReport.BadLine(file: file, line: line, reason: reason))
    }
  }

  /// False when one of both is no medication of this build.
  func addIngredient(
    _ ingredient: UnsafeBufferPointer<UInt8>, of brand: UnsafeBufferPointer<UInt8>,
    in vocabulary: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard let from = position(of: brand, in: vocabulary), let to = position(of: ingredient, in: vocabulary), from != to,
      concepts[Int(from)].type == EntityType.medication.rawValue,
      concepts[Int(to)].type == EntityType.medication.rawValue
    else { return false }
    if links.ingredients[from]?.contains(to) != true { links.ingredients[from, default: []].append(to) }
    return true
  }
}

extension MappedFile {
  /// Lets the system take back the memory of pages that have been read; they are read again from the file if needed.
  func giveBack(_ range: Range<Int>) {
    let page = 4096
    let start = (range.lowerBound + page - 1) / page * page
    let end = range.upperBound / page * page
    guard end > start, let base = bytes.baseAddress else { return }
    madvise(UnsafeMutableRawPointer(mutating: base + start), end - start, MADV_DONTNEED)
  }
}
