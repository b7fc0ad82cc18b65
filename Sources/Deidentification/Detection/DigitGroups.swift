import ClinicalText

/// Runs of digits with single signs between them, as "617-560.8709" or "3/1-3/5/21" are written; byte offsets.
struct DigitGroups {
  static let most = 8
  private(set) var count = 0
  /// Start and end of each group, and the byte that stands before it (0 for the first).
  private(set) var starts = InlineList()
  private(set) var ends = InlineList()
  private(set) var signs = InlineList()

  /// Eight integers without a heap.
  struct InlineList {
    private var storage: (Int, Int, Int, Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0, 0, 0, 0)

    subscript(index: Int) -> Int {
      get { withUnsafeBytes(of: storage) { $0.load(fromByteOffset: index * 8, as: Int.self) } }
      set {
        withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: newValue, toByteOffset: index * 8, as: Int.self) }
      }
    }
  }

  /// Reads groups from a digit on.
  ///
  /// - Parameter joiners: which signs may stand between two groups, as a bit set over `sign(of:)`.
  init(_ view: NoteView, at start: Int, joiners: Joiners) {
    var i = start
    while count < Self.most {
      let first = i
      while NoteView.isDigit(view.byte(i)) { i += 1 }
      guard i > first else { break }
      starts[count] = first
      ends[count] = i
      count += 1
      guard joiners.contains(Joiners.of(view.byte(i))), NoteView.isDigit(view.byte(i + 1)), count < Self.most else {
        break
      }
      signs[count] = Int(view.byte(i))
      i += 1
    }
  }

  /// Signs between groups.
  struct Joiners: OptionSet {
    let rawValue: UInt8
    static let slash = Joiners(rawValue: 1)
    static let hyphen = Joiners(rawValue: 2)
    static let period = Joiners(rawValue: 4)
    static let space = Joiners(rawValue: 8)

    static func of(_ byte: UInt8) -> Joiners {
      switch byte {
      case 0x2F: .slash
      case 0x2D: .hyphen
      case 0x2E: .period
      case 0x20: .space
      default: Joiners(rawValue: 128)
      }
    }
  }

  /// Number of digits in a group.
  func length(_ group: Int) -> Int { group < count ? ends[group] - starts[group] : 0 }

  /// The group's value; nil for more than nine digits.
  func value(_ group: Int, _ view: NoteView) -> Int? {
    guard group < count, length(group) <= 9 else { return nil }
    var value = 0
    for offset in starts[group]..<ends[group] { value = value * 10 + Int(view.byte(offset) & 0x0F) }
    return value
  }

  /// True when the sign before each of the groups 1…last is `sign`.
  func joined(by sign: Unicode.Scalar, through last: Int) -> Bool {
    guard last < count else { return false }
    for group in 1...last where signs[group] != Int(sign.value) { return false }
    return true
  }
}
