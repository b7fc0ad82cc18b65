import ClinicalText

/// Chooses how an open input is cut into records.
struct StreamOpening {
  let options: InputOptions
  let source: String

  /// How far an input without a telling name is looked into.
  private static let sniffedBytes = 64 * 1024

  /// The stream for `window`, or nil when the input is empty. Throws `unknownFormat` or `missingColumn`.
  func stream(_ window: ReadWindow, _ format: InputFormat) throws -> RecordStream? {
    switch format {
    case .jsonl: return LineStream(window, options: options)
    case .auto: return try sniffed(window)
    default: return try RowStream(window, options: options, format: format, source: source)
    }
  }

  private func sniffed(_ window: ReadWindow) throws -> RecordStream? {
    window.dropByteOrderMark()
    while firstByte(window) == nil, window.count < Self.sniffedBytes, window.fill() {}
    guard let first = firstByte(window) else {
      if window.count == 0, window.fault == nil { return nil }
      // Blank lines are failures of the format that most inputs have; damage is reported by it as well.
      if window.atEnd { return LineStream(window, options: options) }
      throw Fault(.unknownFormat, file: source)
    }
    if first == UInt8(ascii: "{") { return LineStream(window, options: options) }
    while ByteSearch.first(0x0A, in: window.bytes) == nil, window.count < Self.sniffedBytes, window.fill() {}
    let end = ByteSearch.first(0x0A, in: window.bytes) ?? window.count
    let header = window.bytes.part(0, end)
    let format: InputFormat = ByteSearch.first(0x09, in: header) != nil ? .tsv : .csv
    do {
      return try RowStream(window, options: options, format: format, source: source)
    } catch let fault as Fault where fault.code == .missingColumn && options.textColumn == nil {
      throw Fault(.unknownFormat, file: source)
    }
  }

  private func firstByte(_ window: ReadWindow) -> UInt8? {
    window.bytes.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
  }
}
