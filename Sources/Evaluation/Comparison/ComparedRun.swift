import ClinicalText

/// What a run was made with and what it cost: read from a database, or from the run card beside the predictions of
/// another tool (`FILE.run.json`). Every figure may be missing.
public struct RunCard: Equatable, Sendable {
  public var version: String?
  /// Wall-clock seconds of the processing.
  public var seconds: Double?
  public var cpuSeconds: Double?
  /// Bytes.
  public var peakMemory: Int?
  /// Bytes of note text processed.
  public var textBytes: Int?
  /// With its currency: "12.40 USD".
  public var cost: String?
  /// Tokens that a language model read and wrote.
  public var tokens: Int?

  /// Starts empty.
  public init() {}

  /// Megabytes (1,000,000 bytes) of text per wall-clock second.
  public var megabytesPerSecond: Double? {
    guard let seconds, let textBytes, seconds > 0 else { return nil }
    return Double(textBytes) / 1e6 / seconds
  }
}

/// One of the runs that are compared.
public struct ComparedRun: Sendable {
  /// Short and unique. Runs named "gpt#1", "gpt#2" … are repetitions of "gpt".
  public var name: String
  /// File, as the user named it.
  public var source: String
  public var set: AnnotationSet
  public var card = RunCard()

  /// Takes each part as it is given.
  public init(name: String, source: String, set: AnnotationSet) {
    self.name = name
    self.source = source
    self.set = set
  }

  /// The name without its repetition.
  var family: String { String(name.prefix { $0 != "#" }) }
}

extension AnnotatedDocument {
  /// The document with its types mapped; mentions whose type the map leaves out are taken away.
  func mapped(by map: TypeMap) -> AnnotatedDocument {
    guard !map.isEmpty else { return self }
    var changed = self
    var leftOut: Set<Int> = []
    for index in changed.entities.indices {
      if let type = map.target(of: changed.entities[index].type) {
        changed.entities[index].type = type
      } else {
        leftOut.insert(index)
      }
    }
    if !leftOut.isEmpty {
      changed.drop(leftOut)
      changed.unusable = unusable
    }
    return changed
  }
}
