extension Fault {
  /// One line for people: what, where, and what to do next. Never holds note text.
  public var message: String {
    location + Self.words(code, value)
  }

  private var location: String {
    switch (file, line) {
    case (let file?, let line?): "\(file):\(line): "
    case (let file?, nil): "\(file): "
    case (nil, let line?): "line \(line): "
    case (nil, nil): ""
    }
  }

  private static func words(_ code: Code, _ value: String?) -> String {
    let named = value.map { " (\($0))" } ?? ""
    switch code {
    case .invalidUTF8:
      return "the record is not valid UTF-8\(named); convert the file (iconv -t UTF-8) and run again"
    case .invalidJSON:
      return "the line is not valid JSON\(named); one complete object is expected on each line"
    case .notAnObject:
      return "the line is JSON but no object; expected {\"id\": …, \"text\": …}"
    case .loneSurrogate:
      return "a \\u escape is half of a surrogate pair; write the whole pair or the character itself"
    case .nestedTooDeep:
      return "the JSON is nested too deeply\(named)"
    case .blankLine:
      return "the line is blank; every line holds one note"
    case .missingID:
      return "the note has no \"id\"; give every note a string or number as id"
    case .invalidID:
      return "\"id\" must be a string or a number\(named)"
    case .missingText:
      return "the note has no \"text\"; an empty note is written \"text\": \"\""
    case .invalidText:
      return "\"text\" must be a string"
    case .invalidField:
      return "a field has the wrong type\(named)"
    case .invalidEntities:
      return "a given entity cannot be used\(named); offsets are code points, end exclusive, within the text"
    case .unclosedQuote:
      return "a quoted field is never closed; the record was read up to the limit or the end of the file"
    case .strayQuote:
      return "a quote stands inside a field in a place where CSV allows none\(named); double it"
    case .wrongColumnCount:
      return "the record has another number of columns than the header\(named)"
    case .noteTooLarge:
      return "the note is larger than --max-note-bytes\(named); raise the limit or split the note"
    case .duplicateID:
      return "another note of this input has the same id and another text; ids must be unique"
    case .fileUnreadable:
      return "the file could not be read\(named)"
    case .compressedDataCorrupt:
      return "the gzip data is damaged or cut off here\(named); notes before this point were read"
    case .missingColumn:
      return "no column is named \(value ?? "so"); name it with --id-column, --text-column, …"
    case .unknownFormat:
      return "the format cannot be told from the name\(named); give --input-format"
    case .noInput:
      return "nothing to read\(named); name a file or folder, or - for standard input"
    case .inputMissing:
      return "there is no such file or folder; check the path"
    case .outputUnwritable:
      return "cannot be written\(named); check the folder and its permissions"
    case .dataFolderMissing:
      return "the Lexicons folder was not found\(named); give --data-dir or set CHARTSIFT_DATA"
    case .ruleFileInvalid:
      return "\(value ?? "the rule file is not valid")"
    case .vocabularyInvalid:
      return "\(value ?? "the vocabulary is not in a format that can be read")"
    case .lexiconCorrupt:
      return "the compiled lexicon is damaged\(named); delete it and build it again"
    case .lexiconVersion:
      return "the compiled lexicon has another format version\(named); build it again with this program"
    case .lexiconTooLarge:
      return "the vocabulary does not fit into one lexicon\(named); build it in parts"
    case .databaseForeign:
      return "the file is no ChartSift database\(named); name another --output"
    case .databaseNewer:
      return "the database was written by a newer program\(named); use that, or another --output"
    case .databaseOlder:
      return "the database has an older form that cannot be migrated\(named); name another --output"
    case .databaseFailed:
      return "SQLite reports an error\(named)"
    case .diskFull:
      return "the disk is full; what was committed is safe: free some space and run the same command again"
    case .tooManyErrors:
      return "stopped: --max-errors is reached\(named); what was done is kept"
    case .interrupted:
      return "stopped by a signal; what was done is kept: run the same command again to go on"
    case .notAvailable:
      return "not available in this version\(named)"
    case .usage:
      return value ?? "wrong usage; see --help"
    case .internalError:
      return "an error of the program itself\(named); please report it with the command"
    }
  }
}
