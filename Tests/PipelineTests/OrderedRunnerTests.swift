import Pipeline
import Testing

@Suite struct OrderedRunnerTests {
  @Test(arguments: [1, 2, 3, 8])
  func outputsComeInInputOrder(_ threads: Int) async throws {
    var next = 0
    var seen: [Int] = []
    try await OrderedRunner.run(
      threads: threads,
      next: {
        next += 1
        return next <= 500 ? next : nil
      },
      hasInput: { true },
      work: { number -> Int in
        // Chunks take different times, so that they end in another order.
        var x = number
        for _ in 0..<((number % 7) * 500) { x = x &* 31 &+ 7 }
        return x == 0 ? -number : number
      },
      emit: {
        seen.append(abs($0))
        return true
      })
    #expect(seen == Array(1...500))
  }

  @Test func everythingIsEmittedBeforeAWaitForInput() async throws {
    var given = 0
    var emitted = 0
    try await OrderedRunner.run(
      threads: 4,
      next: {
        // Without input at hand, nothing may be left in flight when the reader waits.
        #expect(emitted == given)
        given += 1
        return given <= 20 ? given : nil
      },
      hasInput: { false }, work: { $0 },
      emit: { _ in
        emitted += 1
        return true
      })
    #expect(emitted == 20)
  }

  @Test(arguments: [1, 4])
  func faultsAndStopsEndTheRun(_ threads: Int) async throws {
    struct Stop: Error {}
    await #expect(throws: Stop.self) {
      try await OrderedRunner.run(
        threads: threads, next: { 1 }, hasInput: { true }, work: { $0 },
        emit: { (_: Int) in throw Stop() })
    }
    var emitted = 0
    try await OrderedRunner.run(
      threads: threads, next: { 1 }, hasInput: { true }, work: { $0 },
      emit: { (_: Int) in
        emitted += 1
        return emitted < 10
      })
    #expect(emitted == 10)
  }
}
