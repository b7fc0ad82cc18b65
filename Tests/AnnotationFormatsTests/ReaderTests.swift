import AnnotationFormats
import ClinicalText
import Testing

@Suite struct ReaderTests {
  @Test(arguments: [
    ("a.jsonl", #"{"id":1,"text":"a","entities":[]}"#, AnnotationFormat.jsonl),
    ("a.json", #"{"id":1,"text":"a","label":"positive","entities":[{"id":1,"type":"t","start":0,"end":1}]}"#, .jsonl),
    ("a.jsonl", #"{"id":"n1","status":"ok","entities":[],"relations":[],"phi":[]}"#, .jsonl),
    ("a.json", #"{"text":"a","ents":[],"tokens":[]}"#, .spacy), ("a.jsonl", #"{"text":"a","spans":[]}"#, .spacy),
    ("a.jsonl", #"{"id":1,"text":"a","label":[[0,1,"T"]]}"#, .spacy),
    ("a.jsonl", #"{"id":1,"text":"a","Comments":[],"entities":[],"relations":[]}"#, .spacy),
    ("a.json", #"["a",{"entities":[[0,1,"T"]]}]"#, .spacy),
    ("a.jsonl", #"{"extractions":[],"text":"a","document_id":"1"}"#, .langextract),
    ("a.json", #"{"source":"x","date":"","key":"","documents":[]}"#, .biocJSON),
    (
      "a.xml", "<?xml version=\"1.0\"?>\n<!DOCTYPE collection SYSTEM \"BioC.dtd\"><collection><source/></collection>",
      .bioc
    ),
    ("a.xml", "<deIdi2b2><TEXT>a</TEXT><TAGS></TAGS></deIdi2b2>", .i2b2), ("a.xml", "<x><TEXT>a</TEXT></x>", .i2b2),
    ("a.xml", "<!-- <x> --><!DOCTYPE y [<!ENTITY a '>'>]>\n<y>\n<TAGS/><TEXT>a</TEXT></y>", .i2b2),
    ("a.xml", "<collection><document><id>1</id>", .bioc), ("a.txt", "1|t|Title\n1|a|Text\n", .pubtator),
    ("a.conll", "a\tO\n", .conll), ("a.tsv", "pain\tB-X\nin\tO\n", .conll),
    ("a.pubtator", "\n12345|t|Title\n", .pubtator),
  ])
  func formatsAreTold(name: String, content: String, format: AnnotationFormat) throws {
    let folder = ScratchFolder()
    let path = folder.write(content, name)
    // The file alone, and the folder that it lies in, read as if the format had been named.
    let told = try AnnotationReader().read([path])
    let named = try AnnotationReader(format: format).read([path])
    #expect(told.documents.map { dump($0) } == named.documents.map { dump($0) })
    #expect(told.failures.map(\.fault) == named.failures.map(\.fault))
    let inFolder = try AnnotationReader().read([folder.path])
    #expect(inFolder.documents.count <= named.documents.count)
  }

  @Test(arguments: [
    ("a.txt", "A note."), ("a.json", "{\"a\":1}"), ("a.json", "{"), ("a.xml", "<x><y/></x>"), ("a.json", ""),
  ])
  func whatIsNoFormatIsAFault(name: String, content: String) {
    let folder = ScratchFolder()
    let path = folder.write(content, name)
    let fault = #expect(throws: Fault.self) { try AnnotationReader().read([path]) }
    #expect(fault?.code == .unknownFormat)
    #expect(fault?.value?.contains("--gold-format") == true)
  }

  @Test func aFolderHoldsOneFormat() throws {
    let folder = ScratchFolder()
    folder.write(#"{"id":"b","text":"a","entities":[]}"#, "b/b.jsonl")
    folder.write(#"{"id":"a","text":"a","entities":[]}"#, "a.jsonl")
    folder.write("How this was made.", "README.md")
    #expect(try AnnotationReader().read([folder.path]).documents.map(\.id) == ["a", "b"])
    folder.write("<collection></collection>", "c.xml")
    let fault = #expect(throws: Fault.self) { try AnnotationReader().read([folder.path]) }
    #expect(fault?.code == .unknownFormat)
    #expect(fault?.value?.hasPrefix("it holds jsonl and bioc") == true)
    #expect(try AnnotationReader(format: .jsonl).read([folder.path + "/"]).documents.count == 2)
  }

  @Test func standoffFilesMakeABratFolder() throws {
    let folder = ScratchFolder()
    folder.write("chest pain", "x/1.txt")
    folder.write("T1\tproblem 0 10\tchest pain\n", "x/1.ann")
    let set = try AnnotationReader().read([folder.path])
    #expect(set.documents.map(\.id) == ["x/1"])
    #expect(set.documents[0].entities.map(\.type) == ["problem"])
  }

  @Test func pathsAreReadInOrderAndTheFirstOfAnIDStays() throws {
    let folder = ScratchFolder()
    let b = folder.write("{\"id\":1,\"text\":\"b\"}\n{\"id\":2,\"text\":\"b\"}", "b.jsonl")
    let a = folder.write("{\"id\":3,\"text\":\"a\"}\n{\"id\":\"1\",\"text\":\"a\"}", "a.jsonl")
    let set = try AnnotationReader().read([b, a])
    #expect(set.documents.map(\.id) == ["1", "2", "3"])
    #expect(set.documents[0].source == b)
    #expect(set.failures.map(\.fault) == [Fault(.duplicateID, file: a, line: 2, value: "document 1")])
  }

  @Test func whatCannotBeOpenedIsAFault() {
    let folder = ScratchFolder()
    #expect(throws: Fault(.noInput)) { try AnnotationReader().read([]) }
    #expect(throws: Fault(.inputMissing, file: "/nonexistent")) { try AnnotationReader().read(["/nonexistent"]) }
    #expect(throws: Fault.self) { try AnnotationReader().read([folder.path]) }
    folder.write("a", "a.md")
    for format in AnnotationFormat.allCases {
      let fault = #expect(throws: Fault.self) { try AnnotationReader(format: format).read([folder.path]) }
      #expect(fault?.code == .noInput, "\(format)")
    }
    let zipped = folder.write([0x1F, 0x8B, 8, 0], "a.jsonl")
    for format in [nil, AnnotationFormat.jsonl, .spacy, .biocJSON] {
      let fault = #expect(throws: Fault.self) { try AnnotationReader(format: format).read([zipped]) }
      #expect(fault?.code == .fileUnreadable)
      #expect(fault?.value?.contains("decompress") == true)
    }
    // In a folder with others it is a failure.
    folder.write("{\"id\":1,\"text\":\"a\"}", "b.jsonl")
    let set = try? AnnotationReader(format: .jsonl).read([folder.path])
    #expect(set?.documents.count == 1)
    #expect(set?.failures.map(\.fault.code) == [.fileUnreadable])
  }
}
