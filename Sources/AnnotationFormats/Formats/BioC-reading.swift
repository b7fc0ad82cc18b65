import ClinicalText
import JSONReading
import XMLReading

/// BioC XML, after the DTD of Comeau et al. 2013 (https://bioc.sourceforge.net).
///
/// Offsets are those of the whole document. The paper leaves open what they count: code points here, unless told.
enum BioCFormat {
  /// Reads a file, or all `.xml` and `.bioc` files of a folder.
  static func read(_ path: String, unit: OffsetUnit?, into set: inout AnnotationSet) throws(Fault) {
    try FileSweep.each(path, extensions: ["xml", "bioc"], into: &set) { file, set throws(Fault) in
      let walker = try XMLWalker(file.path)
      var reader = BioCXMLReader(assembler: BioCAssembler(path: file.path, unit: unit ?? .codePoints))
      do throws(Fault) {
        try walker.walk { event throws(Fault) in
          switch event {
          case .start(let name): reader.start(name, walker)
          case .text(let bytes): reader.add(bytes)
          case .end(let name): reader.end(name, into: &set)
          }
          return true
        }
      } catch {
        set.failures.append(
          AnnotationFailure(documentID: reader.documentID, fault: try InvalidXML.fault(error, file.path)))
      }
    }
  }
}

/// The states of reading one collection.
private struct BioCXMLReader {
  private enum Owner { case collection, document, passage, sentence, annotation, relation }

  let assembler: BioCAssembler
  private var owners: [Owner] = []
  private var document = BioCDocument()
  private var annotation = BioCDocument.Annotation()
  private var relation = BioCDocument.Relation()
  /// The passage's own text, and the texts of its sentences.
  private var passage = BioCDocument.Segment(offset: nil, text: "", line: 0)
  private var passageHasText = false
  private var sentences: [BioCDocument.Segment] = []
  /// Content of the element at hand.
  private var content: [UInt8] = []
  private var infonKey = ""

  init(assembler: BioCAssembler) { self.assembler = assembler }

  /// The document being read.
  var documentID: String? { document.id.isEmpty ? nil : document.id }

  mutating func start(_ name: UnsafeBufferPointer<UInt8>, _ walker: XMLWalker) {
    content.removeAll(keepingCapacity: true)
    if name.equals("collection") {
      owners.append(.collection)
    } else if name.equals("document") {
      owners.append(.document)
      document = BioCDocument()
      document.line = walker.line
    } else if name.equals("passage") {
      owners.append(.passage)
      passage = BioCDocument.Segment(offset: nil, text: "", line: walker.line)
      passageHasText = false
      sentences = []
    } else if name.equals("sentence") {
      owners.append(.sentence)
      sentences.append(BioCDocument.Segment(offset: nil, text: "", line: walker.line))
    } else if name.equals("annotation") {
      owners.append(.annotation)
      annotation = BioCDocument.Annotation()
      annotation.id = walker.attribute("id") ?? ""
      annotation.line = walker.line
    } else if name.equals("relation") {
      owners.append(.relation)
      relation = BioCDocument.Relation()
      relation.id = walker.attribute("id") ?? ""
      relation.line = walker.line
    } else if name.equals("infon") {
      infonKey = walker.attribute("key") ?? ""
    } else if name.equals("location") {
      annotation.locations.append(
        (walker.attribute("offset").flatMap { Int($0) }, walker.attribute("length").flatMap { Int($0) }))
    } else if name.equals("node") {
      relation.nodes.append((walker.attribute("refid") ?? "", walker.attribute("role") ?? ""))
    }
  }

  mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) { content.append(contentsOf: bytes) }

  mutating func end(_ name: UnsafeBufferPointer<UInt8>, into set: inout AnnotationSet) {
    if name.equals("infon") {
      addInfon()
    } else if name.equals("text") {
      addText()
    } else if name.equals("offset") {
      addOffset()
    } else if name.equals("id") {
      if owners.last == .document { document.id = trimmedContent }
    } else if name.equals("annotation") {
      document.annotations.append(annotation)
      owners.removeLast()
    } else if name.equals("relation") {
      document.relations.append(relation)
      owners.removeLast()
    } else if name.equals("sentence") {
      owners.removeLast()
    } else if name.equals("passage") {
      if passageHasText { document.segments.append(passage) } else { document.segments += sentences }
      owners.removeLast()
    } else if name.equals("document") {
      assembler.add(document, into: &set)
      document = BioCDocument()
      owners.removeLast()
    } else if name.equals("collection") {
      owners.removeLast()
    }
    content.removeAll(keepingCapacity: true)
  }

  private var text: String { String(decoding: content, as: UTF8.self) }

  private var trimmedContent: String {
    content.withUnsafeBufferPointer { ByteLines.trimmed($0).asString }
  }

  private mutating func addInfon() {
    switch owners.last {
    case .annotation: annotation.infons.append((infonKey, text))
    case .relation: relation.infons.append((infonKey, text))
    case .document: document.infons.append((infonKey, text))
    default: break
    }
  }

  private mutating func addText() {
    switch owners.last {
    case .annotation: annotation.text = text
    case .sentence: sentences[sentences.count - 1].text = text
    case .passage:
      passage.text = text
      passageHasText = !content.isEmpty || sentences.isEmpty
    default: break
    }
  }

  private mutating func addOffset() {
    switch owners.last {
    case .sentence: sentences[sentences.count - 1].offset = Int(trimmedContent)
    case .passage: passage.offset = Int(trimmedContent)
    default: break
    }
  }
}
