/// Notes made by a generator with a fixed seed.
struct GeneratedNotes {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64.
  mutating func next(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(bound))
  }

  mutating func pick(_ words: [String]) -> String { words[next(words.count)] }

  /// Clinical sentences, one on each line.
  mutating func plain(sentences: Int) -> String {
    var text = "HPI:\n"
    for _ in 0..<sentences {
      text += pick(Self.openings) + " " + pick(Self.findings) + " and " + pick(Self.findings) + ".\n"
    }
    text += "MEDICATIONS: " + pick(Self.drugs) + " 40 mg daily, " + pick(Self.drugs) + " 5 mg bid\n"
    return text
  }

  /// Sentences with signs between the words that take one to four bytes, and one or more code points.
  mutating func mixed(sentences: Int) -> String {
    var text = ""
    for _ in 0..<sentences {
      text += pick(Self.signs) + pick(Self.openings) + pick([" ", "\r\n", "\u{A0}", "\u{2028}", "  ", "\t"])
      text += pick(Self.findings) + pick(Self.signs) + pick([" ", "\r\n", ", "]) + pick(Self.findings)
      text += pick([".\r\n", ".\n", "; ", "。\n", "!\u{2029}"])
    }
    return text
  }

  static let openings = [
    "Denies", "No evidence of", "Reports", "Presents with", "History of", "Father had", "Possible", "Rule out",
    "Patient has", "If you develop", "She denies any",
  ]
  static let findings = [
    "chest pain", "cough", "fever", "pneumonia", "diabetes mellitus", "hypertension", "shortness of breath",
    "headache", "nausea", "atrial fibrillation", "anemia",
  ]
  static let drugs = ["aspirin", "metformin", "lisinopril", "furosemide", "warfarin"]
  static let signs = [
    "", "", "😀 ", "👩🏽‍⚕️ ", "e\u{301} ", "İ ", "ﬁ ", "ß ", "𝒳 ", "日本 ", "\u{202E}abc\u{202C} ", "🇩🇪 ", "\u{FEFF}", "ñ ",
    "\u{0} ", "ẞ ", "ŉ ",
  ]
}
