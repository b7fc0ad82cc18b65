import Foundation
import Testing

/// Reading result lines.
extension [String: Any] {
  var id: String? { self["id"] as? String }
  var status: String? { self["status"] as? String }
  var errorCode: String? { (self["error"] as? [String: Any])?["code"] as? String }
  var entities: [[String: Any]] { self["entities"] as? [[String: Any]] ?? [] }
  var cues: [[String: Any]] { self["cues"] as? [[String: Any]] ?? [] }
  var assertion: [String: Any] { self["assertion"] as? [String: Any] ?? [:] }
  var text: String? { self["text"] as? String }
  var type: String? { self["type"] as? String }
  var start: Int? { self["start"] as? Int }
  var end: Int? { self["end"] as? Int }
}

/// The part of a text between two code point offsets, or nil outside the text.
func slice(_ text: String, _ start: Int, _ end: Int) -> String? {
  let scalars = Array(text.unicodeScalars)
  guard start >= 0, start <= end, end <= scalars.count else { return nil }
  var view = String.UnicodeScalarView()
  view.append(contentsOf: scalars[start..<end])
  return String(view)
}

/// Equality of every code point; `==` of strings takes canonically equivalent ones for equal.
func sameScalars(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

/// One line of input.
func noteLine(_ id: String, _ text: String, _ further: [String: Any] = [:]) throws -> String {
  var object = further
  object["id"] = id
  object["text"] = text
  return String(decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys), as: UTF8.self)
}
