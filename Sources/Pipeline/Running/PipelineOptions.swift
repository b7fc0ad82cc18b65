import ClinicalText

/// What a run does with each note: everything here changes results, and so belongs to the configuration's hash.
public struct PipelineOptions: Sendable, Equatable {
  /// Keep matches that lost against longer ones.
  public var allMatches = false
  /// Work on the entities of the input.
  public var givenEntities = false
  public var storeText = StoredText.none
  /// Find names with a misspelt word as well.
  public var fuzzy = false
  /// How identifiers are replaced: "off", "tag", "mask" or "surrogate".
  public var deid = "off"
  /// A preset's name, or "file" for one of the user's own.
  public var policy = "safe-harbor"

  /// What of the notes' text goes into the database.
  public enum StoredText: String, Sendable, CaseIterable {
    case none
    case original
    case deidentified
  }

  /// Starts with the defaults.
  public init() {}

  /// One line of JSON with the keys in a fixed order: what `run.configuration` holds.
  public var json: String {
    "{\"all_matches\":\(allMatches),\"deid\":\"\(deid)\",\(fuzzy ? "\"fuzzy\":true," : "")\"given_entities\":\(givenEntities),"
      + (deid == "off" ? "" : "\"policy\":\"\(policy)\",") + "\"store_text\":\"\(storeText.rawValue)\"}"
  }

  /// SHA-256 of `json`.
  public var hash: String {
    var digest = Digest()
    digest.add(part: json)
    return digest.finish()
  }
}

/// What the commands `run` and `pipe` share: rules, lexicons, options.
public struct PipelineSetup: Sendable {
  public let rules: ExtractionSetup
  public let options: PipelineOptions
  /// Nil with `--deid off`.
  public let deidentification: DeidentificationSetup?

  /// Takes each part as it is given.
  public init(rules: ExtractionSetup, options: PipelineOptions, deidentification: DeidentificationSetup? = nil) {
    self.rules = rules
    self.options = options
    self.deidentification = deidentification
  }

  /// Names the rules behind the results, those of de-identification among them.
  public var rulesHash: String {
    guard let deidentification else { return rules.rulesHash }
    var digest = Digest()
    digest.add(part: rules.rulesHash)
    digest.add(part: deidentification.hash)
    return digest.finish()
  }
}
