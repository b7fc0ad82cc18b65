import ClinicalText
import Files

/// What a vocabulary's own files say of their release: its version, and its licence where there is a line for it. Nil where
/// they say nothing; nothing is guessed.
public struct ReleaseFacts: Sendable, Equatable {
  public var version: String?
  public var licence: String?

  /// Takes each part as it is given.
  public init(version: String? = nil, licence: String? = nil) {
    self.version = version
    self.licence = licence
  }

  /// Longest text that is kept, in bytes.
  private static let longest = 120

  /// The header of an OBO file: `data-version`, and the licence among its properties or remarks.
  public static func obo(_ path: String) -> ReleaseFacts {
    var facts = ReleaseFacts()
    for line in head(path) {
      if line.hasPrefix("[") { break }
      if let value = value(of: "data-version:", line) {
        facts.version = value
      } else if facts.licence == nil, line.hasPrefix("property_value:"), line.contains("license") {
        // property_value: http://purl.org/dc/terms/license "https://…" xsd:anyURI, or without the quotes.
        let fields = line.split(separator: " ")
        if fields.count > 2 { facts.licence = clean(fields[2].filter { $0 != "\"" }) }
      } else if facts.licence == nil, let remark = value(of: "remark:", line), remark.lowercased().contains("licen") {
        facts.licence = remark
      }
    }
    return facts
  }

  /// `<version>` at the beginning of the ICD-10-CM tabular XML.
  public static func icd10cmTabular(_ path: String) -> ReleaseFacts {
    for line in head(path) {
      guard let start = line.firstRange(of: "<version>"), let end = line.firstRange(of: "</version>"),
        start.upperBound <= end.lowerBound
      else { continue }
      return ReleaseFacts(version: clean(line[start.upperBound..<end.lowerBound]))
    }
    return ReleaseFacts()
  }

  /// The year in the name of an order file ("icd10cm_order_2024.txt").
  public static func icd10cmOrder(_ path: String) -> ReleaseFacts {
    ReleaseFacts(version: digits(4, in: ReleaseFolder.name(of: path)))
  }

  /// The date in the name of a SNOMED CT RF2 file: its effectiveTime.
  public static func rf2(_ files: [String]) -> ReleaseFacts {
    ReleaseFacts(version: files.lazy.compactMap { digits(8, in: ReleaseFolder.name(of: $0)) }.first)
  }

  /// The year in the name of a MeSH file ("desc2024.xml"), or the date of the DTD that it names.
  public static func mesh(_ path: String) -> ReleaseFacts {
    if let year = digits(4, in: ReleaseFolder.name(of: path)) { return ReleaseFacts(version: year) }
    let line = head(path).first { $0.contains("nlmdescriptorrecordset_") }
    return ReleaseFacts(version: line.flatMap { digits(8, in: $0) })
  }

  /// The release in the path of the LOINC table ("Loinc_2.77/LoincTable/Loinc.csv").
  public static func loinc(_ path: String) -> ReleaseFacts {
    for part in path.split(separator: "/").reversed() {
      let lower = part.lowercased()
      guard lower.hasPrefix("loinc_") else { continue }
      let version = lower.dropFirst("loinc_".count).prefix { $0.isNumber || $0 == "." }
      if !version.isEmpty { return ReleaseFacts(version: String(version)) }
    }
    return ReleaseFacts()
  }

  /// The release that VOCABULARY.csv beside CONCEPT.csv gives for the whole (the vocabulary "None").
  public static func omop(_ concepts: String) -> ReleaseFacts {
    let folder = ReleaseFolder.folder(of: concepts)
    guard let name = (FolderListing.names(in: folder) ?? []).first(where: { $0.lowercased() == "vocabulary.csv" })
    else { return ReleaseFacts() }
    for line in head("\(folder)/\(name)") {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      if fields.count >= 4, fields[0] == "None" { return ReleaseFacts(version: clean(fields[3])) }
    }
    return ReleaseFacts()
  }

  /// A UMLS release: release.dat beside MRCONSO or one folder up, else the Metathesaurus' own row of MRSAB.
  public static func umls(_ conso: String) -> ReleaseFacts {
    let folder = ReleaseFolder.folder(of: conso)
    for place in [folder, "\(folder)/.."] where FolderListing.exists("\(place)/release.dat") {
      for line in head("\(place)/release.dat") {
        if let name = value(of: "umls.release.name=", line) { return ReleaseFacts(version: name) }
      }
    }
    let stem = conso.hasSuffix("MRCONSO.RRF") ? conso.dropLast("MRCONSO.RRF".count) : ""
    return sourceVersion("\(stem)MRSAB.RRF", "MTH")
  }

  /// An RxNorm release: the row of RXNORM in RXNSAB beside RXNCONSO.
  public static func rxnorm(_ conso: String) -> ReleaseFacts {
    let stem = conso.hasSuffix("RXNCONSO.RRF") ? conso.dropLast("RXNCONSO.RRF".count) : ""
    return sourceVersion("\(stem)RXNSAB.RRF", "RXNORM")
  }

  /// SVER of a source in MRSAB or RXNSAB (columns VCUI, RCUI, VSAB, RSAB, SON, SF, SVER, …).
  private static func sourceVersion(_ path: String, _ source: String) -> ReleaseFacts {
    guard FolderListing.exists(path) else { return ReleaseFacts() }
    for line in head(path) {
      let fields = line.split(separator: "|", omittingEmptySubsequences: false)
      if fields.count > 6, fields[3] == source { return ReleaseFacts(version: clean(fields[6])) }
    }
    return ReleaseFacts()
  }

  // MARK: texts

  /// The lines of the first 256 kB of a file; none when it cannot be read.
  private static func head(_ path: String) -> [String] {
    guard let file = try? MappedFile(path) else { return [] }
    let bytes = file.bytes.prefix(1 << 18)
    return TextLines.split(String(decoding: bytes, as: UTF8.self))
  }

  private static func value(of tag: String, _ line: String) -> String? {
    line.hasPrefix(tag) ? clean(line.dropFirst(tag.count)) : nil
  }

  /// Without blanks at either end, and cut where it is too long; nil when nothing is left.
  private static func clean(_ text: some StringProtocol) -> String? {
    let trimmed = text.drop { $0.isWhitespace }
    let end = trimmed.lastIndex { !$0.isWhitespace }
    guard let end else { return nil }
    let whole = String(trimmed[...end])
    return whole.utf8.count <= longest ? whole : String(whole.prefix(longest / 4)) + "…"
  }

  /// The first run of exactly so many digits.
  private static func digits(_ count: Int, in text: String) -> String? {
    text.split { !("0"..."9").contains($0) }.first { $0.count == count }.map(String.init)
  }
}
