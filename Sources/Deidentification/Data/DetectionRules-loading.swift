import ClinicalText

extension DetectionRules {
  /// Reads the files of a `deid` folder, without what is kept between runs and without the words of the lexicon.
  public static func load(folder: String) throws(Fault) -> DetectionRules {
    try DetectionReader.read(folder: folder).compiled(shapes: try ShapeRules.load(folder: folder))
  }
}
