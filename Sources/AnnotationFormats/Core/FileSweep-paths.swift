import ClinicalText

extension FileSweep {
  /// Gives each file to `body`, for readers that open it themselves. In a folder, a file that cannot be opened is a
  /// failure. Throws `noInput` for a folder without such files, and what `body` throws for a file alone.
  static func each(
    _ path: String, extensions: [String], into set: inout AnnotationSet,
    _ body: (InputFile, inout AnnotationSet) throws(Fault) -> Void
  ) throws(Fault) {
    for file in try files(path, extensions: extensions) {
      do throws(Fault) {
        try body(file, &set)
      } catch {
        guard file.path != path else { throw error }
        set.failures.append(AnnotationFailure(documentID: nil, fault: error))
      }
    }
  }
}
