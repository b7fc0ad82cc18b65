/// The files of the folder `Web` that more than one page uses.
public enum PageParts {
  /// Colours, type, buttons, tables of figures.
  public static var theme: [UInt8] { PackageResources.theme_css }
  /// Light and dark: the first script of a page. The page has a button with the id `theme`.
  public static var themeSwitch: [UInt8] { PackageResources.theme_js }
  /// How scripts make elements and write figures; needs the page's data.
  public static var elements: [UInt8] { PackageResources.elements_js }
  /// What stands around the content of every page.
  static var frame: [UInt8] { PackageResources.frame_html }
  /// A page of sections, told by `ReportPage`.
  static var report: [UInt8] { PackageResources.report_html }
  static var reportStyle: [UInt8] { PackageResources.report_css }
}
