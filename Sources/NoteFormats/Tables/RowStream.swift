import ClinicalText
import JSONReading

/// Cuts a table with a header into rows.
///
/// Blank lines are passed over. A row that breaks the quoting costs as little as can be told: see `recover`.
final class RowStream: RecordStream {
  private let window: ReadWindow
  private let options: InputOptions
  private let limit: Int
  private var line = 1
  private var scanner = RowScanner(delimiter: 0x2C, keptFields: 0)
  private var skipped: SkippedRecord?
  private(set) var layout: ColumnLayout?
  private(set) var header: [UInt8] = []

  /// Reads the header. Throws `missingColumn`. An input without any byte has no rows and needs no header.
  init(_ window: ReadWindow, options: InputOptions, format: InputFormat, source: String) throws {
    self.window = window
    self.options = options
    limit = options.maxRowBytes
    window.dropByteOrderMark()
    try readHeader(format, source)
  }

  func read(into builder: BatchBuilder) -> Bool {
    while !builder.isFull {
      let waits = window.mayBlock && !builder.isEmpty
      if skipped != nil {
        if finishSkipping(builder) { continue }
      } else if let layout, window.count > 0 {
        if readRow(layout, builder) { continue }
      }
      if waits { return true }
      if !window.fill(), finishInput(builder) { return false }
    }
    return true
  }

  func hasInputReady() -> Bool {
    ByteSearch.first(0x0A, in: window.bytes) != nil || window.isReadable()
  }

  private func readHeader(_ format: InputFormat, _ source: String) throws {
    let delimiter = options.delimiter ?? headerDelimiter(format)
    var row = RowScanner(delimiter: delimiter, keptFields: 65_536)
    var outcome = RowScanner.Outcome.needsMore
    while true {
      outcome = row.scan(window.bytes, atEnd: window.atEnd)
      guard outcome == .needsMore, window.count < limit, !window.atEnd else { break }
      _ = window.fill()
    }
    if window.fault != nil || window.count == 0 { return }  // told as a failure, or nothing to read
    guard case .row(_, let next) = outcome, UTF8Check.isValid(window.bytes.part(0, next)) else {
      throw Fault(.missingColumn, file: source, line: 1, value: options.textColumn ?? "text")
    }
    let bytes = window.bytes
    let names = row.fields.map { FieldText.string(bytes, $0) }
    let layout = try ColumnLayout(
      header: names, format: format, options: options, source: source, delimiter: delimiter)
    self.layout = layout
    header = Array(bytes.part(0, next))
    scanner = RowScanner(delimiter: delimiter, keptFields: layout.columnCount)
    use(next)
  }

  /// Tab for .tsv; else a comma, unless the header line has none and has a tab, a semicolon or a bar.
  private func headerDelimiter(_ format: InputFormat) -> UInt8 {
    while ByteSearch.first(0x0A, in: window.bytes) == nil, window.count < limit, window.fill() {}
    let line = window.bytes.part(0, ByteSearch.first(0x0A, in: window.bytes) ?? window.count)
    if format == .tsv { return 0x09 }
    let candidates: [UInt8] = [0x2C, 0x09, UInt8(ascii: ";"), UInt8(ascii: "|")]
    return candidates.first { ByteSearch.first($0, in: line) != nil } ?? 0x2C
  }

  /// Takes `count` bytes off the window and counts their lines.
  private func use(_ count: Int) {
    line += ByteSearch.lineFeeds(in: window.bytes.part(0, count))
    window.consume(count)
    scanner.reset()
  }

  /// Returns false when the row needs more bytes than the window has.
  private func readRow(_ layout: ColumnLayout, _ builder: BatchBuilder) -> Bool {
    // The limit cuts the view, so that the outcome does not depend on how much was read ahead.
    let seen = min(window.count, limit)
    let bytes = window.bytes.part(0, seen)
    let atEnd = window.atEnd && window.fault == nil && seen == window.count
    switch scanner.scan(bytes, atEnd: atEnd) {
    case .row(let end, let next):
      finishRow(bytes.part(0, end), layout, builder, isTerminated: next > end)
      use(next)
    case .strayQuote(let at):
      recover(bytes, strayQuote: at, layout, builder)
    case .needsMore:
      if atEnd {
        recover(bytes, strayQuote: nil, layout, builder)
      } else if seen == limit {
        if scanner.isInsideQuotes, ByteSearch.first(0x0A, in: bytes) != nil {
          recover(bytes, strayQuote: nil, layout, builder)
        } else {
          startSkipping(Fault(.noteTooLarge), bytes, layout)
        }
      } else {
        return false
      }
    }
    return true
  }

  private func finishRow(
    _ bytes: UnsafeBufferPointer<UInt8>, _ layout: ColumnLayout, _ builder: BatchBuilder, isTerminated: Bool
  ) {
    if scanner.isBlank { return }
    if scanner.fieldCount == layout.columnCount {
      builder.addRow(bytes, fields: scanner.fields, line: line, isTerminated: isTerminated)
    } else {
      let value = "\(scanner.fieldCount) instead of \(layout.columnCount)"
      builder.addFailure(
        Fault(.wrongColumnCount, value: value), id: readableID(bytes, layout), line: line,
        fingerprint: Fingerprint.of(bytes))
    }
  }

  /// Reports a row whose quotes are wrong, and goes on where the next row most likely starts.
  ///
  /// A quoted field that meets the end, the limit, or on a later line a quote that looks like an opening one (behind a
  /// delimiter or a line feed), was never closed: the lines behind the row's first are rows of their own. Any other
  /// stray quote belongs to the row: the next row starts on the next line.
  private func recover(
    _ bytes: UnsafeBufferPointer<UInt8>, strayQuote: Int?, _ layout: ColumnLayout, _ builder: BatchBuilder
  ) {
    let firstLineEnd = ByteSearch.first(0x0A, in: bytes)
    if let at = strayQuote {
      let opens = at > 0 && (bytes[at - 1] == scanner.delimiter || bytes[at - 1] == 0x0A)
      guard opens, let firstLineEnd, firstLineEnd < at else {
        // The row may have swallowed others behind a quote that was never closed: the failure tells how far.
        let last = line + ByteSearch.lineFeeds(in: bytes.part(0, at))
        let reach = last > line ? "lines \(line) to \(last) are not read" : nil
        startSkipping(Fault(.strayQuote, value: reach), bytes.part(0, at + 1), layout)
        return
      }
    }
    let end = firstLineEnd ?? bytes.count
    builder.addFailure(
      Fault(.unclosedQuote), id: readableID(bytes.part(0, end), layout), line: line,
      fingerprint: Fingerprint.of(bytes.part(0, end)))
    use(min(end + 1, bytes.count))
  }

  /// The id, when its field was complete before the row went wrong.
  private func readableID(_ bytes: UnsafeBufferPointer<UInt8>, _ layout: ColumnLayout) -> String? {
    guard let id = layout.id, id < scanner.fields.count else { return nil }
    return RowRecordParser.readableID(bytes, scanner.fields[id])
  }

  /// Passes over the row's bytes so far and then the rest of the line.
  private func startSkipping(_ fault: Fault, _ bytes: UnsafeBufferPointer<UInt8>, _ layout: ColumnLayout) {
    var record = SkippedRecord(fault: fault, id: readableID(bytes, layout), line: line)
    record.fingerprint.add(bytes)
    skipped = record
    use(bytes.count)
  }

  /// Goes on to the end of a skipped row's line. Returns false when that is not in the window.
  private func finishSkipping(_ builder: BatchBuilder) -> Bool {
    guard var record = skipped else { return true }
    let bytes = window.bytes
    let newline = ByteSearch.first(0x0A, in: bytes)
    record.fingerprint.add(bytes.part(0, newline ?? bytes.count))
    skipped = record
    use(newline.map { $0 + 1 } ?? bytes.count)
    guard newline != nil else { return false }
    report(record, builder)
    return true
  }

  private func report(_ record: SkippedRecord, _ builder: BatchBuilder) {
    builder.addFailure(
      record.fault, id: record.id, line: record.line, fingerprint: record.fingerprint.value)
    skipped = nil
  }

  /// At the input's end. Returns false when rows are left to be read.
  private func finishInput(_ builder: BatchBuilder) -> Bool {
    if let fault = window.fault {
      // Damage takes what was begun with it.
      builder.addFailure(
        fault, line: skipped?.line ?? line, fingerprint: Fingerprint.of(window.bytes))
      window.consume(window.count)
      return true
    }
    if let record = skipped { report(record, builder) }
    return window.count == 0 || layout == nil
  }
}
