import ClinicalText
import Deidentification
import Files

/// What de-identifying whole records takes beside the text's own rules.
public struct DeidSetup: Sendable {
  public let deidentification: DeidentificationSetup
  let layout: LayoutAnalyzer
  let noteTypes: NoteTypes

  /// Loads the headings that the layout of notes is read by, and the words of notes' types.
  public static func load(_ deidentification: DeidentificationSetup, data: DataFolder) throws(Fault) -> DeidSetup {
    let rules = try RuleSet.load(data, cache: try CacheFolder.find())
    return DeidSetup(
      deidentification: deidentification, layout: rules.layout,
      noteTypes: NoteTypes(text: try TextFile.read("\(data.path)/deid/note-types.txt")))
  }

  var policy: Policy { deidentification.rules.replacer.policy }
  var style: ReplacementStyle { deidentification.rules.replacer.style }

  func fieldRules(keepsIDs: Bool) -> FieldRules {
    FieldRules(
      keepsIDs: keepsIDs, kept: Set(policy.metadata.map { $0.lowercased() }), noteTypes: noteTypes,
      dates: policy[.date], shiftsDates: (policy[style: .date] ?? style) == .surrogate)
  }
}
