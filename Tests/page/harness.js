// What the checks of a page share. Runs before the page's own script; the checks run when the page is there, and leave
// nothing behind but their lines.

const lines = [];
const problems = [];
const check = (name, holds, detail = "") =>
  lines.push(`${holds ? "ok" : "failed"}: ${name}${holds ? "" : " " + JSON.stringify(detail)}`);
const equal = (name, found, expected) =>
  check(name, JSON.stringify(found) === JSON.stringify(expected), { found, expected });

addEventListener("error", (event) => problems.push("error " + event.message + " " + event.lineno));
addEventListener("unhandledrejection", (event) => problems.push("rejection " + event.reason));
addEventListener("securitypolicyviolation", (event) => problems.push("policy " + event.violatedDirective));
for (const level of ["error", "warn"]) console[level] = (...words) => problems.push(level + " " + words.join(" "));

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const press = (key) => (document.activeElement || document.body)
  .dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
const choose = (selector, value) => {
  $(selector).value = value;
  $(selector).dispatchEvent(new Event($(selector).type === "search" ? "input" : "change", { bubbles: true }));
};
const shownID = () => $("#note-id").textContent;
const rows = () => $$("#note-list button");
const rowNames = () => $$("#note-list .name").map((name) => name.textContent);
const view = () => $$(".view:not(.inactive)").map((element) => element.id).join();
const headings = () => $$(".note-text thead .run-name span:last-child").map((name) => name.textContent);

/** The text of a column as it stands on the screen, without labels. */
const columnText = (place) => $$(".note-text tbody tr").map((row) => {
  const cell = row.children[place].cloneNode(true);
  $$(".tag, .run-line", cell).forEach((label) => label.remove());
  return cell.textContent === "\u200b" ? "" : cell.textContent;
}).join("\n");

/** The text under each mark of a column, in order. */
const markTexts = (place) => {
  const found = new Map();
  for (const segment of $$(`.note-text tbody td:nth-child(${place + 1}) .m:not(.ghost)`)) {
    const copy = segment.cloneNode(true);
    $$(".tag", copy).forEach((label) => label.remove());
    found.set(segment.mark, (found.get(segment.mark) || "") + copy.textContent);
  }
  return [...found.values()];
};

addEventListener("load", () => {
  try {
    checks(JSON.parse(document.getElementById("data")?.textContent ?? "null"));
  } catch (error) {
    problems.push(error.stack);
  }
  equal("no errors, warnings or refused resources", problems, []);
  const result = document.createElement("pre");
  result.textContent = "\n" + lines.join("\n") + "\n";
  document.documentElement.replaceChildren(result);
});
