import AnnotationFormats
import ClinicalText
import Testing

@Suite struct JSONLReadingTests {
  @Test func everyFieldOfGoldIsRead() throws {
    let line = """
      {"id":"g1","sex":"f","text":"Café: no chest pain, Mr. Li","age_band":"40-49","type":"ed","n":12.50,"list":[1],\
      "flag":true,"assertion_scope":["negated"],"entities":[{"id":7,"type":"problem","start":9,"end":19,\
      "text":"chest pain","concepts":[{"id":"C0008031","vocabulary":"UMLS","name":"Chest Pain","semantic_types":[]},\
      "C2",{"id":3}],"assertion":{"negated":true,"experiencer":"family"},"section":"hpi","source":"human",\
      "attributes":{"a":"x\\ny","n":1.0,"o":{"k": [1, 2]}}},{"id":"b","type":"anatomy","start":0,"end":4}],\
      "relations":[{"type":"location_of","head":"b","tail":7}],\
      "phi":[{"category":"NAME","type":"PATIENT","start":25,"end":27,"text":"Li","group":"asian"}]}
      """
    let set = try readAnnotations(line)
    #expect(set.failures.isEmpty)
    let document = try #require(set.documents.first)
    #expect(
      dump(document) == [
        "document g1 type ed failed false", "text \"Café: no chest pain, Mr. Li\"", "metadata sex=f",
        "metadata age_band=40-49", "metadata n=12.50", "scope negated",
        "entity b anatomy [Range(0..<4)] surface - [] - - - {}",
        "entity 7 problem [Range(9..<19)] surface - [C0008031/UMLS/Chest Pain;C2/-/-;3/-/-] [\"family\", \"negated\"] "
          + "hpi human {a=x\ny;n=1.0;o={\"k\":[1,2]}}",
        "relation location_of b>7", "identifier NAME:PATIENT 25-27",
      ])
    #expect(document.identifiers[0].group == "asian")
    #expect(!document.identifiers[0].isKept)
    #expect(document.line == 1)
    #expect(document.source.hasSuffix("/a.jsonl"))
  }

  @Test func resultsAreReadWithoutText() throws {
    let text = """
      {"id":"n1","status":"ok","entities":[{"id":1,"type":"problem","start":0,"end":4,"text":"pain","concepts":[],\
      "assertion":{"negated":false,"uncertain":false,"historical":false,"hypothetical":false,"experiencer":"patient"},\
      "cues":[],"section":null,"source":"dictionary","attributes":{}},{"id":2,"type":"problem","start":0,"end":2,\
      "text":"pa","preferred":false}],"relations":[{"id":1,"type":"x","head":1,"tail":2,"source":"rule:a"}],\
      "phi":[{"category":"NAME","type":"PATIENT","start":5,"end":9,"source":"rule:n","replacement":"[PATIENT]"},\
      {"category":"AGE","type":"AGE","start":10,"end":12,"source":"rule:a"}],"deidentified_text":"pain [PATIENT]"}
      {"id":"n2","status":"error","line":2,"error":{"code":"invalid_text","message":"m"}}
      {"id":null,"status":"error","line":3,"error":{"code":"blank_line","message":"m"}}
      """
    let set = try readAnnotations(text)
    #expect(set.documents.map(\.id) == ["n1", "n2"])
    #expect(set.failures.map(\.fault.code) == [.missingID])
    let first = set.documents[0]
    #expect(first.text == nil)
    #expect(first.metadata.isEmpty)
    #expect(first.entities.map(\.id) == ["1"])
    #expect(first.entities[0].surface == "pain")
    #expect(first.entities[0].assertion == Assertion())
    #expect(first.relations.isEmpty)
    #expect(first.identifiers.map(\.isKept) == [false, true])
    #expect(set.documents[1].hasFailed)
    #expect(set.documents[1].metadata.isEmpty)
    let all = try readAnnotations(text, includeAll: true)
    #expect(all.documents[0].entities.map(\.id) == ["2", "1"])
    #expect(all.documents[0].relations == [AnnotatedRelation(type: "x", head: 1, tail: 0)])
  }

  @Test func theWordsOfDeidentifiedResultsAreNotTheNotes() throws {
    let set = try readAnnotations(
      #"{"id":"n","status":"ok","entities":[{"id":1,"type":"date","start":0,"end":4,"text":"[DATE]","deid_start":0}]}"#)
    #expect(set.documents[0].entities[0].surface == nil)
  }

  @Test func idsKeepTheirTokens() throws {
    let set = try readAnnotations(#"{"id":1.50e2,"text":"","entities":[]}"#)
    #expect(set.documents.map(\.id) == ["1.50e2"])
    #expect(set.documents[0].text?.count == 0)
  }

  @Test func discontinuousMentionsTakeBothFormsOfTheirWords() throws {
    let text = "left or right arm"
    for words in ["left arm", "left or right arm"] {
      let set = try readAnnotations(
        #"{"id":1,"text":"\#(text)","entities":[{"id":1,"type":"anatomy","start":0,"end":17,"#
          + #""fragments":[[14,17],[0,4]],"text":"\#(words)"}]}"#)
      #expect(set.failures.isEmpty)
      #expect(set.documents[0].entities[0].fragments == [0..<4, 14..<17])
    }
  }

  @Test(arguments: [
    (#"{"id":9,"type":"t","start":0}"#, "entity 9", "t"),
    (#"{"type":"t","start":0}"#, "entity 1", "t"),
    (#"{"id":9,"type":"t","start":"0","end":2}"#, "entity 9", "t"),
    (#"{"id":9,"type":"t","start":0.0,"end":2}"#, "entity 9", "t"),
    (#"{"id":9,"type":"t","start":0,"end":99999999999999999999}"#, "entity 9", "t"),
    (#"{"id":9,"start":0,"end":2}"#, "entity 9", ""),
    (#"7"#, "entity 1", ""),
    (#"{"id":9,"type":"t","start":0,"end":3,"fragments":[[0,1],[1]]}"#, "entity 9", "t"),
    (#"{"id":9,"type":"t","start":0,"end":3,"fragments":[[0,1],[2,4]]}"#, "entity 9", "t"),
    (#"{"id":9,"type":"t","start":0,"end":2,"assertion":{"negated":"no"}}"#, "entity 9", "t"),
    (#"{"id":9,"type":"t","start":0,"end":2,"assertion":{"experiencer":"aunt"}}"#, "entity 9", "t"),
    (#"{"id":9,"type":"t","start":0,"end":2,"concepts":[{"name":"x"}]}"#, "entity 9", "t"),
  ])
  func badEntitiesAreFailures(entity: String, place: String, type: String) throws {
    let set = try readAnnotations(
      "\n" + #"{"id":"d","text":"secret words","entities":[\#(entity),{"id":2,"type":"t","start":0,"end":6}]}"#)
    #expect(set.documents[0].entities.map(\.id) == ["2"])
    #expect(set.documents[0].unusable == [type])
    let failure = try #require(set.failures.first)
    #expect(set.failures.count == 1)
    #expect(failure.documentID == "d")
    #expect(failure.fault.code == .invalidAnnotation)
    #expect(failure.fault.line == 2)
    #expect(failure.fault.value?.hasPrefix("document d, \(place): ") == true)
    #expect(!failure.fault.message.contains("secret"))
  }

  @Test(arguments: [
    (-1, 2, Fault.Code.offsetsOutside), (0, 0, .offsetsOutside), (3, 2, .offsetsOutside), (0, 13, .offsetsOutside),
    (1, 7, .offsetsMismatch),
  ])
  func offsetsAreChecked(start: Int, end: Int, code: Fault.Code) throws {
    let set = try readAnnotations(
      #"{"id":"d","text":"secret words","entities":[{"id":2,"type":"t","start":\#(start),"end":\#(end),"text":"secret"}]}"#
    )
    #expect(set.failures.map(\.fault.code) == [code])
    #expect(set.documents[0].unusable == ["t"])
  }

  @Test func relationsToWhatIsNotThereAreFailures() throws {
    let set = try readAnnotations(
      #"{"id":"d","text":"ab","entities":[{"id":1,"type":"t","start":0,"end":1}],"#
        + #""relations":[{"type":"x","head":1,"tail":2},{"type":"x","head":1},{"type":"x","head":1,"tail":1}]}"#)
    #expect(set.failures.map(\.fault.code) == [.unknownReference, .invalidAnnotation])
    #expect(set.documents[0].relations.count == 1)
  }

  private static let deep = String(repeating: "[", count: 10_000)
  private static let badLines: [(line: String, code: Fault.Code)] = [
    ("{\"id\":1,\"text\":\"a\"", .invalidJSON), ("[]]", .invalidJSON), ("nul", .invalidJSON),
    ("7", .notAnObject), ("{\"text\":\"a\"}", .missingID), ("{\"id\":null,\"text\":\"a\"}", .missingID),
    ("{\"id\":[1],\"text\":\"a\"}", .invalidID), ("{\"id\":1,\"text\":5}", .invalidText),
    ("{\"id\":1,\"text\":\"\\ud800\"}", .loneSurrogate), ("{\"id\":1,\"text\":\(deep)}", .nestedTooDeep),
    ("{\"id\":1,\"text\":\(deep)\(deep.replacing("[", with: "]"))}", .nestedTooDeep),
  ]

  @Test(arguments: badLines)
  func badLinesAreFailuresAndTheRestIsRead(line: String, code: Fault.Code) throws {
    let good = #"{"id":"g","text":"a"}"#
    let set = try readAnnotations("\(good)\n\n\(line)\r\n{\"id\":\"h\",\"text\":\"b\"}\n", as: .jsonl)
    #expect(set.documents.map(\.id) == ["g", "h"])
    #expect(set.failures.map(\.fault.code) == [code])
    #expect(set.failures.first?.fault.line == 3)
  }

  @Test func aBrokenLineTellsItsID() throws {
    let set = try readAnnotations("{\"id\":\"a\",\"text\":\"secret", as: .jsonl)
    #expect(set.failures.map(\.documentID) == ["a"])
    #expect(set.failures[0].fault.message.contains("secret") == false)
  }

  @Test func bytesThatAreNoUTF8FailTheirLine() throws {
    let folder = ScratchFolder()
    let path = folder.write(
      Array("{\"id\":1,\"text\":\"a\"}\n{\"id\":2,\"text\":\"".utf8) + [0xFF] + Array("\"}\n".utf8), "a.jsonl")
    let set = try AnnotationReader().read([path])
    #expect(set.documents.map(\.id) == ["1"])
    #expect(set.failures.map(\.fault.code) == [.invalidUTF8])
  }

  @Test(arguments: [
    "[{\"id\":1,\"text\":\"a\"},\n{\"id\":2,\"text\":\"b\"}]", "{\n  \"id\": 1,\n  \"text\": \"a\"\n}\n",
    "\u{FEFF}{\"id\":1,\"text\":\"a\"}", "\n\n{\"\\u0069d\":1,\"te\\u0078t\":\"a\"}\r\n",
  ])
  func arraysAndSingleObjectsAreRead(text: String) throws {
    let set = try readAnnotations(text)
    #expect(set.failures.isEmpty)
    #expect(set.documents.first?.id == "1")
    #expect(set.documents.first?.text?.count == 1)
  }

  @Test func theElementsOfABrokenArrayAreKept() throws {
    let set = try readAnnotations(
      "[{\"id\":1,\"text\":\"a\"},\n{\"id\":2,\"text\":\"\\ud800\"},\n{\"id\":3,\"te", as: .jsonl)
    #expect(set.documents.map(\.id) == ["1"])
    #expect(set.failures.map(\.fault.code) == [.loneSurrogate, .invalidJSON])
    #expect(set.failures.map(\.fault.line) == [2, 2])
  }

  @Test func escapesAndZeroBytesAreText() throws {
    let set = try readAnnotations(
      #"{"id":1,"text":"a\u0000\ud83d\ude00\/\b\f\t\"\\é","entities":[{"id":"\u00e9","type":"t","start":2,"end":3}]}"#)
    #expect(set.failures.isEmpty)
    let text = try #require(set.documents[0].text)
    #expect(text.string(text.fullSpan) == "a\u{0}😀/\u{8}\u{C}\t\"\\é")
    #expect(set.documents[0].entities[0].id == "é")
  }

  @Test func offsetsOfOtherUnitsAreTurned() throws {
    let line = #"{"id":1,"text":"😀é pain","entities":[{"id":1,"type":"t","start":%,"end":&,"text":"pain"}]}"#
    for (unit, start) in [(OffsetUnit.codePoints, 3), (.utf16, 4), (.bytes, 7)] {
      let text = line.replacing("%", with: "\(start)").replacing("&", with: "\(start + 4)")
      let set = try readAnnotations(text, unit: unit)
      #expect(set.documents[0].entities.map(\.start) == [3])
    }
    let wrong = try readAnnotations(line.replacing("%", with: "4").replacing("&", with: "8"))
    #expect(wrong.failures[0].fault.value?.hasSuffix("they fit when counted in utf-16") == true)
  }

  /// Linear in the number of annotations, whatever they are.
  @Test func aHundredThousandAnnotationsOfOneDocument() throws {
    var line = #"{"id":1,"text":"\#(String(repeating: "é pain ", count: 10_000))","entities":["#
    for i in 0..<100_000 {
      line += "{\"id\":\(i),\"type\":\"t\",\"start\":\(i % 60_000),\"end\":\(i % 60_000 + 1)},"
    }
    line += "{\"id\":0,\"type\":\"t\",\"start\":0,\"end\":1}]}"
    let clock = ContinuousClock()
    var set = AnnotationSet()
    let time = try clock.measure { set = try readAnnotations(line) }
    #expect(set.documents[0].entities.count == 100_000)
    #expect(set.failures.count == 1)
    #expect(time < .seconds(20))
  }

  /// Offsets over a whole long text with other words: no copies of the text are made to compare them.
  @Test func wideOffsetsWithShortWordsAreCheap() throws {
    let entity = "{\"type\":\"t\",\"start\":0,\"end\":1000000,\"text\":\"x\"}"
    for unit in ["pain ", "     "] {
      let text = String(repeating: unit, count: 200_000)
      let list = Array(repeating: entity, count: 200).joined(separator: ",")
      var set = AnnotationSet()
      let time = try ContinuousClock().measure {
        set = try readAnnotations("{\"id\":1,\"text\":\"\(text)\",\"entities\":[\(list)]}")
      }
      #expect(set.failures.count == 200)
      #expect(time < .seconds(5))
    }
  }

  @Test func whiteSpaceWithinWordsMayBeFolded() throws {
    for words in ["chest pain", " chest  pain\u{A0}", "chest\\r\\n\\t pain"] {
      let set = try readAnnotations(
        #"{"id":1,"text":"😀 chest\r\n  pain","entities":[{"id":1,"type":"t","start":2,"end":15,"text":"\#(words)"}]}"#)
      #expect(set.failures.isEmpty, "\(words)")
    }
  }
}
