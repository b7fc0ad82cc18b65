/// What the offsets of a file count.
public enum OffsetUnit: String, CaseIterable, Sendable {
  /// Unicode scalars: Python, brat, the outer contract.
  case codePoints = "code-points"
  /// UTF-16 code units: Java (UIMA, cTAKES), JavaScript.
  case utf16 = "utf-16"
  /// Bytes of UTF-8.
  case bytes
}
