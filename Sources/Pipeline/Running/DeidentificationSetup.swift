import ClinicalText
import Deidentification
import Files

/// The loaded data, policy, style and key of de-identification, with the hash that names them.
public struct DeidentificationSetup: Sendable {
  public let rules: DeidentificationRules
  /// Short forms of given names, for what is known of patients.
  public let nicknames: NicknameTable
  /// SHA-256 over the data files of detection and replacement, policy, style and key.
  public let hash: String
  /// What of the law the output can be put under, as far as policy and style tell.
  public let legalBasis: LegalBasis
  /// What is doubtful in the policy; one line each.
  public let warnings: [String]

  /// Loads what a run with de-identification needs.
  ///
  /// - Parameters:
  ///   - policy: a preset's name or a file.
  ///   - keyFile: path of the key for surrogates; a fault `usage` where they are asked for and there is none.
  public static func load(
    data: DataFolder, style: ReplacementStyle, policy name: String, keyFile: String? = nil
  ) throws(Fault) -> DeidentificationSetup {
    let folder = "\(data.path)/deid"
    let file = try PolicyFile.load(name, folder: folder)
    let policy = file.policy
    let zipText = try TextFile.read("\(folder)/zip3.tsv")
    let zips = try ZIPTable(tsv: zipText, file: "\(folder)/zip3.tsv")
    var digest = Digest()
    digest.add(part: policy.hash)
    digest.add(part: style.rawValue)
    digest.add(part: zipText)
    var surrogates: SurrogateMaker?
    if policy.makesSurrogates(style) {
      guard let keyFile else {
        throw Fault(
          .usage, value: "surrogates need --key-file FILE: 32 random bytes or more (openssl rand -out FILE 32)")
      }
      let key = try KeyFile(path: keyFile)
      surrogates = SurrogateMaker(key: key, tables: try SurrogateTables(folder: folder))
      digest.add(part: key.fingerprint)
      for table in ["places.tsv", "pools.tsv"] {
        digest.add(part: try TextFile.read("\(folder)/surrogates/\(table)"))
      }
    }
    let detection = try DetectionData.load(data, cache: try CacheFolder.find())
    digest.add(part: detection.hash)
    let nicknames = "\(folder)/names/nicknames.tsv"
    return DeidentificationSetup(
      rules: DeidentificationRules(
        detection: detection.rules,
        replacer: Replacer(policy: policy, style: style, zips: zips, surrogates: surrogates)),
      nicknames: try NicknameTable(tsv: try TextFile.read(nicknames), file: nicknames),
      hash: digest.finish(), legalBasis: policy.legalBasis(style),
      warnings: file.warnings + file.namesAllowed(detection.rules.words))
  }
}
