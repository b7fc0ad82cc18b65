import ClinicalText

/// User names as they stand in messages: "@j_roe84".
struct HandleFinder {
  private static let handle = DetectionRule("name.handle")
  private static let longest = 32

  let view: NoteView

  func find(_ findings: inout Findings) {
    for i in 0..<view.count where view.isSign(i, "@") && !view.isTaken[i] { handle(i, &findings) }
  }

  /// Letters with figures or low lines, or a word of no language; "@ 40 mL/h" and "@MGH" are no names.
  private func handle(_ i: Int, _ findings: inout Findings) {
    // Not inside of an address of e-mail.
    guard !view.isGlued(i) || view.isSign(i - 1, "("), i + 1 < view.count, view.isGlued(i + 1),
      view.tokens[i + 1].kind == .word || view.isSign(i + 1, "_")
    else { return }
    var end = i + 1
    var letters = 0
    var hasFigure = false
    var hasSign = false
    while end < view.count, view.isGlued(end), !view.isTaken[end], end - i < Self.longest {
      switch view.tokens[end].kind {
      case .word: letters += view.tokens[end].count
      case .number: hasFigure = true
      default:
        guard view.isSign(end, "_") || view.isGlued(end + 1) && (view.isSign(end, ".") || view.isSign(end, "-")) else {
          return add(i, end, letters, hasFigure, hasSign, &findings)
        }
        if view.isSign(end, "_") { hasSign = true }
      }
      end += 1
    }
    add(i, end, letters, hasFigure, hasSign, &findings)
  }

  private func add(
    _ i: Int, _ end: Int, _ letters: Int, _ hasFigure: Bool, _ hasSign: Bool, _ findings: inout Findings
  ) {
    let isWord = end == i + 2
    guard letters >= 2, !view.tokens[i + 1].isUpper || hasSign,
      hasSign || hasFigure && !view.has(i + 1, [.unit]) && letters >= 3
        || isWord && view.looks[i + 1] >= NameLook.unknown && letters >= 5
    else { return }
    findings.add(.username, Int(view.tokens[i].start), Int(view.tokens[end - 1].end), Self.handle, view)
  }
}
