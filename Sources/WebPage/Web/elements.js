// How elements are made and figures are written: what the scripts of every page share. All scripts of a page are put into
// one function, these first. Text gets into a page as text nodes only.

const data = JSON.parse(document.getElementById("data").textContent);
const byID = (id) => document.getElementById(id);

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

/** Tells a screen reader what has changed. */
const say = (message) => { byID("say").textContent = message; };
