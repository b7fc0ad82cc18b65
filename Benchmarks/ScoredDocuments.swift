import ClinicalText
import Files
import Glibc

/// Made-up documents with gold mentions and predictions of them: most right, some shifted, some of another type.
struct ScoredDocuments {
  var documents: Int
  /// In each document.
  var mentions: Int

  private static let words = [
    "pain", "fever", "chest", "cough", "knee", "left", "severe", "metformin", "daily", "normal",
  ]
  private static let types = ["problem", "medication", "test", "procedure", "anatomy", "device"]

  func write(gold: String, predictions: String) throws {
    var state: UInt64 = 7
    func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let (goldOut, predictedOut) = (OutputBuffer(), OutputBuffer())
    for document in 0..<documents {
      var text = ""
      var places: [(start: Int, end: Int)] = []
      for _ in 0..<mentions * 6 {
        let word = Self.words[below(Self.words.count)]
        places.append((text.utf8.count, text.utf8.count + word.utf8.count))
        text += word + " "
      }
      goldOut.append("{\"id\":\"d\(document)\",\"text\":\"\(text)\",\"entities\":[")
      predictedOut.append("{\"id\":\"d\(document)\",\"status\":\"ok\",\"entities\":[")
      for mention in 0..<mentions {
        let place = places[mention * 6]
        let type = below(Self.types.count)
        append(mention, type, place, to: goldOut)
        let isShifted = below(10) == 0
        let found = isShifted ? (place.start, places[mention * 6 + 1].end) : place
        append(mention, below(10) == 0 ? (type + 1) % Self.types.count : type, found, to: predictedOut)
      }
      goldOut.append("]}\n")
      predictedOut.append("],\"relations\":[],\"phi\":[]}\n")
    }
    for (path, out) in [(gold, goldOut), (predictions, predictedOut)] {
      let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw Fault(.outputUnwritable, file: path) }
      defer { close(descriptor) }
      try Descriptor.write(out.bytes, to: descriptor)
    }
  }

  private func append(_ id: Int, _ type: Int, _ place: (start: Int, end: Int), to out: OutputBuffer) {
    out.append(id > 0 ? ",{\"id\":" : "{\"id\":")
    out.append(id + 1)
    out.append(",\"type\":\"\(Self.types[type])\",\"start\":\(place.start),\"end\":\(place.end)}")
  }
}
