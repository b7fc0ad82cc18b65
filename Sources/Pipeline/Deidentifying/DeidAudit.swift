import ClinicalText
import Deidentification
import Files
import Glibc
import JSONReading

/// The audit files of a run. None of them holds text of a note, an id, or a name of the input.
struct DeidAudit {
  let stage: DeidStage
  let output: DeidOutput

  /// The manifest: what was done with which data, and how much of it.
  func writeManifest(_ counts: DeidCounts, _ setup: DeidSetup, _ options: DeidJob.Options, files: Int) throws(Fault) {
    guard let folder = stage.audit else { return }
    let text = JSONWriter.text { json in
      json.string("program", "chartsift")
      json.string("version", options.version)
      json.string("command", "deid")
      json.string("style", setup.style.rawValue)
      json.string("policy", setup.policy.name)
      json.string("policy_hash", setup.policy.hash)
      json.string("legal_basis", setup.deidentification.legalBasis.rawValue)
      json.string("legal_basis_words", setup.deidentification.legalBasis.words)
      // Over detection's and replacement's data files, policy, style, and the key's fingerprint where there is one.
      json.string("configuration_hash", setup.deidentification.hash)
      json.object("options") { json in
        json.bool("keep_names", options.keepsNames)
        json.bool("keep_ids", options.keepsIDs)
        json.bool("patients_file", options.patients != nil)
        json.int("limit", options.limit)
        json.int("sample", options.sampling?.size)
      }
      json.object("input") { json in
        json.int("files", counts.files)
        json.int("files_passed_over", counts.skippedFiles)
      }
      json.object("output") { json in
        json.int("files", files)
        json.int("notes", counts.notes)
        json.int("repeated", counts.repeated)
        json.int("patients", counts.patients)
        json.int("encounters", counts.encounters)
        json.int("text_bytes", counts.textBytes)
      }
      json.object("failed") { json in
        json.int("records", counts.errors)
        json.object("codes") { json in
          for (code, count) in counts.errorsByCode.sorted(by: { $0.key < $1.key }) { json.int(code, count) }
        }
      }
      json.object("identifiers") { json in
        json.int("replaced", counts.replaced)
        json.int("kept", counts.kept)
        json.objects("types", IdentifierKind.allCases) { json, kind in
          json.string("category", "\(kind.category)")
          json.string("type", "\(kind.type)")
          json.string("action", setup.policy[kind].rawValue)
          json.int("replaced", counts[kind].replaced)
          json.int("kept", counts[kind].kept)
        }
        json.objects("rules", counts.bySource) { json, rule in
          json.string("source", rule.source)
          json.int("found", rule.count)
        }
      }
    }
    let buffer = OutputBuffer()
    buffer.append(text)
    try folder.write(buffer, to: stage.auditPrefix + DeidOutput.manifest)
  }

  /// The names of the files written, so that a later run may replace them.
  func writeFileList(_ files: [String]) throws(Fault) {
    guard let folder = stage.audit else { return }
    let buffer = OutputBuffer()
    for file in files {
      buffer.appendJSONString(file)
      buffer.append(UInt8(ascii: "\n"))
    }
    try folder.write(buffer, to: stage.auditPrefix + DeidOutput.fileList)
  }

  /// Adds the run to the hash-chained log, behind what an earlier run wrote there.
  func appendToLog(_ counts: DeidCounts, _ setup: DeidSetup, _ options: DeidJob.Options) throws(Fault) {
    guard let folder = stage.audit, let auditPath = output.auditPath else { return }
    let name = stage.auditPrefix + DeidOutput.log
    let old = OutputBuffer()
    if FolderListing.exists("\(auditPath)/\(DeidOutput.log)") {
      try WholeFile.read("\(auditPath)/\(DeidOutput.log)").withUnsafeBufferPointer { old.append($0) }
    }
    try folder.write(old, to: name)
    let log = try AuditLog(path: folder.path(of: name))
    try log.append(
      "deid",
      [
        ("version", .text(options.version)), ("style", .text(setup.style.rawValue)),
        ("policy", .text(setup.policy.name)), ("configuration_hash", .text(setup.deidentification.hash)),
        ("notes", .number(counts.notes)), ("failed", .number(counts.errors)),
        ("replaced", .number(counts.replaced)), ("kept", .number(counts.kept)),
      ])
  }
}

/// The names of a run's output files.
enum DeidFileList {
  /// Reads what `DeidAudit.writeFileList` wrote; nothing where there is no such file.
  static func read(_ path: String) throws(Fault) -> [String] {
    guard FolderListing.exists(path) else { return [] }
    let bytes = try WholeFile.read(path)
    let scanner = JSONScanner()
    var names: [String] = []
    for line in bytes.split(separator: 0x0A) {
      // One string to a line; as the only element of an array the scanner reads it.
      let array = [UInt8(ascii: "[")] + line + [UInt8(ascii: "]")]
      array.withUnsafeBufferPointer { buffer in
        let scanned = scanner.scan(buffer)
        if scanned.fault == nil, let member = scanned.members.first, member.kind == .string {
          names.append(scanner.string(member))
        }
      }
    }
    return names
  }
}

/// The records that could not be used: which file, which line, why; nothing of what stands there.
final class FailureList {
  private let stream: OutputStream

  init(_ folder: StagedFolder, _ name: String) throws(Fault) {
    stream = try OutputStream(try folder.create(name), ownsDescriptor: true, compresses: false)
  }

  func add(file: Int, line: Int, _ code: Fault.Code) throws(Fault) {
    stream.append("{\"file\":\(file),\"line\":\(line),\"code\":\"\(code.rawValue)\"}\n")
    try stream.flushIfFull()
  }

  func finish() throws(Fault) { try stream.finish() }
}
