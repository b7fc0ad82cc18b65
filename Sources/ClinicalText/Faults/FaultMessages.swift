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
      return "the record has no \"id\"; give every note a string or number as id"
    case .invalidID:
      return "\"id\" must be a string or a number\(named)"
    case .missingText:
      return "the document has no text\(named); an empty note is written \"text\": \"\""
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
      return "another record of this input has the same id and is not the same\(named); ids must be unique"
    case .fileUnreadable:
      return "the file could not be read\(named)"
    case .compressedDataCorrupt:
      return "the gzip data is damaged or cut off here\(named); notes before this point were read"
    case .invalidAnnotation:
      return "the annotation is not in the format's form\(named); it was not used"
    case .notRepresentable:
      return "the format has no place for it\(named); write another format, or take it out first"
    case .offsetsOutside:
      return "the offsets lie outside the text\(named); is their unit right? see --gold-offsets, --prediction-offsets"
    case .offsetsMismatch:
      return "the text at the offsets is not the annotation's own text\(named); correct the offsets or their unit"
    case .unknownType:
      return "the type is none of the contract's and the other side has none of it\(named); map it with --map"
    case .unknownReference:
      return "it refers to an annotation that is not there or could not be used\(named)"
    case .unknownDocument:
      return "no gold document has this id\(named); its predictions were not scored"
    case .missingDocument:
      return "there are no predictions for this gold document\(named); all of its annotations count as missed"
    case .failedDocument:
      return "the run failed on this document\(named); all of its annotations count as missed"
    case .textsDiffer:
      return "the text is not the gold document's text\(named); its predictions count as wrong"
    case .invalidXML:
      return "\(value ?? "the XML is not well-formed"); repair the file"
    case .missingColumn:
      return "no column is named \(value ?? "so"); name it with --id-column, --text-column, …"
    case .unknownFormat:
      let remedy = value?.contains("--") == true ? "" : "; give --input-format"
      return "the format cannot be told from the name\(named)\(remedy)"
    case .noInput:
      return "nothing to read\(named); name a file or folder, or - for standard input"
    case .inputMissing:
      return "there is no such file or folder; check the path"
    case .outputUnwritable:
      return "cannot be written\(named); check the folder and its permissions"
    case .outputExists:
      return value.map { "there are files already; \($0): name an empty or new folder" }
        ?? "there is an output already; name another place, or give --force to replace it"
    case .dataFolderMissing:
      return "the Lexicons folder was not found\(named); give --data-dir or set CHARTSIFT_DATA"
    case .ruleFileInvalid:
      return "\(value ?? "the rule file is not valid")"
    case .patientsInvalid:
      return "the file of patients cannot be used\(named); correct it: see the documentation of --patients"
    case .linkageMissing:
      return "\(value ?? "the database's --linkage file is needed"); name that file, or another --output"
    case .vocabularyInvalid:
      return "\(value ?? "the vocabulary is not in a format that can be read")"
    case .lexiconCorrupt:
      return "the compiled lexicon is damaged\(named); delete it and build it again"
    case .lexiconVersion:
      return "the compiled lexicon has another format version\(named); build it again with this program"
    case .lexiconTooLarge:
      return "the vocabulary does not fit into one lexicon\(named); build it in parts"
    case .keyInvalid:
      return "the key cannot be used\(named); a key file holds 32 random bytes: openssl rand -out FILE 32"
    case .vaultInvalid:
      return "the vault cannot be used\(named); give the file and the key that it was written with"
    case .auditLogBroken:
      return "the log's chain does not hold\(named); keep the file as evidence and begin a new log"
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
    case .tooManyErrorsWithoutOutput:
      return "stopped: --max-errors is reached\(named); nothing was written"
    case .interruptedWithoutOutput:
      return "stopped by a signal; no output was left behind: run the same command again"
    case .usage:
      return value ?? "wrong usage; see --help"
    case .internalError:
      return "an error of the program itself\(named); please report it with the command"
    }
  }
}
