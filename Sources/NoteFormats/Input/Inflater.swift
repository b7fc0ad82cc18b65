import CZlib
import ClinicalText

/// Decompresses gzip data, member after member.
final class Inflater {
  private var stream = z_stream()
  private let input: UnsafeMutablePointer<UInt8>
  private let inputCapacity: Int
  private var inputStart = 0
  private var inputEnd = 0
  private var insideMember = true
  private var finished = false

  /// Starts with the bytes `head`, which were read from the file already.
  init?(head: UnsafeBufferPointer<UInt8>, inputCapacity: Int) {
    self.inputCapacity = max(inputCapacity, head.count, 64)
    input = .allocate(capacity: self.inputCapacity)
    if let base = head.baseAddress { input.update(from: base, count: head.count) }
    inputEnd = head.count
    guard czlib_inflate_gzip(&stream) == Z_OK else {
      input.deallocate()
      return nil
    }
  }

  deinit {
    inflateEnd(&stream)
    input.deallocate()
  }

  /// True when all compressed bytes at hand are used up.
  var needsInput: Bool { inputStart == inputEnd }

  /// Writes up to `count` bytes to `target`; 0 at the end. `refill` reads compressed bytes and returns 0 at their end.
  /// Throws `compressedDataCorrupt` once everything before the damage was given out.
  func read(
    into target: UnsafeMutablePointer<UInt8>, count: Int,
    refill: (UnsafeMutablePointer<UInt8>, Int) throws(Fault) -> Int
  ) throws(Fault) -> Int {
    var produced = 0
    while produced == 0, !finished {
      if needsInput {
        inputStart = 0
        inputEnd = 0
        inputEnd = try refill(input, inputCapacity)
        if inputEnd == 0 {
          if insideMember { throw Fault(.compressedDataCorrupt) }
          finished = true
          break
        }
      }
      if !insideMember {
        guard try startNextMember() else { continue }
      }
      produced = try inflateOnce(into: target, count: count)
    }
    return produced
  }

  /// Between members: skips zero padding. Returns true when another member starts.
  private func startNextMember() throws(Fault) -> Bool {
    while inputStart < inputEnd, input[inputStart] == 0 { inputStart += 1 }
    guard inputStart < inputEnd else { return false }
    guard input[inputStart] == 0x1F, inflateReset(&stream) == Z_OK else {
      throw Fault(.compressedDataCorrupt)
    }
    insideMember = true
    return true
  }

  private func inflateOnce(into target: UnsafeMutablePointer<UInt8>, count: Int) throws(Fault) -> Int {
    let room = min(count, Int(UInt32.max >> 1))
    stream.next_in = input + inputStart
    stream.avail_in = UInt32(inputEnd - inputStart)
    stream.next_out = target
    stream.avail_out = UInt32(room)
    let status = inflate(&stream, Z_NO_FLUSH)
    inputStart = inputEnd - Int(stream.avail_in)
    let produced = room - Int(stream.avail_out)
    switch status {
    case Z_OK: break
    case Z_BUF_ERROR where produced > 0 || needsInput: break
    case Z_STREAM_END: insideMember = false
    default:
      // What came out before the damage is delivered first: zlib reports the same error again on the next call.
      if produced == 0 { throw Fault(.compressedDataCorrupt) }
    }
    return produced
  }
}
