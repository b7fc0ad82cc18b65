import ClinicalText

/// A known value that stands in an output.
public struct LeakHit: Sendable, Equatable {
  /// Index into `LeakSearch.values`.
  public var value: Int
  public var form: LeakForm
  /// Byte offset in the text that was scanned.
  public var offset: Int
  /// True when it may be an ordinary word, or another person's name.
  public var isPossibleOnly: Bool
  /// Number of known values that share the form.
  public var sharedBy: Int
}

/// Searches one text after another for known values. One object serves one worker.
public final class LeakScanner {
  private let search: LeakSearch
  private var stream = SearchStream()

  /// Takes each part as it is given.
  public init(_ search: LeakSearch) { self.search = search }

  /// All hits of a text, in order; of several at one place the surest and longest.
  ///
  /// - Parameters:
  ///   - isJSON: read escapes as what they stand for.
  ///   - patient: whose text it is, where that is known. One part of a name, a birth date and the like are then leaks of
  ///     this patient, and merely possible ones of all others; where it is not known they count as leaks of anybody, but
  ///     for what says little by itself (a ZIP code, an initial with a surname, figures of an id).
  public func scan(_ text: UnsafeBufferPointer<UInt8>, isJSON: Bool, patient: Int?) -> [LeakHit] {
    stream.load(text, isJSON: isJSON)
    var hits: [LeakHit] = []
    guard !search.forms.isEmpty else { return hits }
    stream.bytes.withUnsafeBytes { raw in
      var i = 0
      var possibleEnd = 0
      while i < stream.count {
        let eight = raw.loadUnaligned(fromByteOffset: i, as: UInt64.self)
        var best: (hit: LeakHit, end: Int)?
        if stream.begins(i) {
          for length in search.shortLengths where i + length <= stream.count {
            if let range = search.candidates(eight, length) {
              consider(range.lowerBound, i, patient, &best)
            }
          }
        }
        if i + 8 <= stream.count, let range = search.candidates(eight, 8) {
          var form = greatest(range, i)
          while form >= 0, search.forms[form].count >= 8 {
            if isBeginning(form, i) { consider(form, i, patient, &best) }
            form = search.forms[form].parent
          }
        }
        guard let best else {
          i += 1
          continue
        }
        if best.hit.isPossibleOnly {
          // A sure hit may begin inside of it ("I. Hairston"), and then takes its place.
          if i >= possibleEnd {
            hits.append(best.hit)
            possibleEnd = best.end
          }
          i += 1
        } else {
          if i < possibleEnd { hits.removeLast() }
          hits.append(best.hit)
          possibleEnd = 0
          i = best.end
        }
      }
    }
    return hits
  }

  /// The greatest form of a range that is not above the text at `i`, or -1.
  private func greatest(_ range: Range<Int>, _ i: Int) -> Int {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high {
      let middle = (low + high) / 2
      if isAbove(middle, i) { high = middle } else { low = middle + 1 }
    }
    return low > range.lowerBound ? low - 1 : -1
  }

  /// True when the form stands behind the text in order; a form that the text begins with does not.
  private func isAbove(_ form: Int, _ i: Int) -> Bool {
    let item = search.forms[form]
    for k in 0..<item.count {
      guard i + k < stream.count else { return true }
      let (a, b) = (search.block[item.start + k], stream.bytes[i + k])
      if a != b { return a > b }
    }
    return false
  }

  private func isBeginning(_ form: Int, _ i: Int) -> Bool {
    let item = search.forms[form]
    guard i + item.count <= stream.count else { return false }
    for k in 0..<item.count where search.block[item.start + k] != stream.bytes[i + k] { return false }
    return true
  }

  private func consider(_ form: Int, _ i: Int, _ patient: Int?, _ best: inout (hit: LeakHit, end: Int)?) {
    let item = search.forms[form]
    let end = i + item.count
    for index in item.uses {
      let use = search.uses[index]
      let shape = search.shapes[use.shape]
      guard fits(shape, i, end) else { continue }
      let owner = search.owner(of: use, patient: patient)
      let isOwn = patient != nil && owner.patient == patient
      if !isOwn, !hasCapitals(shape, i) { continue }
      let isDoubtful = !isOwn && (shape.isVague || shape.isOwnOnly && patient != nil)
      let hit = LeakHit(
        value: owner.value, form: shape.form, offset: Int(stream.places[i]),
        isPossibleOnly: shape.isWeak || isDoubtful, sharedBy: use.owners.count)
      if let known = best {
        if known.hit.isPossibleOnly == hit.isPossibleOnly ? known.end >= end : hit.isPossibleOnly { continue }
      }
      best = (hit, end)
    }
  }

  private func hasCapitals(_ shape: LeakPattern.Shape, _ start: Int) -> Bool {
    var left = shape.capitals
    while left != 0 {
      guard stream.isCapital[start + left.trailingZeroBitCount] else { return false }
      left &= left - 1
    }
    return true
  }

  private func fits(_ shape: LeakPattern.Shape, _ start: Int, _ end: Int) -> Bool {
    if shape.isAnchored, !stream.begins(start) || !stream.ends(end) { return false }
    if !shape.isAnchored, !SearchStream.isDigit(stream.bytes[start]), !stream.begins(start), end - start < 8 {
      return false
    }
    if shape.needsCapital, !stream.isCapital[start] { return false }
    for i in start + 1..<end {
      let gap = stream.gaps[i]
      let bit = i - start < 64 ? UInt64(1) << UInt64(i - start) : 0
      if gap == 0 {
        if shape.requiredGaps & bit != 0 { return false }
        continue
      }
      if shape.gaps & bit != 0, gap <= 6 { continue }
      if shape.allowsGaps, gap <= 4 { continue }
      if shape.allowsThinGaps, stream.isThinGap[i] { continue }
      return false
    }
    return true
  }
}
