// One note before and after: accept or reject each identifier, add what was missed, save both as a policy.

const letters = Array.from(data.text);
const marks = data.marks.map((mark) => ({ ...mark, state: "accepted", added: false }));
const typeOf = (mark) => (mark.category === mark.type ? mark.type : mark.category + "." + mark.type);
const wordsOf = (mark) => letters.slice(mark.start, mark.end).join("");
byID("type").append(...data.types.map((type) => element("option", { value: type }, type)));

const goes = (mark) => mark.state === "accepted" && mark.replacement !== undefined;

function draw() {
  const before = [];
  const after = [];
  let at = 0;
  marks.sort((a, b) => a.start - b.start || a.end - b.end);
  marks.forEach((mark, index) => {
    if (mark.start < at) return;
    const between = letters.slice(at, mark.start).join("");
    before.push(between);
    after.push(between);
    const kind = ["mark", mark.state === "rejected" ? "rejected" : "", mark.added ? "added" : "",
      mark.replacement === undefined ? "kept" : ""].filter(Boolean).join(" ");
    before.push(element("button", { type: "button", class: kind, title: typeOf(mark) + ", " + mark.source,
      "aria-pressed": String(mark.state === "accepted"),
      "aria-label": wordsOf(mark) + ", " + typeOf(mark) + ", " + mark.state, onclick: () => toggle(index) }, wordsOf(mark)));
    after.push(goes(mark) ? element("span", { class: "replacement" }, mark.replacement) : wordsOf(mark));
    at = mark.end;
  });
  const rest = letters.slice(at).join("");
  byID("before").replaceChildren(...before, rest);
  byID("after").replaceChildren(...after, rest);
  drawTable();
}

function drawTable() {
  const rejected = marks.filter((mark) => mark.state === "rejected").length;
  const added = marks.filter((mark) => mark.added).length;
  byID("counts").textContent = counted(marks.length - added, "identifier") + " detected, " + count(rejected) + " rejected, "
    + count(added) + " added";
  const rows = marks.map((mark, index) => element("tr", {},
    element("th", { scope: "row", class: "words wrap" }, wordsOf(mark)),
    element("td", { class: "words" }, typeOf(mark)),
    element("td", { class: "words" }, mark.source),
    element("td", { class: "words" }, mark.replacement ?? "stays"),
    element("td", { class: "words" }, mark.added
      ? element("button", { type: "button", onclick: () => remove(index) }, "Take away")
      : element("span", { class: "choice" }, choice(index, "accepted", "Accept"), choice(index, "rejected", "Reject")))));
  byID("marks").replaceChildren(element("div", { class: "scroll-x", tabindex: "0", role: "region", "aria-label": "Identifiers" },
    element("table", { class: "figures" }, element("thead", {}, element("tr", {},
      ["words", "type", "found by", "becomes", "verdict"].map((name) =>
        element("th", { scope: "col", class: "words" }, name)))), element("tbody", {}, rows))));
}

const choice = (index, state, words) => element("button", { type: "button",
  "aria-pressed": String(marks[index].state === state), onclick: () => set(index, state) }, words);

function set(index, state) {
  // One verdict for all places with the same words: the lists know words, not places.
  const words = wordsOf(marks[index]);
  for (const mark of marks) if (!mark.added && wordsOf(mark) === words) mark.state = state;
  say(words + ": " + state);
  draw();
}
const toggle = (index) => (marks[index].added ? remove(index)
  : set(index, marks[index].state === "accepted" ? "rejected" : "accepted"));

function remove(index) {
  const words = wordsOf(marks[index]);
  for (let place = marks.length - 1; place >= 0; place--) {
    if (marks[place].added && wordsOf(marks[place]) === words) marks.splice(place, 1);
  }
  draw();
}

/** Marks every place of some words that no mark covers; false when there is none. */
function add(words, type) {
  const wanted = Array.from(words.trim());
  if (wanted.length === 0) return false;
  const [category, name] = type.includes(".") ? type.split(".") : [type, type];
  let found = false;
  for (let start = 0; start + wanted.length <= letters.length; start++) {
    if (!wanted.every((letter, place) => letters[start + place] === letter)) continue;
    const end = start + wanted.length;
    if (marks.some((mark) => mark.start < end && start < mark.end)) continue;
    marks.push({ start, end, category, type: name, source: "added here", replacement: "[" + name + "]", state: "accepted",
      added: true });
    found = true;
  }
  if (found) draw();
  return found;
}

/** A string of YAML in double quotes. */
const quoted = (text) => "\"" + text.replace(/[\\"]/g, "\\$&").replace(/\s+/g, " ") + "\"";

/** A policy with what was rejected as `allow` and what was added as `deny`. */
function policyText() {
  const unique = (list) => [...new Set(list)];
  const allow = unique(marks.filter((mark) => mark.state === "rejected").map((mark) => "  - " + quoted(wordsOf(mark))));
  const deny = unique(marks.filter((mark) => mark.added)
    .map((mark) => "  - {phrase: " + quoted(wordsOf(mark)) + ", type: " + typeOf(mark) + "}"));
  return ["# Made of the review of one note. It holds words of the note: keep it as safe as the note.",
    "name: reviewed", "base: " + data.policy, "why: accepted and rejected by a reader",
    ...(allow.length ? ["allow:", ...allow] : []), ...(deny.length ? ["deny:", ...deny] : [])].join("\n") + "\n";
}

byID("save").addEventListener("click", () => {
  const link = element("a", { href: URL.createObjectURL(new Blob([policyText()], { type: "text/yaml" })),
    download: "reviewed-policy.yaml" });
  link.click();
  URL.revokeObjectURL(link.href);
  say("Saved");
});
byID("add").addEventListener("click", () => {
  const words = byID("words").value;
  say(add(words, byID("type").value) ? "Added" : "These words do not stand in the note, or are marked already");
  byID("counts").textContent = byID("say").textContent + ". " + byID("counts").textContent;
});
document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  if (selection && !selection.isCollapsed && byID("before").contains(selection.anchorNode)) {
    byID("words").value = selection.toString().trim();
  }
});

draw();
performance.mark("chartsift-ready");
