import ClinicalText
import Files
import JSONReading

extension BratFormat {
  /// Reads a folder of pairs (folders in it too), or one pair named by its `.ann` or `.txt`. A text without annotations
  /// is a document when another file of the folder is an `.ann`. `unit`: what the offsets count; nil: code points.
  ///
  /// Throws `noInput` for a folder without any `.ann`, `inputMissing`, `fileUnreadable`.
  package static func read(_ path: String, unit: OffsetUnit?, into set: inout AnnotationSet) throws(Fault) {
    let pairs = try pairs(path)
    let first = set.documents.count
    var declared = DeclaredAssertions()
    for pair in pairs {
      do {
        try read(pair, unit: unit ?? .codePoints, into: &set, &declared)
      } catch {
        guard pairs.count > 1 || FolderListing.names(in: path) != nil else { throw error }
        set.failures.append(AnnotationFailure(documentID: pair.id, fault: error))
      }
    }
    declared.complete(&set.documents, from: first)
  }

  private struct Pair {
    var id: String
    var annotations: String?
    var text: String?
  }

  private static func pairs(_ path: String) throws(Fault) -> [Pair] {
    guard FolderListing.names(in: path) != nil else { return [try pair(path)] }
    var pairs: [Pair] = []
    var place: [String: Int] = [:]
    for file in InputFolder.files(path, extensions: ["ann", "txt"]) {
      let index = place[file.id] ?? pairs.count
      if index == pairs.count {
        place[file.id] = index
        pairs.append(Pair(id: file.id))
      }
      if InputFolder.fileExtension(file.path) == "ann" {
        pairs[index].annotations = file.path
      } else {
        pairs[index].text = file.path
      }
    }
    guard pairs.contains(where: { $0.annotations != nil }) else {
      throw Fault(.noInput, file: path, value: "no .ann file is in the folder")
    }
    return pairs
  }

  /// The pair that one file belongs to.
  private static func pair(_ path: String) throws(Fault) -> Pair {
    let file = InputFolder.files(path, extensions: [])[0]
    let stem = String(path.dropLast(InputFolder.fileExtension(path).count))
    let other = InputFolder.fileExtension(path) == "txt" ? stem + "ann" : stem + "txt"
    guard FolderListing.exists(path) else { throw Fault(.inputMissing, file: path) }
    if InputFolder.fileExtension(path) == "txt" {
      guard FolderListing.exists(other) else { throw Fault(.inputMissing, file: other) }
      return Pair(id: file.id, annotations: other, text: path)
    }
    return Pair(id: file.id, annotations: path, text: FolderListing.exists(other) ? other : nil)
  }

  private static func read(
    _ pair: Pair, unit: OffsetUnit, into set: inout AnnotationSet, _ declared: inout DeclaredAssertions
  ) throws(Fault) {
    guard let textPath = pair.text else {
      let fault = Fault(.missingText, file: pair.annotations, value: "document \(pair.id): its .txt is not there")
      set.failures.append(AnnotationFailure(documentID: pair.id, fault: fault))
      return
    }
    guard let text = try bytes(textPath, pair.id, &set),
      let annotations = try pair.annotations.map({ path throws(Fault) in try bytes(path, pair.id, &set) }) ?? []
    else { return }
    // A byte order mark in the text is a character there: brat counts it.
    let parser = BratParser(
      id: pair.id, text: NoteText(text), source: pair.annotations ?? textPath, unit: unit)
    annotations.withUnsafeBufferPointer { parser.parse($0, &declared) }
    set.add(&parser.builder)
  }

  /// A file's bytes; nil, and a failure, when they are not UTF-8.
  private static func bytes(_ path: String, _ id: String, _ set: inout AnnotationSet) throws(Fault) -> [UInt8]? {
    let bytes = try WholeFile.read(path)
    guard bytes.withUnsafeBufferPointer(UTF8Check.isValid) else {
      let fault = Fault(.invalidUTF8, file: path, value: "document \(id)")
      set.failures.append(AnnotationFailure(documentID: id, fault: fault))
      return nil
    }
    return bytes
  }
}
