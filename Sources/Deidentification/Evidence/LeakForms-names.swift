import ClinicalText

extension LeakForms {
  /// Words that stand beside names and are none.
  private static let notNames: Set<String> = [
    "mr", "mrs", "ms", "miss", "dr", "prof", "jr", "sr", "ii", "iii", "iv", "md", "phd", "rn", "do", "np", "pa",
  ]

  /// A word of a name: its letters, and where a hyphen or an apostrophe stands in it.
  private struct Word {
    var bytes: [UInt8]
    var gaps: UInt64
  }

  /// A person's name: given name, further names, surname; "Hairston, Imani A." has the surname first.
  func name(_ text: String) -> [LeakPattern] {
    let sides = text.split(separator: ",", omittingEmptySubsequences: true)
    var words = sides.map { Self.words(String($0)) }.filter { !$0.isEmpty }
    // "Imani Hairston, M.D.": nothing is left of the second side.
    guard !words.isEmpty else { return [] }
    let isReversed = words.count > 1
    let all = isReversed ? words.removeFirst() : words[0]
    let surname: [Word]
    let given: [Word]
    if isReversed {
      surname = all
      given = words.flatMap { $0 }
    } else {
      surname = Array(all.suffix(1))
      given = Array(all.dropLast())
    }
    var found: [LeakPattern] = []
    for word in all + (isReversed ? given : []) { add(part: word, to: &found) }
    if let first = given.first, first.bytes.count >= 2, let last = Self.joined(surname) {
      addPairs(first: first, middle: Array(given.dropFirst()), last: last, to: &found)
      addNicknames(of: first, last: last, to: &found)
    }
    return found
  }

  private func addPairs(first: Word, middle: [Word], last: Word, to found: inout [LeakPattern]) {
    let initial = Word(bytes: [first.bytes[0]], gaps: 0)
    let middles: [[Word]] =
      middle.isEmpty ? [[]] : [[], middle, middle.map { Word(bytes: Array($0.bytes.prefix(1)), gaps: 0) }]
    for between in middles {
      add([first] + between + [last], .firstAndLast, to: &found)
      add([last, first] + between, .lastAndFirst, to: &found)
      add([initial] + between + [last], .initialAndLast, isOwnOnly: between.isEmpty, to: &found)
    }
    add([last, initial], .lastAndInitial, isOwnOnly: true, to: &found)
  }

  /// "Bill Roe" for William Roe: with the surname a leak; alone one of the patient's own notes.
  private func addNicknames(of first: Word, last: Word, to found: inout [LeakPattern]) {
    for other in nicknames.others(String(decoding: first.bytes, as: UTF8.self)) {
      guard let nickname = Self.words(other).first, nickname.bytes.count >= 2 else { continue }
      add([nickname, last], .nickname, to: &found)
      add([last, nickname], .nickname, to: &found)
      add(part: nickname, .nickname, to: &found)
    }
  }

  private func add(_ words: [Word], _ form: LeakForm, isOwnOnly: Bool = false, to found: inout [LeakPattern]) {
    guard let joined = Self.joined(words), joined.bytes.count >= 4 else { return }
    var shape = LeakPattern.Shape(form: form)
    shape.gaps = joined.gaps
    shape.capitals = 1
    if let last = words.last, words.count > 1, joined.bytes.count - last.bytes.count < 64 {
      shape.capitals |= 1 << UInt64(joined.bytes.count - last.bytes.count)
    }
    if !isOwnOnly { shape.capitals = 0 }
    shape.isAnchored = isOwnOnly || joined.bytes.count < 10
    shape.isOwnOnly = isOwnOnly
    // "B. long": the words may be ordinary ones.
    if isOwnOnly {
      shape.isVague = true
      shape.isWeak = words.contains { $0.bytes.count > 1 && isCommonWord($0.bytes) }
      shape.needsCapital = shape.isWeak
    }
    if !found.contains(where: { $0.bytes == joined.bytes && $0.shape == shape }) {
      found.append(LeakPattern(bytes: joined.bytes, shape: shape))
    }
  }

  private func add(part word: Word, _ form: LeakForm = .namePart, to found: inout [LeakPattern]) {
    guard word.bytes.count >= 3 else { return }
    var shape = LeakPattern.Shape(form: form)
    shape.gaps = word.gaps
    shape.isOwnOnly = true
    // A nickname alone is said of many people.
    shape.isVague = form == .nickname
    shape.capitals = 1
    shape.isWeak = isCommonWord(word.bytes)
    shape.needsCapital = shape.isWeak
    if !found.contains(where: { $0.bytes == word.bytes }) {
      found.append(LeakPattern(bytes: word.bytes, shape: shape))
    }
  }

  private static func words(_ text: String) -> [Word] {
    text.split { $0.isWhitespace || $0 == "." }.compactMap { piece -> Word? in
      let stream = SearchStream(String(piece))
      guard stream.count > 0, !notNames.contains(String(decoding: stream.contents, as: UTF8.self)) else { return nil }
      var gaps: UInt64 = 0
      for i in 1..<max(1, min(64, stream.count)) where stream.gaps[i] > 0 { gaps |= 1 << UInt64(i) }
      return Word(bytes: Array(stream.contents), gaps: gaps)
    }
  }

  /// Words one after another, with something allowed between them; nil for none.
  private static func joined(_ words: [Word]) -> Word? {
    guard var all = words.first else { return nil }
    for word in words.dropFirst() {
      let length = UInt64(all.bytes.count)
      guard length < 64 else { break }
      all.gaps |= word.gaps << length | 1 << length
      all.bytes += word.bytes
    }
    return all
  }
}
