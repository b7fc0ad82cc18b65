import Glibc

extension UnsafeBufferPointer<UInt8> {
  /// The bytes without blanks at either end.
  var trimmed: UnsafeBufferPointer<UInt8> {
    var start = 0
    var end = count
    while start < end, self[start] <= 0x20 { start += 1 }
    while end > start, self[end - 1] <= 0x20 { end -= 1 }
    return UnsafeBufferPointer(rebasing: self[start..<end])
  }

  /// True for one to 18 decimal digits: the identifiers of SNOMED CT, RxNorm and OMOP.
  var isNumberID: Bool {
    (1...18).contains(count) && allSatisfy { (0x30...0x39).contains($0) }
  }

  /// The number that a few digits spell; nil for anything else and for more than nine digits.
  var smallNumber: UInt32? {
    guard (1...9).contains(count) else { return nil }
    var value: UInt32 = 0
    for byte in self {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + UInt32(byte - 0x30)
    }
    return value
  }
}

/// A small set of names, compared byte by byte, so that a row makes no String.
struct ByteNames {
  private let names: [[UInt8]]

  init(_ names: some Sequence<String>) {
    self.names = names.map { Array($0.utf8) }
  }

  var isEmpty: Bool { names.isEmpty }

  /// Index of a name in the order given; nil when it is not there.
  func index(of bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    for index in names.indices where names[index].count == bytes.count {
      guard bytes.count > 0, let base = bytes.baseAddress else { return index }
      if names[index].withUnsafeBufferPointer({ memcmp($0.baseAddress!, base, bytes.count) }) == 0 { return index }
    }
    return nil
  }

  func contains(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { index(of: bytes) != nil }
}
