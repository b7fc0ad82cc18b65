// The review of de-identified notes: reading, answering, bounds.

function checks(data) {
  const total = data.notes.length;
  equal("the first note is shown", $("#note-name").textContent, "Note " + data.notes[0].number + " (1 of " + total + ")");
  equal("its text stands as it is", $("#text").textContent, data.notes[0].text);
  check("tags stand out", $$("#text .tag").length > 0);
  check("markup in a note is text", $("#text img") === null && document.title !== "taken");
  check("no bound before all are read", $("#upper") === null);
  press("c");
  equal("the next note follows", $("#note-name").textContent.includes("(2 of " + total + ")"), true);
  equal("the answer is told", $$("#list .clean").length, 1);
  $("#count").value = "3";
  press("x");
  equal("leaks are told", $$("#list .leak").map((cell) => cell.textContent), ["3 leaks"]);
  press("k");
  equal("a note with an answer shows it", $("#leak").getAttribute("aria-pressed"), "true");
  $("#undo").click();
  equal("an answer can be taken back", $$("#list .leak").length, 0);
  $("#count").value = "2";
  press("x");
  for (let step = 0; step < total; step++) {
    if ($$("#list .open").length === 0) break;
    press("c");
  }
  equal("all are read", $("#progress").textContent, total + " of " + total + " notes read, 1 note with a leak");
  lines.push("value: " + $("#upper").textContent);
  lines.push("value: " + $("#upper-count").textContent);
  const blobs = [];
  const make = URL.createObjectURL;
  URL.createObjectURL = (blob) => { blobs.push(blob); return "#"; };
  HTMLAnchorElement.prototype.click = () => {};
  $("#save").click();
  URL.createObjectURL = make;
  equal("one file is saved", blobs.length, 1);
  for (const element of $$("button, input")) {
    check("named: " + (element.id || element.textContent), Boolean(element.textContent.trim() || element.labels?.length
      || element.getAttribute("aria-label")));
  }
}
