import ClinicalText
import Files
import Extraction
import Glibc
import NoteFormats

/// The pipeline as a filter: one result line for each record, in order.
public enum PipeJob {
  /// What a run of the filter did: records by outcome, failures by code.
  public struct Counts: Sendable, Equatable {
    public var notes = 0
    public var errors = 0
    public var errorsByCode: [String: Int] = [:]
    /// Starts with the defaults.
    public init() {}
  }

  /// Output buffers up to this size are used again.
  private static let keptBytes = 16 << 20

  private struct Chunk: Sendable {
    var output: SendableOutput
    var counts: Counts
    /// End of each line and whether it is an error, so that an error limit can cut between lines.
    var lines: [(end: Int, isError: Bool)]
  }

  /// An output buffer on its way from a worker to the emitting task, which is the only one to use it then.
  private struct SendableOutput: @unchecked Sendable {
    let buffer: OutputBuffer
  }

  /// Reads notes from `reader` and writes results to a file descriptor until the input ends.
  ///
  /// - Parameter maxErrors: stop with the fault `tooManyErrors` behind that many failed notes; nil for no limit.
  public static func run(
    _ reader: NoteReader, setup: PipelineSetup, threads: Int, limit: Int?, sampling: Sampling? = nil,
    maxErrors: Int?, to descriptor: Int32
  ) async throws -> Counts {
    let pool = WorkerPool { Extractor(setup.rules.extraction) }
    let buffers = WorkerPool { OutputBuffer(capacity: 1 << 20) }
    var source = try RecordSource(reader, limit: limit, sampling: sampling)
    var total = Counts()
    let allMatches = setup.options.allMatches
    try await OrderedRunner.run(
      threads: threads,
      next: { try source.next() },
      weight: { $0.byteCount },
      hasInput: { source.hasInputReady() },
      work: { batch in pool.use { process(batch, $0, allMatches, buffers.take()) } },
      emit: { chunk in
        try setup.rules.checkLexicons()
        var end = chunk.output.buffer.count
        var added = chunk.counts
        var isOver = false
        if let maxErrors, total.errors + chunk.counts.errors >= max(1, maxErrors) {
          // Cut behind the line that reached the limit.
          var left = max(1, maxErrors) - total.errors
          added = Counts()
          for line in chunk.lines {
            end = line.end
            if line.isError { added.errors += 1 } else { added.notes += 1 }
            if line.isError { left -= 1 }
            if left == 0 { break }
          }
          isOver = true
        }
        total.notes += added.notes
        total.errors += added.errors
        total.errorsByCode.merge(chunk.counts.errorsByCode, uniquingKeysWith: +)
        try Descriptor.write(
          UnsafeBufferPointer(rebasing: chunk.output.buffer.bytes[0..<end]), to: descriptor)
        // A buffer that one huge note has made large is not kept.
        if chunk.output.buffer.count <= keptBytes { buffers.give(back: chunk.output.buffer) }
        if isOver { throw Fault(.tooManyErrors, value: "\(total.errors) failed") }
        return true
      })
    return total
  }

  private static func process(
    _ batch: RecordBatch, _ extractor: Extractor, _ allMatches: Bool, _ out: OutputBuffer
  ) -> Chunk {
    let records = batch.records()
    out.removeAll()
    let writer = ResultWriter(buffer: out)
    var counts = Counts()
    var lines: [(end: Int, isError: Bool)] = []
    lines.reserveCapacity(records.count)
    for record in records {
      switch record {
      case .note(let note):
        let result = extractor.extract(note.text, given: note.given, allMatches: allMatches)
        writer.append(result, id: note.id)
        counts.notes += 1
        lines.append((out.count, false))
      case .failure(let failure):
        writer.append(failure)
        counts.errors += 1
        counts.errorsByCode[failure.fault.code.rawValue, default: 0] += 1
        lines.append((out.count, true))
      }
    }
    return Chunk(output: SendableOutput(buffer: out), counts: counts, lines: lines)
  }
}
