import Glibc

/// Keeps note text out of crash reports: the Swift runtime's backtracer prints registers and the memory they point to,
/// and a core file holds everything.
enum CrashPrivacy {
  /// Gives the crash signals back to the system and forbids core files. Called first of all.
  static func protect() {
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGQUIT] {
      signal(number, SIG_DFL)
    }
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
  }
}
