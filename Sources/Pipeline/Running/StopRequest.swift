import Glibc

/// A request to stop by SIGINT, SIGTERM or SIGHUP: work ends behind the chunk at hand, with everything committed and the
/// database closed. A second signal ends the program at once.
public enum StopRequest {
  /// Written by the signal handler only, as C's rules for handlers ask.
  nonisolated(unsafe) private static var received: sig_atomic_t = 0

  public static var isMade: Bool { received != 0 }

  /// From now on the signals make a request.
  public static func listen() {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number) { number in
        StopRequest.received = 1
        signal(number, SIG_DFL)
      }
    }
  }
}
