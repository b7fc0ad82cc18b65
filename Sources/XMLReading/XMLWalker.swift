internal import CLibXML2
import ClinicalText

/// Streams the elements of an XML file with libxml2's text reader: constant memory, no network, no entity expansion.
///
/// See https://gnome.pages.gitlab.gnome.org/libxml2/devhelp/libxml2-xmlreader.html
package final class XMLWalker {
  package enum Event {
    case start(UnsafeBufferPointer<UInt8>)
    case text(UnsafeBufferPointer<UInt8>)
    case end(UnsafeBufferPointer<UInt8>)
  }

  private let reader: xmlTextReaderPtr
  private let path: String
  private let malformed: Fault.Code

  /// Opens a file. Throws `fileUnreadable`; `malformed` is the code of what is not well-formed.
  package init(_ path: String, malformed: Fault.Code = .invalidXML) throws(Fault) {
    self.path = path
    self.malformed = malformed
    // HUGE lifts the depth and size limits; NONET keeps it from fetching anything.
    let options = [XML_PARSE_NONET, XML_PARSE_HUGE, XML_PARSE_NOERROR, XML_PARSE_NOWARNING, XML_PARSE_BIG_LINES]
      .reduce(Int32(0)) { $0 | Int32($1.rawValue) }
    guard let reader = xmlReaderForFile(path, nil, options) else {
      throw Fault(.fileUnreadable, file: path)
    }
    self.reader = reader
  }

  deinit { xmlFreeTextReader(reader) }

  /// 1-based line of the event at hand.
  package var line: Int {
    // The parser itself reads ahead.
    let line = xmlTextReaderCurrentNode(reader).map { xmlGetLineNo($0) } ?? 0
    return line > 0 ? Int(line) : Int(xmlTextReaderGetParserLineNumber(reader))
  }

  /// Calls `body` for each element start, text and element end until the document ends or `body` returns false.
  /// Elements without content give a start and an end. The bytes are valid during the call only.
  package func walk(_ body: (Event) throws(Fault) -> Bool) throws(Fault) {
    while true {
      switch xmlTextReaderRead(reader) {
      case 0: return
      case 1: break
      default: throw Fault(malformed, file: path, line: line, value: "the XML is not well-formed")
      }
      var goOn = true
      switch xmlTextReaderNodeType(reader) {
      case Int32(XML_READER_TYPE_ELEMENT.rawValue):
        let name = Self.buffer(xmlTextReaderConstName(reader))
        let isEmpty = xmlTextReaderIsEmptyElement(reader) == 1
        goOn = try body(.start(name))
        if goOn, isEmpty { goOn = try body(.end(name)) }
      case Int32(XML_READER_TYPE_TEXT.rawValue), Int32(XML_READER_TYPE_CDATA.rawValue),
        Int32(XML_READER_TYPE_SIGNIFICANT_WHITESPACE.rawValue):
        goOn = try body(.text(Self.buffer(xmlTextReaderConstValue(reader))))
      case Int32(XML_READER_TYPE_DOCUMENT_TYPE.rawValue):
        // Entities of a document's own may grow without bound, and what they stand for would be missing from texts.
        if xmlTextReaderCurrentDoc(reader)?.pointee.intSubset?.pointee.entities != nil {
          throw Fault(malformed, file: path, line: line, value: "the XML declares entities of its own")
        }
      case Int32(XML_READER_TYPE_ENTITY_REFERENCE.rawValue):
        throw Fault(malformed, file: path, line: line, value: "the XML uses an entity that is not declared")
      case Int32(XML_READER_TYPE_END_ELEMENT.rawValue):
        goOn = try body(.end(Self.buffer(xmlTextReaderConstName(reader))))
      default: break
      }
      if !goOn { return }
    }
  }

  /// The value of an attribute of the element at hand (during `.start` only), or nil.
  package func attribute(_ name: String) -> String? {
    guard xmlTextReaderMoveToAttribute(reader, name) == 1 else { return nil }
    defer { xmlTextReaderMoveToElement(reader) }
    return Self.buffer(xmlTextReaderConstValue(reader)).asString
  }

  /// All attributes of the element at hand (during `.start` only), in document order.
  package func attributes() -> [(name: String, value: String)] {
    var all: [(name: String, value: String)] = []
    while xmlTextReaderMoveToNextAttribute(reader) == 1 {
      all.append(
        (
          Self.buffer(xmlTextReaderConstName(reader)).asString,
          Self.buffer(xmlTextReaderConstValue(reader)).asString
        ))
    }
    xmlTextReaderMoveToElement(reader)
    return all
  }

  private static func buffer(_ text: UnsafePointer<UInt8>?) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: text, count: text.map { Int(xmlStrlen($0)) } ?? 0)
  }
}
