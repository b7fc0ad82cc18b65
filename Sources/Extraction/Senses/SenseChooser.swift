import ClinicalText
import Lexicon
import Rules

/// Chooses what each ambiguous form of a note means, by evidence in the note (the log-linear model of word-sense
/// disambiguation: Schuemie, Kors and Mons 2005 give a survey; one sense a discourse: Gale, Church and Yarowsky 1992).
///
/// One pass over the tokens finds the forms and all words of evidence. Each form then looks at the evidence of its
/// sentence within `reach` tokens on either side, so that the time is linear in the note, whatever stands in it. One
/// object serves one worker.
public final class SenseChooser {
  package let table: SenseTable
  private(set) var forms: [Form] = []
  private(set) var hits: [Hit] = []
  /// What was chosen, in the order of `Mention.sense`.
  package private(set) var decisions: [SenseDecision] = []
  package var evidence: SenseEvidence
  private var phraseSeen: [UInt32]
  private var note32: UInt32 = 0

  /// Tokens of the sentence that evidence may be away, on either side.
  package static let reach = 24

  /// An ambiguous form in the note; token indices, half-open.
  package struct Form {
    package var first: Int
    package var end: Int
    package var entry: Int
  }

  /// Words of evidence in the note; token indices, half-open.
  package struct Hit {
    package var first: Int32
    package var end: Int32
    package var phrase: UInt32
  }

  /// Serves one worker.
  public init(_ table: SenseTable) {
    self.table = table
    evidence = SenseEvidence(table)
    phraseSeen = Array(repeating: 0, count: table.phrases.count)
  }

  /// Gives the mentions of ambiguous forms their concepts: the winner's alone. Mentions of other types lose their
  /// preference; where the dictionary has no mention of the winner's type one is made.
  ///
  /// - Parameters:
  ///   - mentions: in output order; those that are not preferred only with `allMatches`.
  ///   - concepts: the concepts that `Mention.concepts` refers to; the winners' are added.
  /// - Returns: nil when nothing changes.
  package func choose(
    _ note: NoteStructure, _ mentions: [Mention], _ concepts: inout [ConceptReference], allMatches: Bool
  ) -> [Mention]? {
    decisions.removeAll(keepingCapacity: true)
    guard !table.entries.isEmpty else { return nil }
    forms.removeAll(keepingCapacity: true)
    hits.removeAll(keepingCapacity: true)
    scan(note, note.tokens.all.indices, table.noteFilter)
    guard !forms.isEmpty else { return nil }
    let cases = ambiguous(mentions, concepts)
    guard !cases.isEmpty else { return nil }
    gatherNote(note, mentions, concepts, cases)
    var all = mentions
    var added: [Mention] = []
    var sentence = 0
    for item in cases {
      while note.sentences[sentence].endToken <= item.form.first { sentence += 1 }
      let window =
        max(
          note.sentences[sentence].firstToken, item.form.first - Self.reach)..<min(
          note.sentences[sentence].endToken, item.form.end + Self.reach)
      // What stands around the form: phrases that count only there are looked for nowhere else.
      hits.removeAll(keepingCapacity: true)
      scan(note, window, table.firstFilter, takesForms: false)
      evidence.gather(
        item.form, window, hits[...], note, sentence: note.sentences[sentence],
        near: typesNear(item, mentions))
      let decision = evidence.decide(table.entries[item.form.entry])
      apply(decision, item, &all, &added, &concepts)
    }
    all += added
    if !allMatches { all.removeAll { !$0.isPreferred } }
    if !added.isEmpty { all.sort(by: Mention.precedes) }
    return all
  }

  // MARK: finding

  /// Adds the phrases that begin in a range, at tokens that a filter lets through, to `hits`, and forms to `forms`.
  private func scan(_ note: NoteStructure, _ range: Range<Int>, _ filter: FirstTokenFilter, takesForms: Bool = true) {
    let tokens = note.tokens.all
    let folded = UnsafePointer(note.folded)
    let bounds = FormBounds(note)
    let trie = table.trie
    for first in range {
      guard folded[first] != TokenFolding.skipped, filter.mayContain(folded[first]) else { continue }
      var slot = trie.edge(from: TokenTrie.root, by: folded[first])
      var i = first
      while slot.key != 0 {
        i += 1
        if slot.value != 0 { add(first, i, slot.value - 1, takesForms ? bounds : nil) }
        guard slot.child & TokenTrie.hasChildren != 0 else { break }
        while i < tokens.count, folded[i] == TokenFolding.skipped, !tokens[i].flags.contains(.blockStart) { i += 1 }
        guard i < tokens.count, !tokens[i].flags.contains(.blockStart) else { break }
        slot = trie.edge(from: slot.child & ~TokenTrie.hasChildren, by: folded[i])
      }
    }
  }

  @inline(__always)
  private func add(_ first: Int, _ end: Int, _ phrase: UInt32, _ bounds: FormBounds?) {
    var isEvidence = true
    if table.isForm[Int(phrase)] {
      if let bounds { addForm(first, end, phrase, bounds) }
      isEvidence = table.targets(ofPhrase: phrase).contains { $0.kind != .form }
    }
    guard isEvidence else { return }
    hits.append(Hit(first: Int32(truncatingIfNeeded: first), end: Int32(truncatingIfNeeded: end), phrase: phrase))
  }

  /// Adds a form where its letter case and what touches it allow it. A form in this letter case goes before the same in any.
  private func addForm(_ first: Int, _ end: Int, _ phrase: UInt32, _ bounds: FormBounds) {
    var entry: (index: Int32, isExact: Bool)?
    for target in table.targets(ofPhrase: phrase) where target.kind == .form {
      if target.exact < 0 {
        if entry == nil { entry = (target.index, false) }
      } else if entry?.isExact != true, bounds.isExactly(table.exactForms[Int(target.exact)], first, end) {
        entry = (target.index, true)
      }
    }
    guard let entry, bounds.allow(first, end) else { return }
    let form = Form(first: first, end: end, entry: Int(entry.index))
    // From left to right; the longest at a place wins.
    if let last = forms.last, last.end > first {
      if last.first == first { forms[forms.count - 1] = form }
    } else {
      forms.append(form)
    }
  }

  /// A form that is to be decided, and the preferred mentions that stand on it.
  private struct Case {
    var form: Form
    var mentions: Range<Int>
  }

  /// The forms that no other mention overlaps, that the note does not define, and that the lexicons know in one of
  /// the entry's senses.
  private func ambiguous(_ mentions: [Mention], _ concepts: [ConceptReference]) -> [Case] {
    var cases: [Case] = []
    var index = 0
    var reach = 0
    for form in forms {
      while index < mentions.count, mentions[index].tokens.lowerBound < form.first {
        if mentions[index].isPreferred { reach = max(reach, mentions[index].tokens.upperBound) }
        index += 1
      }
      guard reach <= form.first, table.entries[form.entry].isKnown else { continue }
      var isFree = true
      var start = index
      var end = index
      while end < mentions.count, mentions[end].tokens.lowerBound < form.end {
        let mention = mentions[end]
        if mention.tokens == form.first..<form.end {
          if mention.isPreferred, !isKnown(mention, concepts, table.entries[form.entry]) { isFree = false }
        } else if mention.isPreferred {
          isFree = false
        } else if end == start {
          start += 1
        }
        end += 1
      }
      while end > start, mentions[end - 1].tokens != form.first..<form.end { end -= 1 }
      if isFree { cases.append(Case(form: form, mentions: start..<end)) }
    }
    return cases
  }

  /// True when one of a mention's concepts is a sense of the entry. What the note defined itself is not.
  private func isKnown(_ mention: Mention, _ concepts: [ConceptReference], _ entry: SenseTable.Entry) -> Bool {
    if mention.isAbbreviation { return false }
    return concepts[mention.concepts].contains { concept in
      entry.senses.contains { sense in sense.concepts.contains { $0.reference.isSame(as: concept) } }
    }
  }

  // MARK: evidence of the whole note

  private func gatherNote(
    _ note: NoteStructure, _ mentions: [Mention], _ concepts: [ConceptReference], _ cases: [Case]
  ) {
    evidence.beginNote()
    note32 &+= 1
    for hit in hits where phraseSeen[Int(hit.phrase)] != note32 {
      phraseSeen[Int(hit.phrase)] = note32
      evidence.add(ofNote: hit.phrase)
    }
    var next = 0
    for mention in mentions where mention.isPreferred {
      while next < cases.count, cases[next].form.end <= mention.tokens.lowerBound { next += 1 }
      if next < cases.count, cases[next].form.first < mention.tokens.upperBound { continue }
      for concept in concepts[mention.concepts] {
        if let senses = table.concepts.senses(of: concept) { evidence.add(named: senses) }
      }
    }
  }

  /// The types of up to six mentions on either side that stand within eight tokens.
  private func typesNear(_ item: Case, _ mentions: [Mention]) -> EntityTypeSet {
    var types: EntityTypeSet = []
    for index in max(0, item.mentions.lowerBound - 6)..<item.mentions.lowerBound
    where mentions[index].isPreferred && mentions[index].tokens.upperBound + 8 > item.form.first {
      types.formUnion(EntityTypeSet(rawValue: mentions[index].type.bit))
    }
    for index in item.mentions.upperBound..<min(mentions.count, item.mentions.upperBound + 6)
    where mentions[index].isPreferred && mentions[index].tokens.lowerBound < item.form.end + 8 {
      types.formUnion(EntityTypeSet(rawValue: mentions[index].type.bit))
    }
    return types
  }

  // MARK: result

  private func apply(
    _ decision: SenseDecision, _ item: Case, _ all: inout [Mention], _ added: inout [Mention],
    _ concepts: inout [ConceptReference]
  ) {
    let winner = table.entries[decision.entry].senses[decision.winner]
    let standing = item.mentions.filter { all[$0].isPreferred && all[$0].tokens.lowerBound == item.form.first }
    // Where nothing stands and nothing is meant, nothing is said; nor is a mention made on the prior alone.
    if standing.isEmpty, winner.concepts.isEmpty || decision.reasons == [SenseDecision.prior] { return }
    let number = decisions.count
    decisions.append(decision)
    for index in standing {
      all[index].isPreferred = false
      all[index].sense = number
    }
    guard let type = winner.concepts.first?.type else { return }
    let start = concepts.count
    for concept in winner.concepts where concept.type == type { concepts.append(concept.reference) }
    if let index = standing.first(where: { all[$0].type == type }) {
      all[index].isPreferred = true
      all[index].concepts = start..<concepts.count
    } else {
      added.append(
        Mention(
          tokens: item.form.first..<item.form.end, type: type, isPreferred: true, concepts: start..<concepts.count,
          sense: number, isMadeBySense: true))
    }
  }
}

extension SenseChooser {
  /// The attributes of a mention: `sense_rule`, `sense_evidence`, and `senses` with the share of each meaning.
  package func attributes(_ mention: Mention) -> [(name: String, json: String)] {
    let decision = decisions[mention.sense]
    let entry = table.entries[decision.entry]
    let out = OutputBuffer()
    out.appendJSONString(entry.id)
    let rule = (name: "sense_rule", json: String(decoding: out.bytes, as: UTF8.self))
    out.removeAll()
    for (index, reason) in decision.reasons.enumerated() {
      out.append(UInt8(ascii: index == 0 ? "[" : ","))
      out.appendJSONString(reason)
    }
    out.append(UInt8(ascii: "]"))
    let evidence = (name: "sense_evidence", json: String(decoding: out.bytes, as: UTF8.self))
    out.removeAll()
    for (index, sense) in entry.senses.enumerated() {
      out.append(UInt8(ascii: index == 0 ? "[" : ","))
      out.append(sense.json)
      let hundredths = Int((decision.scores[index] * 100).rounded())
      out.append(hundredths >= 100 ? "1.0" : hundredths < 10 ? "0.0\(hundredths)" : "0.\(hundredths)")
      out.append(index == decision.winner ? ",\"chosen\":true}" : ",\"chosen\":false}" as StaticString)
    }
    out.append(UInt8(ascii: "]"))
    return [rule, evidence, (name: "senses", json: String(decoding: out.bytes, as: UTF8.self))]
  }
}

extension Mention {
  /// Output order: by start, longer first, then type, preferred first.
  package static func precedes(_ a: Mention, _ b: Mention) -> Bool {
    if a.tokens.lowerBound != b.tokens.lowerBound { return a.tokens.lowerBound < b.tokens.lowerBound }
    if a.tokens.count != b.tokens.count { return a.tokens.count > b.tokens.count }
    return a.type.rawValue != b.type.rawValue ? a.type.rawValue < b.type.rawValue : a.isPreferred && !b.isPreferred
  }
}

/// What may touch a form, and its letter case.
package struct FormBounds {
  private let tokens: UnsafeBufferPointer<Token>
  private let bytes: UnsafeBufferPointer<UInt8>

  package init(_ note: NoteStructure) {
    tokens = note.tokens.all
    bytes = note.text.bytes
  }

  /// Not part of a longer run of letters and digits; a number of two digits may follow ("Na138").
  package func allow(_ first: Int, _ end: Int) -> Bool {
    if tokens[first].isGlued, first > 0, tokens[first - 1].kind != .symbol { return false }
    guard end < tokens.count, tokens[end].isGlued, tokens[end].kind != .symbol else { return true }
    let endsRun = end + 1 == tokens.count || !tokens[end + 1].isGlued || tokens[end + 1].kind == .symbol
    return tokens[end].kind == .number && tokens[end].count >= 2 && endsRun
  }

  /// The same bytes; a plural "s" may follow.
  package func isExactly(_ form: ByteSlice, _ first: Int, _ end: Int) -> Bool {
    let start = Int(tokens[first].start)
    let count = Int(tokens[end - 1].end) - start
    guard count == form.count || count == form.count + 1 && bytes[start + count - 1] == UInt8(ascii: "s") else {
      return false
    }
    return bytes[start..<start + form.count].elementsEqual(form.buffer)
  }
}
