/// A document with annotations: gold of people, or predictions of any extractor.
///
/// All offsets are Unicode scalar (code point) offsets into `text`, half-open, whatever the file counted in; only without
/// a text are they as the file has them (`unit`).
public struct AnnotatedDocument: Sendable {
  public var id: String
  /// Nil where the format carries none (results of a run, for example).
  public var text: NoteText?
  /// What the offsets count as long as there is no text to convert them by; code points in every document with a text.
  public var unit = OffsetUnit.codePoints
  /// The file it came from, as the user named it, and the 1-based line where it starts.
  public var source: String
  public var line: Int
  /// Kind of note, as given.
  public var noteType: String?
  /// Further fields of the document that are strings or numbers, in order: groups to score by (sex, age band, name group).
  public var metadata: [(name: String, value: String)] = []
  /// Sorted by start, then end, then type.
  public var entities: [AnnotatedEntity] = []
  public var relations: [AnnotatedRelation] = []
  public var events: [AnnotatedEvent] = []
  /// Identifiers, sorted by start.
  public var identifiers: [AnnotatedIdentifier] = []
  /// The assertion fields that were annotated ("negated", …); nil when the document does not say.
  public var assertionScope: Set<String>?
  /// Types of annotations that could not be used, one for each: predictions among them count as wrong.
  public var unusable: [String] = []
  /// True when the extractor failed on the document and said so.
  public var hasFailed = false

  /// Takes each part as it is given.
  public init(id: String, text: NoteText?, source: String, line: Int) {
    self.id = id
    self.text = text
    self.source = source
    self.line = line
  }
}

/// One annotated mention. Offsets are scalar offsets, half-open.
public struct AnnotatedEntity: Sendable {
  /// The id as written ("T1", "7").
  public var id: String
  public var type: String
  /// The outer offsets.
  public var start: Int
  public var end: Int
  /// The parts of a discontinuous mention, in order; empty for an ordinary one.
  public var fragments: [Range<Int>] = []
  /// The mention's own text, kept only where the document has none.
  public var surface: String?
  public var concepts: [AnnotatedConcept] = []
  /// Nil when none is given: a gold mention then takes no part in the scores of assertions.
  public var assertion: Assertion?
  public var section: String?
  /// What made it, where the format says.
  public var source: String?
  /// Further attributes, in order.
  public var attributes: [(name: String, value: String)] = []
  /// 1-based line in the document's file; 0 where it has none of its own.
  public var line = 0

  /// Takes each part as it is given.
  public init(id: String, type: String, start: Int, end: Int) {
    self.id = id
    self.type = type
    self.start = start
    self.end = end
  }

  /// The parts: the fragments, or the whole.
  public var parts: [Range<Int>] { fragments.isEmpty ? [start..<end] : fragments }
}

/// A concept that a mention was annotated with.
public struct AnnotatedConcept: Sendable, Hashable {
  public var id: String
  public var vocabulary: String?
  public var name: String?

  /// Takes each part as it is given.
  public init(id: String, vocabulary: String? = nil, name: String? = nil) {
    self.id = id
    self.vocabulary = vocabulary
    self.name = name
  }
}

/// A relation from `head` to `tail`: indices into `AnnotatedDocument.entities`.
public struct AnnotatedRelation: Sendable, Hashable {
  public var type: String
  public var head: Int
  public var tail: Int

  /// Takes each part as it is given.
  public init(type: String, head: Int, tail: Int) {
    self.type = type
    self.head = head
    self.tail = tail
  }
}

/// An event in brat's sense: a trigger and what takes part, by role. Indices into `AnnotatedDocument.entities` and,
/// for arguments that are events, `AnnotatedDocument.events`.
public struct AnnotatedEvent: Sendable {
  public enum Argument: Sendable, Hashable {
    case entity(Int)
    case event(Int)
  }

  public var id: String
  public var type: String
  public var trigger: Int
  public var arguments: [(role: String, target: Argument)]

  /// Takes each part as it is given.
  public init(id: String, type: String, trigger: Int, arguments: [(role: String, target: Argument)]) {
    self.id = id
    self.type = type
    self.trigger = trigger
    self.arguments = arguments
  }
}

/// One identifier (PHI), with the categories and types of i2b2 2014. Offsets are scalar offsets, half-open.
public struct AnnotatedIdentifier: Sendable {
  public var category: String
  public var type: String
  public var start: Int
  public var end: Int
  /// The identifier's own text, kept only where the document has none.
  public var surface: String?
  /// A group that recall is told for (origin of a name), where the gold gives it.
  public var group: String?
  /// True when the policy of the run keeps it: detected, and not replaced.
  public var isKept = false
  public var source: String?
  /// 1-based line in the document's file; 0 where it has none of its own.
  public var line = 0

  /// Takes each part as it is given.
  public init(category: String, type: String, start: Int, end: Int) {
    self.category = category
    self.type = type
    self.start = start
    self.end = end
  }
}

/// Documents in the order of their files, and what could not be used of them.
public struct AnnotationSet: Sendable {
  public var documents: [AnnotatedDocument] = []
  public var failures: [AnnotationFailure] = []

  /// Starts empty.
  public init() {}
}

/// An annotation, or a whole document, that could not be used: its fault names file, line and the annotation's id or
/// place, and never holds text of the document.
public struct AnnotationFailure: Sendable {
  /// The document's id where it is known.
  public var documentID: String?
  public var fault: Fault

  /// Takes each part as it is given.
  public init(documentID: String?, fault: Fault) {
    self.documentID = documentID
    self.fault = fault
  }
}
