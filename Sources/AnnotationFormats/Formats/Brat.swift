/// brat's standoff files: `X.txt` holds the text, `X.ann` one annotation a line. See
/// http://brat.nlplab.org/standoff.html
///
/// What becomes what:
/// - `T` lines are mentions; a type "CATEGORY:TYPE" of the i2b2 task makes an identifier. brat parts a mention at line
///   breaks: fragments with nothing but white space and a line break between them are one mention again.
/// - `E` lines are events; repeated roles ("Theme", "Theme2") get the one name that they share.
/// - `R` lines are relations from the first argument to the second; an argument that is an event stands for its trigger.
///   `*` lines are relations of the line's type between each member and the next.
/// - `A` and `M` lines are assertions where the name is one of an assertion, else attributes; a flag has the value
///   "true". A flag that stands nowhere is false: once a folder uses a name, all of its mentions are asserted on.
/// - `N` lines are concepts, `#` lines the attribute "note" (or the name of another kind of note).
enum BratRoles {
  static let note = "note"
  static let noteLine = "AnnotatorNotes"
  static let equivalence = "Equiv"
  /// What a concept without a vocabulary is filed under: brat's lines need a name there.
  static let noVocabulary = "none"
}

package enum BratFormat {}
