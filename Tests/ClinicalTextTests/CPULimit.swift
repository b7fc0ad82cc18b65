import Glibc

/// Ends this process when it uses more than `seconds` of processor time. For the child process of an exit test, so that
/// an endless or quadratic loop fails one test instead of hanging the whole run.
func limitProcessorTime(_ seconds: UInt) {
  var limit = rlimit(rlim_cur: seconds, rlim_max: seconds)
  _ = setrlimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), &limit)
}
