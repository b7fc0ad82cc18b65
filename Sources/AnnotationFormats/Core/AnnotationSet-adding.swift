import ClinicalText

/// How readers fill a set.
extension AnnotationSet {
  /// Adds the document that was built, and what could not be used of it.
  mutating func add(_ builder: inout DocumentBuilder) {
    documents.append(builder.finish())
    failures.append(contentsOf: builder.failures)
  }

  /// Records a document that could not be used at all; `why` is put behind its id and is no text of it.
  mutating func refuse(_ code: Fault.Code, _ id: String?, file: String, line: Int, why: String = "") {
    let fault = Fault(code, file: file, line: line, value: id.map { "document \($0)\(why)" })
    failures.append(AnnotationFailure(documentID: id, fault: fault))
  }
}
