import ClinicalText
import Glibc
import NoteFormats

/// The notes that everything is measured on, in memory and as files.
struct Corpus {
  let notes: [NoteText]
  let textBytes: Int

  init(folder: String, megabytes: Int) throws {
    let reader = try NoteReader(["\(folder)/mtsamples.jsonl"])
    var base: [NoteText] = []
    while let batch = try reader.next() {
      for case .note(let note) in batch.parse() { base.append(note.text) }
    }
    let size = base.reduce(0) { $0 + $1.count }
    var notes: [NoteText] = []
    var total = 0
    while total < megabytes * 1_000_000 {
      notes += base
      total += size
    }
    self.notes = notes
    textBytes = total
  }

  /// Writes note JSONL until `bytes` of text are in the file; ids are numbers. Returns the text bytes written.
  func write(to path: String, textBytes limit: Int) throws -> Int {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard file >= 0 else { throw Fault(.outputUnwritable, file: path) }
    defer { close(file) }
    let out = OutputBuffer(capacity: 1 << 21)
    var total = 0
    var number = 0
    while total < limit {
      let note = notes[number % notes.count]
      number += 1
      out.append("{\"id\":\"" as StaticString)
      out.append(number)
      out.append("\",\"text\":" as StaticString)
      out.appendJSONString(note.bytes)
      out.append("}\n" as StaticString)
      total += note.count
      if out.count > 1 << 20 || total >= limit {
        var done = 0
        while done < out.count { done += Glibc.write(file, out.bytes.baseAddress! + done, out.count - done) }
        out.removeAll()
      }
    }
    return total
  }
}
