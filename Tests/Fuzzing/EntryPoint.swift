/// One input for the fuzzer; rules and lexicons are loaded with the first one.
private func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  Fuzzing.fuzzer.run(UnsafeBufferPointer(start: bytes, count: count))
  return 0
}

/// libFuzzer's own loop, with its command line.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ argc: UnsafeMutablePointer<CInt>, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The package manager calls the main function of a program by this name.
@_cdecl("chartsift_fuzz_main")
func fuzzMain(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
  var (argc, argv) = (argc, argv)
  return runDriver(&argc, &argv, fuzzOneInput)
}

/// libFuzzer calls on one thread.
private enum Fuzzing {
  nonisolated(unsafe) static let fuzzer: NoteFuzzer = {
    do {
      return try NoteFuzzer()
    } catch {
      fatalError("\(error)")
    }
  }()
}
