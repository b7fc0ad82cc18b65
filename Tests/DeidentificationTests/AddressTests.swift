import ClinicalText
import Deidentification
import Testing

/// Addresses of many countries: `[STREET|…]` marks what must be found with its limits, everything else must stay.
struct AddressTests {
  static let sentences = [
    "She lives at [STREET|Lindenstraße 14], [ZIP|10969] [CITY|Tostberg], and takes the bus.",
    "Address: [STREET|12 bis, rue des Tanneurs], [ZIP|37000] [CITY|Brevilliers]",
    "Home is [STREET|Calle de Alcorán 237], [ZIP|28028] [CITY|Torralves].",
    "Please write to [STREET|Via Giuseppe Marlotti 8], [ZIP|40121] [CITY|Montesarno]",
    "[STREET|ul. Piotrowska 104/12], [ZIP|90-926] [CITY|Łodzin]",
    "[STREET|Kossáth Lajos utca 7].\n[CITY|Debrecsény]\n[ZIP|4024]",
    "[STREET|41 Kestrelgatan]",
    "[STREET|8021 16 Avenue de Verzon]\n[STREET|Apt. 805]\n[CITY|Plougarec]",
    "> [STREET|Amselplatz 3]\n> [STREET|Suite 12]\n> [CITY|Winterhausen]",
    "They wait at the corner of [STREET|Dorpstraat] and [STREET|Kerklaan].",
    "Post goes to [STREET|Postfach 2210], [ZIP|8021] [CITY|Zollikirch]",
    "His unit is [STREET|USS Marlowe\nFPO AE 25990].",
    "He lives at [STREET|329 Arenalos] with his son.",
    "[STREET|7750 Ilmalankuja 82]\n[STREET|Apt. 446]\n[CITY|Porvila]\n[ZIP|87971]",
  ]

  static let others = [
    "Via Clamp 5, via Strength 14.", "Takes 40 Lasix and Coumadin 5 daily.", "Returned to Telemetry 4 from Room 12.",
    "Place Clamp 16 at once.", "Grade 3 sprain, Stage 4 CKD", "Suite of tests 5, a plaza of 5 beds.",
    "Lesion at the corner of the mouth and the nose.", "Weight 80\nHeight 170\nPulse 72",
  ]

  @Test(arguments: sentences)
  func addressesAreFound(_ sentence: String) {
    let (text, marks) = Self.parse(sentence)
    let note = NoteText(text)
    let found = Samples.detect(text).filter { [.street, .city, .zip, .locationOther].contains($0.kind) }
      .map { "\($0.kind.type)|\(note.string($0.span))" }
    #expect(found == marks)
  }

  @Test(arguments: others)
  func whatOnlyLooksSoStays(_ sentence: String) {
    let found = Samples.detect(sentence).filter { [.street, .city, .zip].contains($0.kind) }
    #expect(found.isEmpty, "\(found.map { NoteText(sentence).string($0.span) })")
  }

  /// Text without the marks, and each mark as "TYPE|text".
  private static func parse(_ sentence: String) -> (text: String, marks: [String]) {
    var text = ""
    var marks: [String] = []
    for part in sentence.split(separator: "[", omittingEmptySubsequences: false) {
      guard let end = part.firstIndex(of: "]"), let bar = part.firstIndex(of: "|") else {
        text += part
        continue
      }
      marks.append(String(part[..<end]))
      text += part[part.index(after: bar)..<end] + part[part.index(after: end)...]
    }
    return (text, marks)
  }
}
