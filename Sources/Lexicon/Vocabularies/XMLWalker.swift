internal import CLibXML2
import ClinicalText

/// Streams the elements of an XML file with libxml2's text reader: constant memory, no network, no entity expansion.
///
/// See https://gnome.pages.gitlab.gnome.org/libxml2/devhelp/libxml2-xmlreader.html
final class XMLWalker {
  enum Event {
    case start(UnsafeBufferPointer<UInt8>)
    case text(UnsafeBufferPointer<UInt8>)
    case end(UnsafeBufferPointer<UInt8>)
  }

  private let reader: xmlTextReaderPtr
  private let path: String

  init(_ path: String) throws(Fault) {
    self.path = path
    // HUGE lifts the depth and size limits; NONET keeps it from fetching anything.
    let options = [XML_PARSE_NONET, XML_PARSE_HUGE, XML_PARSE_NOERROR, XML_PARSE_NOWARNING]
      .reduce(Int32(0)) { $0 | Int32($1.rawValue) }
    guard let reader = xmlReaderForFile(path, nil, options) else {
      throw Fault(.fileUnreadable, file: path)
    }
    self.reader = reader
  }

  deinit { xmlFreeTextReader(reader) }

  /// 1-based line of the event at hand.
  var line: Int { Int(xmlTextReaderGetParserLineNumber(reader)) }

  /// Calls `body` for each element start, text and element end until the document ends or `body` returns false.
  /// Elements without content give a start and an end. The bytes are valid during the call only.
  func walk(_ body: (Event) throws(Fault) -> Bool) throws(Fault) {
    while true {
      switch xmlTextReaderRead(reader) {
      case 0: return
      case 1: break
      default: throw Fault(.vocabularyInvalid, file: path, line: line, value: "the XML is not well-formed")
      }
      var goOn = true
      switch xmlTextReaderNodeType(reader) {
      case Int32(XML_READER_TYPE_ELEMENT.rawValue):
        let name = Self.buffer(xmlTextReaderConstName(reader))
        let isEmpty = xmlTextReaderIsEmptyElement(reader) == 1
        goOn = try body(.start(name))
        if goOn, isEmpty { goOn = try body(.end(name)) }
      case Int32(XML_READER_TYPE_TEXT.rawValue), Int32(XML_READER_TYPE_CDATA.rawValue):
        goOn = try body(.text(Self.buffer(xmlTextReaderConstValue(reader))))
      case Int32(XML_READER_TYPE_END_ELEMENT.rawValue):
        goOn = try body(.end(Self.buffer(xmlTextReaderConstName(reader))))
      default: break
      }
      if !goOn { return }
    }
  }

  private static func buffer(_ text: UnsafePointer<UInt8>?) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: text, count: text.map { Int(xmlStrlen($0)) } ?? 0)
  }
}
