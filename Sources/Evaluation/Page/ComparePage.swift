import ClinicalText
import WebPage

/// The HTML page of a comparison: one file that works without a network.
///
/// The page is made of the files of the folder `Web` and of the data as JSON (`PageWriter`). Its content security policy
/// allows exactly its own style and script, by their hashes, and no connection at all. Text of notes reaches the reader
/// as text nodes only; in the file it stands inside of JSON without any `<`, so that nothing in it can end the data.
public enum ComparePage {
  /// Appends the page of these data, UTF-8.
  public static func append(_ data: PageData, to output: OutputBuffer) {
    append(data, to: output, testScript: "")
  }

  /// Appends the page with a script that runs before its own: how tests look at it from inside.
  package static func append(_ data: PageData, to output: OutputBuffer, testScript: String) {
    var page = WebPage(template: WebParts.page, styles: WebParts.styles, scripts: WebParts.scripts)
    page.testScript = testScript
    page.fields = ["title": "ChartSift comparison"]
    page.data = { PageWriter.append(data, to: $0) }
    page.append(to: output)
  }
}
