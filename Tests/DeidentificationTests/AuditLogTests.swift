import ClinicalText
import Deidentification
import Glibc
import TestSupport
import Testing

struct AuditLogTests {
  private func filled(_ entries: Int) throws -> ScratchFile {
    let file = ScratchFile()
    let log = try AuditLog(path: file.path)
    for number in 1...entries {
      try log.append(
        "vault.show",
        [("note", .number(number)), ("reason", .text("a \"quoted\" reason")), ("all", .texts(["a", "b"]))],
        time: 1_700_000_000 + number)
    }
    return file
  }

  @Test func aLogIsAChain() throws {
    let file = try filled(3)
    let state = try AuditLog.verify(path: file.path)
    #expect(state.entries == 3 && state.broken == nil)
    let lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines[0].hasPrefix("{\"entry\":1,\"previous\":\"\(AuditLog.genesis)\",\"time\":\"2023-11-14T22:13:21Z\""))
    #expect(lines[2].hasSuffix("\"hash\":\"\(state.head)\"}"))
    // A second writer goes on where the first ended.
    try AuditLog(path: file.path).append("audit.check")
    #expect(try AuditLog.verify(path: file.path).entries == 4)
    var place = stat()
    stat(file.path, &place)
    #expect(place.st_mode & 0o777 == 0o600)
  }

  @Test func anEmptyLogHolds() {
    #expect(AuditLog.verify([]) == AuditLog.Verification(entries: 0, head: AuditLog.genesis))
  }

  @Test func aShorterLogShowsByItsLastHash() throws {
    let file = try filled(3)
    let head = try AuditLog.verify(path: file.path).head
    var bytes = file.bytes
    bytes.removeLast()
    bytes.removeSubrange((bytes.lastIndex(of: 0x0A)! + 1)...)
    file.bytes = bytes
    #expect(try AuditLog.verify(path: file.path).broken == nil)
    #expect(try AuditLog.verify(path: file.path, expectedHead: head).broken?.reason == .head)
  }

  @Test func linesThatAreTakenOutOrMovedShow() throws {
    let file = try filled(4)
    let lines = file.bytes.split(separator: 0x0A).map { Array($0) + [0x0A] }
    #expect(AuditLog.verify(lines[0] + lines[2] + lines[3]).broken == .init(line: 2, reason: .order))
    #expect(AuditLog.verify(lines[0] + lines[2] + lines[1] + lines[3]).broken == .init(line: 2, reason: .order))
    #expect(AuditLog.verify(lines[0] + lines[1] + lines[1]).broken == .init(line: 3, reason: .order))
    #expect(AuditLog.verify(lines[0] + Array("note\n".utf8)).broken == .init(line: 2, reason: .form))
    #expect(AuditLog.verify(lines[0] + lines[1].dropLast()).broken == .init(line: 2, reason: .cut))
  }

  /// Whatever byte is changed, the line that holds it is named, and the log takes no further entry.
  @Test func everyChangedByteShows() throws {
    let file = try filled(5)
    let original = file.bytes
    var random = SeededGenerator(11)
    for _ in 0..<300 {
      let place = random.below(original.count)
      var bytes = original
      bytes[place] ^= UInt8(1 + random.below(255))
      let line = 1 + original[..<place].count { $0 == 0x0A }
      let broken = AuditLog.verify(bytes).broken
      #expect(broken != nil && broken!.line <= line + 1 && broken!.line >= line)
    }
    var bytes = original
    bytes[original.count / 2] ^= 1
    file.bytes = bytes
    #expect { try AuditLog(path: file.path) } throws: { ($0 as? Fault)?.code == .auditLogBroken }
  }

  @Test func onlyOneWritesAtATime() throws {
    let file = ScratchFile()
    let first = try AuditLog(path: file.path)
    #expect { try AuditLog(path: file.path) } throws: { ($0 as? Fault)?.code == .outputUnwritable }
    try first.append("audit.check")
  }
}
