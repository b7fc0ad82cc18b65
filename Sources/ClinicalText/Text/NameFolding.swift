/// Folds whole names for searching by their beginning or by edit distance: letter case and accents are off, Greek letters
/// stand by name, and blanks and hyphens of any number are one blank. Unlike `TokenFolding` it keeps plural endings: what
/// is typed stands letter by letter.
public enum NameFolding {
  /// Replaces the contents of `output` by the folded `name`.
  public static func fold(_ name: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
    output.removeAll(keepingCapacity: true)
    var i = 0
    while i < name.count {
      let byte = name[i]
      switch byte {
      case 0x41...0x5A: output.append(byte | 0x20)
      case 0x2D, 0...0x20:
        if let last = output.last, last != 0x20 { output.append(0x20) }
      case 0x80...: return foldBeyondASCII(name, &output)
      default: output.append(byte)
      }
      i += 1
    }
    if output.last == 0x20 { output.removeLast() }
  }

  /// The folded bytes of a phrase.
  public static func folded(_ phrase: String) -> [UInt8] {
    var output: [UInt8] = []
    Array(phrase.utf8).withUnsafeBufferPointer { fold($0, into: &output) }
    return output
  }

  private static func foldBeyondASCII(_ name: UnsafeBufferPointer<UInt8>, _ output: inout [UInt8]) {
    output.removeAll(keepingCapacity: true)
    for scalar in String(decoding: name, as: UTF8.self).unicodeScalars {
      if scalar.value <= 0x20 || scalar.value == 0xA0 || scalar.value == 0x2D || ScalarClass.isHyphen(scalar.value) {
        if let last = output.last, last != 0x20 { output.append(0x20) }
      } else {
        ScalarFolding.append(scalar.value, to: &output)
      }
    }
    if output.last == 0x20 { output.removeLast() }
  }
}
