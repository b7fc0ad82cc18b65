// swift-tools-version: 6.1
import PackageDescription

// Measured: the run-time exclusivity checks on class properties cost a quarter of the whole run. Debug builds keep them.
let fast: [SwiftSetting] = [
  .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
]

// Arrows point downwards only: stages never import one another; Pipeline and the command know them all.
let package = Package(
  name: "ChartSift",
  products: [
    .executable(name: "chartsift", targets: ["chartsift"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Bytes, offsets, tokens, sentences, sections, annotations.
    .target(name: "ClinicalText", swiftSettings: fast),

    // Whole files, folders, descriptors; JSON by simdjson; XML by libxml2.
    .target(name: "Files", dependencies: ["ClinicalText"]),
    .target(name: "JSONReading", dependencies: ["ClinicalText", "CSimdJSON"], swiftSettings: fast),
    .target(name: "XMLReading", dependencies: ["ClinicalText", "CLibXML2"], swiftSettings: fast),

    // Concept model, vocabulary readers, compiler, memory-mapped format, matcher.
    .target(name: "Lexicon", dependencies: ["ClinicalText", "Files", "XMLReading"], swiftSettings: fast),
    .target(
      name: "Rules",
      dependencies: ["ClinicalText", .product(name: "Yams", package: "Yams")], swiftSettings: fast),

    // Stages.
    .target(
      name: "Extraction", dependencies: ["ClinicalText", "Lexicon", "Rules"], swiftSettings: fast),
    .target(
      name: "Deidentification",
      dependencies: ["ClinicalText", "Files", "Rules", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: fast),
    .target(
      name: "NoteFormats", dependencies: ["ClinicalText", "CZlib", "JSONReading"], swiftSettings: fast),
    .target(
      name: "EntityStore",
      dependencies: [
        "ClinicalText",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: fast),

    // What every page of HTML is made with: one file without a network, its theme, a report of sections.
    .target(
      name: "WebPage", dependencies: ["ClinicalText", .product(name: "Crypto", package: "swift-crypto")],
      resources: [
        .embedInCode("Web/frame.html"),
        .embedInCode("Web/theme.css"),
        .embedInCode("Web/theme.js"),
        .embedInCode("Web/elements.js"),
        .embedInCode("Web/report.html"),
        .embedInCode("Web/report.css"),
      ]),

    // Annotations of people and of other programs; scores and comparisons of them.
    .target(
      name: "AnnotationFormats", dependencies: ["ClinicalText", "Files", "JSONReading", "XMLReading"],
      swiftSettings: fast),
    .target(
      name: "Evaluation", dependencies: ["ClinicalText", "WebPage"],
      // The page of `compare`, embedded: the program stays one file.
      resources: [
        .embedInCode("Page/Web/compare.html"),
        .embedInCode("Page/Web/overview.css"),
        .embedInCode("Page/Web/notes.css"),
        .embedInCode("Page/Web/marks.css"),
        .embedInCode("Page/Web/core.js"),
        .embedInCode("Page/Web/plots.js"),
        .embedInCode("Page/Web/overview.js"),
        .embedInCode("Page/Web/differences.js"),
        .embedInCode("Page/Web/marks.js"),
        .embedInCode("Page/Web/notes.js"),
        .embedInCode("Page/Web/start.js"),
      ],
      swiftSettings: fast),

    .target(
      name: "Pipeline",
      dependencies: [
        "AnnotationFormats", "ClinicalText", "Deidentification", "EntityStore", "Evaluation", "Extraction", "Files",
        "JSONReading", "Lexicon", "NoteFormats", "Rules", "WebPage",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      // The pages of `audit`, embedded.
      resources: [
        .embedInCode("Auditing/Web/review.html"),
        .embedInCode("Auditing/Web/review.css"),
        .embedInCode("Auditing/Web/review.js"),
        .embedInCode("Auditing/Web/bounds.js"),
        .embedInCode("Auditing/Web/note.html"),
        .embedInCode("Auditing/Web/note.css"),
        .embedInCode("Auditing/Web/note.js"),
      ],
      swiftSettings: fast),
    .executableTarget(
      name: "chartsift",
      dependencies: [
        "AnnotationFormats", "ClinicalText", "Deidentification", "EntityStore", "Evaluation", "Files", "Lexicon",
        "NoteFormats", "Pipeline", "WebPage",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Yams", package: "Yams"),
      ]),

    // `make bench`.
    .executableTarget(
      name: "chartsift-bench",
      dependencies: [
        "ClinicalText", "Deidentification", "Extraction", "Files", "Lexicon", "NoteFormats", "Pipeline",
      ],
      path: "Benchmarks"),

    // System libraries, each imported by one module.
    .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .target(
      name: "CSimdJSON",
      linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),

    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(name: "ClinicalTextTests", dependencies: ["ClinicalText", "TestSupport"]),
    .testTarget(name: "LexiconTests", dependencies: ["ClinicalText", "Files", "Lexicon", "TestSupport"]),
    .testTarget(name: "RulesTests", dependencies: ["ClinicalText", "Rules", "TestSupport"]),
    .testTarget(name: "ExtractionTests", dependencies: ["ClinicalText", "Extraction", "Rules", "TestSupport"]),
    .testTarget(
      name: "DeidentificationTests",
      dependencies: [
        "ClinicalText", "Deidentification", "Files", "Rules", "TestSupport",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .testTarget(
      name: "PipelineTests", dependencies: ["ClinicalText", "Extraction", "NoteFormats", "Pipeline"]),
    .testTarget(
      name: "AnnotationFormatsTests", dependencies: ["AnnotationFormats", "ClinicalText", "Files", "TestSupport"]),
    .testTarget(name: "EvaluationTests", dependencies: ["ClinicalText", "Evaluation", "TestSupport"]),
    .testTarget(
      name: "AuditTests",
      dependencies: ["ClinicalText", "Deidentification", "Files", "NoteFormats", "Pipeline", "TestSupport", "WebPage"]),
    .testTarget(name: "NoteFormatsTests", dependencies: ["ClinicalText", "CZlib", "NoteFormats"]),
    .testTarget(
      name: "EntityStoreTests",
      dependencies: ["ClinicalText", "EntityStore", .product(name: "GRDB", package: "GRDB.swift")]),
    // The real program, built before.
    .testTarget(
      name: "ProgramTests", dependencies: [.product(name: "GRDB", package: "GRDB.swift")],
      exclude: ["Regression/recorded"]),
    .testTarget(name: "DocumentationTests"),
  ],
  cxxLanguageStandard: .cxx17
)

// `make fuzz`: libFuzzer brings its own main function, so this target is there only when it is asked for.
if Context.environment["CHARTSIFT_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "chartsift-fuzz", dependencies: ["ClinicalText", "Deidentification", "NoteFormats", "Pipeline"],
      path: "Tests/Fuzzing", exclude: ["Seeds", "words.dict"],
      swiftSettings: [.unsafeFlags(["-parse-as-library"])], linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]))
}
