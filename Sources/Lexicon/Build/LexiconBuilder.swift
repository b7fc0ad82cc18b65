import ClinicalText

/// One row of a vocabulary: a name of a concept. The bytes are borrowed for the call only.
public struct VocabularyRow {
  public var concept: UnsafeBufferPointer<UInt8>
  public var name: UnsafeBufferPointer<UInt8>
  public var vocabulary: UnsafeBufferPointer<UInt8>
  /// TUIs with commas between them; may be empty.
  public var semanticTypes: UnsafeBufferPointer<UInt8>
  /// The entity type where the row itself names it.
  public var type: EntityType?
  public var isPreferred = false
  /// What the row says of letter case; nil leaves it to the builder.
  public var caseSensitive: Bool?
  public var exactForm = false
  /// True where short abbreviations match in any letter case unless they spell an English word: a curated lexicon
  /// marks the others.
  public var shortInAnyCase = false
  /// Lower ranks come first among the concepts of a mention, and the lowest names the concept.
  public var rank: UInt32 = 1000
  /// False for names of a curated lexicon, which the stop list does not touch.
  public var useStopList = true
  /// True where the name gives way inside of a longer one of another type. Large vocabularies hold the parts of their
  /// own names ("blood", "blood culture"); the names of a plain table are the user's own choice, and stay.
  public var yieldsInside = false
  /// The source (SAB) that the row comes from, where it is another than the vocabulary.
  public var source: UnsafeBufferPointer<UInt8>?
  /// The source's kind of name (TTY); empty when unknown.
  public var termType = UnsafeBufferPointer<UInt8>(start: nil, count: 0)

  /// Takes each part as it is given.
  public init(
    concept: UnsafeBufferPointer<UInt8>, name: UnsafeBufferPointer<UInt8>,
    vocabulary: UnsafeBufferPointer<UInt8>, semanticTypes: UnsafeBufferPointer<UInt8>
  ) {
    self.concept = concept
    self.name = name
    self.vocabulary = vocabulary
    self.semanticTypes = semanticTypes
  }
}

/// Collects the names of vocabularies and compiles them into one lexicon file.
///
/// Names are tokenized and folded in blocks by the same code that reads notes, so that a name matches exactly what
/// a note would say. The same rows in the same order give the same bytes.
public final class LexiconBuilder {
  /// Raised whenever the same rows would give another lexicon.
  public static let version = 7
  /// Longest name that is taken, in tokens and bytes: longer ones are descriptions, not names that notes hold.
  public static let maxTokens = 24
  public static let maxBytes = 400
  /// Longest name, in tokens, that is entered in further spellings as well.
  public static let maxVariantTokens = 4

  public internal(set) var report = BuildReport()
  /// The cleaning rules, and what of them counts until it is set back.
  public let cleaning: NameCleaning
  public var cleaningMode = CleaningMode.none
  /// Keeps cross-references for `mergeReferences`, under these names of vocabularies; nil passes over them.
  public var aliases: VocabularyAliases?
  /// Name of the file that rows come from; for reports.
  var file = ""
  /// Position in `report.sources`.
  var source = 0
  var sourceTable = SourceTable()
  var references: [ConceptLinks.Reference] = []
  var links = ConceptLinks()
  /// Makes every name yield inside of longer mentions (`VocabularyRow.yieldsInside`), until it is set back.
  public var namesYieldInside = false
  let semanticTypes: SemanticTypeTable
  let commonWords: WordList
  let stopNames: WordList
  private let defaultType: EntityType?

  var strings: [UInt8] = []
  private var interned = FingerprintTable()
  private var internedSpans: [(offset: UInt32, length: UInt16)] = []
  var conceptTable = FingerprintTable()
  var concepts: [ConceptRecord] = []
  private var conceptRank: [UInt32] = []
  var names: [LexiconName] = []
  var nameGroup: [UInt32] = []
  /// By name: the cleaning rule that gave it and its source; -1 where a row did.
  var nameOrigin: [NameOrigin] = []
  var groupCount: UInt32 = 0
  var groupHead: [UInt32] = []
  var nextInGroup: [UInt32] = []
  var trie = TokenTrieBuilder(expectedEdges: 1 << 10)
  var firstTokens: Set<UInt64> = []

  var block: [UInt8] = []
  var pending: [PendingName] = []
  let tokens = TokenBuffer(capacity: 1 << 17)
  private var folded: [UInt64] = []
  private var variants: FoldedVariants

  struct PendingName {
    var start: Int
    var end: Int
    var concept: UInt32
    var isPreferred: Bool
    var caseSensitive: Bool?
    var exactForm: Bool
    var shortInAnyCase: Bool
    var useStopList: Bool
    var rank: UInt32
    /// True when it is the best name of its concept so far.
    var namesConcept: Bool
    var yieldsInside: Bool
    var origin: NameOrigin
    /// Curated names come with marks of their own, which hold for published names of the same phrase.
    var isCurated: Bool
  }

  /// - Parameters:
  ///   - variants: what words may also be written as.
  ///   - defaultType: for rows that name neither type nor semantic type; nil drops them.
  public init(
    semanticTypes: SemanticTypeTable, commonWords: WordList, stopNames: WordList,
    variants: WordVariants = WordVariants(), defaultType: EntityType?, cleaning: NameCleaning = .none
  ) {
    self.variants = FoldedVariants(variants)
    self.cleaning = cleaning
    self.semanticTypes = semanticTypes
    self.commonWords = commonWords
    self.stopNames = stopNames
    self.defaultType = defaultType
  }

  /// Adds one row, and the further names that the cleaning rules make of it. Rows that cannot be used are counted in
  /// the report by reason.
  public func add(_ row: VocabularyRow) throws(Fault) {
    setSource(row.source)
    report.rows += 1
    report.sources[source].rows += 1
    guard row.name.count > 0, row.concept.count > 0 else { return drop(.empty) }
    guard row.name.count <= Self.maxBytes, row.concept.count <= Self.maxBytes else { return drop(.tooLong) }
    let byDefault = row.semanticTypes.isEmpty ? defaultType : nil
    guard let type = row.type ?? semanticTypes.type(of: row.semanticTypes) ?? byDefault else { return drop(.noType) }
    if cleaningMode == .published, let rule = blockingRule(row) { return drop(.termType, rule: rule) }
    let (concept, namesConcept) = try conceptIndex(row, type)
    if concepts[Int(concept)].type != type.rawValue { report.contradictoryTypes += 1 }
    var name = PendingName(
      start: 0, end: 0, concept: concept, isPreferred: row.isPreferred,
      caseSensitive: row.caseSensitive, exactForm: row.exactForm, shortInAnyCase: row.shortInAnyCase,
      useStopList: row.useStopList, rank: row.rank, namesConcept: namesConcept,
      yieldsInside: row.yieldsInside || namesYieldInside,
      origin: NameOrigin(source: UInt16(source), rule: -1), isCurated: !row.useStopList)
    append(name, row.name)
    if cleaningMode != .none, row.caseSensitive == nil || row.caseSensitive == false {
      name.isPreferred = false
      name.namesConcept = false
      name.rank = row.rank &+ Self.variantRank
      try addVariants(of: row, type, name)
    }
    if block.count >= 1 << 18 { try flush() }
  }

  /// Notes a row that could not be read at all.
  public func reject(line: Int, _ reason: BuildReport.Reason) {
    skip(reason)
    if report.firstBadLines.count < 10 {
      report.firstBadLines.append(BuildReport.BadLine(file: file, line: line, reason: reason))
    }
  }

  /// Notes a row that an option leaves out (language, suppression, source).
  public func skip(_ reason: BuildReport.Reason, rule: Int? = nil) {
    setSource(nil, keep: true)
    report.rows += 1
    report.sources[source].rows += 1
    drop(reason, rule: rule)
  }

  func noteUnknownColumns(_ columns: [String]) {
    for column in columns where !report.unknownColumns.contains(column) {
      report.unknownColumns.append(column)
    }
  }

  // MARK: concepts and strings

  /// The concept's number, and whether the row's name is its best so far. The name itself is set when it is entered.
  private func conceptIndex(
    _ row: VocabularyRow, _ type: EntityType
  ) throws(Fault) -> (index: UInt32, namesConcept: Bool) {
    let vocabularySeed = FingerprintTable.fingerprint(row.vocabulary)
    let key = FingerprintTable.fingerprint(row.concept, seed: vocabularySeed)
    let (index, isNew) = conceptTable.findOrInsert(key, UInt32(concepts.count))
    let rank = row.isPreferred ? 0 : row.rank &+ 1
    if isNew {
      let id = try store(row.concept)
      let vocabulary = try intern(row.vocabulary)
      let types = try intern(row.semanticTypes)
      concepts.append(
        ConceptRecord(
          id: id, name: (0, 0), semanticTypes: types, vocabulary: vocabulary, type: type.rawValue))
      conceptRank.append(rank)
      return (index, true)
    }
    guard rank < conceptRank[Int(index)] else { return (index, false) }
    conceptRank[Int(index)] = rank
    return (index, true)
  }

  /// Sets a concept's name to bytes that are stored already.
  private func setName(_ concept: UInt32, _ stored: (offset: UInt32, length: UInt16)) {
    concepts[Int(concept)].nameOffset = stored.offset
    concepts[Int(concept)].nameLength = stored.length
  }

  private func store(
    _ bytes: some Collection<UInt8>
  ) throws(Fault) -> (offset: UInt32, length: UInt16) {
    guard strings.count + bytes.count < Int(UInt32.max) else { throw Fault(.lexiconTooLarge) }
    let offset = UInt32(strings.count)
    strings.append(contentsOf: bytes)
    return (offset, UInt16(bytes.count))
  }

  private func intern(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(Fault) -> (offset: UInt32, length: UInt16) {
    let clipped = UnsafeBufferPointer(rebasing: bytes[0..<min(bytes.count, Int(UInt16.max))])
    let key = FingerprintTable.fingerprint(clipped)
    let (index, isNew) = interned.findOrInsert(key, UInt32(internedSpans.count))
    if isNew { internedSpans.append(try store(clipped)) }
    return internedSpans[Int(index)]
  }

  // MARK: names

  /// Tokenizes and folds the block of pending names and enters them into the trie.
  public func flush() throws(Fault) {
    guard !pending.isEmpty else { return }
    let text = block.withUnsafeBufferPointer { NoteText(copying: $0) }
    Tokenizer.tokenize(text, into: tokens)
    if folded.count < tokens.count { folded = Array(repeating: 0, count: tokens.count * 2) }
    folded.withUnsafeMutableBufferPointer {
      TokenFolding.fold(text, tokens, 0..<tokens.count, into: $0.baseAddress!)
    }
    var first = 0
    for name in pending {
      var end = first
      while end < tokens.count, Int(tokens[end].start) < name.end { end += 1 }
      let before = names.count
      try enter(name, tokens: first..<end)
      // A name that is not entered may still be what the concept is called.
      if name.namesConcept, names.count == before { setName(name.concept, try store(block[name.start..<name.end])) }
      first = end
    }
    pending.removeAll(keepingCapacity: true)
    block.removeAll(keepingCapacity: true)
  }

  private func enter(_ name: PendingName, tokens range: Range<Int>) throws(Fault) {
    let phrase = folded[range].filter { $0 != TokenFolding.skipped }
    var flags = nameFlags(name, range)
    guard !phrase.isEmpty else { return drop(.empty, name) }
    guard phrase.count <= Self.maxTokens else { return drop(.tooLong, name) }
    let letters = letterCount(range)
    guard letters > 0 else { return drop(.noLetters, name) }
    guard letters > 1 || flags.contains(.exactCase) || phrase.count > 1 else {
      return drop(.oneLetter, name)
    }
    if name.origin.isLimited, let rule = limitingRule(name, letters, phrase.count) {
      return drop(.limits, name, rule: rule)
    }
    if name.useStopList, stopNames.contains(phrase) { return drop(.stopName, name) }
    let group: UInt32
    var form: (offset: UInt32, length: UInt16)?
    if let existing = trie.insert(phrase, value: groupCount) {
      group = existing
      if name.origin.rule >= 0, isCuratedAsOther(group, name.concept) { return drop(.duplicate, name) }
      if name.origin.isLimited, let marked = curatedForm(group, name.concept) {
        flags.formUnion(marked.flags.intersection([.exactCase, .exactForm]))
        form = (marked.offset, marked.length)
      }
      switch try mergeIntoGroup(group, name, flags, form) {
      case .duplicate: return drop(.duplicate, name)
      case .taken: return
      case .new: break
      }
    } else {
      group = groupCount
      groupCount += 1
      groupHead.append(.max)
      firstTokens.insert(phrase[0])
    }
    let stored: (offset: UInt32, length: UInt16)
    if let form { stored = form } else { stored = try store(block[name.start..<name.end]) }
    if name.namesConcept {
      let own = form == nil ? stored : try store(block[name.start..<name.end])
      setName(name.concept, own)
    }
    append(name, name.origin, stored, flags, group)
    count(name.origin, 1)
    if flags.isDisjoint(with: [.exactCase, .exactForm]) { enterVariants(name, stored, flags, phrase, range) }
  }

  /// Enters what a name may also be written as. The text of the name serves them all: they have no rule that would ask
  /// for their own.
  private func enterVariants(
    _ name: PendingName, _ stored: (offset: UInt32, length: UInt16), _ flags: LexiconName.Flags, _ phrase: [UInt64],
    _ range: Range<Int>
  ) {
    // Longer names are descriptions, which notes hardly hold word for word in either spelling.
    guard phrase.count <= Self.maxVariantTokens else { return }
    var choices: [[UInt64]] = []
    var hasVariants = false
    for index in range where folded[index] != TokenFolding.skipped {
      let token = tokens[index]
      var choice = [folded[index]]
      if token.kind == .word, token.count > 3 {
        choice += variants.variants(of: block[Int(token.start)..<Int(token.end)], folded[index])
      }
      if choice.count > 1 { hasVariants = true }
      choices.append(choice)
    }
    guard hasVariants else { return }
    let (phrases, isCut) = Self.combinations(choices)
    if isCut { report.namesWithMoreVariants += 1 }
    for variant in phrases where !(name.useStopList && stopNames.contains(variant)) {
      guard let group = variantGroup(of: variant, name) else { continue }
      // A spelling is no variant of the cleaning's: no row takes its place.
      var origin = name.origin
      origin.rule = -1
      append(name, origin, stored, flags.union(.variant).subtracting(.preferred), group)
      report.variants += 1
    }
  }

  /// The number of a spelling's phrase; nil when it has this concept already, or a curated one of another type.
  private func variantGroup(of phrase: [UInt64], _ name: PendingName) -> UInt32? {
    if let existing = trie.insert(phrase, value: groupCount) {
      if name.origin.isLimited, isCuratedAsOther(existing, name.concept) { return nil }
      var place = groupHead[Int(existing)]
      while place != .max {
        if names[Int(place)].concept == name.concept { return nil }
        place = nextInGroup[Int(place)]
      }
      return existing
    }
    let group = groupCount
    groupCount += 1
    groupHead.append(.max)
    firstTokens.insert(phrase[0])
    return group
  }

  private func append(
    _ name: PendingName, _ origin: NameOrigin, _ stored: (offset: UInt32, length: UInt16), _ flags: LexiconName.Flags,
    _ group: UInt32
  ) {
    nextInGroup.append(groupHead[Int(group)])
    groupHead[Int(group)] = UInt32(names.count)
    names.append(
      LexiconName(
        offset: stored.offset, length: stored.length, flags: flags, concept: name.concept,
        rank: name.rank))
    nameGroup.append(group)
    nameOrigin.append(origin)
  }

  private enum Place {
    case new
    case duplicate
    /// The name has taken the place of a variant that was entered before it.
    case taken
  }

  /// Looks for the phrase under the same concept with rules at least as wide. The better of both ranks stays.
  private func mergeIntoGroup(
    _ group: UInt32, _ name: PendingName, _ flags: LexiconName.Flags, _ form: (offset: UInt32, length: UInt16)?
  ) throws(Fault) -> Place {
    let strict: LexiconName.Flags = [.exactCase, .exactForm]
    var place = groupHead[Int(group)]
    while place != .max {
      let index = Int(place)
      let other = names[index]
      place = nextInGroup[index]
      guard other.concept == name.concept else { continue }
      let otherStrict = other.flags.intersection(strict)
      guard otherStrict.isEmpty || flags.intersection(strict) == otherStrict && isSameText(other, name, form) else {
        continue
      }
      names[index].rank = min(other.rank, name.rank)
      guard nameOrigin[index].rule >= 0, name.origin.rule < 0 else { return .duplicate }
      count(nameOrigin[index], -1)
      count(name.origin, 1)
      nameOrigin[index] = name.origin
      names[index].flags.formUnion(flags.intersection(.preferred))
      if form == nil {
        let stored = try store(block[name.start..<name.end])
        names[index].offset = stored.offset
        names[index].length = stored.length
      }
      return .taken
    }
    return .new
  }

  private func isSameText(
    _ other: LexiconName, _ name: PendingName, _ form: (offset: UInt32, length: UInt16)?
  ) -> Bool {
    if let form { return form == (other.offset, other.length) }
    return strings[Int(other.offset)..<Int(other.offset) + Int(other.length)]
      .elementsEqual(block[name.start..<name.end])
  }

  /// The case and boundary rules of a name, from what its row says or from its form: names of up to three letters
  /// that hold a capital, and abbreviations that spell an English word, need their case.
  private func nameFlags(_ name: PendingName, _ range: Range<Int>) -> LexiconName.Flags {
    var flags: LexiconName.Flags = []
    if name.isPreferred { flags.insert(.preferred) }
    if name.exactForm { flags.insert(.exactForm) }
    if name.yieldsInside { flags.insert(.yieldsInside) }
    if name.isCurated { flags.insert(.curated) }
    if name.origin.isLimited, isAcronymWithS(range) { flags.insert(.exactForm) }
    let letters = letterCount(range)
    if letters < 4 { flags.insert(.short) }
    let phrase = folded[range].filter { $0 != TokenFolding.skipped }
    let isCommon = commonWords.contains(phrase)
    if isCommon { flags.insert(.commonWord) }
    if let caseSensitive = name.caseSensitive {
      if caseSensitive { flags.insert(.exactCase) }
    } else {
      let hasInnerCapital = range.contains { index in
        let token = tokens[index]
        return token.flags.contains(.hasUpper)
          && (token.count == 1 || token.isUpper || !token.flags.contains(.initialUpper))
      }
      let isOneWord = range.filter { tokens[$0].kind == .word }.count == 1
      let isShort = letters <= 3 && !name.shortInAnyCase
      if hasInnerCapital, isOneWord, isShort || isCommon { flags.insert(.exactCase) }
    }
    return flags
  }

  func letterCount(_ range: Range<Int>) -> Int {
    range.reduce(0) { $0 + (tokens[$1].kind == .word ? tokens[$1].count : 0) }
  }
}
