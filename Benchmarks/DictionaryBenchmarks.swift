import ClinicalText
import Files
import Glibc
import Lexicon
import Pipeline

/// Lexicons of 200 thousand and 3 million names, made from open vocabularies by sensible combination.
struct DictionaryBenchmarks {
  let corpus: Corpus
  let vocabularies: String
  let work: String
  let program: String

  func run() throws {
    let base = VocabularyNames.collect(vocabularies)
    guard base.count > 100_000 else {
      print("| dictionary | the folder of vocabularies is not there | |")
      return
    }
    for (count, title) in [(200_000, "200 thousand"), (3_000_000, "3 million"), (8_000_000, "8 million")] {
      let tsv = "\(work)/names-\(count).tsv"
      let csx = "\(work)/names-\(count).csx"
      try VocabularyNames.write(base, count: count, to: tsv)
      let build = try Process.run([program, "lexicon", "build", tsv, "--output", csx, "--quiet"])
      let seconds = (wall: (build.wall * 10).rounded() / 10, cpu: (build.cpu * 10).rounded() / 10)
      Table.row(
        "lexicon build, \(title) names", "\(seconds.wall) s (\(seconds.cpu) s of CPU)", build.peakMegabytes)
      let start = Usage.wallSeconds()
      let lexicon = try CompiledLexicon(path: csx)
      let opened = (Usage.wallSeconds() - start) * 1000
      let matcher = LexiconMatcher(lexicon)
      let note = NoteStructure()
      var scratch = MatchScratch()
      var found = 0
      for text in corpus.notes.prefix(corpus.notes.count / 8) {
        note.tokenize(text)
        _ = matcher.countPhrases(note, scratch: &scratch)
      }
      let before = Usage.cpuSeconds()
      for text in corpus.notes {
        note.tokenize(text)
        found += matcher.countPhrases(note, scratch: &scratch)
      }
      let cpu = Usage.cpuSeconds() - before
      Table.row(
        "tokenizer and dictionary, \(title) names (\(found) phrases; opened in "
          + "\((opened * 100).rounded() / 100) ms; file \(lexicon.fileSize / 1_000_000) MB)",
        Double(corpus.textBytes) / 1e6 / cpu, Usage.peakMegabytes())
    }
  }
}

/// Names from the open vocabularies beside the corpora.
enum VocabularyNames {
  /// Distinct names of every OBO file, and of the ICD-10-CM and DrugBank tables, in a fixed order.
  static func collect(_ folder: String) -> [String] {
    var seen: Set<String> = []
    var names: [String] = []
    func add(_ name: some StringProtocol) {
      let text = String(name)
      if text.utf8.count > 2, text.utf8.count < 120, seen.insert(text).inserted { names.append(text) }
    }
    for sub in FolderListing.names(in: folder) ?? [] {
      for file in FolderListing.names(in: "\(folder)/\(sub)") ?? [] {
        guard let text = try? TextFile.read("\(folder)/\(sub)/\(file)") else { continue }
        for line in text.split(separator: "\n") {
          if file.hasSuffix(".obo") {
            if line.hasPrefix("name: ") { add(line.dropFirst(6)) }
            if line.hasPrefix("synonym: \""), let end = line.dropFirst(10).firstIndex(of: "\"") {
              add(line.dropFirst(10)[..<end])
            }
          } else if file.hasSuffix(".tsv"), sub == "icd10cm" || sub == "hpo" {
            for field in line.split(separator: "\t") where field.contains(" ") { add(field) }
          } else if file.hasPrefix("drugbank") {
            for field in line.split(separator: ",") {
              for name in field.split(separator: "|") { add(name.drop { $0 == " " }) }
            }
          }
        }
      }
    }
    return names
  }

  private static let qualifiers = [
    "", "acute ", "chronic ", "severe ", "mild ", "recurrent ", "left ", "right ", "bilateral ", "suspected ",
    "congenital ", "primary ", "secondary ", "moderate ", "advanced ", "early ", "late onset ", "familial ",
    "postoperative ", "traumatic ", "idiopathic ", "persistent ", "progressive ", "focal ", "diffuse ",
  ]

  /// Writes a vocabulary of `count` names: the names themselves, then each with one qualifier after another, then with
  /// a second one behind the name ("acute appendicitis, left side").
  static func write(_ base: [String], count: Int, to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard file >= 0 else { throw Fault(.outputUnwritable, file: path) }
    defer { close(file) }
    let out = OutputBuffer(capacity: 1 << 21)
    out.append("concept\tname\ttype\n")
    var written = 0
    for place in ["", ", left side", ", right side", " in remission", ", follow-up"] {
      for qualifier in qualifiers {
        for (index, name) in base.enumerated() where written < count {
          out.append("X")
          out.append(index)
          out.append("\t")
          out.append(qualifier)
          out.append(name)
          out.append(place)
          out.append("\tproblem\n")
          written += 1
          if out.count > 1 << 20 { flush(out, file) }
        }
      }
    }
    flush(out, file)
  }

  private static func flush(_ out: OutputBuffer, _ file: Int32) {
    var done = 0
    while done < out.count { done += Glibc.write(file, out.bytes.baseAddress! + done, out.count - done) }
    out.removeAll()
  }
}
