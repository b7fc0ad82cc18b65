import ClinicalText

/// How what goes is written.
public enum ReplacementStyle: String, Sendable, CaseIterable {
  /// "[PATIENT]"
  case tag
  /// An asterisk for each character: every offset stays.
  case mask
}

/// Makes replacements by a policy.
public struct Replacer: Sendable {
  private let policy: Policy
  private let style: ReplacementStyle
  private let zips: ZIPTable
  private let tags: [[UInt8]]

  /// Takes each part as it is given.
  public init(policy: Policy, style: ReplacementStyle, zips: ZIPTable) {
    self.policy = policy
    self.style = style
    self.zips = zips
    tags = IdentifierKind.allCases.map { Array("[\($0.type)".utf8) }
  }

  /// What takes an identifier's place; nil where it stays.
  public func replacement(for identifier: DetectedIdentifier, in text: NoteText) -> [UInt8]? {
    let bytes = text.bytes[identifier.span.range]
    switch policy[identifier.kind] {
    case .keep: return nil
    case .replace: return whole(identifier.kind, bytes, nil)
    case .generalize:
      switch identifier.kind {
      case .date: return date(identifier.kind, bytes)
      case .age:
        guard Figures.isOver89(bytes) else { return nil }
        return whole(identifier.kind, bytes, Array("90+".utf8))
      case .zip: return whole(identifier.kind, bytes, zips.prefix(of: bytes))
      default: return whole(identifier.kind, bytes, nil)
      }
    }
  }

  /// A bare year and a week day stay; a date keeps its year where it is written with four figures.
  private func date(_ kind: IdentifierKind, _ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8]? {
    let year = Figures.year(bytes)
    if bytes.allSatisfy({ ($0 | 0x20) &- 0x61 < 26 }), Figures.isWeekday(bytes) { return nil }
    if let year, bytes.count == 4 || bytes.count == year.count { return nil }
    return whole(kind, bytes, year.map(Array.init))
  }

  private func whole(_ kind: IdentifierKind, _ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ detail: [UInt8]?) -> [UInt8]
  {
    switch style {
    case .tag:
      var tag = tags[Int(kind.rawValue)]
      if let detail {
        tag.append(UInt8(ascii: ":"))
        tag.append(contentsOf: detail)
      }
      tag.append(UInt8(ascii: "]"))
      return tag
    case .mask:
      // One sign for each scalar, line breaks as they are.
      var mask: [UInt8] = []
      for byte in bytes where byte & 0xC0 != 0x80 { mask.append(byte == 0x0A || byte == 0x0D ? byte : 0x2A) }
      return mask
    }
  }
}

/// What can be read from the figures of an identifier.
enum Figures {
  /// The four figures of a year from 1600 to 2200 within a date.
  static func year(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Slice<UnsafeBufferPointer<UInt8>>? {
    var i = bytes.startIndex
    while i < bytes.endIndex {
      guard bytes[i] &- 0x30 < 10 else {
        i += 1
        continue
      }
      var end = i
      while end < bytes.endIndex, bytes[end] &- 0x30 < 10 { end += 1 }
      if end - i == 4 {
        let value = bytes[i..<end].reduce(0) { $0 * 10 + Int($1 & 0x0F) }
        if (1600...2200).contains(value) { return bytes[i..<end] }
      }
      i = end
    }
    return nil
  }

  private static let weekdays: Set<String> = [
    "mon", "monday", "tue", "tues", "tuesday", "wed", "wednesday", "thu", "thur", "thurs", "thursday", "fri", "friday",
    "sat", "saturday", "sun", "sunday",
  ]

  static func isWeekday(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    weekdays.contains(String(decoding: bytes.map { $0 | 0x20 }, as: UTF8.self))
  }

  /// True for an age of 90 or more, in figures or words.
  static func isOver89(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    var value = 0
    var hasFigure = false
    for byte in bytes where byte &- 0x30 < 10 {
      hasFigure = true
      value = min(1000, value * 10 + Int(byte & 0x0F))
    }
    if hasFigure { return value >= 90 }
    let words = String(decoding: bytes.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }, as: UTF8.self)
    return words.hasPrefix("ninet") || words.contains("hundred")
  }
}
