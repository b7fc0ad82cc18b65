// Five hundred notes of 4 KB: how long it takes, and that filters and keys keep step with the data.

function checks(data) {
  document.body.getBoundingClientRect();
  const opened = performance.now();
  const ready = performance.getEntriesByName("chartsift-ready")[0].startTime;
  check("opens within 2 s", ready <= 2000 && opened <= 2500, { ready, opened });
  equal("columns", $$("#column-toggles button").length, 5);

  let before = performance.now();
  press("j");
  check("the first note opens within 300 ms", performance.now() - before < 300, performance.now() - before);
  check("it says how many notes there are", $("#note-count").textContent.startsWith("500 notes, "),
    $("#note-count").textContent);
  equal("rows are made as they are needed", rows().length, 200);
  $("#note-list").scrollTop = 1e6;
  $("#note-list").dispatchEvent(new Event("scroll"));
  check("more of them at the end", rows().length >= 400, rows().length);
  const scores = rows().map((row) => data.notes[row.dataset.note].disagreement);
  check("most disagreement first", scores.every((score, at) => at === 0 || scores[at - 1] >= score));

  for (const step of [1, 2, 3]) {
    const note = data.notes.find(({ id }) => id === shownID());
    equal(`text of note ${step}, first column`, columnText(0), note.text);
    const points = Array.from(note.text);
    equal(`mentions of note ${step}, second column`, markTexts(1),
      note.columns[1].map(([start, end]) => points.slice(start, end).join("")));
    before = shownID();
    press("j");
    check(`j moves on from note ${step}`, shownID() !== before && $("#note-list [aria-current] .name").textContent === shownID());
  }

  const seen = [];
  for (let step = 0; step < 5; step++) {
    press("n");
    seen.push(document.activeElement.mark);
  }
  check("n goes from difference to difference", new Set(seen).size === 5 && seen.every((mark) => mark?.kinds));
  press("p");
  check("p goes back", document.activeElement.mark === seen[3]);
  before = shownID();
  for (let step = 0; step < 80 && shownID() === before; step++) press("n");
  check("n goes on into the next note", shownID() !== before && document.activeElement.mark?.kinds);
  press("p");
  equal("p comes back from there", shownID(), before);

  choose("#filter-type", "2");
  $("#kinds [data-kind='16']").click();
  const expected = data.notes.filter((note) => {
    const list = note.differences[0];
    for (let at = 0; at < list.length; at += 3) {
      const type = list[at] >= 0 ? note.columns[0][list[at]][2] : note.columns[1][list[at + 1]][2];
      if (list[at + 2] & 16 && type === 2) return true;
    }
    return false;
  });
  check("filter by type and kind", expected.length > 0 && expected.length < 500
    && $("#note-count").textContent.startsWith(expected.length + " of 500 notes"), $("#note-count").textContent);
  check("a note that matches is shown", expected.some(({ id }) => id === shownID()));
  press("n");
  check("n stops at what matches only", document.activeElement.mark.kinds & 16 && document.activeElement.mark.mention[2] === 2);
  choose("#pair-b", "4");
  check("another pair is counted anew", $("#note-count").textContent.endsWith("between 1 and 5"), $("#note-count").textContent);
  $("#clear").click();

  press("/");
  equal("/ focuses the search", document.activeElement.id, "query");
  press("j");
  equal("letters in it are letters", document.activeElement.id, "query");
  choose("#query", "NOTE-49");
  equal("search in ids", rowNames().sort(), ["note-49", ...[..."0123456789"].map((digit) => "note-49" + digit)]);
  choose("#query", "nothing like it");
  check("none matches", rows().length === 0 && $("#note-scroll").textContent === "No note matches the filters.");
  choose("#query", "");
  press("Escape");
  check("Escape leaves the search", document.activeElement !== $("#query"));
  before = document.documentElement.dataset.theme;
  press("t");
  check("t changes the theme", document.documentElement.dataset.theme !== before);
  choose("#order", "input");
  equal("as given", rowNames().slice(0, 3), ["note-0", "note-1", "note-2"]);
  const changed = performance.now();
  $("#kinds [data-kind='1']").click();
  check("a filter takes less than 300 ms", performance.now() - changed < 300, performance.now() - changed);
}
