import ClinicalText

/// The formats of annotations that are read and written; the raw values are the names on the command line.
public enum AnnotationFormat: String, CaseIterable, Sendable {
  /// ChartSift's own gold annotations and results, one document per line.
  case jsonl
  /// brat's standoff files: a text and its `.ann`.
  case brat
  /// BioC XML.
  case bioc
  /// BioC JSON.
  case biocJSON = "bioc-json"
  /// PubTator: title and abstract with tab-separated mentions.
  case pubtator
  /// CoNLL: one token per line with IOB tags.
  case conll
  /// i2b2 2014 de-identification XML.
  case i2b2
  /// spaCy's `Doc.to_json()`, Prodigy and doccano.
  case spacy
  /// Google's LangExtract.
  case langextract

  /// Annotations of a document that the format has no place for at all: its writer leaves them out. What a format holds
  /// in general but not in one case (a discontinuous mention in spaCy's) is refused by its writer instead.
  /// `first` names one of them.
  public func leftOut(_ document: AnnotatedDocument) -> (count: Int, first: String?) {
    guard [.pubtator, .conll, .i2b2].contains(self) else { return (0, nil) }
    let joined = document.relations.count + document.events.count
    var first = document.events.first.map { "event \($0.id)" }
    if !document.relations.isEmpty { first = "relation 1" }
    guard self == .i2b2 else { return (joined, first) }
    if let entity = document.entities.first { first = "entity \(entity.id)" }
    return (document.entities.count + joined, first)
  }
}
