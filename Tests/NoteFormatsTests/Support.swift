import CZlib
import ClinicalText
import Foundation
import NoteFormats

/// A folder of its own for one test, removed with it.
final class Scratch {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "chartsift-\(UUID().uuidString)"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file (folders on its way are made) and returns its path.
  @discardableResult
  func file(_ name: String, _ bytes: [UInt8]) -> String {
    let whole = path + "/" + name
    let folder = (whole as NSString).deletingLastPathComponent
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    _ = FileManager.default.createFile(atPath: whole, contents: Data(bytes))
    return whole
  }

  @discardableResult
  func file(_ name: String, _ text: String) -> String { file(name, Array(text.utf8)) }
}

/// One gzip member that holds `bytes`.
func gzipped(_ bytes: [UInt8]) -> [UInt8] {
  let scratch = Scratch()
  let path = scratch.path + "/member"
  let handle = gzopen(path, "wb")
  bytes.withUnsafeBytes { _ = gzwrite(handle, $0.baseAddress, UInt32($0.count)) }
  gzclose(handle)
  return Array(FileManager.default.contents(atPath: path) ?? Data())
}

func read(_ inputs: [String], _ options: InputOptions = InputOptions()) throws -> [ParsedRecord] {
  let reader = try NoteReader(inputs, options: options)
  var records: [ParsedRecord] = []
  while let batch = try reader.next() { records += batch.parse() }
  return records
}

/// Reads `content` as a file of this name.
func read(_ content: [UInt8], as name: String, _ options: InputOptions = InputOptions()) throws -> [ParsedRecord] {
  let scratch = Scratch()
  return try withExtendedLifetime(scratch) { try read([scratch.file(name, content)], options) }
}

func read(_ content: String, as name: String, _ options: InputOptions = InputOptions()) throws -> [ParsedRecord] {
  try read(Array(content.utf8), as: name, options)
}

extension ParsedRecord {
  var note: NoteRecord? {
    if case .note(let note) = self { note } else { nil }
  }

  var failure: RecordFailure? {
    if case .failure(let failure) = self { failure } else { nil }
  }

  /// "LINE ID: TEXT" or "LINE ID! CODE".
  var summary: String {
    switch self {
    case .note(let note): "\(note.line) \(note.id): \(note.text.string(note.text.fullSpan))"
    case .failure(let failure): "\(failure.line) \(failure.id ?? "-")! \(failure.fault.code.rawValue)"
    }
  }

  /// Everything but the source, to compare two ways of reading.
  var everything: String {
    switch self {
    case .note(let note):
      "\(summary) \(note.hasOwnID) \(note.patientID ?? "-") \(note.encounterID ?? "-") \(note.date ?? "-") "
        + "\(note.type ?? "-") \(note.metadata) \(note.knownPHI ?? "-")"
    case .failure(let failure): "\(summary) \(failure.fingerprint) \(failure.fault.value ?? "-")"
    }
  }
}
