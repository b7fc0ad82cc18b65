import ClinicalText

extension OffsetUnit {
  /// Length of a text in the unit.
  func length(of text: String) -> Int {
    switch self {
    case .codePoints: text.unicodeScalars.count
    case .utf16: text.utf16.count
    case .bytes: text.utf8.count
    }
  }
}
