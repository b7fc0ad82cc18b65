import ClinicalText
import Testing

@Suite struct JSONWriterTests {
  private static func compact(_ body: (inout JSONWriter) -> Void) -> String {
    let buffer = OutputBuffer()
    var json = JSONWriter(buffer)
    body(&json)
    return String(decoding: buffer.bytes, as: UTF8.self)
  }

  /// Every kind of value, in both forms.
  private static func all(_ json: inout JSONWriter) {
    json.string("a", "x\"y\\\n\u{1}é")
    json.double("b", 0.1 + 0.2)
    json.double("c", .nan)
    json.array("d") { _ in }
    json.array("e") { json in
      json.int(nil, 1)
      json.object { $0.bool("f", true) }
      json.object { _ in }
    }
    json.null("g")
    json.int("h", nil)
    json.raw("i") { $0.append("[ ]" as StaticString) }
    json.objects("j", [1, 2]) { $0.int("k\"", -$1) }
    json.array("l", ["m", "n"]) { $0.string(nil, $1) }
  }

  @Test func indented() {
    let text = JSONWriter.text { Self.all(&$0) }
    #expect(
      text == #"""
        {
          "a": "x\"y\\\n\u0001é",
          "b": 0.30000000000000004,
          "c": null,
          "d": [],
          "e": [
            1,
            {
              "f": true
            },
            {}
          ],
          "g": null,
          "h": null,
          "i": [ ],
          "j": [
            {
              "k\"": -1
            },
            {
              "k\"": -2
            }
          ],
          "l": [
            "m",
            "n"
          ]
        }

        """#)
  }

  @Test func compact() {
    #expect(
      Self.compact { $0.object { Self.all(&$0) } }
        == #"{"a":"x\"y\\\n\u0001é","b":0.30000000000000004,"c":null,"d":[],"e":[1,{"f":true},{}],"g":null,"h":null,"#
        + #""i":[ ],"j":[{"k\"":-1},{"k\"":-2}],"l":["m","n"]}"#)
  }

  @Test func whatIsNotGivenIsNotWritten() {
    let text = Self.compact { json in
      json.object { json in
        json.string("a", given: nil)
        json.string("b", given: "")
        json.int("c", given: nil)
        json.int("d", given: 0)
        json.double("e", given: nil)
        json.double("f", given: .infinity)
        json.double("g", given: 0)
      }
    }
    #expect(text == #"{"b":"","d":0,"g":0.0}"#)
  }

  @Test func linesStandByThemselves() {
    let text = Self.compact { json in
      for id in ["a", "b"] {
        json.object { $0.string("id", id) }
        json.endLine()
      }
    }
    #expect(text == "{\"id\":\"a\"}\n{\"id\":\"b\"}\n")
  }

  @Test func errorsOfTheBodyComeThrough() {
    func write(_ json: inout JSONWriter) throws(Fault) {
      try json.objects("a", [1]) { _, _ throws(Fault) in throw Fault(.notRepresentable) }
    }
    var json = JSONWriter(OutputBuffer())
    #expect(throws: Fault.self) { try write(&json) }
  }
}
