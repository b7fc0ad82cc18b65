// Three notes: offsets, markup, overlapping and discontinuous mentions, a run without a result.

function checks(data) {
  equal("the title is text", $("#title").textContent, "Small & <b>hostile</b>");
  equal("opens at the overview", view(), "overview");
  equal("plots", $$("svg.plot").length, 2);
  check("plots have a text alternative", $$("svg.plot").every((plot) => plot.getAttribute("role") === "img"
    && plot.getAttribute("aria-label").length > 20));
  check("each plot has its data table", $$("details.table table").length >= 2);
  equal("markup in a run's name is text", $$("#overview i").filter((item) => item.textContent !== "").length, 0);
  check("what is not a number is missing", !$("#overview").textContent.includes("NaN"));

  press("j");
  equal("j opens the notes", view(), "notes");
  equal("most disagreement first", rowNames(), ["emoji", data.notes[1].id, "failed"]);
  equal("first note", shownID(), "emoji");
  equal("first column's text", columnText(0), data.notes[0].text.replaceAll("\r\n", "\n"));
  equal("mentions behind scalars of two units", markTexts(0).sort(),
    ["aspirin", "bloodcultures", "chest pain", "urine cultures"].sort());
  equal("second column's mention", markTexts(1), ["pain"]);
  equal("ghosts stand where only the other has a mention", new Set($$("td:nth-child(2) .ghost").map((x) => x.mark)).size, 3);
  check("a difference is told in words",
    $$(".note-text .m.boundary")[0].getAttribute("aria-label").includes("other boundaries, another assertion in <i>second</i>"),
    $$(".note-text .m.boundary")[0].getAttribute("aria-label"));
  check("a difference has a sign", $("td .tag").textContent.startsWith("↔±"), $("td .tag").textContent);

  press("n");
  check("n focuses a difference", document.activeElement.classList.contains("boundary"), document.activeElement.className);
  check("the detail says what each column says", $("#detail").textContent.includes("negated")
    && $("#detail").textContent.includes("affirmed") && $("#detail").textContent.includes("C0008031  Chest Pain"),
    $("#detail").textContent);
  press("3");
  equal("3 adds the gold", headings(), ["first", "<i>second</i>", "Gold"]);
  press("2");
  equal("2 takes the second run away", headings(), ["first", "Gold"]);
  press("2");
  equal("and a run comes back as the third", headings(), ["first", "Gold", "<i>second</i>"]);
  choose("#pair-b", "1");
  equal("a pair is chosen", headings(), ["first", "<i>second</i>", "Gold"]);
  press("3");

  press("j");
  equal("j goes on", shownID(), data.notes[1].id);
  equal("markup in a note is text", columnText(0), data.notes[1].text);
  equal("nothing of it became an element", $$("#note-scroll script, #note-scroll img, #note-list img").length, 0);
  check("nothing of it ran", document.title.startsWith("Small & <b>"), document.title);
  press("j");
  equal("the last note", shownID(), "failed");
  check("a run without a result says so", $(".note-text thead").textContent.includes("no result for this note"));
  equal("and differs in nothing", $$(".note-text .m.only").length, 0);
  press("j");
  equal("there is none behind it", shownID(), "failed");
  press("k");
  equal("k goes back", shownID(), data.notes[1].id);

  choose("#filter-note-type", "=Radiology");
  equal("kind of note", rowNames(), ["emoji", "failed"]);
  $("#kinds [data-kind='4']").click();
  equal("kind of difference", rowNames(), ["emoji"]);
  equal("what does not match is faint", new Set($$(".m.faint:not(.ghost)").map((x) => x.mark)).size, 3);
  $("#clear").click();
  equal("no filters", rows().length, 3);
  equal("no button is pressed", $$("#kinds [aria-pressed=true]").length, 0);

  press("?");
  check("? opens the help", $("#help").open);
  press("j");
  equal("keys rest while it is open", shownID(), "emoji");
  $("#help button").click();
  check("and it closes", !$("#help").open);
  press("o");
  equal("o shows the overview", view(), "overview");
  const number = $$("#overview .figures button")[0];
  number.click();
  equal("a number leads to its notes", [view(), rowNames()], ["notes", ["emoji"]]);
}
