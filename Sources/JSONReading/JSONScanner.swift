internal import CSimdJSON
import ClinicalText

/// One member of an object, or one element of an array.
package struct JSONMember {
  package enum Kind: UInt8 {
    case object
    case array
    case string
    case number
    case `true`
    case `false`
    case null
  }

  /// Inside of the key's quotes, as written.
  package var key: UnsafeBufferPointer<UInt8>
  /// The whole token: quotes and brackets included.
  package var token: UnsafeBufferPointer<UInt8>
  package var kind: Kind
  package var keyIsEscaped: Bool
  package var valueIsEscaped: Bool
  /// True when key or value holds a lone surrogate.
  package var isDamaged: Bool
}

/// Checks JSON strictly and lists the members of its root. Used by one thread at a time.
package final class JSONScanner {
  /// Deepest nesting of containers that is read: far above what records hold, below what other programs refuse.
  package static let maxDepth = 256

  private let parser: OpaquePointer?
  private var block: UnsafeMutablePointer<UInt8>
  private var blockCapacity = 4096

  /// Starts with the defaults.
  package init() {
    parser = csj_create()
    block = .allocate(capacity: blockCapacity)
  }

  deinit {
    csj_destroy(parser)
    block.deallocate()
  }

  /// The members of the document's root, which point into `bytes`, and the fault: nil when all is well.
  /// With a fault the members before it are given, so that an id can be told.
  package func scan(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) -> (root: JSONMember.Kind?, members: [JSONMember], fault: Fault.Code?) {
    guard let parser, let base = bytes.baseAddress else {
      return (nil, [], bytes.isEmpty ? .blankLine : .internalError)
    }
    let result = csj_scan(parser, base, bytes.count, Self.maxDepth)
    var members: [JSONMember] = []
    members.reserveCapacity(result.member_count)
    for member in UnsafeBufferPointer(start: result.members, count: result.member_count) {
      members.append(
        JSONMember(
          key: bytes.part(Int(member.key_start), Int(member.key_end)),
          token: bytes.part(Int(member.value_start), Int(member.value_end)),
          kind: JSONMember.Kind(rawValue: member.kind) ?? .null, keyIsEscaped: member.key_escaped,
          valueIsEscaped: member.value_escaped, isDamaged: member.damaged))
    }
    return (JSONMember.Kind(rawValue: result.root), members, Self.code(result.status))
  }

  private static func code(_ status: csj_status) -> Fault.Code? {
    switch status {
    case CSJ_OK: nil
    case CSJ_BLANK: .blankLine
    case CSJ_INVALID_UTF8: .invalidUTF8
    case CSJ_LONE_SURROGATE: .loneSurrogate
    case CSJ_TOO_DEEP: .nestedTooDeep
    case CSJ_NO_MEMORY: .internalError
    default: .invalidJSON
    }
  }

  /// The value of a string member; valid until the scanner's next use when it was escaped.
  package func value(_ member: JSONMember) -> UnsafeBufferPointer<UInt8> {
    let inside = member.token.part(1, member.token.count - 1)
    return member.valueIsEscaped ? unescaped(inside) : inside
  }

  /// The value of a string member, or the token of a number, as a string.
  package func string(_ member: JSONMember) -> String {
    String(decoding: member.kind == .string ? value(member) : member.token, as: UTF8.self)
  }

  package func key(_ member: JSONMember) -> String {
    String(decoding: member.keyIsEscaped ? unescaped(member.key) : member.key, as: UTF8.self)
  }

  /// The token without white space between its parts.
  package func compactToken(_ member: JSONMember) -> String {
    guard member.kind == .object || member.kind == .array, let base = member.token.baseAddress else {
      return String(decoding: member.token, as: UTF8.self)
    }
    reserve(member.token.count + 64)
    let count = csj_minify(base, member.token.count, block)
    return String(decoding: UnsafeBufferPointer(start: block, count: count), as: UTF8.self)
  }

  private func unescaped(_ inside: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    guard let base = inside.baseAddress else { return inside }
    reserve(inside.count)
    return UnsafeBufferPointer(start: block, count: csj_unescape(base, inside.count, block))
  }

  private func reserve(_ count: Int) {
    guard count > blockCapacity else { return }
    block.deallocate()
    blockCapacity = count + count / 2
    block = .allocate(capacity: blockCapacity)
  }
}
