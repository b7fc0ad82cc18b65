import Pipeline

/// Progress on standard error: one line that redraws itself on a terminal, a plain line now and then off one.
/// It shows counts and times only, never a word of a note.
struct ProgressLine {
  private let started = Clock.now()
  private var lastShown = 0.0
  private var isDrawn = false
  private let isSilent: Bool

  init(quiet: Bool) {
    isSilent = quiet
    lastShown = started
  }

  mutating func show(_ progress: RunJob.Progress) {
    guard !isSilent else { return }
    let now = Clock.now()
    guard now - lastShown >= (Console.errorIsTerminal ? 0.1 : 10) else { return }
    lastShown = now
    let line = text(progress, now - started)
    if Console.errorIsTerminal {
      Console.write("\r\u{1B}[2K\(line)", to: 2)
      isDrawn = true
    } else {
      Console.error("chartsift: \(line)")
    }
  }

  /// Takes the redrawn line away, before a summary or an error.
  mutating func clear() {
    if isDrawn { Console.write("\r\u{1B}[2K", to: 2) }
    isDrawn = false
  }

  var elapsed: Double { Clock.now() - started }

  private func text(_ progress: RunJob.Progress, _ elapsed: Double) -> String {
    var parts: [String] = []
    if let total = progress.totalBytes, total > 0 {
      let share = min(1, Double(progress.bytesRead) / Double(total))
      if Console.errorIsTerminal { parts.append(bar(share)) }
      parts.append("\(Int(share * 100))%")
    }
    parts.append("\(Readable.count(progress.notes + progress.skipped)) notes")
    if progress.skipped > 0 { parts.append("\(Readable.count(progress.skipped)) there already") }
    parts.append("\(Readable.decimal(Double(progress.bytesRead) / 1e6 / max(elapsed, 0.001))) MB/s")
    parts.append("\(Readable.count(progress.errors)) errors")
    if let total = progress.totalBytes, progress.bytesRead > 0, elapsed > 1 {
      let left = elapsed * Double(max(0, total - progress.bytesRead)) / Double(progress.bytesRead)
      parts.append("\(Readable.duration(left)) left")
    }
    return parts.joined(separator: "  ")
  }

  private func bar(_ share: Double) -> String {
    let width = 24
    let full = Int(share * Double(width))
    return String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
  }
}
