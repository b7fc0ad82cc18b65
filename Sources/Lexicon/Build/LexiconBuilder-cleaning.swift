import ClinicalText

extension LexiconBuilder {
  /// Variants come after all real names among the concepts of a mention.
  static let variantRank: UInt32 = 100_000

  // MARK: sources

  /// Tells which file the rows that follow come from.
  public func beginFile(_ path: String) {
    file = path.split(separator: "/").last.map(String.init) ?? path
    setSource(nil)
  }

  /// Tells which source (SAB) the rows that follow come from; nil for the file itself.
  func setSource(_ name: UnsafeBufferPointer<UInt8>?, keep: Bool = false) {
    if keep, !report.sources.isEmpty { return }
    var file = file
    let fileKey = file.withUTF8 { FingerprintTable.fingerprint($0) }
    let key = name.map { FingerprintTable.fingerprint($0, seed: fileKey) } ?? fileKey
    source = sourceTable.position(key) {
      // Positions are 16 bits wide in names; a release has some hundred sources.
      guard report.sources.count < Int(UInt16.max) else { return Int(UInt16.max) - 1 }
      report.sources.append(SourceCount(file: file, source: name?.asString ?? ""))
      return report.sources.count - 1
    }
  }

  // MARK: counting

  /// Counts a row that is left out.
  func drop(_ reason: BuildReport.Reason, rule: Int? = nil) { drop(reason, at: source, rule) }

  /// Counts a name that is not entered: a row's, or one that a rule made of it.
  func drop(_ reason: BuildReport.Reason, _ name: PendingName, rule: Int? = nil) {
    if name.origin.rule >= 0 {
      report.sources[Int(name.origin.source)].addedInVain += 1
    } else {
      drop(reason, at: Int(name.origin.source), rule)
    }
  }

  private func drop(_ reason: BuildReport.Reason, at source: Int, _ rule: Int?) {
    report.dropped[reason, default: 0] += 1
    report.sources[source].dropped[reason, default: 0] += 1
    if let rule { report.sources[source].droppedByRule[cleaning.rules[rule].id, default: 0] += 1 }
  }

  /// Counts names entered, or taken back.
  func count(_ origin: NameOrigin, _ number: Int) {
    report.names += number
    if origin.rule < 0 {
      report.sources[Int(origin.source)].names += number
    } else {
      report.added += number
      let rule = cleaning.rules[Int(origin.rule)].id
      report.sources[Int(origin.source)].added[rule, default: 0] += number
    }
  }

  // MARK: rules

  /// The rule that leaves a row's term type out.
  func blockingRule(_ row: VocabularyRow) -> Int? {
    guard !row.termType.isEmpty else { return nil }
    let key = FingerprintTable.fingerprint(row.termType, seed: UInt64(source) &+ 1)
    return sourceTable.block(key) { cleaning.drop(source: row.source ?? row.vocabulary, termType: row.termType) }
  }

  /// The rule whose bounds a name is outside of.
  func limitingRule(_ name: PendingName, _ letters: Int, _ words: Int) -> Int? {
    guard cleaning.hasLimits else { return nil }
    var source = report.sources[Int(name.origin.source)].source
    if source.isEmpty {
      let concept = concepts[Int(name.concept)]
      let start = Int(concept.vocabularyOffset)
      source = String(decoding: strings[start..<start + Int(concept.vocabularyLength)], as: UTF8.self)
    }
    return source.withUTF8 {
      cleaning.limit(source: $0, letters: letters, words: words, bytes: name.end - name.start)
    }
  }

  /// Puts a name into the block that is tokenized next.
  func append(_ name: PendingName, _ bytes: UnsafeBufferPointer<UInt8>) {
    var name = name
    name.start = block.count
    block.append(contentsOf: bytes)
    name.end = block.count
    name.origin.isLimited = cleaningMode == .published
    pending.append(name)
    block.append(0x0A)
  }

  /// Adds what the rules make of a row's name. A drug with its strength has no other name.
  func addVariants(of row: VocabularyRow, _ type: EntityType, _ name: PendingName) throws(Fault) {
    if type == .medication, cleaning.isDosed(row.name) { return }
    try cleaning.variants(of: row.name, source: row.source ?? row.vocabulary) { (bytes, rule) throws(Fault) in
      guard bytes.count <= Self.maxBytes else { return }
      var variant = name
      variant.origin.rule = Int16(rule)
      append(variant, bytes)
    }
  }

  /// An abbreviation in capitals whose last letter is an S, which is no plural: "PRES" is not "pre".
  func isAcronymWithS(_ range: Range<Int>) -> Bool {
    let words = range.filter { tokens[$0].kind == .word }
    guard words.count == 1, range.count == 1 else { return false }
    let token = tokens[words[0]]
    return token.isUpper && token.count <= 5 && block[Int(token.end) - 1] == UInt8(ascii: "S")
  }

  /// True when a curated lexicon has the phrase under another type only: what a rule made of a longer name is not what
  /// the phrase means there. "Cocaine (topical)", of a poisoning, does not make "cocaine" a problem.
  func isCuratedAsOther(_ group: UInt32, _ concept: UInt32) -> Bool {
    var isOther = false
    var place = groupHead[Int(group)]
    while place != .max {
      let other = names[Int(place)]
      if other.flags.contains(.curated) {
        if concepts[Int(other.concept)].type == concepts[Int(concept)].type { return false }
        isOther = true
      }
      place = nextInGroup[Int(place)]
    }
    return isOther
  }

  /// The curated name of a phrase whose marks hold for published names of the same type too, where every curated one
  /// has marks: the starter lexicon's "^falls" keeps "fall" from being a problem by another vocabulary's "Falls".
  func curatedForm(_ group: UInt32, _ concept: UInt32) -> LexiconName? {
    let strict: LexiconName.Flags = [.exactCase, .exactForm]
    var found: LexiconName?
    var place = groupHead[Int(group)]
    while place != .max {
      let other = names[Int(place)]
      if other.flags.contains(.curated), concepts[Int(other.concept)].type == concepts[Int(concept)].type {
        if other.flags.isDisjoint(with: strict) { return nil }
        found = other
      }
      place = nextInGroup[Int(place)]
    }
    return found
  }
}
