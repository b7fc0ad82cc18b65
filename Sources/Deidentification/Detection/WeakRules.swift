/// Rules of names that rest on the look of a word, or on the words beside it alone: what they find in one note says nothing
/// about other notes.
package enum WeakRules {
  static let again = DetectionRule("name.again")
  static let given = DetectionRule("name.given")
  static let surname = DetectionRule("name.surname")
  static let loneUnknown = DetectionRule("name.unknown")
  static let unknown = DetectionRule("name.unknown-pair")
  static let everyday = DetectionRule("name.everyday")
  static let described = DetectionRule("name.age-phrase")
  static let inList = DetectionRule("name.in-list")

  /// The rules as results name them: "rule:name.again".
  package static let sources: Set<String> = Set(
    [again, given, surname, loneUnknown, unknown, everyday, described, inList].map(\.source.string))
}
