import ClinicalText
import Glibc

extension LexiconBuilder {
  /// Writes the compiled lexicon: first under a temporary name in the same folder, then renamed, so that a reader
  /// never sees half a file.
  ///
  /// - Parameter metadata: JSON that describes sources and options; kept in the file as it is.
  public func write(to path: String, metadata: String) throws(Fault) {
    try flush()
    var (order, groupStarts) = namesByGroup()
    var sorted: [LexiconName] = []
    if links.isEmpty {
      sorted.reserveCapacity(names.count)
      for index in order { sorted.append(names[Int(index)]) }
    } else {
      (sorted, groupStarts) = linked(order, groupStarts)
    }
    order = []
    let filter = FirstTokenFilter.build(firstTokens)
    let temporary = "\(path).\(getpid()).tmp"
    let file = try PartFile(temporary)
    do {
      try Array(metadata.utf8).withUnsafeBytes { try file.add(.metadata, $0) }
      try strings.withUnsafeBytes { try file.add(.strings, $0) }
      try concepts.withUnsafeBytes { try file.add(.concepts, $0) }
      try sorted.withUnsafeBytes { try file.add(.names, $0) }
      try groupStarts.withUnsafeBytes { try file.add(.groups, $0) }
      try trie.withSlots { try file.add(.slots, UnsafeRawBufferPointer($0)) }
      try filter.withUnsafeBytes { try file.add(.first, $0) }
      try file.finish()
    } catch {
      unlink(temporary)
      throw (error as? Fault) ?? Fault(.internalError, file: path)
    }
    guard rename(temporary, path) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(temporary)
      throw Fault(.outputUnwritable, file: path, value: reason)
    }
  }

  /// Name indices ordered by phrase, then rank, then input order; and the first position of each phrase.
  private func namesByGroup() -> (order: [UInt32], starts: [UInt32]) {
    var starts = [UInt32](repeating: 0, count: Int(groupCount) + 1)
    for group in nameGroup { starts[Int(group) + 1] += 1 }
    for i in 1..<max(1, starts.count) { starts[i] += starts[i - 1] }
    var next = starts
    var order = [UInt32](repeating: 0, count: names.count)
    for (index, group) in nameGroup.enumerated() {
      order[Int(next[Int(group)])] = UInt32(index)
      next[Int(group)] += 1
    }
    for group in 0..<Int(groupCount) {
      let range = Int(starts[group])..<Int(starts[group + 1])
      if range.count > 1 {
        order[range].sort { a, b in
          let x = names[Int(a)]
          let y = names[Int(b)]
          return x.rank != y.rank ? x.rank < y.rank : a < b
        }
      }
    }
    return (order, starts)
  }
}

/// Writes the parts of a lexicon file one after another, then the header in front of them.
private final class PartFile {
  private let descriptor: Int32
  private let path: String
  private var offset = LexiconFormat.headerSize
  private var entries = [LexiconFormat.Entry](
    repeating: .init(offset: 0, length: 0, checksum: 0), count: LexiconFormat.Part.allCases.count)

  init(_ path: String) throws(Fault) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Fault(.outputUnwritable, file: path, value: String(cString: strerror(errno)))
    }
  }

  deinit { close(descriptor) }

  func add(_ part: LexiconFormat.Part, _ bytes: UnsafeRawBufferPointer) throws {
    entries[part.rawValue] = .init(
      offset: UInt64(offset), length: UInt64(bytes.count),
      checksum: LexiconFormat.checksum(bytes))
    try write(bytes, at: offset)
    offset = (offset + bytes.count + 63) & ~63
  }

  func finish() throws {
    var header = [UInt8](repeating: 0, count: LexiconFormat.headerSize)
    header.withUnsafeMutableBytes { h in
      h.storeBytes(of: LexiconFormat.magic, toByteOffset: 0, as: UInt64.self)
      h.storeBytes(of: LexiconFormat.version, toByteOffset: 8, as: UInt32.self)
      for (index, entry) in entries.enumerated() {
        h.storeBytes(of: entry.offset, toByteOffset: 64 + index * 24, as: UInt64.self)
        h.storeBytes(of: entry.length, toByteOffset: 72 + index * 24, as: UInt64.self)
        h.storeBytes(of: entry.checksum, toByteOffset: 80 + index * 24, as: UInt64.self)
      }
      let end = LexiconFormat.headerSize - 8
      let sum = LexiconFormat.checksum(UnsafeRawBufferPointer(rebasing: h[0..<end]))
      h.storeBytes(of: sum, toByteOffset: end, as: UInt64.self)
    }
    try header.withUnsafeBytes { try write($0, at: 0) }
    guard ftruncate(descriptor, off_t(offset)) == 0, fsync(descriptor) == 0 else { throw failure() }
  }

  private func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
    var done = 0
    while done < bytes.count {
      let n = pwrite(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset + done))
      if n < 0 {
        if errno == EINTR { continue }
        throw failure()
      }
      done += n
    }
  }

  private func failure() -> Fault {
    errno == ENOSPC
      ? Fault(.diskFull, file: path)
      : Fault(.outputUnwritable, file: path, value: String(cString: strerror(errno)))
  }
}
