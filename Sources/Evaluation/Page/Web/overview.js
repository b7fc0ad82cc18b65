// The overview: what ran, how it scores, who agrees with whom, where they differ.

const runColumns = columns.filter((column) => !column.isGold);
const microScore = (run) => data.scores.find((score) => score.run === run && score.type === null);
const typeScore = (run, type) => data.scores.find((score) => score.run === run && score.type === type);
const levels = [["strict", "Strict"], ["overlap", "Overlap"]];
const measures = [["F1", 2], ["Precision", 0], ["Recall", 1]];

/** Plots are drawn again when their room changes; each knows how. */
const plots = [];

function section(title, about, ...content) {
  const words = about ? element("p", { class: "about" }, about) : null;
  return element("section", {}, element("h2", {}, title), words, content);
}

/** Buttons of which one is pressed. */
function choice(label, names, current, choose) {
  const press = (index) => {
    buttons.forEach((button, place) => button.setAttribute("aria-pressed", String(place === index)));
    choose(index);
  };
  const buttons = names.map((name, index) => element("button",
    { type: "button", "aria-pressed": String(index === current), onclick: () => press(index) }, name));
  return element("span", { class: "choice", role: "group", "aria-label": label }, buttons);
}

/** A place for a plot of `make(width)`, drawn when there is room for it. */
function plotPlace(make) {
  const place = element("div", {});
  const draw = () => place.replaceChildren(make(Math.floor(place.clientWidth) || 720));
  plots.push(draw);
  return { place, draw };
}

/** How a plot's text alternative ends. */
const inTable = "; the figures are in the data table below";

const disclosure = (name, table) => element("details", { class: "table" }, element("summary", {}, name), table);

function lead() {
  const parts = [counted(data.runs.length, "run") + (data.gold ? " and the gold" : "") + " over "
    + counted(data.notesCompared, "note") + "."];
  const ranked = runColumns.filter((column) => microScore(column.index))
    .sort((a, b) => microScore(b.index).strict[2][0] - microScore(a.index).strict[2][0]);
  if (ranked.length > 0) {
    const best = microScore(ranked[0].index).strict[2];
    const range = interval(best) ? ` (${interval(best)})` : "";
    parts.push(`Highest strict F1: ${ranked[0].name}, ${share(best[0])}${range}.`);
  }
  const alike = data.pairs.filter((pair) => pair.b < data.runs.length && isNumber(pair.f1_strict))
    .sort((a, b) => b.f1_strict - a.f1_strict)[0];
  if (alike && data.runs.length > 2) {
    parts.push(`Most alike: ${columns[alike.a].name} and ${columns[alike.b].name}, F1 ${share(alike.f1_strict)}.`);
  }
  if (data.notes.length < data.notesCompared) {
    parts.push(`This page holds ${count(data.notes.length)} of the notes; the figures are about all of them.`);
  }
  return element("p", { class: "lead" }, parts.join(" "));
}

function runsSection() {
  const all = [
    ["Version", "version", (value) => value ?? missing, "words"], ["Notes", "notes", count],
    ["Failed", "failed", count], ["Entities", "entities", count], ["Time", "seconds", duration],
    ["CPU time", "cpu_seconds", duration],
    ["MB/s", "mb_per_s", significant], ["Memory", "peak_memory", bytes], ["Tokens", "tokens", count],
    ["Cost", "cost", (value) => value ?? missing],
  ];
  const isKnown = (run, field) => (field === "failed" ? run.failed > 0 : run[field] !== undefined);
  const shown = all.filter(([, field]) => data.runs.some((run) => isKnown(run, field)));
  const best = Math.max(...data.scores.filter((score) => score.type === null).map((score) => score.strict[2][0]));
  const rows = runColumns.map((column) => {
    const run = data.runs[column.index];
    const score = microScore(column.index);
    return [
      element("th", { scope: "row" }, columnLabel(column), element("span", { class: "small" }, run.source)),
      ...(data.gold ? [figureCell(score?.strict[2], score?.strict[2][0] === best), figureCell(score?.overlap[2])] : []),
      ...shown.map(([, field, write, kind]) => element("td", { class: kind }, write(run[field]))),
    ];
  });
  const scored = data.gold ? ["F1 strict", "F1 overlap"] : [];
  const about = data.gold ? "F1 against the gold over all types, with 95 % intervals where they were computed." : null;
  return section("Runs", about,
    figureTable("Runs", ["Run", ...scored, ...shown.map(([name, , , kind]) => [name, kind])], rows));
}

function scoresSection() {
  if (data.scores.length === 0) return null;
  let [level, measure] = [0, 0];
  const plot = plotPlace((width) => {
    const [field, at] = [levels[level][0], measures[measure][1]];
    const groups = [null, ...data.types.keys()].map((type) => ({
      name: type === null ? "all types" : typeName(type),
      bars: runColumns.map((column) => ({ column, score: typeScore(column.index, type) }))
        .filter(({ score }) => score && score.gold + score.predicted > 0)
        .map(({ column, score }) => ({ column, figure: score[field][at] })),
    })).filter((group) => group.bars.length > 0);
    const figures = `${measures[measure][0]} (${levels[level][1].toLowerCase()})`;
    const name = figures + " by type and run, bars with 95 % intervals";
    return barChart(Math.min(width, 900), name + inTable, groups);
  });
  const ordered = [...data.scores].sort((a, b) => (a.type ?? -1) - (b.type ?? -1) || a.run - b.run);
  const rows = ordered.map((score) => [
    score.type === null ? "all types" : typeName(score.type),
    element("td", { class: "words" }, columnLabel(columns[score.run])), count(score.gold), count(score.predicted),
    ...levels.flatMap(([field]) => score[field].map((figure) => figureCell(figure))),
  ]);
  const heads = ["Type", ["Run", "words"], "Gold", "Predicted",
    ...levels.flatMap(([, name]) => ["P ", "R ", "F1 "].map((figure) => figure + name.toLowerCase()))];
  const about = "Strict: the same span and type. Overlap: the same type and at least one character in common. "
    + "Whiskers are 95 % intervals.";
  return section("Scores by type", about,
    element("div", { class: "controls" },
      choice("Level", levels.map(([, name]) => name), level, (index) => { level = index; plot.draw(); }),
      choice("Figure", measures.map(([name]) => name), measure, (index) => { measure = index; plot.draw(); })),
    element("div", { class: "key-line" }, runColumns.map(columnLabel)),
    plot.place, disclosure("Data table of the scores", figureTable("Scores by type and run", heads, rows)));
}

function agreementSection() {
  const kinds = [["F1 strict", "f1_strict"], ["F1 overlap", "f1_overlap"], ["Kappa", "kappa"]]
    .filter(([, field]) => data.pairs.some((pair) => isNumber(pair[field])));
  if (kinds.length === 0) return null;
  let kind = 0;
  const find = (a, b) => data.pairs.find((pair) => pair.a === a && pair.b === b);
  const plot = plotPlace((width) => heatMap(Math.min(width, 640), kinds[kind][0] + " between all pairs" + inTable,
    (a, b) => find(a, b)?.[kinds[kind][1]]));
  const rows = data.pairs.map((pair) => [
    element("th", { scope: "row" }, columnLabel(columns[pair.a])),
    element("td", { class: "words" }, columnLabel(columns[pair.b])), ...kinds.map(([, field]) => share(pair[field])),
  ]);
  return section("Agreement", "How far two columns say the same; 1 is full agreement.",
    element("div", { class: "controls" },
      choice("Measure", kinds.map(([name]) => name), 0, (index) => { kind = index; plot.draw(); })),
    plot.place,
    disclosure("Data table of the agreement",
      figureTable("Agreement of pairs", ["A", ["B", "words"], ...kinds.map(([name]) => name)], rows)));
}

function speedSection() {
  const points = runColumns.filter((column) => data.runs[column.index].mb_per_s > 0).map((column) => {
    const score = microScore(column.index);
    const agreement = data.pairs.filter((pair) => pair.b < data.runs.length && isNumber(pair.f1_strict)
      && (pair.a === column.index || pair.b === column.index));
    const mean = agreement.reduce((sum, pair) => sum + pair.f1_strict, 0) / agreement.length;
    return { column, x: data.runs[column.index].mb_per_s, figure: score ? score.strict[2] : [mean] };
  }).filter(({ figure }) => isNumber(figure[0]));
  if (points.length < 2) return null;
  const yName = data.scores.length > 0 ? "F1, strict" : "mean F1 with the other runs";
  const plot = plotPlace((width) => scatter(Math.min(width, 640),
    "Speed against " + yName + inTable, yName, points));
  const rows = points.map(({ column, x, figure }) => [columnLabel(column), significant(x), figureCell(figure)]);
  return section("Speed and score", "To the right is faster, upwards is better.",
    element("div", { class: "key-line" }, points.map(({ column }) => columnLabel(column))), plot.place,
    disclosure("Data table of speed and score", figureTable("Speed and score", ["Run", "MB/s", yName], rows)));
}

function significanceSection() {
  const tested = data.pairs.filter((pair) => pair.significance);
  if (tested.length === 0) return null;
  const rows = tested.map((pair) => {
    const [strict, strictP, overlap, overlapP] = pair.significance;
    const pCell = (value) => (value < 0.05 ? element("td", { class: "best" }, pValue(value) + " *") : pValue(value));
    return [element("th", { scope: "row" }, columnLabel(columns[pair.a])),
      element("td", { class: "words" }, columnLabel(columns[pair.b])),
      signed(strict), pCell(strictP), signed(overlap), pCell(overlapP)];
  });
  return section("Significance", "F1 of A minus F1 of B against the gold, and the two-sided p value; * below 0.05.",
    figureTable("Significance of differences between runs",
      ["A", ["B", "words"], "Δ F1 strict", "p", "Δ F1 overlap", "p"], rows));
}

function stabilitySection() {
  if (data.stability.length === 0) return null;
  const tables = data.stability.map((group) => element("div", {},
    element("h3", {}, group.name, " ", group.runs.map((run) => [badge(columns[run]), " "])),
    figureTable("Stability of " + group.name, ["Figure", "Value"],
      group.figures.map(([name, value, isShare]) => [name, isShare ? share(value) : significant(value)]))));
  return section("Stability", "Runs of one extractor over the same notes.", tables);
}

/** Numbers of differences by type for a chosen pair; each leads to its notes. */
function differencesSection(open) {
  const known = data.pairs.filter((pair) => pair.types.length > 0);
  if (known.length === 0) return null;
  const place = element("div", {});
  const show = (pair) => {
    const [a, b] = [columns[pair.a], columns[pair.b]];
    const heads = ["Type", ["The same", "words"], `Only ${a.short}`, `Only ${b.short}`, "Boundary", "Type", "Assertion",
      "Concept"];
    const kinds = [1, 2, 4, 8, 16, 32];
    const names = ["only in " + a.name, "only in " + b.name, "boundary", "type", "assertion", "concept"];
    const rows = [...pair.types].sort((x, y) => x[0] - y[0]).map(([type, same, ...numbers]) => {
      const all = numbers.reduce((sum, number) => sum + number, same);
      const bar = element("span", { class: "share", "aria-hidden": "true" }, element("i", {}));
      bar.firstChild.style.width = (all > 0 ? (100 * same) / all : 0) + "%";
      return [typeName(type), element("td", { class: "words" }, bar, count(same)),
        ...numbers.map((number, index) => element("td", {}, number === 0 ? "0" : element("button", { type: "button",
          "aria-label": `${counted(number, "difference")} of ${typeName(type)}, ${names[index]}: show the notes`,
          onclick: () => open(pair, type, kinds[index]) }, count(number))))];
    });
    place.replaceChildren(figureTable(`Differences between ${a.name} and ${b.name}`, heads, rows));
  };
  const select = element("select", { "aria-label": "Pair", onchange: () => show(known[select.value]) },
    known.map((pair, index) => element("option", { value: index },
      `${columns[pair.a].short} ${columns[pair.a].name}  –  ${columns[pair.b].short} ${columns[pair.b].name}`)));
  show(known[0]);
  return section("Differences by type", "Numbers of mentions; a number opens the notes that it stands for. "
    + "One mention may differ in more than one way.", element("div", { class: "controls" }, select), place);
}

function buildOverview(open) {
  byID("title").textContent = data.title;
  byID("made").textContent = data.made;
  document.title = data.title + " – ChartSift comparison";
  const pairOf = (...sections) => {
    const present = sections.filter(Boolean);
    return present.length > 1 ? element("div", { class: "side-by-side" }, present) : present[0];
  };
  const overview = byID("overview");
  const runs = runsSection();
  runs.prepend(lead());
  overview.append(...[runs, scoresSection(), pairOf(agreementSection(), speedSection()), differencesSection(open),
    significanceSection(), stabilitySection(),
    data.remarks.length > 0 ? section("Method", null,
      element("ul", { class: "remarks" }, data.remarks.map((remark) => element("li", {}, remark)))) : null]
    .filter(Boolean));
  drawPlots();
  let waiting = 0;
  addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(drawPlots, 150); });
}

const drawPlots = () => plots.forEach((draw) => draw());
