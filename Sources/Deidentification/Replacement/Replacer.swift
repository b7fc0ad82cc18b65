import ClinicalText

/// How what goes is written.
public enum ReplacementStyle: String, Sendable, CaseIterable {
  /// "[PATIENT]"
  case tag
  /// An asterisk for each character: every offset stays.
  case mask
  /// A realistic value of the same kind and form, the same for all notes of a patient under one key.
  case surrogate
}

/// How replacements are made: policy, style and tables, shared by all workers.
public struct Replacer: Sendable {
  public let policy: Policy
  public let style: ReplacementStyle
  let zips: ZIPTable
  let phrases: PolicyPhrases
  /// Nil where no kind is replaced by surrogates.
  let surrogates: SurrogateMaker?

  /// Takes each part as it is given.
  ///
  /// - Parameter surrogates: needed where `policy.makesSurrogates(style)`.
  public init(policy: Policy, style: ReplacementStyle, zips: ZIPTable, surrogates: SurrogateMaker? = nil) {
    precondition(surrogates != nil || !policy.makesSurrogates(style), "surrogates need a key")
    self.policy = policy
    self.style = style
    self.zips = zips
    self.surrogates = surrogates
    phrases = PolicyPhrases(policy)
  }

  /// What takes the place of an identifier that stands alone; nil where it stays. Styles `tag` and `mask` only.
  public func replacement(for identifier: DetectedIdentifier, in text: NoteText) -> [UInt8]? {
    let note = NoteStructure()
    note.tokenize(text)
    return NoteReplacer(self).replacement(for: identifier, note, PatientContext())
  }

  /// The same for all identifiers of a note, in order and without overlaps, in any style. Builds its buffers anew: for tests
  /// and single notes; a `Deidentifier` keeps them.
  package func replaced(
    _ identifiers: [DetectedIdentifier], _ note: NoteStructure, _ patient: PatientContext
  ) -> [ReplacedIdentifier] {
    NoteReplacer(self).replace(identifiers, note, patient)
  }
}

/// Makes the replacements of one note after another. One object serves one worker.
final class NoteReplacer {
  private let rules: Replacer
  private let tags: [[UInt8]]
  private let session: SurrogateSession?

  init(_ rules: Replacer) {
    self.rules = rules
    tags = IdentifierKind.allCases.map { Array("[\($0.type)]".utf8) }
    session = rules.surrogates.map { SurrogateSession($0) }
  }

  /// The identifiers with what takes their place.
  ///
  /// - Parameter identifiers: in order, without overlaps.
  func replace(
    _ found: [DetectedIdentifier], _ note: NoteStructure, _ patient: PatientContext
  ) -> [ReplacedIdentifier] {
    var identifiers = found
    let kept = rules.phrases.apply(note, &identifiers)
    session?.begin(identifiers, note.text, patient, rules.policy)
    var replaced: [ReplacedIdentifier] = []
    replaced.reserveCapacity(identifiers.count)
    for (index, item) in identifiers.enumerated() {
      let isKept = !kept.isEmpty && kept.contains(index)
      replaced.append(
        ReplacedIdentifier(item, replacement: isKept ? nil : replacement(for: item, note, patient)))
    }
    return replaced
  }

  func replacement(
    for item: DetectedIdentifier, _ note: NoteStructure, _ patient: PatientContext
  ) -> [UInt8]? {
    let kind = item.kind
    let isDenied =
      item.source.start == PolicyPhrases.deniedSource.start || item.source.start == KnownMerging.townSource.start
    let action = isDenied ? .replace : rules.policy[kind]
    let style = rules.policy[style: kind] ?? rules.style
    let text = UnsafeBufferPointer(rebasing: note.text.bytes[item.span.range])
    var detail: Detail = .none
    switch (action, kind) {
    case (.keep, _): return nil
    case (.generalize, .date):
      guard let year = DateGeneralizer.generalize(text, noteYear: patient.noteYear) else { return nil }
      detail = year
    case (.generalize, .age):
      guard StatedAge.isOver89(text, unitFrom: item.span.end, in: note.text) else { return nil }
      detail = .over89
    case (.generalize, .zip): if ZIPTable.isUnitedStates(text) { detail = .prefix(rules.zips.prefix(of: text)) }
    default: break
    }
    switch style {
    case .tag: return tag(kind, detail)
    case .mask: return mask(text)
    case .surrogate: return session?.surrogate(for: item, detail) ?? tag(kind, detail)
    }
  }

  /// What a replacement still says of the identifier.
  enum Detail: Equatable {
    case none
    case year(Int)
    case years(Int, Int)
    case over89
    case prefix([UInt8])
  }

  private func tag(_ kind: IdentifierKind, _ detail: Detail) -> [UInt8] {
    let tag = tags[Int(kind.rawValue)]
    if detail == .none { return tag }
    var longer: [UInt8] = []
    longer.reserveCapacity(tag.count + 10)
    longer.append(contentsOf: tag.dropLast())
    longer.append(UInt8(ascii: ":"))
    switch detail {
    case .none: break
    case .year(let year): Figures.append(year, to: &longer)
    case .years(let first, let last):
      Figures.append(first, to: &longer)
      longer.append(UInt8(ascii: "-"))
      Figures.append(last, to: &longer)
    case .over89: longer.append(contentsOf: "90+".utf8)
    case .prefix(let figures): longer.append(contentsOf: figures)
    }
    longer.append(UInt8(ascii: "]"))
    return longer
  }

  /// One sign for each scalar, line breaks as they are.
  private func mask(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: text.count) { buffer, count in
      for byte in text where byte & 0xC0 != 0x80 {
        buffer[count] = byte == 0x0A || byte == 0x0D ? byte : 0x2A
        count += 1
      }
    }
  }
}
