import ClinicalText

extension JSONWriter {
  /// A member with both ends of an interval; none without resamples.
  mutating func interval(_ key: String, given interval: Bootstrap.Interval?) {
    guard let interval else { return }
    array(key, [interval.lower, interval.upper]) { $0.double(nil, $1) }
  }
}
