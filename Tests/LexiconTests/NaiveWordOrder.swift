import ClinicalText
import Lexicon

/// `WordOrder` by brute force: every part before and behind a linking word, and every stretch with another form of a body
/// part, is written out in the name's order and looked up in a set of folded names.
struct NaiveWordOrder {
  private let names: Set<[UInt64]>
  private let forms: [UInt64: [UInt64]]
  private let between: Set<UInt64>
  private let linking: Set<UInt64>
  private let stops: Set<UInt64>
  private let adjectives = Set(["renal", "pulmonary"].map { Self.fold($0)[0] })
  private let locating = Self.fold("in")[0]

  private static func fold(_ text: String) -> [UInt64] { TokenFolding.phrase(NoteText(text), TokenBuffer()) }

  init(names: [String], words: PhraseWords) {
    self.names = Set(names.map(Self.fold))
    var forms: [UInt64: [UInt64]] = [:]
    for pair in [("kidney", "renal"), ("liver", "hepatic"), ("lung", "pulmonary"), ("chest", "thoracic")] {
      let (a, b) = (Self.fold(pair.0)[0], Self.fold(pair.1)[0])
      forms[a] = [b]
      forms[b] = [a]
    }
    self.forms = forms
    between = Set(["left", "the", "his"].map { Self.fold($0)[0] })
    linking = Set(["of", "in"].map { Self.fold($0)[0] })
    stops = linking.union([Self.fold("and")[0]])
  }

  /// True when the tokens of a range are a name as they stand.
  func isName(_ range: Range<Int>, _ note: NoteStructure) -> Bool { names.contains(range.map { note.folded[$0] }) }

  func find(_ note: NoteStructure) -> Set<Range<Int>> {
    let count = note.tokens.count
    let token = (0..<count).map { note.folded[$0] }
    /// True when a block begins inside of the range.
    func isBroken(_ range: Range<Int>) -> Bool {
      range.dropFirst().contains { note.tokens[$0].flags.contains(.blockStart) }
    }
    func isName(_ range: Range<Int>) -> Bool { !isBroken(range) && names.contains(Array(token[range])) }
    /// A name that stands there goes on behind the range, over no linking or joining word.
    func goesOn(_ range: Range<Int>) -> Bool {
      for first in range {
        for end in range.upperBound + 1..<min(count, range.upperBound + 4) + 1 where range.upperBound < count {
          let rest = token[first + 1..<end]
          if isName(first..<end), !rest.contains(where: stops.contains) { return true }
        }
      }
      return false
    }
    /// True where an adjective stands before `end` and its noun behind it.
    func breaksOff(_ end: Int) -> Bool {
      end < count && !note.tokens[end].flags.contains(.blockStart) && adjectives.contains(token[end - 1])
        && !stops.contains(token[end]) && !between.contains(token[end])
    }
    /// The phrases that a stretch stands for with its last word as it is, or in another form.
    func readings(_ range: Range<Int>) -> [[UInt64]] {
      let own = Array(token[range])
      return [own] + (forms[own[own.count - 1]] ?? []).map { own.dropLast() + [$0] }
    }
    var found: Set<Range<Int>> = []
    for link in 0..<count where linking.contains(token[link]) {
      var start = link + 1
      for skipped in 0..<4 where start < count {
        for end in start + 1..<min(count, start + 4) + 1 {
          for left in max(0, link - 4)..<link {
            let outer = left..<end
            if token[link] == locating, forms[token[end - 1]] == nil { continue }
            if breaksOff(end) { continue }
            if isBroken(outer) || isName(outer) || goesOn(start..<end) { continue }
            if left > 0, !note.tokens[left].flags.contains(.blockStart), forms[token[left - 1]] != nil { continue }
            let before = Array(token[left..<link])
            let rearranged = readings(start..<end).contains { names.contains($0 + before) }
            let whole = skipped > 0 && names.contains(before + [token[link]] + Array(token[start..<end]))
            if rearranged || whole { found.insert(outer) }
          }
        }
        guard between.contains(token[start]) else { break }
        start += 1
      }
    }
    for place in 0..<count {
      for form in forms[token[place]] ?? [] {
        for first in max(0, place - 2)..<place + 1 {
          for end in place + 2..<max(place + 2, min(count, place + 8) + 1) {
            var phrase = Array(token[first..<end])
            phrase[place - first] = form
            if !isBroken(first..<end), !isName(first..<end), names.contains(phrase) { found.insert(first..<end) }
          }
        }
      }
    }
    return found
  }
}
