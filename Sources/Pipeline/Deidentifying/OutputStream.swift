import ClinicalText
import Files
import Glibc
import NoteFormats

/// One output file or standard output, written in order, compressed where it is to be.
final class OutputStream {
  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private let deflater: Deflater?
  private let pending = OutputBuffer(capacity: 64 * 1024)
  private static let block = 256 * 1024

  init(_ descriptor: Int32, ownsDescriptor: Bool, compresses: Bool) throws(Fault) {
    self.descriptor = descriptor
    self.ownsDescriptor = ownsDescriptor
    deflater = compresses ? try Deflater() : nil
  }

  deinit {
    if ownsDescriptor { close(descriptor) }
  }

  func append(_ bytes: UnsafeBufferPointer<UInt8>) { pending.append(bytes) }

  func append(_ number: Int) { pending.append(number) }

  func endLine() { pending.append(UInt8(ascii: "\n")) }

  func append(_ text: String) { pending.append(text) }

  /// Writes what has gathered when it is much.
  func flushIfFull() throws(Fault) {
    if pending.count >= Self.block { try flush() }
  }

  func flush(isLast: Bool = false) throws(Fault) {
    if let deflater {
      try deflater.compress(pending.bytes, isLast: isLast) { bytes throws(Fault) in
        try Descriptor.write(bytes, to: descriptor)
      }
    } else {
      try Descriptor.write(pending.bytes, to: descriptor)
    }
    pending.removeAll()
  }

  /// Ends the file.
  func finish() throws(Fault) { try flush(isLast: true) }
}

/// Where the de-identified notes go.
public enum DeidDestination: Sendable, Equatable {
  /// A folder with one output for each file of the input.
  case folder(String)
  /// One file, for one file of input; compressed when its name ends with ".gz".
  case file(String)
  case standardOutput
}

/// The output files of a run, one open at a time.
final class DeidOutputs {
  private let destination: DeidDestination
  private let stage: StagedFolder?
  private let reader: NoteReader
  private var names: OutputNames
  private var stream: OutputStream?
  private var openFile = -1
  /// What was written, relative to the folder.
  private(set) var written: [String] = []

  init(_ destination: DeidDestination, stage: StagedFolder?, reader: NoteReader, keepsNames: Bool) throws(Fault) {
    self.destination = destination
    self.stage = stage
    self.reader = reader
    names = OutputNames(keepsNames: keepsNames)
    switch destination {
    case .folder: break
    case .file(let path):
      let name = Self.name(path)
      guard let stage else { throw Fault(.internalError, value: "no stage") }
      stream = try OutputStream(try stage.create(name), ownsDescriptor: true, compresses: name.hasSuffix(".gz"))
      written.append(name)
    case .standardOutput:
      stream = try OutputStream(STDOUT_FILENO, ownsDescriptor: false, compresses: false)
    }
  }

  /// Starts the output of a file of lines or rows.
  func begin(_ opening: FileOpening) throws(Fault) {
    switch opening.form {
    case .lines: try open(opening.file, "notes", ".jsonl", opening.isCompressed)
    case .table(let delimiter):
      try open(opening.file, "notes", delimiter == 0x09 ? ".tsv" : ".csv", opening.isCompressed)
    }
    opening.head.withUnsafeBufferPointer { stream?.append($0) }
  }

  /// The stream that a record belongs to; a text file starts its own.
  func stream(for record: DeidChunk.Record) throws(Fault) -> OutputStream {
    if record.isText { try open(record.file, "note", ".txt", record.isCompressed) }
    guard let stream else { throw Fault(.internalError, value: "no open output") }
    return stream
  }

  /// Hands over what has gathered, for a reader that waits for it.
  func flush() throws(Fault) {
    if destination == .standardOutput { try stream?.flush() } else { try stream?.flushIfFull() }
  }

  func finish() throws(Fault) {
    try stream?.finish()
    stream = nil
  }

  private func open(_ file: Int, _ stem: String, _ suffix: String, _ isCompressed: Bool) throws(Fault) {
    guard case .folder = destination, let stage else { return }
    guard file != openFile else { return }
    openFile = file
    try finish()
    let name = reader.name(ofFile: file)
    let path = names.path(ofFile: file, name, stem: stem, suffix: suffix + (isCompressed ? ".gz" : ""))
    stream = try OutputStream(try stage.create(path), ownsDescriptor: true, compresses: isCompressed)
    written.append(path)
  }

  static func name(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

  /// The folder above a path.
  static func folder(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
