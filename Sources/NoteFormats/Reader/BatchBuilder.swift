import ClinicalText

/// A batch while records are put into it.
final class BatchBuilder {
  private var storage: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var byteCount = 0
  private var records: [RawBatch.Record] = []
  private var fields: [RowField] = []
  private var names: [RawBatch.Name] = []
  private var failures: [RecordFailure] = []
  private var handedOver = false
  private let options: InputOptions
  let source: String
  let layout: ColumnLayout?
  let opening: FileOpening?
  /// The file that records come from, by its index, and whether it is compressed.
  var file: Int
  var isCompressed = false

  init(
    options: InputOptions, source: String, layout: ColumnLayout?, file: Int, opening: FileOpening? = nil
  ) {
    self.file = file
    self.opening = opening
    self.options = options
    self.source = source
    self.layout = layout
    capacity = max(64, min(options.batchBytes, 1 << 20))
    storage = .allocate(capacity: capacity + RawBatch.padding)
    records.reserveCapacity(min(options.batchRecords, 1024))
  }

  deinit {
    if !handedOver { storage.deallocate() }
  }

  var isEmpty: Bool { records.isEmpty }

  var isFull: Bool { records.count >= options.batchRecords || byteCount >= options.batchBytes }

  func addLine(_ bytes: UnsafeBufferPointer<UInt8>, line: Int, isTerminated: Bool) {
    add(.json, append(bytes), line: line, isTerminated)
  }

  func addRow(_ bytes: UnsafeBufferPointer<UInt8>, fields rowFields: [RowField], line: Int, isTerminated: Bool) {
    let first = fields.count
    fields += rowFields
    add(.row(fields: first..<fields.count), append(bytes), line: line, isTerminated)
  }

  func addText(_ bytes: UnsafeBufferPointer<UInt8>, _ name: RawBatch.Name) {
    names.append(name)
    add(.text(name: names.count - 1), append(bytes), line: 1, false)
  }

  func addFailure(_ failure: RecordFailure) {
    failures.append(failure)
    add(.failure(failures.count - 1), byteCount..<byteCount, line: failure.line, false)
  }

  private func add(_ content: RawBatch.Record.Content, _ bytes: Range<Int>, line: Int, _ isTerminated: Bool) {
    records.append(
      RawBatch.Record(
        content: content, bytes: bytes, line: line, file: file, isCompressed: isCompressed,
        isTerminated: isTerminated))
  }

  func addFailure(_ fault: Fault, id: String? = nil, line: Int, fingerprint: UInt64) {
    addFailure(RecordFailure(id: id, fault: fault, source: source, line: line, fingerprint: fingerprint))
  }

  /// Gives the batch out; the builder must not be used afterwards.
  func finish() -> RawBatch {
    handedOver = true
    (storage + byteCount).initialize(repeating: 0, count: RawBatch.padding)
    return RawBatch(
      storage: storage, byteCount: byteCount, source: source, records: records, fields: fields, names: names,
      failures: failures, layout: layout, options: options, opening: opening)
  }

  private func append(_ bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    let first = byteCount
    if let base = bytes.baseAddress, bytes.count > 0 {
      if capacity - byteCount < bytes.count { grow(bytes.count) }
      (storage + byteCount).update(from: base, count: bytes.count)
      byteCount += bytes.count
    }
    return first..<byteCount
  }

  private func grow(_ extra: Int) {
    capacity = max(capacity * 2, byteCount + extra)
    let block = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + RawBatch.padding)
    block.update(from: storage, count: byteCount)
    storage.deallocate()
    storage = block
  }
}
