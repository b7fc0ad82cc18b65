import ClinicalText

/// Cuts one open input into records.
protocol RecordStream: AnyObject {
  /// Puts records into `builder` until it is full, the input ends, or more would have to be waited for while records
  /// are there to be worked on. Returns false when the input has ended.
  func read(into builder: BatchBuilder) throws -> Bool

  /// The layout that the stream's rows follow; nil for other records.
  var layout: ColumnLayout? { get }

  /// The header's bytes with its line end; empty where there is none.
  var header: [UInt8] { get }

  /// True when a whole record is buffered, or reading would not wait.
  func hasInputReady() -> Bool
}

/// A record that is read to the end of its line only to be passed over, with the failure to report then.
struct SkippedRecord {
  var fault: Fault
  var id: String?
  var line: Int
  var fingerprint = Fingerprint()
}
