import ClinicalText
import NoteFormats

/// Finds one note of an input by its id.
public enum NoteSearch {
  /// Reads until the note is found; of several with one id the first counts.
  ///
  /// Throws the note's own fault when its record cannot be used, and `usage`, with ids that are nearly so, when no note
  /// has the id.
  public static func find(
    _ id: String, in reader: NoteReader, limit: Int? = nil, sampling: Sampling? = nil
  ) throws -> NoteRecord {
    var source = try RecordSource(reader, limit: limit, sampling: sampling)
    var near = NearIDs(id)
    var count = 0
    var failures = 0
    while let batch = try source.next() {
      for record in batch.records() {
        switch record {
        case .note(let note):
          if note.id == id { return note }
          near.add(note.id)
          count += 1
        case .failure(let failure):
          failures += 1
          guard let failed = failure.id else { continue }
          if failed == id {
            throw Fault(
              failure.fault.code, file: failure.source, line: failure.line, value: failure.fault.value)
          }
          near.add(failed)
        }
      }
    }
    let found = near.best
    let hint =
      found.isEmpty ? "" : "; did you mean \(found.map { "'\($0)'" }.joined(separator: " or "))?"
    let read = failures == 0 ? "notes read: \(count)" : "notes read: \(count), failed records: \(failures)"
    throw Fault(.usage, value: "--note: no note has the id '\(id)' (\(read))\(hint)")
  }
}

/// The ids nearest to one that is not there: other letter case, the same last part of a path, or few edits.
private struct NearIDs {
  private let wanted: String
  private let folded: [UInt8]
  private let bound: Int
  private var kept: [(id: String, distance: Int)] = []
  private static let most = 3

  init(_ id: String) {
    wanted = id
    folded = Array(id.lowercased().utf8)
    // One edit makes any short number out of any other.
    bound = folded.count < 3 ? 0 : folded.count < 6 ? 1 : 2
  }

  mutating func add(_ id: String) {
    let bytes = Array(id.lowercased().utf8)
    var distance = SpellingDistance.between(folded, bytes, within: bound)
    if distance == nil, id.hasSuffix("/" + wanted) || wanted.hasSuffix("/" + id) { distance = bound + 1 }
    guard let distance, !kept.contains(where: { $0.id == id }) else { return }
    kept.append((id, distance))
    kept.sort { $0.distance != $1.distance ? $0.distance < $1.distance : $0.id < $1.id }
    if kept.count > Self.most { kept.removeLast() }
  }

  var best: [String] { kept.map(\.id) }
}
