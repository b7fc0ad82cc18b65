import ClinicalText

/// Cuts JSON lines: every line feed ends a record; a last line without one counts.
final class LineStream: RecordStream {
  private let window: ReadWindow
  private let limit: Int
  private var line = 1
  /// Bytes at the window's start that are known to hold no line feed.
  private var searched = 0
  private var skipped: SkippedRecord?

  var layout: ColumnLayout? { nil }
  var header: [UInt8] { [] }

  init(_ window: ReadWindow, options: InputOptions) {
    self.window = window
    limit = options.maxLineBytes
    window.dropByteOrderMark()
  }

  func read(into builder: BatchBuilder) -> Bool {
    while !builder.isFull {
      let bytes = window.bytes
      if let newline = ByteSearch.first(0x0A, in: bytes, from: searched) {
        finishLine(bytes.part(0, newline), builder, isTerminated: true)
        window.consume(newline + 1)
        searched = 0
        continue
      }
      searched = bytes.count
      if skipped != nil || bytes.count > limit { skip(bytes) }
      if window.mayBlock, !builder.isEmpty { return true }
      if !window.fill() {
        finishInput(builder)
        return false
      }
    }
    return true
  }

  func hasInputReady() -> Bool {
    ByteSearch.first(0x0A, in: window.bytes, from: searched) != nil || window.isReadable()
  }

  private func skip(_ bytes: UnsafeBufferPointer<UInt8>) {
    var record = skipped ?? SkippedRecord(fault: Fault(.noteTooLarge), line: line)
    record.fingerprint.add(bytes)
    skipped = record
    window.consume(bytes.count)
    searched = 0
  }

  private func finishLine(_ bytes: UnsafeBufferPointer<UInt8>, _ builder: BatchBuilder, isTerminated: Bool) {
    if var record = skipped {
      record.fingerprint.add(bytes)
      builder.addFailure(record.fault, line: record.line, fingerprint: record.fingerprint.value)
      skipped = nil
    } else if bytes.count > limit {
      builder.addFailure(Fault(.noteTooLarge), line: line, fingerprint: Fingerprint.of(bytes))
    } else {
      builder.addLine(bytes, line: line, isTerminated: isTerminated)
    }
    line += 1
  }

  private func finishInput(_ builder: BatchBuilder) {
    let bytes = window.bytes
    if let fault = window.fault {
      builder.addFailure(fault, line: line, fingerprint: Fingerprint.of(bytes))
    } else if bytes.count > 0 || skipped != nil {
      finishLine(bytes, builder, isTerminated: false)
    }
    window.consume(bytes.count)
  }
}
