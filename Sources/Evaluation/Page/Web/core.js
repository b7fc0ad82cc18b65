// The data of the page, how figures are written, and how elements are made. All scripts of this folder are put into one
// function in the order of WebParts.swift, so they share names. Text gets into the page as text nodes only.

const data = JSON.parse(document.getElementById("data").textContent);
const byID = (id) => document.getElementById(id);

/** What stands side by side: the runs, then the gold. */
const columns = data.runs.map((run, index) => ({ index, name: run.name, short: String(index + 1), isGold: false }));
if (data.gold) columns.push({ index: columns.length, name: "Gold", short: String(columns.length + 1), isGold: true });
const colourClass = (column) => (column.isGold ? "gold" : "r" + (column.index % 9));

/** An element with attributes (`on…` are listeners, null and false are left out) and children (text or elements). */
function element(tag, attributes, ...children) {
  return furnish(document.createElement(tag), attributes, children);
}

function drawn(tag, attributes, ...children) {
  return furnish(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function furnish(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return made;
}

/** A column's number and name. */
function columnLabel(column) {
  return element("span", { class: "run-name" }, badge(column), element("span", {}, column.name));
}

function badge(column) {
  return element("span", { class: "badge " + colourClass(column) }, column.short);
}

/** Of a number with its noun: "1 note", "2 notes". */
const counted = (number, noun) => count(number) + " " + noun + (number === 1 ? "" : "s");

const missing = "–";
const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
const count = (value) => (isNumber(value) ? grouped.format(value) : missing);
const share = (value) => (isNumber(value) ? value.toFixed(3) : missing);
const signed = (value) => (isNumber(value) ? (value < 0 ? "−" : "+") + Math.abs(value).toFixed(3) : missing);
const significant = (value) =>
  (!isNumber(value) ? missing : value >= 100 ? count(value) : String(+value.toPrecision(3)));
const pValue = (value) => (!isNumber(value) ? missing : value < 0.001 ? "< 0.001" : value.toFixed(3));

function duration(seconds) {
  if (!isNumber(seconds)) return missing;
  if (seconds < 100) return significant(seconds) + " s";
  if (seconds < 6000) return (seconds / 60).toFixed(1) + " min";
  return (seconds / 3600).toFixed(1) + " h";
}

function bytes(value) {
  if (!isNumber(value)) return missing;
  return value < 1e9 ? significant(value / 1e6) + " MB" : significant(value / 1e9) + " GB";
}

/** "0.812 to 0.847", or nothing. A figure is [value, lower, upper] or [value]. */
function interval(figure) {
  return isNumber(figure[1]) && isNumber(figure[2]) ? share(figure[1]) + " to " + share(figure[2]) : "";
}

/** A table cell of a figure with its interval below. */
function figureCell(figure, isBest) {
  if (!figure) return element("td", {}, missing);
  const range = interval(figure);
  return element("td", { class: isBest ? "best" : null }, share(figure[0]),
    range ? element("span", { class: "small" }, range) : null);
}

/** A table of figures: `heads` are texts or [text, class]; rows are arrays of cells, the first one the row's name. */
function figureTable(caption, heads, rows) {
  const head = heads.map((name) => (Array.isArray(name) ? name : [name, null]))
    .map(([name, kind], index) => element("th", { scope: "col", class: index === 0 ? "words" : kind }, name));
  const body = rows.map((cells) => element("tr", {}, cells.map((cell, index) => {
    if (cell instanceof HTMLTableCellElement) return cell;
    return index === 0 ? element("th", { scope: "row" }, cell) : element("td", {}, cell);
  })));
  return element("div", { class: "scroll-x", tabindex: "0", role: "region", "aria-label": caption },
    element("table", { class: "figures" }, element("caption", { class: "hidden-text" }, caption),
      element("thead", {}, element("tr", {}, head)), element("tbody", {}, body)));
}

/** The shortest beginnings, of three letters at least, that tell the types apart. */
const typeCodes = data.types.map((name, index) => {
  for (let length = 3; length < name.length; length++) {
    const code = name.slice(0, length).toLowerCase();
    if (!data.types.some((other, place) => place !== index && other.toLowerCase().startsWith(code))) return code;
  }
  return name.toLowerCase();
});
const typeName = (index) => data.types[index] ?? "?";

/** What an assertion says, in words. The bits are those of PageWriter; -1 says nothing. */
function assertionWords(bits) {
  if (bits < 0) return [];
  const words = ["negated", "uncertain", "historical", "hypothetical", "family", "other person"];
  return words.filter((_, bit) => bits & (1 << bit));
}
const assertionSigns = (bits) => (bits <= 0 ? "" : ["¬", "?", "hist", "hyp", "fam", "oth"]
  .filter((_, bit) => bits & (1 << bit)).join(" "));

const say = (message) => { byID("say").textContent = message; };
