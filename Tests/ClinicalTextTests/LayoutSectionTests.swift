import ClinicalText
import Testing

struct LayoutSectionTests {
  @Test func headingsAlone() {
    let note = analyzed("SUBJECTIVE\nCough.\n\nPAST MEDICAL HISTORY\nDiabetes.\n\nPlan:\nRest.")
    #expect(
      note.outline == [
        "subjective#SUBJECTIVE", "subjective: Cough.", "pmh#PAST MEDICAL HISTORY", "pmh: Diabetes.", "plan#Plan:",
        "plan: Rest.",
      ])
    #expect(note.brokenInvariant == nil)
  }

  @Test func headingsInline() {
    let note = analyzed("Subjective: cough. Past medical history: diabetes. PMH: asthma")
    #expect(
      note.outline == [
        "subjective#Subjective:", "subjective: cough.", "pmh#Past medical history:", "pmh: diabetes.", "pmh#PMH:",
        "pmh: asthma",
      ])
    #expect(note.brokenInvariant == nil)
  }

  /// Line breaks that became ", " on the way: the MTSamples form.
  @Test func strippedLineBreaks() {
    let note = analyzed("SUBJECTIVE:, no fever.,PAST MEDICAL HISTORY: , Diabetes.,PLAN:,1. Rest.,2. Fluids.")
    #expect(note.sectionIDs.filter { $0 != "-" } == ["subjective", "pmh", "plan"])
    for (words, id) in [("no fever", "subjective"), ("Diabetes", "pmh"), ("Rest", "plan"), ("Fluids", "plan")] {
      #expect(note.outline.contains { $0.hasPrefix("\(id): ") && $0.contains(words) }, "\(words)")
    }
    #expect(note.brokenInvariant == nil)
  }

  @Test func whatComesBeforeTheFirstHeadingHasNoSection() {
    let note = analyzed("Seen today.\n\nPMH: asthma")
    #expect(note.outline == ["-: Seen today.", "pmh#PMH:", "pmh: asthma"])
    #expect(note.sections[0].heading.count == 0)
    #expect(note.sections[0].category == -1)
  }

  @Test func headingSpansAreTheWordsWithoutTheColon() {
    let note = analyzed("x\n\nPast Medical History (PMH): asthma")
    #expect(note.sections.count == 2)
    #expect(note.text.string(note.sections[1].heading) == "Past Medical History")
    #expect(note.text.string(note.sections[1].span) == "Past Medical History (PMH): asthma")
    #expect(note.outline.last == "pmh: asthma")
  }

  /// Weak headings are ordinary words without their colon; words within a sentence never open a section.
  @Test(arguments: [
    "Plan to discharge her.", "Skin is warm.", "She has a past medical history of asthma.", "skin: warm",
    "No family history of cancer.", "He said plan: none", "Rash on skin; lungs clear.",
  ])
  func ordinarySentencesOpenNothing(_ text: String) {
    let note = analyzed("Seen today. \(text)")
    #expect(note.sectionIDs == ["-"], "\(note.outline)")
  }

  @Test func aHeadingThatTheTableDoesNotKnowEndsTheSection() {
    let note = analyzed("PMH: asthma\n\nDISCHARGE CONDITION: good")
    #expect(note.outline == ["pmh#PMH:", "pmh: asthma", "-#DISCHARGE CONDITION:", "-: good"])
  }

  @Test func nesting() {
    let note = analyzed("Physical Exam:\nLungs: clear.\nSkin: warm.\n\nPlan: rest.\nLungs: clear.")
    #expect(note.sectionIDs.drop { $0 == "-" } == ["exam", "lungs", "skin", "plan", "lungs"])
    let exam = note.sections.firstIndex { $0.category == 3 }
    #expect(note.sections.filter { $0.category >= 4 && $0.category <= 5 }.map(\.parent) == [exam, exam, -1])
  }

  /// A section with a reach of two ends behind its second sentence.
  @Test func reach() {
    let note = analyzed("Allergies: penicillin. Also latex. Seen in clinic. No fever.\n\nCough.")
    #expect(
      note.outline == [
        "allergies#Allergies:", "allergies: penicillin.", "allergies: Also latex.", "-: Seen in clinic.",
        "-: No fever.",
        "-: Cough.",
      ])
    #expect(note.brokenInvariant == nil)
    let next = analyzed("Allergies: penicillin. Also latex. Seen.\nPlan: rest. Fluids. Sleep.")
    #expect(next.outline.suffix(4) == ["plan#Plan:", "plan: rest.", "plan: Fluids.", "plan: Sleep."])
  }

  @Test func listItemsAndHeadings() {
    let note = analyzed("Assessment and Plan\n1. Plan: rest\n2. Skin warm\n- Impression: stable")
    #expect(note.brokenInvariant == nil)
    #expect(note.sectionIDs.filter { $0 != "-" } == ["plan", "plan", "impression"])
  }

  /// A heading's bracket may follow on its own line only: a blank line ends every block.
  @Test(arguments: ["PMH\n\n(see below): asthma", "Impression\n\n(final): stable", "PMH (a\n\nb): x"])
  func noHeadingReachesAcrossABlankLine(_ text: String) {
    let note = analyzed(text)
    #expect(note.brokenInvariant == nil, "\(note.outline)")
  }

  @Test func emptyAndBlankNotes() {
    for text in ["", " ", "\n\n", "\r\n\t", "\u{A0}"] {
      let note = analyzed(text)
      #expect(note.brokenInvariant == nil)
      #expect(note.sections.count == 1)
      #expect(note.sentences.isEmpty)
    }
  }

  @Test func anEmptyTableFindsSentencesAllTheSame() {
    let note = NoteStructure()
    note.analyze(NoteText("PMH: asthma. No fever."), LayoutAnalyzer(headings: .empty, abbreviations: .empty))
    #expect(note.sections.count == 1)
    #expect(note.sentenceTexts == ["PMH: asthma.", "No fever."])
  }

  @Test func theFirstOfTwoEqualHeadingsStays() {
    let table = HeadingTable(
      categories: [SectionCategory(id: "a"), SectionCategory(id: "b")],
      headings: [
        .init(phrase: "Course", category: 0, needsColon: false),
        .init(phrase: "COURSE", category: 1, needsColon: false),
      ])
    let note = NoteStructure()
    note.analyze(NoteText("Course: good"), LayoutAnalyzer(headings: table, abbreviations: .empty))
    #expect(note.sections.last?.category == 0)
  }
}
