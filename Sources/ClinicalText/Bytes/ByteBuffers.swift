extension UnsafeBufferPointer<UInt8> {
  /// Bytes `[start, end)` of this buffer.
  package func part(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: self[start..<end])
  }

  /// Compares with an ASCII string, byte by byte.
  package func equals(_ text: StaticString) -> Bool {
    count == text.utf8CodeUnitCount
      && elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  package var asString: String { String(decoding: self, as: UTF8.self) }
}
