import ClinicalText
import Deidentification
import Extraction
import NoteFormats
import WebPage

/// One note before and after, with each identifier and the rule that found it: for a person who accepts, rejects and adds.
public struct NoteReview: Sendable {
  /// An identifier of the note: offsets in code points.
  public struct Mark: Sendable {
    public var start: Int
    public var end: Int
    public var kind: IdentifierKind
    public var source: String
    public var replacement: String?
  }

  public let id: String
  public let text: NoteText
  public let marks: [Mark]
  /// The preset that the lists are added to.
  public let policy: String

  /// De-identifies a note.
  public init(_ note: NoteRecord, data: DataFolder, style: ReplacementStyle, policy: String) throws(Fault) {
    let setup = try DeidentificationSetup.load(data: data, style: style, policy: policy)
    let layout = try RuleSet.load(data, cache: try CacheFolder.find()).layout
    let structure = NoteStructure()
    structure.analyze(note.text, layout)
    let context = PatientContext(patientID: note.patientID, noteID: note.id, noteDate: note.date)
    let (identifiers, _) = Deidentifier(setup.rules).deidentify(structure, context)
    let offsets = ScalarOffsets(note.text)
    id = note.id
    text = note.text
    // A file of lists begins with a preset.
    let chosen = try PolicyFile.load(policy, folder: "\(data.path)/deid").policy
    self.policy = chosen.base ?? chosen.name
    marks = identifiers.map { item in
      Mark(
        start: offsets.scalar(ofByte: Int(item.identifier.span.start)),
        end: offsets.scalar(ofByte: Int(item.identifier.span.end)), kind: item.identifier.kind,
        source: item.identifier.source.string,
        replacement: item.replacement.map { String(decoding: $0, as: UTF8.self) })
    }
  }

  /// The warning above the page.
  public static let banner =
    "This page holds the note as it was, with its identifiers. Keep it as safe as the record itself."

  /// Appends the page.
  public func append(made: String, to output: OutputBuffer, testScript: String = "") {
    var page = WebPage(
      template: PackageResources.note_html, styles: [PageParts.theme, PackageResources.note_css],
      scripts: [PageParts.themeSwitch, PageParts.elements, PackageResources.note_js])
    page.testScript = testScript
    page.fields = ["title": "Note before and after", "made": made, "banner": Self.banner]
    page.data = { out in
      var json = JSONWriter(out)
      json.object { write(to: &$0) }
    }
    page.append(to: output)
  }

  /// Writes the note's members: text and identifiers, in code points.
  public func write(to json: inout JSONWriter) {
    json.string("id", id)
    json.string("policy", policy)
    json.string("text", text.bytes)
    json.array("types", IdentifierKind.allCases) { json, kind in
      json.string(
        nil, kind.category.description == kind.type.description ? "\(kind.type)" : "\(kind.category).\(kind.type)")
    }
    json.objects("marks", marks) { json, mark in
      json.int("start", mark.start)
      json.int("end", mark.end)
      json.string("category", "\(mark.kind.category)")
      json.string("type", "\(mark.kind.type)")
      json.string("source", mark.source)
      json.string("replacement", given: mark.replacement)
    }
  }
}
