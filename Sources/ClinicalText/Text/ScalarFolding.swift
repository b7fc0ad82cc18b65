/// Folds one Unicode scalar for matching: lower case, accents off, Greek letters by name.
/// The length may change; offsets never come from folded text.
package enum ScalarFolding {
  /// Appends the folded UTF-8 of `scalar`; appends nothing for combining marks and invisible joiners.
  package static func append(_ scalar: UInt32, to output: inout [UInt8]) {
    switch scalar {
    case 0x41...0x5A: output.append(UInt8(scalar) | 0x20)
    case 0..<0x80: output.append(UInt8(scalar))
    case 0xAD, 0x200C, 0x200D, 0x2060, 0xFE00...0xFE0F, 0x300...0x36F: break
    case 0x2018, 0x2019, 0x2BC: output.append(0x27)
    case 0xB5: output.append(0x75)  // micro sign: "u"
    case 0xC0...0x17F: output.append(contentsOf: latin[Int(scalar - 0xC0)].utf8)
    case 0x386...0x3CE where composed[scalar] != nil, 0x400...0x45E where composed[scalar] != nil:
      append(composed[scalar] ?? scalar, to: &output)
    case 0x391...0x3C9: appendGreek(scalar, to: &output)
    case 0xFB00...0xFB06: output.append(contentsOf: ligatures[Int(scalar - 0xFB00)].utf8)
    case 0x1E9E: output.append(contentsOf: "ss".utf8)
    case 0x212A: output.append(0x6B)  // Kelvin sign
    case 0x212B: output.append(0x61)  // Ångström sign
    case 0x180...0x2AF, 0x1E00...0x1EFF, 0x2C60...0x2C7F: appendLatin(scalar, to: &output)
    default: appendLowercase(scalar, to: &output)
    }
  }

  private static func appendLowercase(_ scalar: UInt32, to output: inout [UInt8]) {
    guard let value = Unicode.Scalar(scalar) else { return }
    for lower in value.properties.lowercaseMapping.unicodeScalars {
      if lower == value {
        output.append(contentsOf: String(lower).utf8)
      } else {
        append(lower.value, to: &output)
      }
    }
  }

  /// Letters of Latin Extended-B and Additional: the base letter where the name of the scalar tells it.
  private static func appendLatin(_ scalar: UInt32, to output: inout [UInt8]) {
    if let value = Unicode.Scalar(scalar), value.properties.changesWhenLowercased {
      return appendLowercase(scalar, to: &output)
    }
    // "LATIN SMALL LETTER A WITH ACUTE": the word after LETTER is the base letter.
    if let name = Unicode.Scalar(scalar)?.properties.name,
      let letter = name.range(of: " LETTER ", in: name)
    {
      let rest = name[letter...]
      let base = rest.prefix { $0 != " " }
      if base.utf8.count == 1, rest.contains(" WITH ") {
        output.append(contentsOf: base.lowercased().utf8)
        return
      }
    }
    appendLowercase(scalar, to: &output)
  }

  private static let ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"]

  /// Greek and Cyrillic letters that carry a mark, and the letters beneath: the marks of decomposed text fold to nothing.
  private static let composed: [UInt32: UInt32] = [
    0x386: 0x3B1, 0x388: 0x3B5, 0x389: 0x3B7, 0x38A: 0x3B9, 0x38C: 0x3BF, 0x38E: 0x3C5, 0x38F: 0x3C9,
    0x390: 0x3B9, 0x3AA: 0x3B9, 0x3AB: 0x3C5, 0x3AC: 0x3B1, 0x3AD: 0x3B5, 0x3AE: 0x3B7, 0x3AF: 0x3B9,
    0x3B0: 0x3C5, 0x3CA: 0x3B9, 0x3CB: 0x3C5, 0x3CC: 0x3BF, 0x3CD: 0x3C5, 0x3CE: 0x3C9,
    0x400: 0x435, 0x401: 0x435, 0x403: 0x433, 0x407: 0x456, 0x40C: 0x43A, 0x40D: 0x438, 0x40E: 0x443,
    0x419: 0x438, 0x439: 0x438, 0x450: 0x435, 0x451: 0x435, 0x453: 0x433, 0x457: 0x456, 0x45C: 0x43A,
    0x45D: 0x438, 0x45E: 0x443,
  ]

  private static let greek: [String] = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "u", "nu", "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon",
    "phi", "chi", "psi", "omega",
  ]

  private static func appendGreek(_ scalar: UInt32, to output: inout [UInt8]) {
    // Small letters run from U+03B1; U+03BC is also written for the micro sign, hence "u".
    let index = scalar >= 0x3B1 ? Int(scalar - 0x3B1) : Int(scalar - 0x391)
    if greek.indices.contains(index), scalar <= 0x3A9 || scalar >= 0x3B1 {
      output.append(contentsOf: greek[index].utf8)
    } else {
      appendLowercase(scalar, to: &output)
    }
  }

  /// U+00C0 to U+017F.
  private static let latin: [String] = [
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
    "d", "n", "o", "o", "o", "o", "o", "\u{D7}", "o", "u", "u", "u", "u", "y", "th", "ss",
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
    "d", "n", "o", "o", "o", "o", "o", "\u{F7}", "o", "u", "u", "u", "u", "y", "th", "y",
    "a", "a", "a", "a", "a", "a", "c", "c", "c", "c", "c", "c", "c", "c", "d", "d",
    "d", "d", "e", "e", "e", "e", "e", "e", "e", "e", "e", "e", "g", "g", "g", "g",
    "g", "g", "g", "g", "h", "h", "h", "h", "i", "i", "i", "i", "i", "i", "i", "i",
    "i", "i", "ij", "ij", "j", "j", "k", "k", "k", "l", "l", "l", "l", "l", "l", "l",
    "l", "l", "l", "n", "n", "n", "n", "n", "n", "n", "n", "n", "o", "o", "o", "o",
    "o", "o", "oe", "oe", "r", "r", "r", "r", "r", "r", "s", "s", "s", "s", "s", "s",
    "s", "s", "t", "t", "t", "t", "t", "t", "u", "u", "u", "u", "u", "u", "u", "u",
    "u", "u", "u", "u", "w", "w", "y", "y", "y", "z", "z", "z", "z", "z", "z", "s",
  ]
}

extension String {
  /// Index just behind the first occurrence of `part`, without Foundation.
  fileprivate func range(of part: String, in text: String) -> String.Index? {
    var start = text.startIndex
    while start < text.endIndex {
      if text[start...].hasPrefix(part) { return text.index(start, offsetBy: part.count) }
      start = text.index(after: start)
    }
    return nil
  }
}

extension Substring {
  fileprivate func contains(_ part: String) -> Bool {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(part) { return true }
      start = index(after: start)
    }
    return false
  }
}
