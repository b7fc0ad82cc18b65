import ClinicalText
import Deidentification
import Testing

struct PolicyTests {
  private func read(_ yaml: String) throws -> PolicyFile {
    try PolicyFile(yaml: yaml, file: "own.yaml", isPreset: false) { Policy.preset($0) }
  }

  private func fault(_ yaml: String) -> Fault? {
    do {
      _ = try read(yaml)
      return nil
    } catch {
      return error as? Fault
    }
  }

  /// The files say what the presets in code say, and their hashes differ.
  @Test func shippedFilesAreThePresets() throws {
    var hashes: Set<String> = []
    for preset in [Policy.safeHarbor, .limited, .strict] {
      let file = try PolicyFile.load(preset.name, folder: Surrogates.folder)
      #expect(file.warnings.isEmpty && file.policy.name == preset.name && !file.examples.isEmpty)
      for kind in IdentifierKind.allCases {
        #expect(file.policy[kind] == preset[kind] && file.policy[style: kind] == nil, "\(preset.name) \(kind)")
      }
      hashes.insert(file.policy.hash)
    }
    #expect(hashes.count == 3 && PolicyFile.presetNames(Surrogates.folder) == ["limited", "safe-harbor", "strict"])
  }

  @Test func aFileBeginsWithItsBase() throws {
    let file = try read(
      """
      name: trial
      base: safe-harbor
      types:
        DOCTOR: keep
        LOCATION: replace
        STATE: keep
        DATE: {action: replace, style: mask, why: "the sponsor asks for it"}
        ID.DEVICE: {style: surrogate}
      allow: [Foley ward, {phrase: "Mayo stand", why: "furniture"}]
      deny:
        - {phrase: Project Bluebird, type: ORGANIZATION}
      metadata: [specialty]
      """)
    let policy = file.policy
    #expect(policy[.doctor] == .keep && policy[.city] == .replace && policy[.state] == .keep)
    #expect(policy[.country] == .replace && policy[.date] == .replace && policy[style: .date] == .mask)
    #expect(policy[.device] == .replace && policy[style: .device] == .surrogate && policy.base == "safe-harbor")
    #expect(policy.allow == ["Foley ward", "Mayo stand"] && policy.deny == [.init("Project Bluebird", .organization)])
    #expect(policy.metadata == ["specialty"] && file.warnings.isEmpty)
    #expect(policy.legalBasis(.tag) == .expertDetermination)
  }

  @Test func mistakesNameLineAndRemedy() {
    let cases: [(yaml: String, line: Int?, words: String)] = [
      ("base: safe-harbor\n", 1, "name is missing"),
      ("name: a\n", 1, "base is missing"),
      ("name: a\nbase: safe-harbour\n", 2, "Did you mean 'safe-harbor'?"),
      ("name: a\nbase: limited\ntypes:\n  PATEINT: keep\n", 4, "Did you mean 'PATIENT'?"),
      ("name: a\nbase: limited\ntypes:\n  DATE: keeep\n", 4, "Did you mean 'keep'?"),
      ("name: a\nbase: limited\ntypes:\n  CITY: generalize\n", 4, "only DATE, AGE and ZIP"),
      ("name: a\nbase: limited\ntypes:\n  CITY: {style: tga}\n", 4, "Did you mean 'tag'?"),
      ("name: a\nbase: limited\ntypes:\n  CITY: {}\n", 4, "an action or a style"),
      ("name: a\nbase: limited\ndeny:\n  - {phrase: x, type: NAME}\n", 4, "one type, not a category"),
      ("name: a\nbase: limited\nallow: ['...']\n", 3, "a word or phrase"),
      ("name: a\nbase: limited\nalow: [x]\n", 3, "unknown key alow"),
    ]
    for (yaml, line, words) in cases {
      let fault = fault(yaml)
      #expect(fault?.code == .ruleFileInvalid && fault?.line == line && fault?.file == "own.yaml", "\(yaml)")
      #expect(fault?.message.contains(words) ?? false, "\(fault?.message ?? "none"): \(words)")
    }
    #expect { try PolicyFile.load("limitd", folder: Surrogates.folder) } throws: {
      ($0 as? Fault)?.message.contains("Did you mean 'limited'?") ?? false
    }
  }

  @Test func doubtsAreWarnings() throws {
    let weak = try read("name: a\nbase: safe-harbor\ntypes:\n  CITY: keep\n  DATE: keep\n")
    #expect(weak.warnings.count == 2 && weak.warnings[0].contains("LOCATION.CITY is to keep"))
    #expect(weak.policy.legalBasis(.tag) == .limitedDataSet)
    let named = try read("name: our-safe-harbor\nbase: limited\n")
    #expect(named.warnings.count == 4)
    let lists = try read(
      "name: a\nbase: strict\nallow: [Blue ward, Imani]\n"
        + "deny: [{phrase: blue Ward, type: CITY}, {phrase: BLUE WARD, type: ZIP}]\n")
    #expect(lists.warnings.count == 2 && lists.warnings.contains { $0.hasPrefix("own.yaml:3: allowed and denied") })
    let names = lists.namesAllowed(Samples.rules.words)
    #expect(names.count == 1 && names[0].hasPrefix("own.yaml:3: the allowed entry is a person's name"))
  }

  @Test func legalBasis() {
    #expect(Policy.safeHarbor.legalBasis(.tag) == .safeHarbor && Policy.safeHarbor.legalBasis(.mask) == .safeHarbor)
    #expect(Policy.safeHarbor.legalBasis(.surrogate) == .expertDetermination)
    #expect(Policy.strict.legalBasis(.tag) == .safeHarbor)
    #expect(Policy.limited.legalBasis(.tag) == .limitedDataSet)
    #expect(Policy.limited.legalBasis(.surrogate) == .limitedDataSet)
    var weak = Policy.limited
    weak[.patient] = .keep
    #expect(weak.legalBasis(.tag) == .none)
  }

  // MARK: lists at work

  private func deidentified(_ text: String, _ policy: Policy, known: KnownIdentifiers? = nil) -> [String] {
    let note = NoteStructure()
    note.analyze(NoteText(text), Samples.layout)
    let rules = DeidentificationRules(
      detection: Samples.rules, replacer: Replacer(policy: policy, style: .tag, zips: ZIPTable(largePrefixes: [])))
    let (identifiers, edited) = Deidentifier(rules).deidentify(note, PatientContext(known: known))
    return identifiers.map {
      "\($0.identifier.kind.type) \(note.text.string($0.identifier.span)) \($0.identifier.source.string) "
        + ($0.replacement.map { String(decoding: $0, as: UTF8.self) } ?? "=")
    } + [edited.text.string(edited.text.fullSpan)]
  }

  @Test func deniedPhrasesGoAndAllowedOnesStay() {
    var policy = Policy.safeHarbor
    policy.deny = [
      .init("Project Bluebird", .organization), .init("Durham Street", .street), .init("Norway", .country),
    ]
    policy.allow = ["Durham"]
    let found = deidentified("Lives in Durham. PROJECT  BLUEBIRD, Durham Street, Norway.", policy)
    #expect(found[0].hasPrefix("CITY Durham") && found[0].hasSuffix("="))
    #expect(found[1] == "ORGANIZATION PROJECT  BLUEBIRD rule:policy.deny [ORGANIZATION]")
    #expect(found[2] == "STREET Durham Street rule:policy.deny [STREET]")
    // What is denied goes even where its type stays.
    #expect(found[3] == "COUNTRY Norway rule:policy.deny [COUNTRY]")
    #expect(found[4] == "Lives in Durham. [ORGANIZATION], [STREET], [COUNTRY].")
    // What is known of the patient goes, allowed or not.
    var known = KnownIdentifiers()
    known.add(value: "Durham", kind: .city)
    #expect(deidentified("Lives in Durham.", policy, known: known).last == "Lives in [CITY].")
  }

  /// Denied words in a row, and phrases of them that overlap, are one.
  @Test func manyHitsAreJoinedInOrder() {
    var policy = Policy.strict
    policy.deny = [.init("zq", .idNumber), .init("zq zq", .account)]
    let found = deidentified(String(repeating: "zq ", count: 5_000), policy)
    #expect(found.count == 2 && found.last == "[ACCOUNT] ")
  }
}
