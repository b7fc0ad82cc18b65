import ArgumentParser
import ClinicalText
import Deidentification
import Glibc

/// `chartsift vault`: what was replaced, under control.
struct VaultCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vault", abstract: "Shows what was replaced in a note, from an encrypted vault, and logs the access.",
    discussion: """
      Examples:
        chartsift vault check notes.vault --vault-key-file vault.key
        chartsift vault show notes.vault --vault-key-file vault.key --note 17 \\
          --reason "query of the trial office, 12 May" --log access.log
      """,
    subcommands: [VaultShowCommand.self, VaultCheckCommand.self])
}

/// `chartsift vault show`.
struct VaultShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Prints what was replaced in one note, as JSON lines, once the access stands in the log.",
    discussion: """
      The log is a chain of hashes; 'chartsift audit log' checks it. It holds the note's
      number, the reason as given, the user's number and counts: write no name into the
      reason.

      Example:
        chartsift vault show notes.vault --vault-key-file vault.key --note 17 \\
          --reason "query of the trial office, 12 May" --log access.log
      """)

  @Argument(help: ArgumentHelp("The vault.", valueName: "file"))
  var vault: String
  @Option(help: ArgumentHelp("The vault's key.", valueName: "file"))
  var vaultKeyFile: String
  @Option(help: ArgumentHelp("The note's number in the output: 1 for the first line.", valueName: "n"))
  var note: Int
  @Option(help: ArgumentHelp("Why; it stands in the log.", valueName: "text"))
  var reason: String
  @Option(help: ArgumentHelp("The log of accesses; begun where there is none.", valueName: "file"))
  var log: String
  @Flag(help: "Take a vault that an interrupted run has left without its end.")
  var incomplete = false

  func validate() throws {
    if note < 1 { throw ValidationError("--note must be 1 or more.") }
    if !reason.contains(where: \.isLetter) { throw ValidationError("--reason must say why.") }
  }

  func run() throws {
    let accesses = try AuditLog(path: log)
    var found: [Vault.Entry] = []
    if let fault = read(&found) {
      try accesses.append("vault.refused", fields + [("code", .text(fault.code.rawValue))])
      throw fault
    }
    try accesses.append("vault.show", fields + [("entries", .number(found.count))])
    show(found)
    if found.isEmpty { Console.error("chartsift: nothing was replaced in note \(note), or there is no such note") }
  }

  /// What the log says of the access.
  private var fields: [(name: String, value: AuditLog.Value)] {
    let key = try? KeyFile(path: vaultKeyFile)
    let name = key.flatMap { try? VaultReader(path: vault, key: $0) }?.name ?? ""
    return [
      ("vault", .text(name)), ("note", .number(note)), ("reason", .text(reason)), ("user", .number(Int(getuid()))),
    ]
  }

  /// Gathers the note's entries; the fault where that fails.
  private func read(_ found: inout [Vault.Entry]) -> Fault? {
    var all: [Vault.Entry] = []
    do throws(Fault) {
      var reader = try VaultReader(path: vault, key: try KeyFile(path: vaultKeyFile))
      try reader.read(allowsCut: incomplete) { entry in
        if entry.note == note { all.append(entry) }
      }
    } catch {
      return error
    }
    found = all
    return nil
  }

  private func show(_ found: [Vault.Entry]) {
    let out = OutputBuffer()
    var json = JSONWriter(out)
    for entry in found {
      json.object { json in
        json.int("note", entry.note)
        json.string("category", "\(entry.kind.category)")
        json.string("type", "\(entry.kind.type)")
        json.int("start", entry.start)
        json.int("end", entry.end)
        entry.original.withUnsafeBufferPointer { json.string("text", $0) }
      }
      json.endLine()
    }
    Console.outputText(String(decoding: out.bytes, as: UTF8.self))
  }
}

/// `chartsift vault check`.
struct VaultCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Checks that a vault is whole and the key is its key; shows nothing of what it holds.",
    discussion: """
      Example:
        chartsift vault check notes.vault --vault-key-file vault.key
      """)

  @Argument(help: ArgumentHelp("The vault.", valueName: "file"))
  var vault: String
  @Option(help: ArgumentHelp("The vault's key.", valueName: "file"))
  var vaultKeyFile: String

  func run() throws {
    var reader = try VaultReader(path: vault, key: try KeyFile(path: vaultKeyFile))
    var entries = 0
    var notes = 0
    var last = 0
    try reader.read { entry in
      entries += 1
      if entry.note != last { notes += 1 }
      last = entry.note
    }
    Console.output("vault \(reader.name): \(Readable.count(entries)) entries of \(Readable.count(notes)) notes")
  }
}
