import ClinicalText
import EntityStore
import Foundation
import GRDB

/// A folder that goes with the test, and helpers to make notes and ask the database.
final class Workspace {
  let folder: String
  var path: String { folder + "/notes.sqlite" }

  init() {
    folder = NSTemporaryDirectory() + "entitystore-" + UUID().uuidString
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// The rows of a query as text, columns joined by "|", NULL as "-".
  func rows(_ sql: String, at path: String? = nil) throws -> [String] {
    let queue = try DatabaseQueue(path: path ?? self.path)
    return try queue.read { db in
      try Row.fetchAll(db, sql: sql).map { row in
        row.databaseValues.map { $0.isNull ? "-" : "\($0.storage.value ?? "-")" }
          .joined(separator: "|")
      }
    }
  }

  /// Opens, begins a run, lets `body` write, finishes and closes.
  func run(
    _ info: RunInfo = .sample(), options: StoreOptions = StoreOptions(),
    _ body: (EntityStore) throws -> Void
  ) throws {
    let store = try EntityStore.open(path, options: options)
    try store.beginRun(info)
    try body(store)
    try store.finishRun(.done, RunCounts())
    try store.close()
  }

  func export(csv: Bool = false, includeAll: Bool = false) throws -> String {
    let out = folder + "/out"
    let descriptor = open(out, O_RDWR | O_CREAT | O_TRUNC, 0o644)
    defer { close(descriptor) }
    let reader = try ExportReader(path)
    if csv {
      try CSVExport.write(reader, to: descriptor, name: out, includeAll: includeAll)
    } else {
      try JSONLExport.write(reader, to: descriptor, name: out, includeAll: includeAll)
    }
    return try String(contentsOfFile: out, encoding: .utf8)
  }
}

extension RunInfo {
  static func sample(configuration: String = "c1") -> RunInfo {
    RunInfo(
      version: "0.1.0", configuration: "{}", configurationHash: configuration, lexiconHash: "l1",
      rulesHash: "r1", inputs: ["notes \"a\".jsonl"], threads: 2)
  }
}

extension EntityStore {
  /// What the pipeline does with one record: look it up, write it when absent.
  func process(_ id: String, _ text: String, line: Int) throws {
    let record = NoteRecord(id: id, text: NoteText(text), source: "in.jsonl", line: line)
    let hash = EntityStore.hash(ofID: text)
    switch try markSeen(noteID: id, textHash: hash) {
    case .sameText: return
    case .otherText:
      try fail(id, .duplicateID, line: line, fingerprint: hash)
      return
    case .new: break
    }
    if try resume(record, contentHash: ContentHash(hash, hash)) { return }
    try write(record, contentHash: ContentHash(hash, hash), result: .sample(text))
  }

  func fail(_ id: String?, _ code: Fault.Code, line: Int, fingerprint: UInt64 = 7) throws {
    try write(
      RecordFailure(
        id: id, fault: Fault(code), source: "in.jsonl", line: line, fingerprint: fingerprint))
  }
}

let dictionary = ByteSlice(permanent: "dictionary")

extension NoteResult {
  /// One problem over the whole text, or nothing for an empty text.
  static func sample(_ text: String) -> NoteResult {
    var result = NoteResult(text: NoteText(text))
    if !text.isEmpty {
      result.entities = [
        Entity(id: 1, type: .problem, span: result.text.fullSpan, source: dictionary)
      ]
    }
    return result
  }
}

/// The byte span of the first occurrence of `part`.
func span(_ part: String, in text: String) -> ByteSpan {
  let range = text.range(of: part)!
  let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
  return ByteSpan(start, start + part.utf8.count)
}
