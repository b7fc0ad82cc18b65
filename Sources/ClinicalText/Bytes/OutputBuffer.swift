/// A growable block of bytes that results are written into before they go to a descriptor or a statement.
///
/// Appending never formats through `String`; capacity is kept when the buffer is emptied.
public final class OutputBuffer {
  @usableFromInline var used = 0
  @usableFromInline var storage: UnsafeMutablePointer<UInt8>
  @usableFromInline var capacity: Int

  /// Number of bytes written so far.
  @inlinable public var count: Int { used }

  /// Takes each part as it is given.
  public init(capacity: Int = 64 * 1024) {
    self.capacity = max(64, capacity)
    storage = .allocate(capacity: self.capacity)
  }

  deinit { storage.deallocate() }

  /// The bytes written so far; valid until the next change.
  @inlinable public var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: storage, count: count) }

  /// Empties the buffer; the memory stays.
  public func removeAll() { used = 0 }

  /// Drops everything behind the first `count` bytes: takes back a line that could not be finished.
  public func truncate(to count: Int) {
    precondition(count <= self.count)
    used = count
  }

  @inlinable
  @inline(__always)
  func reserve(_ extra: Int) {
    if capacity &- used < extra { grow(extra) }
  }

  @usableFromInline
  @inline(never)
  func grow(_ extra: Int) {
    let larger = max(capacity * 2, count + extra)
    let block = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    block.update(from: storage, count: count)
    storage.deallocate()
    storage = block
    capacity = larger
  }

  /// Appends one byte.
  @inlinable
  public func append(_ byte: UInt8) {
    reserve(1)
    storage[used] = byte
    used &+= 1
  }

  /// Appends bytes as they are.
  public func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return }
    reserve(bytes.count)
    (storage + used).update(from: base, count: bytes.count)
    used &+= bytes.count
  }

  /// Appends a slice's bytes as they are.
  public func append(_ slice: ByteSlice) { append(slice.buffer) }

  /// Appends literal text.
  public func append(_ text: StaticString) {
    append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Appends the UTF-8 of a string.
  public func append(_ text: String) {
    var copy = text
    copy.withUTF8 { append($0) }
  }

  /// Appends a decimal number.
  public func append(_ number: Int) {
    if number < 0 {
      append(UInt8(ascii: "-"))
      append(magnitude: number.magnitude)
    } else {
      append(magnitude: UInt(number))
    }
  }

  private func append(magnitude: UInt) {
    reserve(20)
    var digits = 1
    var bound: UInt = 10
    while digits < 20, magnitude >= bound {
      digits += 1
      bound = digits < 20 ? bound &* 10 : bound
    }
    var rest = magnitude
    var at = used &+ digits
    used = at
    repeat {
      at &-= 1
      storage[at] = UInt8(truncatingIfNeeded: rest % 10) &+ 0x30
      rest /= 10
    } while at > count &- digits
  }

  /// Appends the inside of a JSON string: escapes quotes, backslashes and control characters, nothing else.
  public func appendJSONEscaped(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let base = bytes.baseAddress else { return }
    if bytes.count >= 8, Self.isClean(base, bytes.count) { return append(bytes) }
    appendEscaping(base, bytes.count)
  }

  /// True when none of at least eight bytes needs an escape; the last eight are read once more where they overlap.
  @inline(__always)
  private static func isClean(_ base: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    let raw = UnsafeRawPointer(base)
    var i = 0
    while i <= count &- 8 {
      if needsEscape(raw.loadUnaligned(fromByteOffset: i, as: UInt64.self)) { return false }
      i &+= 8
    }
    return !needsEscape(raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self))
  }

  private func appendEscaping(_ base: UnsafePointer<UInt8>, _ n: Int) {
    let raw = UnsafeRawPointer(base)
    var clean = 0  // start of what needs no escape and is not copied yet
    var i = 0
    while i < n {
      if n &- i >= 8 {
        let x = raw.loadUnaligned(fromByteOffset: i, as: UInt64.self)
        if !Self.needsEscape(x) {
          i &+= 8
          continue
        }
      }
      let end = min(i &+ 8, n)
      while i < end {
        let byte = base[i]
        if byte < 0x20 || byte == 0x22 || byte == 0x5C {
          append(UnsafeBufferPointer(start: base + clean, count: i &- clean))
          appendEscape(byte)
          clean = i &+ 1
        }
        i &+= 1
      }
    }
    append(UnsafeBufferPointer(start: base + clean, count: n &- clean))
  }

  /// Appends a JSON string with its quotes.
  public func appendJSONString(_ bytes: UnsafeBufferPointer<UInt8>) {
    append(UInt8(ascii: "\""))
    appendJSONEscaped(bytes)
    append(UInt8(ascii: "\""))
  }

  /// Appends a string as a JSON string with its quotes.
  public func appendJSONString(_ text: String) {
    var copy = text
    copy.withUTF8 { appendJSONString($0) }
  }

  /// Appends a slice as a JSON string with its quotes.
  public func appendJSONString(_ slice: ByteSlice) { appendJSONString(slice.buffer) }

  /// True when one of eight bytes is below 0x20, a quote or a backslash (may also be true for bytes near those).
  @inline(__always)
  private static func needsEscape(_ x: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    let quote = x ^ (ones &* 0x22)
    let slash = x ^ (ones &* 0x5C)
    let found =
      ((x &- (ones &* 0x20)) & ~x) | ((quote &- ones) & ~quote) | ((slash &- ones) & ~slash)
    return found & highs != 0
  }

  private func appendEscape(_ byte: UInt8) {
    append(UInt8(ascii: "\\"))
    switch byte {
    case 0x22, 0x5C: append(byte)
    case 0x0A: append(UInt8(ascii: "n"))
    case 0x0D: append(UInt8(ascii: "r"))
    case 0x09: append(UInt8(ascii: "t"))
    case 0x08: append(UInt8(ascii: "b"))
    case 0x0C: append(UInt8(ascii: "f"))
    default:
      append("u00" as StaticString)
      append(Self.hex(byte >> 4))
      append(Self.hex(byte & 15))
    }
  }

  private static func hex(_ digit: UInt8) -> UInt8 { digit < 10 ? digit + 0x30 : digit + 0x57 }
}
