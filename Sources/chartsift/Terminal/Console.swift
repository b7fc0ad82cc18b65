import ClinicalText
import Files
import Glibc
import Pipeline

/// Lines to standard output and standard error, straight to the descriptors.
enum Console {
  static func output(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

  /// Text that ends its own lines.
  static func outputText(_ text: String) { write(text, to: STDOUT_FILENO) }

  static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

  /// True when standard error is a terminal that can redraw a line.
  static let errorIsTerminal = isatty(STDERR_FILENO) == 1

  static func write(_ text: String, to descriptor: Int32) {
    var copy = text
    // A closed standard error is no reason to stop.
    copy.withUTF8 { try? Descriptor.write($0, to: descriptor) }
  }

  static func readFile(_ path: String) throws(Fault) -> String {
    try TextFile.read(path)
  }
}

/// Numbers for people.
enum Readable {
  static func count(_ value: Int) -> String { Figures.count(value) }

  /// "1 note", "2 notes".
  static func count(_ value: Int, _ noun: String) -> String { Figures.count(value, noun) }

  static func bytes(_ value: Int) -> String {
    switch value {
    case ..<10_000: "\(count(value)) bytes"
    case ..<10_000_000: "\(decimal(Double(value) / 1e3)) kB"
    case ..<10_000_000_000: "\(decimal(Double(value) / 1e6)) MB"
    default: "\(decimal(Double(value) / 1e9)) GB"
    }
  }

  /// One digit behind the point below 100, none from there.
  static func decimal(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    if value >= 100 { return count(Int(value.rounded())) }
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    func padded(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    if whole >= 3600 { return "\(whole / 3600):\(padded(whole / 60 % 60)):\(padded(whole % 60))" }
    return "\(whole / 60):\(padded(whole % 60))"
  }
}

/// Time, without Foundation.
enum Clock {
  /// The day in UTC: "2026-03-14".
  static func today() -> String {
    var seconds = time(nil)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    var text = [CChar](repeating: 0, count: 16)
    let count = strftime(&text, text.count, "%Y-%m-%d", &parts)
    return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Seconds on a clock that never jumps.
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
