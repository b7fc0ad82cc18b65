import ClinicalText
import Extraction
import Files
import Glibc
import Lexicon
import Pipeline

/// `make bench`: MB of text per CPU-second and peak memory, for the stages in this process and for the program's
/// commands as processes of their own. Prints a table in Markdown, ready for the README.
@main
enum Benchmarks {
  static func main() throws {
    let options = BenchmarkOptions(CommandLine.arguments)
    guard let corpora = options.corpora else {
      print("CHARTSIFT_CORPORA is not set: nothing to measure on.")
      return
    }
    print("machine: \(Machine.description)")
    let corpus = try Corpus(folder: corpora, megabytes: options.megabytes)
    print("text: mtsamples.jsonl repeated, \(corpus.notes.count) notes, \(corpus.textBytes / 1_000_000) MB of text\n")
    print("| what | MB of text per CPU-second | peak memory (MB) |")
    print("| --- | --- | --- |")
    let data = try DataFolder.find(given: nil)
    // The program first: a child's peak memory counts from that of the process that started it.
    try ProgramBenchmarks(corpus: corpus, work: options.work, program: options.program).run()
    StageBenchmarks(corpus: corpus, data: data).run()
    try DictionaryBenchmarks(
      corpus: corpus, vocabularies: "\(corpora)/../vocabularies", work: options.work, program: options.program
    ).run()
  }
}

struct BenchmarkOptions {
  var corpora = Environment.value("CHARTSIFT_CORPORA")
  var program = ".build/release/chartsift"
  var megabytes = 100
  var work = Environment.value("TMPDIR") ?? "/tmp"

  init(_ arguments: [String]) {
    var rest = arguments.dropFirst()
    while let flag = rest.popFirst() {
      guard let value = rest.popFirst() else { break }
      switch flag {
      case "--program": program = value
      case "--megabytes": megabytes = Int(value) ?? megabytes
      case "--work": work = value
      default: break
      }
    }
    work += "/chartsift-bench-\(getuid())"
    mkdir(work, 0o700)
  }
}

enum Environment {
  static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}

enum Machine {
  /// Processor and number of cores.
  static var description: String {
    let info = (try? TextFile.read("/proc/cpuinfo")) ?? ""
    let model = info.split(separator: "\n").first { $0.hasPrefix("model name") }
    let name = model?.split(separator: ":").last.map { $0.drop { $0 == " " } } ?? "unknown processor"
    return "\(name), \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) cores"
  }
}

/// CPU time and peak memory of this process, in seconds and megabytes.
enum Usage {
  static func cpuSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return seconds(usage)
  }

  static func seconds(_ usage: rusage) -> Double {
    func time(_ t: timeval) -> Double { Double(t.tv_sec) + Double(t.tv_usec) / 1e6 }
    return time(usage.ru_utime) + time(usage.ru_stime)
  }

  static func wallSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  static func peakMegabytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1024
  }
}

enum Table {
  static func row(_ what: String, _ rate: Double, _ memory: Int?) {
    let text = rate >= 100 ? "\(Int(rate.rounded()))" : "\((rate * 10).rounded() / 10)"
    print("| \(what) | \(text) | \(memory.map { "\($0)" } ?? "") |")
  }

  static func row(_ what: String, _ value: String, _ memory: Int?) {
    print("| \(what) | \(value) | \(memory.map { "\($0)" } ?? "") |")
  }
}
