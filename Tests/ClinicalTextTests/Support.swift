import ClinicalText
import TestSupport
import Testing

extension NoteText {
  /// All of the text, as a string.
  var whole: String { string(fullSpan) }

  /// A copy of the bytes; `bytes` of a text that nothing else holds would dangle.
  var byteArray: [UInt8] { withExtendedLifetime(self) { Array(bytes) } }
}

/// The tokens of `text`.
func tokens(_ text: String) -> [Token] {
  let buffer = TokenBuffer(capacity: 2)
  let note = NoteText(text)
  Tokenizer.tokenize(note, into: buffer)
  return Array(buffer.all)
}

/// The tokens of `text` as strings.
func atoms(_ text: String) -> [String] {
  let note = NoteText(text)
  return tokens(text).map { note.string($0.span) }
}

/// The folded values of `text`, skipped ones left out.
func folded(_ text: String) -> [UInt64] {
  TokenFolding.phrase(NoteText(text), TokenBuffer())
}

/// Scalars and short strings that text handling gets wrong: marks, joiners, case oddities, all widths of UTF-8,
/// every kind of blank and line break.
///
/// U+02BC stands apart (`ApostropheLetterTests`).
let nastyPieces: [String] = [
  "a", "b", "Z", "mg", "MS", "é", "e\u{301}", "E\u{301}", "İ", "ı", "\u{212A}", "\u{212B}", "µ", "μ", "α", "Σ", "ß",
  "ẞ", "Ж", "и", "中", "肝", "に", "ا", "ل", "ש", "ไ", "한", "\u{1D400}", "\u{20000}", "0", "1", "7", "12", "000",
  "1234", ".", ".", ",", ",", "..", "'", "'", "’", "‘", "\"", "-", "--", "–", "—", "/", "+", "(", ")", "[", "]", ":",
  ";", "!", "?", "%", "&", "#", "*", "_", "___", "=", "<", ">", "|", "\\", "°", "±", "×", "½", "²", "≥", "→", "•",
  "…", "€", "™", " ", " ", " ", "  ", "\t", "\n", "\n", "\n\n", "\r\n", "\r", "\u{B}", "\u{C}", "\u{0}", "\u{1F}",
  "\u{7F}", "\u{85}", "\u{A0}", "\u{AD}", "\u{2003}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{2028}", "\u{2029}",
  "\u{202F}", "\u{2060}", "\u{3000}", "\u{FEFF}", "、", "。", "！", "\u{FE0F}", "😀", "👩‍⚕️", "🇩🇪", "\u{E000}",
  "\u{FFFD}", "\u{10FFFF}", "q4-6h", "120/80", "10,000", "h/o", "Crohn's",
]

/// Strings that have broken other people's software (after "Big List of Naughty Strings", public).
let naughtyStrings: [String] = [
  "", " ", "\n", "\r\n\r\n", "\u{0}", "'", "''", "’", "a'", "'a", "a''b", "a’’b", "1.", ".1", "1..2", "1,", ",1",
  "1,,000", "1,000,", "1.2.3.4", "undefined", "NULL", "(╯°□°）╯︵ ┻━┻", "Ω≈ç√∫˜µ≤≥÷", "田中さんにあげて下さい",
  "בְּרֵאשִׁית", "الكل في المجمو عة", "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮", "˙ɐnbᴉlɐ ɐuƃɐɯ", "𝐓𝐡𝐞 𝐪𝐮𝐢𝐜𝐤", "⒯⒣⒠", "👾🙇💁🙅", "🏳️‍🌈",
  "1️⃣2️⃣", "\u{202E}test\u{202C}", "\u{FEFF}BOM", "\u{2028}\u{2029}", "‪‪test‪", "⁦test⁧", "\u{200B}\u{180E}\u{FEFF}",
  "<script>alert(0)</script>", "../../etc/passwd%00", "%s%n%d", "Ṱ̺̺o͞ ̷i̲̬n̝̗v̟̜o̘k͟e", "ﬁbrosis", "½ tab", "x²", "№5",
]
