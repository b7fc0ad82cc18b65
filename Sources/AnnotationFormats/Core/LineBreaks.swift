import ClinicalText

/// Line breaks inside of mentions: formats of lines cannot hold them as they are.
enum LineBreaks {
  /// True for what ends a line in some program that reads these formats (Python's `splitlines`).
  static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// The text with one blank for every line break and tab: offsets stay right.
  static func blanked(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { isBreak($0) || $0 == "\t" }) else { return text }
    var blanked = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { blanked.append(isBreak(scalar) || scalar == "\t" ? " " : scalar) }
    return String(blanked)
  }

  /// True when the text holds a tab or line break: it cannot be a field of a line.
  static func breaksField(_ text: String) -> Bool {
    text.unicodeScalars.contains { isBreak($0) || $0 == "\t" }
  }
}
