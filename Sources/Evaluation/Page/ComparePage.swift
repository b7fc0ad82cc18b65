import ClinicalText
import Crypto

/// The HTML page of a comparison: one file that works without a network.
///
/// The page is made of the files of the folder `Web` and of the data as JSON (`PageWriter`). Its content security policy
/// allows exactly its own style and script, by their hashes, and no connection at all. Text of notes reaches the reader
/// as text nodes only; in the file it stands inside of JSON without any `<`, so that nothing in it can end the data.
public enum ComparePage {
  /// Appends the page of these data, UTF-8.
  public static func append(_ data: PageData, to output: OutputBuffer) {
    append(data, to: output, testScript: "")
  }

  /// Appends the page with a script that runs before its own: how tests look at it from inside.
  package static func append(_ data: PageData, to output: OutputBuffer, testScript: String) {
    let style = joined(WebParts.styles)
    let script = [Array("(() => {\n\"use strict\";\n".utf8), joined(WebParts.scripts), Array("})();\n".utf8)]
      .reduce([], +)
    let test = Array(testScript.utf8)
    let scripts = test.isEmpty ? [script] : [script, test]
    let policy =
      "default-src 'none'; style-src \(hash(style)); "
      + "script-src \(scripts.map(hash).joined(separator: " ")); base-uri 'none'; form-action 'none'"

    for part in template {
      switch part {
      case .literal(let text): output.append(text)
      case .place("policy"): output.append(policy)
      case .place("style"): style.withUnsafeBufferPointer { output.append($0) }
      case .place("script"): script.withUnsafeBufferPointer { output.append($0) }
      case .place("before"):
        guard !test.isEmpty else { continue }
        output.append("<script>")
        output.append(testScript)
        output.append("</script>\n")
      case .place("data"): appendJSON(data, to: output)
      case .place(let name): preconditionFailure("compare.html has a place that nothing fills: \(name)")
      }
    }
  }

  /// JSON in which every `<` is an escape: "</script>" would end the data, and "<!--" together with "<script" would keep
  /// the page from ending them. Outside of strings JSON has none.
  private static func appendJSON(_ data: PageData, to output: OutputBuffer) {
    let json = OutputBuffer(capacity: data.notes.reduce(1 << 16) { $0 + $1.text.count * 2 })
    PageWriter.append(data, to: json)
    let bytes = json.bytes
    var clean = 0
    for index in bytes.indices where bytes[index] == UInt8(ascii: "<") {
      output.append(UnsafeBufferPointer(rebasing: bytes[clean..<index]))
      output.append("\\u003c")
      clean = index + 1
    }
    output.append(UnsafeBufferPointer(rebasing: bytes[clean...]))
  }

  private enum Part {
    case literal(String)
    case place(String)
  }

  /// compare.html, cut at its `{{name}}`.
  private static var template: [Part] {
    let text = String(decoding: WebParts.page, as: UTF8.self)
    var parts: [Part] = []
    for (index, piece) in text.split(separator: "{{", omittingEmptySubsequences: false).enumerated() {
      let sides = piece.split(separator: "}}", maxSplits: 1, omittingEmptySubsequences: false)
      if index > 0, sides.count == 2 { parts.append(.place(String(sides[0]))) }
      parts.append(.literal(String(sides[sides.count - 1])))
    }
    return parts
  }

  private static func joined(_ parts: [[UInt8]]) -> [UInt8] { parts.reduce([], +) }

  /// A source of a content security policy: the SHA-256 of an inline style or script.
  private static func hash(_ bytes: [UInt8]) -> String {
    "'sha256-\(base64(Array(SHA256.hash(data: bytes))))'"
  }

  /// RFC 4648, section 4.
  private static func base64(_ bytes: [UInt8]) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for place in 0..<4 {
        text.append(place <= group.count ? letters[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
