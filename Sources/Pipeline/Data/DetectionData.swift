import ClinicalText
import Deidentification
import Files

/// The rules of detection of a data folder: the files of `deid/` and the words of the lexicon and the rule files.
enum DetectionData {
  /// The compiled rules, and the hash of the files that they were made from. What the files say is kept in `cache`
  /// under that hash.
  static func load(
    _ data: DataFolder, cache: CacheFolder?
  ) throws(Fault) -> (rules: DetectionRules, hash: String) {
    var digest = Digest()
    digest.add(part: "detection \(DetectionCoder.version)")
    for name in DetectionReader.files {
      digest.add(part: name)
      digest.add(try WholeFile.read("\(data.path)/deid/\(name)"))
    }
    let clinical = clinicalFiles(data)
    for file in clinical {
      digest.add(part: file.name)
      digest.add(try WholeFile.read("\(data.path)/\(file.name)"))
    }
    let hash = digest.finish()
    let name = "detection-\(hash.prefix(32)).bin"
    var places = ["\(data.path)/compiled/\(name)"]
    if let cache { places.append("\(cache.path)/\(name)") }
    let shapes = try ShapeRules.load(folder: "\(data.path)/deid")
    for place in places {
      if let bytes = try? WholeFile.read(place), let source = DetectionCoder.decode(bytes) {
        return (source.compiled(shapes: shapes), hash)
      }
    }
    let source = try read(data)
    // A cache that cannot be written costs time on the next start and nothing else.
    if let cache { _ = WholeFile.replace("\(cache.path)/\(name)", with: DetectionCoder.encode(source)) }
    return (source.compiled(shapes: shapes), hash)
  }

  /// What the files say, read anew.
  static func read(
    _ data: DataFolder, isHeldOut: @escaping (Substring) -> Bool = { _ in false }
  ) throws(Fault) -> DetectionSource {
    var clinical: [ClinicalWordFile] = []
    for (name, form) in clinicalFiles(data) {
      clinical.append(ClinicalWordFile(path: "\(data.path)/\(name)", text: try data.readText(name), form: form))
    }
    return try DetectionReader.read(folder: "\(data.path)/deid", clinical: clinical, isHeldOut: isHeldOut)
  }

  /// Files outside of `deid/` whose words are clinical, by their place in the data folder.
  static func clinicalFiles(_ data: DataFolder) -> [(name: String, form: ClinicalWordFile.Form)] {
    var files: [(String, ClinicalWordFile.Form)] = data.files(in: "starter", suffix: ".tsv").map {
      ($0, .lexicon(isMedication: $0.contains("/medications")))
    }
    files.append((RuleFiles.headings, .rules))
    for name in data.files(in: "cues", suffix: ".yaml") { files.append((name, .rules)) }
    return files
  }
}
