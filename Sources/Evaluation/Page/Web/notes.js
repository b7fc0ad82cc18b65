// The view of the notes: filters, list, the note itself, and what stands at the bottom about one mention.

const rowsAtOnce = 200;
let marks = [];
let current = null;
let rowsMade = 0;
let steppedAt = -Infinity;

function buildNotes() {
  const options = (select, entries) =>
    select.replaceChildren(...entries.map(([value, name]) => element("option", { value }, name)));
  const names = columns.map((column) => [column.index, column.short + "  " + column.name]);
  options(byID("pair-a"), names);
  options(byID("pair-b"), names);
  options(byID("filter-type"), [[-1, "all"], ...data.types.map((name, index) => [index, name])]);
  const noteTypes = [...new Set(data.notes.map((note) => note.type ?? ""))].sort();
  options(byID("filter-note-type"), [["*", "all"], ...noteTypes.map((name) => ["=" + name, name || "(none)"])]);
  byID("pair-a").addEventListener("change", (event) => choosePair(0, event.target));
  byID("pair-b").addEventListener("change", (event) => choosePair(1, event.target));
  byID("filter-type").addEventListener("change", (event) => { state.type = Number(event.target.value); refilter(); });
  byID("filter-note-type").addEventListener("change", (event) => {
    state.noteType = event.target.value === "*" ? null : event.target.value.slice(1);
    refilter();
  });
  byID("query").addEventListener("input", (event) => { state.query = event.target.value; refilter(); });
  byID("order").addEventListener("change", (event) => { state.order = event.target.value; refilter(); });
  byID("clear").addEventListener("click", clearFilters);
  byID("previous-note").addEventListener("click", () => stepNote(-1));
  byID("next-note").addEventListener("click", () => stepNote(1));
  byID("next-difference").addEventListener("click", () => stepMark(1, true));
  byID("labels").addEventListener("change", showNote);
  byID("fixed-width").addEventListener("change", showNote);
  byID("note-list").addEventListener("scroll", ({ target }) => {
    if (target.scrollTop + target.clientHeight > target.scrollHeight - 400) addRows();
  });
  byID("note-list").addEventListener("click", (event) => {
    const row = event.target.closest("button");
    if (row) openNote(Number(row.dataset.note));
  });
  const scroll = byID("note-scroll");
  scroll.addEventListener("mouseover", ({ target }) => {
    // Text that scrolls under a resting pointer is not pointed at.
    if (target.mark && performance.now() - steppedAt > 400) showDetail(target.mark);
  });
  scroll.addEventListener("focusin", ({ target }) => {
    if (!target.mark) return;
    current = target.mark;
    showDetail(current);
  });
  byID("legend").append(legend());
  byID("notes").classList.add("without-note");
  buildToggles();
  buildKinds();
  refilter();
}

function legend() {
  const sample = (name, sign, words) => element("li", {}, element("span", { class: "m t1 " + name }, "mention"),
    sign ? element("span", { class: "tag" }, element("b", {}, sign)) : " ", " " + words);
  const types = data.types.map((name, index) => element("li", {},
    element("span", { class: "m t" + (index % 16) }, name), element("span", { class: "tag" }, typeCodes[index])));
  return element("div", {}, element("ul", {}, sample("", "", "the same in all columns shown"),
    looks.map((look) => sample(look.name, look.sign, look.words)), sample("ghost", "−", "only others have it"),
    element("li", { class: "soft" },
      "¬ negated · ? uncertain · hist historical · hyp hypothetical · fam family · oth other person")),
  element("ul", {}, types));
}

// Columns

function buildToggles() {
  byID("column-toggles").replaceChildren(...columns.map((column) => element("button", { type: "button",
    "aria-pressed": String(state.shown.includes(column.index)), onclick: () => toggleColumn(column.index) },
  element("kbd", {}, column.short), element("span", {}, column.name))));
}

/** Shows or hides a column: at least one stays, and a fourth takes the place of the third. */
function toggleColumn(index) {
  if (!columns[index]) return;
  if (state.shown.includes(index)) {
    if (state.shown.length === 1) return say("One column stays.");
    showColumns(state.shown.filter((column) => column !== index));
  } else {
    showColumns([...state.shown.slice(0, 2), index]);
  }
  say("Columns: " + state.shown.map((column) => columns[column].name).join(", "));
}

function showColumns(shown) {
  state.shown = shown;
  buildToggles();
  buildKinds();
  refilter();
}

/** A (side 0) or B (side 1) becomes another column; one that is shown already changes places with it. */
function choosePair(side, select) {
  const chosen = Number(select.value);
  const replaced = state.shown[side];
  const shown = state.shown.map((column) => (column === chosen ? replaced : column));
  shown[side] = chosen;
  showColumns(shown.filter((column) => column !== undefined));
}

function buildKinds() {
  const [a, b] = state.shown;
  byID("pair-a").value = a;
  byID("pair-b").value = b ?? "";
  const names = [[Kind.onlyA, "only A"], [Kind.onlyB, "only B"], [Kind.boundary, "boundary"], [Kind.type, "type"],
    [Kind.assertion, "assertion"], [Kind.concept, "concept"]];
  byID("kinds").replaceChildren(...names.map(([bit, name]) => element("button", {
    type: "button", disabled: filterPair() === null, "data-kind": bit,
    "aria-pressed": String((state.kinds & bit) !== 0), onclick: () => toggleKind(bit),
  }, name)));
}

function toggleKind(bit) {
  state.kinds ^= bit;
  buildKinds();
  byID("kinds").querySelector(`[data-kind="${bit}"]`).focus();
  refilter();
}

// List

function refilter() {
  applyFilters();
  const list = byID("note-list");
  list.replaceChildren();
  list.scrollTop = 0;
  rowsMade = 0;
  addRows();
  const { length } = state.list;
  const differences = state.list.reduce((sum, index) => sum + (state.counts[index] ?? 0), 0);
  const all = counted(data.notes.length, "note");
  const between = state.shown.slice(0, 2).map((column) => columns[column].short).join(" and ");
  const found = filterPair() ? `, ${counted(differences, "difference")} between ${between}`
    : state.shown.length > 1 ? "; this pair was not compared" : "";
  byID("note-count").textContent = (length === data.notes.length ? all : `${count(length)} of ${all}`) + found;
  if (state.note >= 0 && !state.list.includes(state.note)) state.note = -1;
  if (state.note < 0 && length > 0 && state.view === "notes") [state.note] = state.list;
  showNote();
}

function addRows() {
  const rows = state.list.slice(rowsMade, rowsMade + rowsAtOnce).map((index) => {
    const note = data.notes[index];
    const differences = state.counts[index];
    return element("li", {}, element("button", { type: "button", "data-note": index,
      "aria-current": index === state.note ? "true" : null, tabindex: index === state.note ? "0" : "-1" },
    element("span", { class: "name" }, note.id),
    element("span", { class: "count" }, differences === null ? missing : counted(differences, "difference")),
    element("span", { class: "kind" }, note.type ?? ""),
    element("span", { class: "score" }, "disagreement " + significant(note.disagreement))));
  });
  rowsMade += rows.length;
  byID("note-list").append(...rows);
}

function rowOf(index) {
  const place = state.list.indexOf(index);
  while (place >= rowsMade) addRows();
  return place < 0 ? null : byID("note-list").children[place].firstChild;
}

function clearFilters() {
  Object.assign(state, { type: -1, kinds: 0, noteType: null, query: "" });
  byID("query").value = "";
  byID("filter-type").value = "-1";
  byID("filter-note-type").value = "*";
  buildKinds();
  refilter();
}

// Note

function openNote(index) {
  const before = byID("note-list").querySelector('[aria-current="true"]');
  before?.removeAttribute("aria-current");
  before?.setAttribute("tabindex", "-1");
  state.note = index;
  showNote();
  byID("note-scroll").scrollTop = 0;
}

/** Goes to the next or the previous note of the list; false at its end. */
function stepNote(by) {
  const place = state.list.indexOf(state.note) + by;
  if (place < 0 || place >= state.list.length) {
    say(by > 0 ? "The last note." : "The first note.");
    return false;
  }
  openNote(state.list[place]);
  say(`Note ${data.notes[state.note].id}, ${place + 1} of ${state.list.length}`);
  return true;
}

function showNote() {
  if (state.view !== "notes") return;
  const note = data.notes[state.note];
  byID("notes").classList.toggle("without-note", !note);
  current = null;
  showDetail(null);
  if (!note) {
    marks = [];
    byID("note-id").textContent = "";
    byID("note-facts").textContent = "";
    byID("note-scroll").replaceChildren(element("p", { class: "empty" },
      data.notes.length === 0 ? "This page holds no notes." : "No note matches the filters."));
    return;
  }
  const row = rowOf(state.note);
  row?.setAttribute("aria-current", "true");
  row?.setAttribute("tabindex", "0");
  row?.scrollIntoView({ block: "nearest" });
  const byColumn = marksOf(note);
  byID("note-id").textContent = note.id;
  const matching = state.counts[state.note];
  byID("note-facts").textContent = [note.type, `${state.list.indexOf(state.note) + 1} of ${state.list.length}`,
    matching === null ? null : counted(matching, "difference") + (state.kinds || state.type >= 0 ? " that match" : ""),
    "disagreement " + significant(note.disagreement)].filter(Boolean).join(" · ");
  byID("note-scroll").replaceChildren(noteTable(note, byColumn));
  marks = byColumn.flat().filter((mark) => mark.anchor).sort((x, y) => x.ranges[0][0] - y.ranges[0][0]
    || state.shown.indexOf(x.column) - state.shown.indexOf(y.column));
}

/** Moves to the next (1) or previous (-1) mention; past the end, into the next note. */
function stepMark(by, onlyDifferences) {
  const isStop = (mark) => !onlyDifferences || mark.matches;
  const from = marks.indexOf(current);
  const ahead = by > 0 ? marks.slice(from + 1).find(isStop)
    : marks.slice(0, from < 0 ? marks.length : from).findLast(isStop);
  if (ahead) return focusMark(ahead);
  if (!stepNote(by)) return undefined;
  const there = by > 0 ? marks.find(isStop) : marks.findLast(isStop);
  return there ? focusMark(there) : byID("note-scroll").focus({ preventScroll: true });
}

function focusMark(mark) {
  steppedAt = performance.now();
  mark.anchor.focus({ preventScroll: true });
  mark.anchor.scrollIntoView({ block: "center" });
}

/** What every shown column says at a mark's place. */
function showDetail(mark) {
  document.querySelectorAll(".m.here").forEach((segment) => segment.classList.remove("here"));
  if (!mark) {
    byID("detail").replaceChildren(element("p", { class: "soft" },
      "Point at a mention, or press n, to see what each column says of it."));
    return;
  }
  const subject = mark.ghost ? mark.from[0] : mark;
  const { text } = data.notes[state.note];
  const saying = (one) => one.ranges.map(([start, end]) => text.slice(start, end)).join(" … ");
  const rows = state.shown.map((column) => {
    const found = column === subject.column ? { kinds: 0, other: subject } : subject.against.get(column);
    // The data names only what differs: the column that agrees has the same span and type.
    const there = found ? found.other
      : marks.find((one) => one.column === column && isTwin(one.mention, subject.mention));
    there?.segments?.forEach((segment) => segment.classList.add("here"));
    const name = element("th", { scope: "row" }, columnLabel(columns[column]));
    const instead = (words) => element("tr", {}, name, element("td", { colspan: 5 }, words));
    if (!data.notes[state.note].columns[column]) return instead("no result for this note");
    if (column !== subject.column && !isCompared(column, subject.column)) return instead("this pair was not compared");
    if (!there) return instead(element("span", { class: "differs" }, "does not have it"));
    const kinds = found ? found.kinds : 0;
    const cell = (bit, content, kind) =>
      element("td", { class: kind }, element("span", { class: kinds & bit ? "differs" : null }, content));
    const bits = there.mention[3] ?? -1;
    const concept = data.concepts[there.mention[4] ?? -1];
    const compared = kinds ? looksOf(kinds).map((look) => look.sign + " " + look.words).join(", ") : "the same";
    return element("tr", {}, name,
      cell(Kind.boundary, saying(there), "said"),
      cell(Kind.type, typeName(there.mention[2])),
      cell(Kind.assertion, bits < 0 ? missing : assertionWords(bits).join(", ") || "affirmed"),
      cell(Kind.concept, concept ? concept.join("  ") : missing),
      element("td", {}, column === subject.column ? "" : compared));
  });
  byID("detail").replaceChildren(element("table", {}, element("thead", {}, element("tr", {},
    ["", "Text", "Type", "Assertion", "Concept", "Compared"].map((name) => element("th", { scope: "col" }, name)))),
  element("tbody", {}, rows)));
}

const isTwin = (x, y) => x[0] === y[0] && x[1] === y[1] && x[2] === y[2] && String(x[5] ?? "") === String(y[5] ?? "");
const isCompared = (a, b) => pairIndex.has(pairKey(Math.min(a, b), Math.max(a, b)));
