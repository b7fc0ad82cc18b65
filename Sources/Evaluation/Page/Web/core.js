// What stands side by side, and how it is named. All scripts of this folder are put into one function behind those of the
// module WebPage, in the order of WebParts.swift, so they share names.

/** What stands side by side: the runs, then the gold. */
const columns = data.runs.map((run, index) => ({ index, name: run.name, short: String(index + 1), isGold: false }));
if (data.gold) columns.push({ index: columns.length, name: "Gold", short: String(columns.length + 1), isGold: true });
const colourClass = (column) => (column.isGold ? "gold" : "r" + (column.index % 9));

/** A column's number and name. */
function columnLabel(column) {
  return element("span", { class: "run-name" }, badge(column), element("span", {}, column.name));
}

function badge(column) {
  return element("span", { class: "badge " + colourClass(column) }, column.short);
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
