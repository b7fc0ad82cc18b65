import ClinicalText

/// Numbers from 1 for ids, in the order in which they come: one id, one number. The ids themselves are not kept.
struct NumberTable {
  /// 128 bits of a keyed hash: two ids do not meet in it.
  private struct Key: Hashable {
    let first: Int
    let second: Int

    init(_ id: String) {
      first = id.hashValue
      var hasher = Hasher()
      hasher.combine(0x5EED)
      hasher.combine(id)
      second = hasher.finalize()
    }
  }

  private var numbers: [Key: UInt32] = [:]

  /// Number of different ids.
  var count: Int { numbers.count }

  /// The id's number; `isNew` when it came for the first time.
  mutating func number(of id: String) -> (number: Int, isNew: Bool) {
    let next = UInt32(numbers.count + 1)
    var isNew = false
    let number = numbers[
      Key(id),
      default: {
        isNew = true
        return next
      }()]
    if isNew { numbers[Key(id)] = next }
    return (Int(number), isNew)
  }
}

/// Which notes an input held so far, by their own ids: one id twice with another text is an error.
struct SeenNotes {
  private var numbers = NumberTable()
  private var texts: [UInt32] = []
  private(set) var count = 0

  enum Outcome {
    case new(number: Int)
    /// The id came before with the same text.
    case repeated(number: Int)
    case otherText
  }

  /// - Parameters:
  ///   - id: nil for a note that has no id of its own.
  ///   - text: hash of the note's text.
  mutating func see(_ id: String?, text: Int) -> Outcome {
    let hash = UInt32(truncatingIfNeeded: text)
    guard let id else {
      count += 1
      return .new(number: count)
    }
    let (place, isNew) = numbers.number(of: id)
    if isNew {
      count += 1
      texts.append(hash)
      noteNumbers.append(UInt32(count))
      return .new(number: count)
    }
    return texts[place - 1] == hash ? .repeated(number: Int(noteNumbers[place - 1])) : .otherText
  }

  private var noteNumbers: [UInt32] = []
}
