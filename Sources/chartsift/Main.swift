import ArgumentParser
import ClinicalText
import Glibc

/// Parses the command line, runs the command and turns every error into a message and an exit code:
/// 0 done, 1 failure, 2 wrong usage or configuration, 3 the error limit, 4 a check that did not hold.
@main
enum Main {
  static func main() async {
    CrashPrivacy.protect()
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      if let fault = Suggestion.faultForUnknownCommand(arguments) { throw fault }
      var command = try ChartSift.parseAsRoot(try ConfigFile.expand(arguments))
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let fault as Fault {
      Console.error("chartsift: \(fault.message)")
      exit(ExitStatus.of(fault).rawValue)
    } catch let failure as CheckFailure {
      Console.error("chartsift: \(failure.message)")
      exit(ExitStatus.checkFailed.rawValue)
    } catch {
      finish(parserError: error)
    }
  }

  /// Help and version go to standard output with 0, wrong usage to standard error with 2.
  private static func finish(parserError error: any Error) -> Never {
    let code = ChartSift.exitCode(for: error)
    let message = ChartSift.fullMessage(for: error)
    if code == .success {
      if !message.isEmpty { Console.output(message) }
      exit(0)
    }
    Console.error(message.isEmpty ? "chartsift: \(error)" : message)
    exit(ExitStatus.usage.rawValue)
  }
}

/// The exit codes of the outer contract.
enum ExitStatus: Int32 {
  case failure = 1
  case usage = 2
  case errorLimit = 3
  case checkFailed = 4

  static func of(_ fault: Fault) -> ExitStatus {
    switch fault.code {
    case .tooManyErrors, .tooManyErrorsWithoutOutput: .errorLimit
    case .usage, .inputMissing, .noInput, .unknownFormat, .missingColumn, .dataFolderMissing, .ruleFileInvalid,
      .vocabularyInvalid, .patientsInvalid, .linkageMissing, .lexiconVersion, .keyInvalid, .databaseForeign,
      .databaseNewer, .databaseOlder, .outputExists:
      .usage
    default: .failure
    }
  }
}

/// A check that the command exists to make did not hold.
struct CheckFailure: Error {
  var message: String
}
