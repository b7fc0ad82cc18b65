import ClinicalText
import Deidentification
import NoteFormats
import Pipeline

/// What must hold of any note whatever, for libFuzzer: `make fuzz`. A broken rule traps, and libFuzzer keeps the input.
///
/// The first byte of an input chooses the policy and the style; the rest is the note.
final class NoteFuzzer {
  private static let repository = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  private let processors: [(style: ReplacementStyle, processor: NoteProcessor)]

  init() throws(Fault) {
    let data = try DataFolder.find(given: Self.repository + "/Lexicons")
    let rules = try ExtractionSetup.load(data: data, lexicons: []) { _ in }
    var processors: [(style: ReplacementStyle, processor: NoteProcessor)] = []
    for policy in ["safe-harbor", "limited", "strict"] {
      for style in [ReplacementStyle.tag, .mask] {
        let deidentification = try DeidentificationSetup.load(data: data, style: style, policy: policy)
        let setup = PipelineSetup(rules: rules, options: PipelineOptions(), deidentification: deidentification)
        processors.append((style, NoteProcessor(setup)))
      }
    }
    self.processors = processors
  }

  /// One note through all stages, and everything that a result promises.
  func run(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let choice = bytes.first else { return }
    // Readers refuse what is not UTF-8 before this stage.
    let text = NoteText(String(decoding: bytes.dropFirst(), as: UTF8.self))
    let (style, processor) = processors[Int(choice) % processors.count]
    let patient = PatientContext(patientID: "p", noteID: "n", noteDate: "2031-03-09")
    let note = NoteRecord(id: "n", text: text, source: "fuzz", line: 1)
    let result = processor.process(note, patient)
    guard let edited = result.deidentified else { preconditionFailure("no text without identifiers") }

    var end = 0
    for item in result.identifiers {
      let span = item.identifier.span
      check(span, text)
      precondition(Int(span.start) >= end, "identifiers in order, without overlaps")
      end = Int(span.end)
      if style == .mask, item.replacement != nil, let edit = edited.edits.first(where: { $0.old == span }) {
        precondition(scalars(text, edit.old) == scalars(edited.text, edit.new), "a mask is as long as the identifier")
      }
    }
    for entity in result.entities { check(entity.span, text) }
    checkKept(text, edited)

    // The same again: nothing is left in a worker of the note before.
    let second = processor.process(note, patient)
    precondition(second.deidentified?.text.bytes.elementsEqual(edited.text.bytes) ?? false, "one note, one result")
    precondition(second.entities.map(\.span) == result.entities.map(\.span), "one note, the same entities")
  }

  /// Everything outside of the replaced spans is as it was.
  private func checkKept(_ text: NoteText, _ edited: EditedText) {
    var (old, new) = (0, 0)
    for edit in edited.edits {
      precondition(text.bytes[old..<Int(edit.old.start)].elementsEqual(edited.text.bytes[new..<Int(edit.new.start)]))
      (old, new) = (Int(edit.old.end), Int(edit.new.end))
    }
    precondition(text.bytes[old..<text.count].elementsEqual(edited.text.bytes[new..<edited.text.count]))
  }

  private func check(_ span: ByteSpan, _ text: NoteText) {
    precondition(span.start < span.end && Int(span.end) <= text.count, "spans inside of the note")
    for offset in [Int(span.start), Int(span.end)] where offset < text.count {
      precondition(text.bytes[offset] & 0xC0 != 0x80, "spans of whole scalars")
    }
  }

  private func scalars(_ text: NoteText, _ span: ByteSpan) -> Int {
    text.bytes[span.range].reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
  }
}
