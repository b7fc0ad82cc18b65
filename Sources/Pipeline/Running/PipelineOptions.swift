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

  /// What of the notes' text goes into the database.
  public enum StoredText: String, Sendable, CaseIterable {
    case none
    case original
  }

  /// Starts with the defaults.
  public init() {}

  /// One line of JSON with the keys in a fixed order: what `run.configuration` holds.
  public var json: String {
    "{\"all_matches\":\(allMatches),\"deid\":\"off\",\(fuzzy ? "\"fuzzy\":true," : "")\"given_entities\":\(givenEntities),"
      + "\"store_text\":\"\(storeText.rawValue)\"}"
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

  /// Takes each part as it is given.
  public init(rules: ExtractionSetup, options: PipelineOptions) {
    self.rules = rules
    self.options = options
  }
}
