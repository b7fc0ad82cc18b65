import ClinicalText
import TestSupport
import Testing

struct OutputBufferTests {
  private func written(_ body: (OutputBuffer) -> Void) -> String {
    let buffer = OutputBuffer(capacity: 1)
    body(buffer)
    return String(decoding: buffer.bytes, as: UTF8.self)
  }

  /// JSON escaping byte by byte, as RFC 8259 asks.
  private func naiveEscaped(_ bytes: [UInt8]) -> [UInt8] {
    bytes.flatMap { byte -> [UInt8] in
      switch byte {
      case 0x22: return Array("\\\"".utf8)
      case 0x5C: return Array("\\\\".utf8)
      case 0x0A: return Array("\\n".utf8)
      case 0x0D: return Array("\\r".utf8)
      case 0x09: return Array("\\t".utf8)
      case 0x08: return Array("\\b".utf8)
      case 0x0C: return Array("\\f".utf8)
      case 0..<0x20:
        let hex = String(byte, radix: 16)
        return Array(("\\u" + String(repeating: "0", count: 4 - hex.count) + hex).utf8)
      default: return [byte]
      }
    }
  }

  private func escaped(_ bytes: [UInt8]) -> [UInt8] {
    let buffer = OutputBuffer(capacity: 1)
    bytes.withUnsafeBufferPointer { buffer.appendJSONEscaped($0) }
    return Array(buffer.bytes)
  }

  /// Every byte value at every place of texts of every length up to three machine words.
  @Test func everyByteAtEveryPlace() {
    for byte in UInt8.min...UInt8.max {
      for length in 1...24 {
        for place in 0..<length {
          var bytes = [UInt8](repeating: 0x61, count: length)
          bytes[place] = byte
          guard escaped(bytes) == naiveEscaped(bytes) else {
            Issue.record("byte \(byte) at \(place) of \(length)")
            return
          }
        }
      }
    }
  }

  /// Neighbours of what needs an escape: the word-wise test may not lose a byte to a carry.
  @Test func randomBytesAroundTheBounds() {
    var random = SeededGenerator(11)
    let bytes: [UInt8] = [
      0, 1, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x5B, 0x5C, 0x5D, 0x7F, 0x80, 0x9F, 0xA0, 0xA2, 0xDC, 0xFF,
    ]
    for _ in 0..<50_000 {
      let text = (0..<random.below(40)).map { _ in random.pick(bytes) }
      guard escaped(text) == naiveEscaped(text) else {
        Issue.record("\(text)")
        return
      }
    }
  }

  /// The same bytes at all offsets from an aligned address.
  @Test func anyAlignment() {
    let bytes = Array("0123456789ab\"cdef\\ghi\njklmnopq\u{1}rstuvwxyz😀".utf8)
    bytes.withUnsafeBufferPointer { whole in
      for start in 0..<16 {
        let buffer = OutputBuffer()
        buffer.appendJSONEscaped(UnsafeBufferPointer(rebasing: whole[start...]))
        #expect(Array(buffer.bytes) == naiveEscaped(Array(bytes[start...])))
      }
    }
  }

  @Test func strings() {
    #expect(written { $0.appendJSONString("") } == "\"\"")
    #expect(written { $0.appendJSONString("say \"é\"\n") } == #""say \"é\"\n""#)
    #expect(written { $0.appendJSONString(ByteSlice(permanent: "a\\b")) } == #""a\\b""#)
    #expect(written { $0.appendJSONEscaped(UnsafeBufferPointer(start: nil, count: 0)) } == "")
    #expect(written { $0.append(UnsafeBufferPointer(start: nil, count: 0)) } == "")
    #expect(written { $0.append("static" as StaticString) } == "static")
    #expect(written { $0.append("dynämic" as String) } == "dynämic")
    #expect(written { $0.append(ByteSlice(permanent: "slice")) } == "slice")
  }

  @Test func numbers() {
    var numbers: [Int] = [0, -1, .max, .min, .max - 1, .min + 1]
    var power = 1
    while true {
      numbers += [power, power - 1, power + 1, -power, 1 - power, -power - 1]
      let (next, overflow) = power.multipliedReportingOverflow(by: 10)
      if overflow { break }
      power = next
    }
    var random = SeededGenerator(5)
    for _ in 0..<2_000 { numbers.append(Int(truncatingIfNeeded: random.next()) >> random.below(64)) }
    for number in numbers { #expect(written { $0.append(number) } == String(number)) }
    #expect(written { for number in numbers { $0.append(number) } } == numbers.map { String($0) }.joined())
  }

  @Test func truncationAndReuse() {
    let buffer = OutputBuffer()
    buffer.append("kept" as StaticString)
    let mark = buffer.count
    buffer.append("dropped" as StaticString)
    buffer.truncate(to: mark)
    buffer.append(UInt8(ascii: "!"))
    #expect(String(decoding: buffer.bytes, as: UTF8.self) == "kept!")
    buffer.removeAll()
    #expect(buffer.count == 0)
    #expect(buffer.bytes.isEmpty)
  }

  @Test func growthKeepsWhatIsThere() {
    let buffer = OutputBuffer(capacity: 1)
    var expected: [UInt8] = []
    var random = SeededGenerator(3)
    for _ in 0..<2_000 {
      let piece = [UInt8](repeating: UInt8(random.below(256)), count: random.below(300))
      piece.withUnsafeBufferPointer { buffer.append($0) }
      expected += piece
    }
    #expect(Array(buffer.bytes) == expected)
  }
}
