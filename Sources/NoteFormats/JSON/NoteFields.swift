import JSONReading
/// The members that a note's JSON may have, each the last of its name; the others in order.
struct NoteFields {
  var id: JSONMember?
  var text: JSONMember?
  var patient: JSONMember?
  var encounter: JSONMember?
  var date: JSONMember?
  var type: JSONMember?
  var knownPHI: JSONMember?
  var entities: JSONMember?
  var phi: JSONMember?
  private(set) var others: [(name: String, member: JSONMember)] = []
  /// Where each name stands in `others`; kept once there are many, so that hostile lines cost no more than others.
  /// By bytes: equal strings of Swift may differ in theirs.
  private var index: [[UInt8]: Int] = [:]

  private static let scannedNames = 16

  init(_ members: [JSONMember], _ scanner: JSONScanner) {
    for member in members {
      if member.keyIsEscaped {
        // The decoded key lives in the scanner, which is not used before `take` is done with it.
        var name = scanner.key(member)
        name.withUTF8 { take(member, named: $0) }
      } else {
        take(member, named: member.key)
      }
    }
  }

  private mutating func take(_ member: JSONMember, named name: UnsafeBufferPointer<UInt8>) {
    switch FieldRole(member: name) {
    case .id: id = member
    case .text: text = member
    case .date: date = member
    case .type: type = member
    case .patient: patient = member
    case .encounter: encounter = member
    case .knownPHI: knownPHI = member
    case .annotations:
      if name.count == 8 { entities = member }
      if name.count == 3 { phi = member }
    case .other: takeOther(member, String(decoding: name, as: UTF8.self))
    }
  }

  private mutating func takeOther(_ member: JSONMember, _ name: String) {
    if let known = place(of: name) {
      others[known].member = member
      return
    }
    others.append((name, member))
    if others.count > Self.scannedNames {
      if index.isEmpty {
        for (i, other) in others.enumerated() { index[Array(other.name.utf8)] = i }
      } else {
        index[Array(name.utf8)] = others.count - 1
      }
    }
  }

  private func place(of name: String) -> Int? {
    index.isEmpty ? others.firstIndex { $0.name.utf8.elementsEqual(name.utf8) } : index[Array(name.utf8)]
  }
}
