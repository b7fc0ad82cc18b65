import ClinicalText
import Glibc

/// Reads notes from files, folders and standard input as batches of raw records, in input order, in bounded memory.
///
///     let reader = try NoteReader(["notes/"], options: InputOptions())
///     while let batch = try reader.next() {
///       for record in batch.parse() { … }   // on any thread
///     }
///
/// A record that cannot be used becomes a failure in its place; only wrong configuration throws. One thread at a time
/// may use a reader.
public final class NoteReader {
  private let options: InputOptions
  private let files: InputFiles
  private var nextFile = 0
  private var stream: RecordStream?
  private var window: ReadWindow?
  private var streamSource = ""
  private var bytesOfClosedFiles = 0
  /// True when a batch has told how the open file begins.
  private var isOpeningTold = false

  /// Opens nothing yet. Throws `inputMissing` for a name that does not exist, `noInput` when nothing can be read.
  public init(_ inputs: [String], options: InputOptions = InputOptions()) throws {
    self.options = options
    files = try InputFiles(inputs, format: options.format)
  }

  /// Bytes read so far; compressed ones where the input is compressed.
  public var bytesRead: Int { bytesOfClosedFiles + (window?.bytesRead ?? 0) }

  /// Bytes of all inputs as they lie on the disk; nil when standard input or a pipe is among them.
  public var totalBytes: Int? { files.totalBytes }

  /// Files that folders hold and no reader takes.
  public var skippedFiles: Int { files.skipped }

  /// Number of files (standard input counts as one).
  public var fileCount: Int { files.count }

  /// The name of a file below its input: the bytes of its path relative to the input folder, or its own name.
  package func name(ofFile index: Int) -> (path: ArraySlice<UInt8>, input: Int, isStandardInput: Bool) {
    let file = files[index]
    return (file.path[file.relativeStart...], file.input, file.isStandardInput)
  }

  /// The next batch, or nil at the end. Throws `unknownFormat` and `missingColumn` for a
  /// single input: the configuration is wrong then. Among several files they are failures of their file.
  public func next() throws -> RawBatch? {
    while true {
      if let stream {
        let opening = options.tellsOpenings ? opening(stream) : nil
        let builder = BatchBuilder(
          options: options, source: streamSource, layout: stream.layout, file: nextFile - 1, opening: opening)
        builder.isCompressed = window?.isCompressed ?? false
        isOpeningTold = true
        if try !stream.read(into: builder) { close() }
        if !builder.isEmpty || opening != nil { return builder.finish() }
      } else if nextFile < files.count {
        if let batch = try open() { return batch }
      } else {
        return nil
      }
    }
  }

  /// True when `next` would return at once: a record is buffered, data waits in the pipe, or the input has ended.
  public func hasInputReady() -> Bool {
    if let stream { return stream.hasInputReady() }
    guard nextFile < files.count, files[nextFile].isStandardInput else { return true }
    var poller = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    return poll(&poller, 1, 0) > 0
  }

  /// How the open file begins, unless that was told.
  private func opening(_ stream: RecordStream) -> FileOpening? {
    guard !isOpeningTold, let window else { return nil }
    let mark: [UInt8] = window.hadByteOrderMark ? [0xEF, 0xBB, 0xBF] : []
    return FileOpening(
      file: nextFile - 1, form: stream is LineStream ? .lines : .table(delimiter: stream.layout?.delimiter ?? 0x2C),
      head: mark + stream.header,
      isCompressed: window.isCompressed)
  }

  private func close() {
    bytesOfClosedFiles += window?.bytesRead ?? 0
    window = nil
    stream = nil
  }

  /// Opens the next file; text files are read at once, as many as fit into the batch returned.
  private func open() throws -> RawBatch? {
    let builder = BatchBuilder(
      options: options, source: options.sourceName ?? files[nextFile].source, layout: nil, file: nextFile)
    let texts = TextFiles(options: options)
    while nextFile < files.count, !builder.isFull {
      let file = files[nextFile]
      let known = knownFormat(of: file)
      // Lines and rows do not share a batch with what came before them.
      if known != .text, !builder.isEmpty { break }
      builder.file = nextFile
      nextFile += 1
      let source = options.sourceName ?? file.source
      let name = RawBatch.Name(source: source, noteID: file.noteID)
      do throws(Fault) {
        // Most text files are small: a small window costs less to make.
        let chunk = known == .text ? min(options.chunkBytes, 32 * 1024) : options.chunkBytes
        window = ReadWindow(try byteSource(file, chunk: chunk), chunk: chunk)
      } catch {
        let failure = RecordFailure(
          id: known == .text ? name.noteID : nil, fault: error, source: source, line: 1,
          fingerprint: Fingerprint.of(file.source))
        builder.addFailure(failure)
        continue
      }
      guard let window else { continue }
      builder.isCompressed = window.isCompressed
      isOpeningTold = false
      if known == .text {
        texts.read(window, name, into: builder)
        close()
      } else {
        streamSource = source
        do {
          stream = try StreamOpening(options: options, source: source).stream(window, known)
        } catch let error as Fault {
          // One file that cannot be understood is wrong configuration; among several it is that file's failure.
          guard files.count > 1 else { throw error }
          builder.addFailure(
            RecordFailure(
              id: nil, fault: Fault(error.code, value: error.value), source: source, line: 1,
              fingerprint: Fingerprint.of(file.source)))
        }
        if stream == nil { close() }
        break
      }
    }
    return builder.isEmpty ? nil : builder.finish()
  }

  /// The format to read a file in, as far as options and name tell.
  private func knownFormat(of file: InputFile) -> InputFormat {
    switch options.format {
    case .auto: file.format ?? .auto
    // A tab-separated export of a known table keeps its delimiter.
    default: options.format
    }
  }

  private func byteSource(_ file: InputFile, chunk: Int) throws(Fault) -> ByteSource {
    file.isStandardInput
      ? try ByteSource(descriptor: 0, ownsDescriptor: false, chunk: chunk)
      : try ByteSource(path: file.path + [0], chunk: chunk)
  }
}
