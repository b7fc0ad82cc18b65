import ClinicalText
import JSONReading

/// The records of a file of JSON: lines of objects, one array of objects, or one object over many lines.
struct JSONRecords {
  /// One record and where it stands.
  struct Record {
    let value: JSONValue
    /// The members of an object, which are known from checking it; nil where it lies in an array.
    var members: [JSONMember]?
    /// 1-based line where it begins.
    let line: Int
    /// 1-based number of the record in its file.
    let number: Int

    /// Calls `body` for each member of the object.
    func forEachPart(_ body: (JSONPart) -> Void) {
      guard let members else {
        for part in value.parts { body(part) }
        return
      }
      for member in members { body(JSONPart(key: member.key, value: JSONValue(checked: member.token))) }
    }
  }

  let path: String
  private let scanner = JSONScanner()

  /// `path` names one file.
  init(_ path: String) { self.path = path }

  /// Calls `body` for each record; what is no JSON becomes a failure, and lines behind it are read all the same.
  /// Throws `fileUnreadable`, `inputMissing`.
  func each(into set: inout AnnotationSet, _ body: (Record, inout AnnotationSet) -> Void) throws(Fault) {
    let block = try FileBlock(path)
    if block.bytes.starts(with: [0x1F, 0x8B]) {
      throw Fault(.fileUnreadable, file: path, value: "it is compressed; decompress it first (gunzip)")
    }
    let text = block.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? block.bytes.part(3, block.bytes.count) : block.bytes
    switch layout(text) {
    case .lines: eachLine(text, &set, body)
    case .array: eachElement(text, &set, body)
    case .object: single(text, &set, body)
    }
    withExtendedLifetime(block) {}
  }

  private enum Layout { case lines, array, object }

  /// Lines, when the first is JSON by itself; else one object, when all of it is. A broken file is taken for lines when
  /// its second line opens an object too.
  private func layout(_ text: UnsafeBufferPointer<UInt8>) -> Layout {
    guard let first = text.firstIndex(where: { !JSONParts.isWhite($0) }) else { return .lines }
    if text[first] == UInt8(ascii: "[") { return .array }
    guard let lineEnd = ByteLines.first(0x0A, text, first),
      let second = text[lineEnd...].firstIndex(where: { !JSONParts.isWhite($0) })
    else { return .lines }
    if scanner.scan(text.part(first, lineEnd)).fault == nil { return .lines }
    if scanner.scan(text).fault == nil { return .object }
    return text[second] == UInt8(ascii: "{") ? .lines : .object
  }

  private func eachLine(
    _ text: UnsafeBufferPointer<UInt8>, _ set: inout AnnotationSet, _ body: (Record, inout AnnotationSet) -> Void
  ) {
    var start = 0
    var line = 0
    var number = 0
    while start < text.count {
      let end = ByteLines.first(0x0A, text, start) ?? text.count
      line += 1
      let part = ByteLines.trimmed(text.part(start, end))
      start = end + 1
      if part.isEmpty { continue }
      number += 1
      let (_, members, fault) = scanner.scan(part)
      if let fault {
        set.failures.append(failure(fault, line, members))
      } else {
        body(Record(value: JSONValue(checked: part), members: members, line: line, number: number), &set)
      }
    }
  }

  private func eachElement(
    _ text: UnsafeBufferPointer<UInt8>, _ set: inout AnnotationSet, _ body: (Record, inout AnnotationSet) -> Void
  ) {
    let (_, members, fault) = scanner.scan(text)
    // A spaCy training pair ["text", {…}] over one line is no list of records.
    if members.first?.kind == .string {
      return single(text, &set, body)
    }
    if fault != nil, members.isEmpty, text.contains(0x0A) {
      // Lines of arrays: ["text", {…}] on each.
      return eachLine(text, &set, body)
    }
    var counter = ByteLines.Counter(text)
    var isTold = false
    for (index, member) in members.enumerated() {
      let line = counter.line(of: member.token)
      // Of a file with a fault each element is checked by itself: most of them may be whole.
      let (_, parts, broken) = fault == nil ? (nil, [], nil) : scanner.scan(member.token)
      if let broken {
        set.failures.append(failure(broken, line, parts))
        isTold = true
      } else {
        body(Record(value: JSONValue(checked: member.token), members: nil, line: line, number: index + 1), &set)
      }
    }
    guard let fault, !isTold || fault == .invalidJSON else { return }
    set.failures.append(failure(fault, members.last.map { counter.line(behind: $0.token) } ?? 1, []))
  }

  private func single(
    _ text: UnsafeBufferPointer<UInt8>, _ set: inout AnnotationSet, _ body: (Record, inout AnnotationSet) -> Void
  ) {
    let whole = ByteLines.trimmed(text)
    let (_, members, fault) = scanner.scan(whole)
    var counter = ByteLines.Counter(text)
    if let fault {
      let line = members.last.map { counter.line(behind: $0.token) } ?? 1
      set.failures.append(failure(fault, line, members))
    } else {
      let value = JSONValue(checked: whole)
      body(Record(value: value, members: members, line: counter.line(of: whole), number: 1), &set)
    }
  }

  /// A record that is no JSON; its id where it stands before the error.
  private func failure(_ code: Fault.Code, _ line: Int, _ members: [JSONMember]) -> AnnotationFailure {
    let id = members.first { member in
      (member.kind == .string || member.kind == .number) && !member.isDamaged
        && ["id", "document_id", "doc_id"].contains(scanner.key(member))
    }
    return AnnotationFailure(documentID: id.map(scanner.string), fault: Fault(code, file: path, line: line))
  }
}
