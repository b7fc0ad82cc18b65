import ClinicalText
import EntityStore
import Foundation
import Testing

/// Each case: the inputs of successive runs ("id=text", "id!fingerprint" for a failure, "!fingerprint" for one without
/// an id), and the current rows expected after the last, in order, with the number of all note rows.
private let cases: [(runs: [[String]], current: [String], rows: Int)] = [
  ([["a=1", "b=2"], ["a=1", "b=2"]], ["a=1", "b=2"], 2),
  ([["a=1", "b=2", "c=3"], ["a=1", "b=9", "c=3"]], ["a=1", "b=9", "c=3"], 4),
  ([["a=1"], ["a=2"], ["a=1"]], ["a=1"], 2),
  ([["a=1", "b=2"], ["a=2", "b=2"], ["a=1", "b=2"]], ["a=1", "b=2"], 3),
  ([["a=1", "a=1", "b=2"]], ["a=1", "b=2"], 2),
  ([["a=1", "a=2"], ["a=1", "a=2"]], ["a=1", "a!"], 2),
  ([["a=1", "a=2"], ["a=3", "a=2"]], ["a=3", "a!"], 3),
  ([["a=1", "a=2"], ["a=1", "a=3"]], ["a=1", "a!"], 3),
  ([["a=1"], ["a!5"]], ["a!"], 2),
  ([["a=1"], ["a!5"], ["a=1"]], ["a=1"], 2),
  ([["a!5", "a=1"], ["a!5", "a=1"]], ["a!", "a=1"], 2),
  ([["a=1", "!5"], ["a=1", "!5"]], ["a=1", "-!"], 2),
  ([["a=1", "!5"], ["a=1", "!6"]], ["a=1", "-!"], 3),
  ([["a=1", "!5"], ["a=1", "b=2"]], ["a=1", "b=2"], 3),
  ([["a=1", "b=2"], ["b=2", "a=1"]], ["b=2", "a=1"], 2),
  ([["a=1", "b=2"], ["a=1", "c=3", "b=2"]], ["a=1", "c=3", "b=2"], 3),
  ([["in.jsonl:1=x", "b=2"], ["!5", "b=2"]], ["-!", "b=2"], 3),
]

@Suite struct ResumeTests {
  @Test(arguments: cases.indices) func table(_ index: Int) throws {
    let work = Workspace()
    for input in cases[index].runs {
      try work.run { store in
        for (number, item) in input.enumerated() { try feed(store, item, line: number + 1) }
      }
    }
    let current = try work.rows(
      """
      SELECT coalesce(note_id, '-') || iif(status = 'ok', '=' || (SELECT text FROM entity e
        WHERE e.note_key = n.note_key), '!') FROM note n WHERE current = 1 ORDER BY position
      """)
    #expect(current == cases[index].current)
    #expect(try work.rows("SELECT count(*) FROM note") == ["\(cases[index].rows)"])
    #expect(try work.rows("SELECT count(*) FROM run WHERE status = 'done'") == ["\(cases[index].runs.count)"])
  }

  private func feed(_ store: EntityStore, _ item: String, line: Int) throws {
    if let at = item.firstIndex(of: "!") {
      let id = String(item[..<at])
      try store.fail(
        id.isEmpty ? nil : id, .invalidJSON, line: line,
        fingerprint: UInt64(item[item.index(after: at)...]) ?? 0)
    } else {
      let parts = item.split(separator: "=")
      try store.process(String(parts[0]), String(parts[1]), line: line)
    }
  }

  @Test func anotherConfigurationMakesNewRows() throws {
    let work = Workspace()
    for name in ["c1", "c2", "c1"] {
      try work.run(.sample(configuration: name)) { store in
        try store.process("a", "1", line: 1)
        try store.process("b", "2", line: 2)
      }
    }
    #expect(
      try work.rows("SELECT note_id, current, pipeline_id FROM note ORDER BY note_key")
        == ["a|1|1", "b|1|1", "a|0|2", "b|0|2"])
    #expect(try work.rows("SELECT count(*) FROM pipeline") == ["2"])
  }

  /// A run that is cut off after any number of notes and repeated gives the rows of an undisturbed one.
  @Test func cutOffAndRepeated() throws {
    func feed(_ store: EntityStore, _ range: Range<Int>) throws {
      for i in range {
        if i % 7 == 3 {
          try store.fail(i % 2 == 0 ? "n\(i)" : nil, .invalidJSON, line: i, fingerprint: UInt64(i))
        } else {
          try store.process("n\(i % 40)", "text \(i % 41)", line: i)
        }
      }
    }
    let columns = """
      SELECT note_key, note_id, status, error_code, line, hex(content_hash), pipeline_id, current, position,
        (SELECT count(*) FROM entity e WHERE e.note_key = n.note_key) FROM note n ORDER BY note_key
      """
    let whole = Workspace()
    try whole.run { try feed($0, 0..<60) }
    let expected = try whole.rows(columns)
    for cut in stride(from: 0, through: 60, by: 6) {
      let work = Workspace()
      do {
        let store = try EntityStore.open(work.path)
        try store.beginRun(.sample())
        try feed(store, 0..<(cut / 2))
        try store.commit()
        try feed(store, (cut / 2)..<cut)
        // Goes without commit or close, as a killed process does.
      }
      #expect(try work.rows("SELECT status FROM run") == ["running"])
      try work.run { try feed($0, 0..<60) }
      #expect(try work.rows(columns) == expected, "cut at \(cut)")
      #expect(try work.rows("SELECT status FROM run ORDER BY run_id") == ["stopped", "done"])
    }
  }

  @Test func whatIsNotCommittedIsNotThere() throws {
    let work = Workspace()
    do {
      let store = try EntityStore.open(work.path)
      try store.beginRun(.sample())
      try store.process("a", "1", line: 1)
      #expect(try work.rows("SELECT count(*) FROM note") == ["0"])
    }
    #expect(try work.rows("SELECT count(*) FROM note") == ["0"])
    #expect(try work.rows("PRAGMA integrity_check") == ["ok"])
  }

  @Test func fullDiskKeepsWhatWasCommitted() throws {
    let work = Workspace()
    var options = StoreOptions()
    options.pageLimit = 60
    let store = try EntityStore.open(work.path, options: options)
    try store.beginRun(.sample())
    try store.process("first", "1", line: 1)
    try store.commit()
    var fault: Fault?
    do {
      for i in 0..<100_000 { try store.process("n\(i)", "some text \(i)", line: i + 2) }
    } catch { fault = error as? Fault }
    #expect(fault?.code == .diskFull)
    #expect(throws: Fault.self) { try store.process("later", "x", line: 1) }
    try store.finishRun(.failed, RunCounts())
    try store.close()
    #expect(try work.rows("PRAGMA integrity_check") == ["ok"])
    #expect(try work.rows("SELECT note_id FROM note LIMIT 1") == ["first"])
    #expect(try work.rows("SELECT status FROM run") == ["failed"])
    try work.run { store in
      try store.process("first", "1", line: 1)
      for i in 0..<5000 { try store.process("n\(i)", "some text \(i)", line: i + 2) }
    }
    #expect(try work.rows("SELECT count(*), max(note_key) FROM note") == ["5001|5001"])
  }
}
