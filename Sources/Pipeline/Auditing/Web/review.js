// The review page: which note is shown, what was answered, and what follows from it. Answers stay on the page until they
// are saved; nothing is kept by the browser.

const answers = new Map();
let shown = 0;
const placeOf = new Map(data.notes.map((note, index) => [note.number, index]));
const percent = (value) => (value * 100).toFixed(value < 0.1 ? 2 : 1) + " %";

const rows = data.notes.map((note, index) => element("button", { type: "button", onclick: () => showNote(index) },
  element("span", {}, "Note " + count(note.number)), element("span", { class: "open" }, "to read")));
byID("list").append(...rows.map((row) => element("li", {}, row)));

function showNote(index) {
  shown = Math.max(0, Math.min(data.notes.length - 1, index));
  const note = data.notes[shown];
  byID("note-name").textContent = "Note " + count(note.number) + " (" + (shown + 1) + " of " + data.notes.length + ")";
  // Tags stand out, so that the eye goes to what is left.
  const parts = note.text.split(/(\[[A-Z]+(?:[:-][^\]\n]{1,24})?\])/);
  byID("text").replaceChildren(...parts.map((part, place) =>
    (place % 2 ? element("span", { class: "tag" }, part) : part)));
  byID("text").scrollTop = 0;
  byID("previous").disabled = shown === 0;
  byID("next").disabled = shown === data.notes.length - 1;
  tellAnswer();
}

function tellAnswer() {
  const leaks = answers.get(data.notes[shown].number);
  byID("clean").setAttribute("aria-pressed", String(leaks === 0));
  byID("leak").setAttribute("aria-pressed", String(leaks > 0));
  byID("count").value = String(leaks > 0 ? leaks : 1);
  byID("undo").disabled = leaks === undefined;
  rows.forEach((row, index) => {
    const found = answers.get(data.notes[index].number);
    row.lastChild.className = found === undefined ? "open" : found > 0 ? "leak" : "clean";
    row.lastChild.textContent = found === undefined ? "to read" : found > 0 ? counted(found, "leak") : "clean";
    row.setAttribute("aria-current", String(index === shown));
  });
  rows[shown].scrollIntoView({ block: "nearest" });
  tellResult();
}

function tellResult() {
  const misses = [...answers.values()].filter((leaks) => leaks > 0).length;
  byID("progress").textContent = count(answers.size) + " of " + counted(data.notes.length, "note") + " read, "
    + counted(misses, "note") + " with a leak";
  byID("done").style.width = (100 * answers.size / data.notes.length) + "%";
  if (answers.size < data.notes.length) {
    byID("bound").replaceChildren(element("p", {}, "The bound is told when all notes are read: what was read first is no "
      + "random sample."));
    return;
  }
  const bound = reviewBound(misses, data.notes.length, data.population, data.confidence);
  byID("bound").replaceChildren(element("dl", {},
    element("dt", {}, "at most, with " + +(data.confidence * 100).toFixed(2) + " %" + " confidence"), element("dd", { id: "upper" }, percent(bound.upper)),
    element("dt", {}, "two-sided"), element("dd", {}, percent(bound.lowerTwoSided) + " – " + percent(bound.upperTwoSided)),
    element("dt", {}, "of these " + counted(data.population, "note") + " at most"), element("dd", { id: "upper-count" }, count(bound.upperCount))));
}

function answer(leaks) {
  const number = data.notes[shown].number;
  if (leaks === null) answers.delete(number);
  else answers.set(number, leaks);
  say(leaks === null ? "Taken back" : leaks > 0 ? counted(leaks, "leak") : "Clean");
  tellAnswer();
}

/** Answers, and on to the next note that has no answer. */
function answerAndGoOn(leaks) {
  answer(leaks);
  for (let step = 1; step < data.notes.length; step++) {
    const index = (shown + step) % data.notes.length;
    if (!answers.has(data.notes[index].number)) {
      showNote(index);
      return;
    }
  }
}

const leakCount = () => Math.max(1, Math.min(999, Math.floor(Number(byID("count").value)) || 1));

/** What "Save answers" writes and `audit plan --answers` reads. It holds no text of a note. */
function savedAnswers() {
  return JSON.stringify({
    format: "chartsift-review 1", sample: data.sample, population: data.population, seed: data.seed,
    confidence: data.confidence, notes: data.notes.length, reviewer: byID("reviewer").value,
    answers: data.notes.filter((note) => answers.has(note.number))
      .map((note) => ({ note: note.number, leaks: answers.get(note.number) })),
  }, null, 1) + "\n";
}

function save() {
  const link = element("a", { href: URL.createObjectURL(new Blob([savedAnswers()], { type: "application/json" })),
    download: "review-answers.json" });
  link.click();
  URL.revokeObjectURL(link.href);
  say("Saved");
}

function load(text) {
  let saved = null;
  try {
    saved = JSON.parse(text);
  } catch {
    saved = null;
  }
  if (saved?.format !== "chartsift-review 1" || saved.sample !== data.sample) {
    say("These are no answers to this sample");
    byID("progress").textContent = "The file holds no answers to this sample.";
    return false;
  }
  answers.clear();
  for (const item of saved.answers) {
    if (placeOf.has(item.note) && Number.isInteger(item.leaks) && item.leaks >= 0) answers.set(item.note, item.leaks);
  }
  byID("reviewer").value = saved.reviewer || "";
  tellAnswer();
  return true;
}

byID("previous").addEventListener("click", () => showNote(shown - 1));
byID("next").addEventListener("click", () => showNote(shown + 1));
byID("clean").addEventListener("click", () => answerAndGoOn(0));
byID("leak").addEventListener("click", () => answerAndGoOn(leakCount()));
byID("count").addEventListener("change", () => {
  if (answers.get(data.notes[shown].number) > 0) answer(leakCount());
});
byID("undo").addEventListener("click", () => answer(null));
byID("save").addEventListener("click", save);
byID("load").addEventListener("click", () => byID("file").click());
byID("file").addEventListener("change", async () => {
  const file = byID("file").files[0];
  if (file) load(await file.text());
  byID("file").value = "";
});
addEventListener("beforeunload", (event) => {
  if (answers.size > 0) event.preventDefault();
});

const keys = {
  j: () => showNote(shown + 1),
  k: () => showNote(shown - 1),
  c: () => answerAndGoOn(0),
  x: () => answerAndGoOn(leakCount()),
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input, select, textarea")) return;
  if (!Object.hasOwn(keys, event.key)) return;
  keys[event.key]();
  event.preventDefault();
});

if (data.notes.length > 0) showNote(0);
performance.mark("chartsift-ready");
