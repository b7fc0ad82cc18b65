import ClinicalText
import Files

/// Where a run's output and its audit files go, and what may be replaced there.
public struct DeidOutput: Sendable {
  public var destination: DeidDestination
  /// Folder of the audit files; nil for the usual place: `audit` in the output folder, `NAME.audit` beside an output
  /// file, none for standard output.
  public var auditFolder: String?
  /// Replace what an earlier run wrote.
  public var force = false

  static let manifest = "manifest.json"
  static let fileList = "files.jsonl"
  static let log = "log.jsonl"
  static let failures = "failures.jsonl"

  /// Takes each part as it is given.
  public init(_ destination: DeidDestination, auditFolder: String? = nil, force: Bool = false) {
    self.destination = destination
    self.auditFolder = auditFolder
    self.force = force
  }

  /// Where the audit files are found behind a run; nil for none.
  public var auditPath: String? {
    if let auditFolder { return auditFolder }
    return switch destination {
    case .folder(let path): "\(path)/audit"
    case .file(let path): "\(path).audit"
    case .standardOutput: nil
    }
  }

  /// Throws `outputExists` where something would be replaced that may not be.
  public func check() throws(Fault) {
    if !force, let auditPath, FolderListing.exists("\(auditPath)/\(Self.manifest)") {
      throw Fault(.outputExists, file: auditPath)
    }
    switch destination {
    case .standardOutput: break
    case .file(let path):
      if !force, FolderListing.exists(path) { throw Fault(.outputExists, file: path) }
    case .folder(let path):
      guard FolderListing.exists(path) else { return }
      guard let names = FolderListing.names(in: path) else {
        throw Fault(.outputUnwritable, file: path, value: "it is no folder")
      }
      if names.isEmpty { return }
      // Only what a run of this program left may be replaced.
      let isOwn = auditPath.map { FolderListing.exists("\($0)/\(Self.manifest)") } ?? false
      guard force, isOwn else {
        throw Fault(.outputExists, file: path, value: isOwn ? nil : "it was not written by this command")
      }
    }
  }

  /// Makes the hidden folders that everything is written into first.
  func stage() throws(Fault) -> DeidStage {
    var stage = DeidStage()
    switch destination {
    case .folder(let path): stage.notes = try StagedFolder(path)
    case .file(let path):
      stage.notes = try StagedFolder(DeidOutputs.folder(path), name: ".\(DeidOutputs.name(path)).chartsift-partial")
    case .standardOutput: break
    }
    if let auditFolder {
      stage.audit = try StagedFolder(auditFolder)
    } else {
      stage.audit = stage.notes
      switch destination {
      case .folder: stage.auditPrefix = "audit/"
      case .file(let path): stage.auditPrefix = "\(DeidOutputs.name(path)).audit/"
      case .standardOutput: break
      }
    }
    return stage
  }

  /// Moves everything to where it belongs; what an earlier run wrote goes first.
  func commit(_ stage: DeidStage) throws(Fault) {
    if force, case .folder(let path) = destination, let auditPath {
      StagedFolder.remove(try DeidFileList.read("\(auditPath)/\(Self.fileList)"), in: path)
    }
    if stage.audit === stage.notes {
      // The manifest tells that a run is whole: it comes last.
      try stage.notes?.commit(last: stage.auditPrefix.isEmpty ? nil : String(stage.auditPrefix.dropLast()))
    } else {
      try stage.notes?.commit()
      try stage.audit?.commit(last: Self.manifest)
    }
  }
}

/// The hidden folders of a run.
struct DeidStage {
  var notes: StagedFolder?
  /// The same folder where audit files lie with the output.
  var audit: StagedFolder?
  var auditPrefix = ""

  func discard() {
    notes?.discard()
    audit?.discard()
  }
}
