import ClinicalText
import Crypto

/// A web page as one file that works without a network.
///
/// It is made of a template with places `{{name}}` for what stands in its body, of styles, scripts and data. Its content security policy allows
/// exactly its own style and scripts, by their hashes, and no connection at all. Text of notes reaches the reader as text
/// nodes only; in the file it stands inside of JSON without any `<`, so that nothing in it can end the data.
///
/// Places that are filled here: `policy`, `style`, `script`, `before` (the script of a test), `data`; all others are
/// taken from `fields`, and escaped, or from `body`.
public struct WebPage {
  private let template: String
  private let style: [UInt8]
  private let script: [UInt8]
  /// A script that runs before the page's own: how tests look at it from inside.
  public var testScript = ""
  /// Texts for places of the template; they are escaped.
  public var fields: [String: String] = [:]
  /// Makes the place `body`.
  public var body: ((inout HTMLWriter) -> Void)?
  /// Writes the JSON of the place `data`.
  public var data: ((OutputBuffer) -> Void)?

  /// Takes each part as it is given; scripts share names, in their order. `fields` needs a `title`.
  public init(template: [UInt8], styles: [[UInt8]], scripts: [[UInt8]]) {
    self.template = String(decoding: PageParts.frame, as: UTF8.self)
      .replacing("{{content}}", with: String(decoding: template, as: UTF8.self))
    style = Self.joined(styles)
    script = [Array("(() => {\n\"use strict\";\n".utf8), Self.joined(scripts), Array("})();\n".utf8)].reduce([], +)
  }

  /// Appends the page, UTF-8.
  public func append(to output: OutputBuffer) {
    let test = Array(testScript.utf8)
    let scripts = test.isEmpty ? [script] : [script, test]
    let policy =
      "default-src 'none'; style-src \(Self.hash(style)); "
      + "script-src \(scripts.map(Self.hash).joined(separator: " ")); base-uri 'none'; form-action 'none'"
    for part in parts {
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
      case .place("data"): appendJSON(to: output)
      case .place("body"):
        var html = HTMLWriter(output)
        body?(&html)
      case .place(let name):
        guard let text = fields[name] else { preconditionFailure("the page has a place that nothing fills: \(name)") }
        var html = HTMLWriter(output)
        html.text(text)
      }
    }
  }

  /// JSON in which every `<` is an escape: "</script>" would end the data, and "<!--" together with "<script" would keep
  /// the page from ending them. Outside of strings JSON has none.
  private func appendJSON(to output: OutputBuffer) {
    guard let data else { return output.append("null") }
    let json = OutputBuffer(capacity: 1 << 16)
    data(json)
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

  /// The template, cut at its `{{name}}`.
  private var parts: [Part] {
    var parts: [Part] = []
    for (index, piece) in template.split(separator: "{{", omittingEmptySubsequences: false).enumerated() {
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
