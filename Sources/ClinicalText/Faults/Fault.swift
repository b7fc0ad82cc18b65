/// What went wrong, as a value: a code, and where. The words are made in `FaultMessages.swift` only.
///
/// A fault never holds note text: `value` is a flag, a column name, an identifier of a rule, a count.
public struct Fault: Error, Equatable, Sendable {
  public var code: Code
  /// The file concerned, as the user named it.
  public var file: String?
  /// 1-based line in that file.
  public var line: Int?
  public var value: String?

  /// Takes each part as it is given.
  public init(_ code: Code, file: String? = nil, line: Int? = nil, value: String? = nil) {
    self.code = code
    self.file = file
    self.line = line
    self.value = value
  }

  /// The codes that stand in the database's `error_code` and in results, and those that stop a run.
  public enum Code: String, Sendable, CaseIterable {
    // One record could not be used; the run goes on.
    case invalidUTF8 = "invalid_utf8"
    case invalidJSON = "invalid_json"
    case notAnObject = "not_an_object"
    case loneSurrogate = "lone_surrogate"
    case nestedTooDeep = "nested_too_deep"
    case blankLine = "blank_line"
    case missingID = "missing_id"
    case invalidID = "invalid_id"
    case missingText = "missing_text"
    case invalidText = "invalid_text"
    case invalidField = "invalid_field"
    case invalidEntities = "invalid_entities"
    case unclosedQuote = "unclosed_quote"
    case strayQuote = "stray_quote"
    case wrongColumnCount = "wrong_column_count"
    case noteTooLarge = "note_too_large"
    case duplicateID = "duplicate_id"
    case fileUnreadable = "file_unreadable"
    case compressedDataCorrupt = "compressed_data_corrupt"

    // One annotation, or one document of annotations, could not be used; the rest is.
    case invalidAnnotation = "invalid_annotation"
    case offsetsOutside = "offsets_outside_text"
    case offsetsMismatch = "offsets_mismatch"
    case unknownType = "unknown_type"
    case unknownReference = "unknown_reference"
    case unknownDocument = "unknown_document"
    case missingDocument = "missing_document"
    case failedDocument = "failed_document"
    case textsDiffer = "texts_differ"
    case notRepresentable = "not_representable"
    case invalidXML = "invalid_xml"

    // The work cannot start, or cannot go on.
    case missingColumn = "missing_column"
    case unknownFormat = "unknown_format"
    case noInput = "no_input"
    case inputMissing = "input_missing"
    case outputUnwritable = "output_unwritable"
    case outputExists = "output_exists"
    case dataFolderMissing = "data_folder_missing"
    case ruleFileInvalid = "rule_file_invalid"
    case patientsInvalid = "patients_invalid"
    case linkageMissing = "linkage_missing"
    case vocabularyInvalid = "vocabulary_invalid"
    case lexiconCorrupt = "lexicon_corrupt"
    case lexiconVersion = "lexicon_version"
    case lexiconTooLarge = "lexicon_too_large"
    case keyInvalid = "key_invalid"
    case vaultInvalid = "vault_invalid"
    case auditLogBroken = "audit_log_broken"
    case databaseForeign = "database_foreign"
    case databaseNewer = "database_newer"
    case databaseOlder = "database_older"
    case databaseFailed = "database_failed"
    case diskFull = "disk_full"
    case tooManyErrors = "too_many_errors"
    case interrupted
    case tooManyErrorsWithoutOutput = "too_many_errors_without_output"
    case interruptedWithoutOutput = "interrupted_without_output"
    case usage = "usage"
    case internalError = "internal_error"
  }
}
