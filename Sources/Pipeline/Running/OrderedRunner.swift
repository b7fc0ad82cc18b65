import Synchronization

/// Runs chunks of work on several tasks and hands the outputs back in input order, with a bounded number in flight.
///
/// The caller's task reads and emits; the others work. With one thread everything runs in the caller's task, in the
/// same order, so that the output never depends on the number of threads.
public enum OrderedRunner {
  /// Bytes that may be in flight whatever the number of threads.
  private static let lightest = 4 << 20

  /// - Parameters:
  ///   - threads: how many chunks may be worked on at once.
  ///   - next: the next chunk, or nil at the end. Called in the caller's task only.
  ///   - weight: bytes of a chunk: beyond `heaviest` in flight, nothing is added to what there is, so that a few large
  ///     notes do not hold their results in memory all at once.
  ///   - hasInput: false when `next` would wait; everything in flight is emitted before such a wait.
  ///   - work: called on any task, several at once.
  ///   - emit: called in the caller's task, in input order; returns false to stop.
  public static func run<Input: Sendable, Output: Sendable>(
    threads: Int,
    next: () throws -> Input?,
    weight: @escaping (Input) -> Int = { _ in 0 },
    hasInput: () -> Bool,
    work: @escaping @Sendable (Input) -> Output,
    emit: (Output) throws -> Bool
  ) async throws {
    guard threads > 1 else {
      while let input = try next() {
        guard try emit(work(input)) else { return }
      }
      return
    }
    try await withThrowingTaskGroup(of: (Int, Output).self) { group in
      var submitted = 0
      var running = 0
      var weights: [Int] = []
      var inFlight = 0
      let heaviest = max(lightest, threads * 512 * 1024)
      var window = ReorderWindow<Output>()
      var isAtEnd = false
      func fill() throws {
        while !isAtEnd, running < threads, submitted - window.emitted < threads * 4,
          inFlight == 0 || inFlight < heaviest
        {
          if running > 0 || window.isHolding, !hasInput() { return }
          guard let input = try next() else {
            isAtEnd = true
            return
          }
          let number = submitted
          weights.append(weight(input))
          inFlight += weights[weights.count - 1]
          group.addTask { (number, work(input)) }
          submitted += 1
          running += 1
        }
      }
      while true {
        try fill()
        guard running > 0, let (number, output) = try await group.next() else { return }
        running -= 1
        window.insert(output, number)
        // The others must not wait while this task emits.
        if hasInput() { try fill() }
        while let ready = window.next() {
          inFlight -= weights.removeFirst()
          guard try emit(ready) else {
            group.cancelAll()
            return
          }
        }
      }
    }
  }
}

/// Holds outputs that came before their turn.
private struct ReorderWindow<Output> {
  private var held: [Int: Output] = [:]
  private(set) var emitted = 0

  var isHolding: Bool { !held.isEmpty }

  mutating func insert(_ output: Output, _ number: Int) { held[number] = output }

  mutating func next() -> Output? {
    guard let output = held.removeValue(forKey: emitted) else { return nil }
    emitted += 1
    return output
  }
}

/// Workers that are lent out one to a task and come back: each keeps its buffers from chunk to chunk.
public final class WorkerPool<Worker>: @unchecked Sendable {
  // Safe to share: a worker is in the hands of one task at a time; the list is guarded by the lock.
  private let lock = Mutex<Void>(())
  private var idle: [Worker] = []
  private let make: @Sendable () -> Worker

  /// - Parameter make: called, on any task, when a worker is wanted and none is idle.
  public init(_ make: @escaping @Sendable () -> Worker) {
    self.make = make
  }

  /// Lends a worker to `body` and takes it back.
  public func use<R>(_ body: (Worker) -> R) -> R {
    let worker = take()
    defer { give(back: worker) }
    return body(worker)
  }

  /// A worker that the caller keeps until it gives it back.
  public func take() -> Worker {
    lock.withLock { _ in idle.popLast() } ?? make()
  }

  /// Takes back what `take` gave.
  public func give(back worker: Worker) {
    lock.withLock { _ in idle.append(worker) }
  }
}
