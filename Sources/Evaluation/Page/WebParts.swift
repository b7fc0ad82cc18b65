import WebPage

/// The files of the folder `Web`, which the build puts into the program, in the order in which the page has them.
enum WebParts {
  static var page: [UInt8] { PackageResources.compare_html }

  static var styles: [[UInt8]] {
    [PageParts.theme, PackageResources.overview_css, PackageResources.notes_css, PackageResources.marks_css]
  }

  /// Later scripts use names of earlier ones when they start: `start.js` is the last.
  static var scripts: [[UInt8]] {
    [
      PageParts.themeSwitch, PageParts.elements, PackageResources.core_js, PackageResources.plots_js,
      PackageResources.overview_js, PackageResources.differences_js, PackageResources.marks_js,
      PackageResources.notes_js, PackageResources.start_js,
    ]
  }
}
