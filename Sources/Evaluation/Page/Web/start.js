// Views, keys; and the start of it all.

function show(view) {
  state.view = view;
  for (const name of ["overview", "notes"]) {
    byID(name).classList.toggle("inactive", name !== view);
    byID("show-" + name).setAttribute("aria-pressed", String(name === view));
  }
  if (view === "overview") drawPlots();
  else if (state.note < 0) refilter();
  else showNote();
}

/** From a number of the overview to its notes. */
function openFiltered(pair, type, kind) {
  Object.assign(state, { type, kinds: kind, noteType: null, query: "", note: -1 });
  byID("query").value = "";
  byID("filter-type").value = String(type);
  byID("filter-note-type").value = "*";
  state.view = "notes";
  showColumns([pair.a, pair.b]);
  show("notes");
  scrollTo(0, 0);
  byID("note-scroll").focus({ preventScroll: true });
}

const inNotes = (act) => () => {
  if (state.view !== "notes") show("notes");
  act();
};
const keys = {
  j: () => (state.view === "notes" ? stepNote(1) : show("notes")),
  k: () => (state.view === "notes" ? stepNote(-1) : show("notes")),
  n: inNotes(() => stepMark(1, true)),
  p: inNotes(() => stepMark(-1, true)),
  "]": inNotes(() => stepMark(1, false)),
  "[": inNotes(() => stepMark(-1, false)),
  "/": inNotes(() => { byID("filters").open = true; byID("query").focus(); byID("query").select(); }),
  o: () => show(state.view === "notes" ? "overview" : "notes"),
  l: inNotes(() => {
    const select = byID("labels");
    select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
    say("Labels " + select.selectedOptions[0].textContent);
    showNote();
  }),
  t: toggleTheme,
  "?": () => byID("help").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || byID("help").open) return;
  const isField = event.target.matches?.("input:not([type=checkbox]), select, textarea");
  if (isField) {
    if (event.key === "Escape") event.target.blur();
    if (event.key === "Enter" && event.target.id === "query" && state.list.length > 0) openNote(state.list[0]);
    return;
  }
  if (event.target.closest?.("#note-list") && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    stepNote(event.key === "ArrowDown" ? 1 : -1);
    rowOf(state.note)?.focus();
    return;
  }
  if (/^[1-9]$/.test(event.key)) {
    inNotes(() => toggleColumn(Number(event.key) - 1))();
  } else if (Object.hasOwn(keys, event.key)) {
    keys[event.key]();
  } else {
    return;
  }
  event.preventDefault();
});

byID("show-overview").addEventListener("click", () => show("overview"));
byID("show-notes").addEventListener("click", () => show("notes"));
byID("open-help").addEventListener("click", () => byID("help").showModal());

buildOverview(openFiltered);
buildNotes();
if (location.hash === "#notes") show("notes");
performance.mark("chartsift-ready");
