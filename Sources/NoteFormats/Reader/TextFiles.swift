import ClinicalText

/// Reads whole files as one note each.
struct TextFiles {
  let options: InputOptions

  /// Reads all that `window` gives into one record of `builder`; never more than the largest note and one chunk.
  func read(_ window: ReadWindow, _ name: RawBatch.Name, into builder: BatchBuilder) {
    while window.count <= options.maxNoteBytes, window.fill() {}
    let bytes = window.bytes
    if bytes.count > options.maxNoteBytes {
      // Of a file that is not read to its end the first bytes must do.
      let known = bytes.part(0, options.maxNoteBytes)
      fail(Fault(.noteTooLarge), name, Fingerprint.of(known), builder)
    } else if let fault = window.fault {
      fail(fault, name, Fingerprint.of(bytes), builder)
    } else {
      builder.addText(bytes, name)
    }
    window.consume(bytes.count)
  }

  /// Records a file that could not be opened or read.
  func fail(_ fault: Fault, _ name: RawBatch.Name, _ fingerprint: UInt64, _ builder: BatchBuilder) {
    builder.addFailure(
      RecordFailure(id: name.noteID, fault: fault, source: name.source, line: 1, fingerprint: fingerprint))
  }
}
