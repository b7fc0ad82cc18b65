/// An atom of clinical text: a run of letters, a number, or a symbol.
///
/// Letters and digits are separate atoms, so that "1.5mg" is `1.5` `mg` and "T2-weighted" is
/// `T` `2` `-` `weighted`; `isGlued` tells which atoms touch, and `TokenBuffer.chunk(around:)`
/// gives the whole run ("q4-6h", "120/80", "h/o") back.
@frozen
public struct Token: Sendable, Equatable {
  /// Byte offsets, half-open.
  public var start: UInt32
  public var end: UInt32
  public var kind: Kind
  public var flags: Flags
  /// Line breaks between the previous token and this one: 0, 1 or 2 (2 = at least one blank line).
  public var newlinesBefore: UInt8

  @frozen
  public enum Kind: UInt8, Sendable {
    /// Letters, with inner apostrophes ("doesn't", "Crohn's").
    case word
    /// Digits, with inner decimal points and thousands commas ("1.5", "10,000").
    case number
    /// One sign, or a run of one same sign ("---", "..").
    case symbol
  }

  @frozen
  public struct Flags: OptionSet, Sendable {
    public let rawValue: UInt8
    /// The set with these bits.
    @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
    // Computed: a stored one is reached through a call from every other module.
    /// No white space between the previous token and this one.
    @inlinable public static var glued: Flags { Flags(rawValue: 1) }
    /// Holds an upper-case ASCII letter (or a letter beyond ASCII that is upper case).
    @inlinable public static var hasUpper: Flags { Flags(rawValue: 2) }
    /// Holds a lower-case ASCII letter (or a letter beyond ASCII that is not upper case).
    @inlinable public static var hasLower: Flags { Flags(rawValue: 4) }
    /// Its first letter is upper case.
    @inlinable public static var initialUpper: Flags { Flags(rawValue: 8) }
    /// Holds bytes beyond ASCII.
    @inlinable public static var nonASCII: Flags { Flags(rawValue: 16) }
    /// Two or more blanks, or a tab, before it on its line.
    @inlinable public static var wideGap: Flags { Flags(rawValue: 32) }
    /// Nothing may be joined across the boundary before this token: a paragraph, list item or heading starts
    /// here. Set by `LayoutAnalyzer`.
    @inlinable public static var blockStart: Flags { Flags(rawValue: 64) }
  }

  @inlinable
  public init(start: Int, end: Int, kind: Kind, flags: Flags, newlinesBefore: UInt8) {
    self.start = UInt32(truncatingIfNeeded: start)
    self.end = UInt32(truncatingIfNeeded: end)
    self.kind = kind
    self.flags = flags
    self.newlinesBefore = newlinesBefore
  }

  @inlinable public var span: ByteSpan { ByteSpan(start: start, end: end) }
  @inlinable public var count: Int { Int(end) - Int(start) }
  @inlinable public var isGlued: Bool { flags.contains(.glued) }
  /// All its letters are upper case.
  @inlinable public var isUpper: Bool { flags.contains(.hasUpper) && !flags.contains(.hasLower) }
}

/// The tokens of one note, in order, in one growable block of memory that is used again for the next note.
public final class TokenBuffer {
  public private(set) var count = 0
  @usableFromInline var storage: UnsafeMutablePointer<Token>
  private var capacity: Int

  /// Takes each part as it is given.
  public init(capacity: Int = 1024) {
    self.capacity = capacity
    storage = .allocate(capacity: capacity)
  }

  deinit { storage.deallocate() }

  /// The token at a position below `count`.
  @inlinable public subscript(index: Int) -> Token { storage[index] }

  /// The tokens as one buffer; valid until the next tokenization into this object.
  @inlinable public var all: UnsafeBufferPointer<Token> {
    UnsafeBufferPointer(start: storage, count: count)
  }

  @inlinable
  public func insertFlag(_ flag: Token.Flags, at index: Int) {
    storage[index].flags.insert(flag)
  }

  func removeAll() { count = 0 }

  @inline(__always)
  func append(_ token: Token) {
    if count == capacity { grow() }
    (storage + count).initialize(to: token)
    count &+= 1
  }

  @inline(never)
  private func grow() {
    let larger = UnsafeMutablePointer<Token>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: storage, count: count)
    storage.deallocate()
    storage = larger
    capacity *= 2
  }

  /// Index of the first token that ends after `byte` (`count` when there is none).
  public func firstIndex(endingAfter byte: UInt32) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if storage[middle].end <= byte { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The token range covered by a byte span: every token that overlaps it.
  public func range(covering span: ByteSpan) -> Range<Int> {
    // By binary search on both sides: a span may cover the whole note, and many of them may.
    let first = firstIndex(endingAfter: span.start)
    var low = first
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if storage[middle].start < span.end { low = middle + 1 } else { high = middle }
    }
    return first..<low
  }

  /// The maximal run of tokens that touch each other around `index`: "q4-6h" for any of its atoms.
  public func chunk(around index: Int) -> Range<Int> {
    var first = index
    while first > 0, storage[first].isGlued { first -= 1 }
    var end = index + 1
    while end < count, storage[end].isGlued { end += 1 }
    return first..<end
  }
}
