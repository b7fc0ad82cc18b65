// The text of a note as a table: a row for each line, so that the columns stay level whatever is marked in them.

/** Lines of a text as UTF-16 ranges without their line breaks. */
function linesOf(text) {
  const lines = [];
  let start = 0;
  while (start <= text.length) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    lines.push({ start, end: text[end - 1] === "\r" && end > start ? end - 1 : end, parts: [] });
    if (found < 0) break;
    start = found + 1;
  }
  return lines;
}

function lineAt(lines, offset) {
  let [low, high] = [0, lines.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (lines[middle].start <= offset) low = middle; else high = middle;
  }
  return low;
}

/** For each line the parts of marks in it: {start, end, mark, isFirst, isLast}. */
function partsByLine(lines, marks) {
  const parts = lines.map(() => []);
  for (const mark of marks) {
    const pieces = [];
    for (const [start, end] of mark.ranges) {
      for (let at = lineAt(lines, start); at < lines.length && lines[at].start < end; at++) {
        const piece = { start: Math.max(start, lines[at].start), end: Math.min(end, lines[at].end), mark };
        if (piece.start < piece.end) {
          pieces.push(piece);
          parts[at].push(piece);
        }
      }
    }
    if (pieces.length > 0) {
      pieces[0].isFirst = true;
      pieces[pieces.length - 1].isLast = true;
    }
  }
  return parts;
}

/** Fills a cell with a line's text; where marks overlap, the longer one is the outer one. */
function fillLine(cell, text, line, parts) {
  if (parts.length === 0) {
    cell.append(text.slice(line.start, line.end) || "\u200b");
    return;
  }
  const ends = parts.flatMap((part) => [part.start, part.end]);
  const cuts = [...new Set([line.start, line.end, ...ends])].sort((x, y) => x - y);
  const waiting = [...parts].sort((x, y) => x.start - y.start);
  let [open, next] = [[], 0];
  for (let at = 0; at + 1 < cuts.length; at++) {
    const [start, end] = [cuts[at], cuts[at + 1]];
    open = open.filter((part) => part.end > start);
    while (next < waiting.length && waiting[next].start === start) open.push(waiting[next++]);
    open.sort((x, y) => y.mark.ghost - x.mark.ghost || y.mark.length - x.mark.length);
    let target = cell;
    open.forEach((part, depth) => {
      const segment = segmentOf(part, start, end, open.length - 1 - depth);
      target.append(segment);
      target = segment;
    });
    target.append(text.slice(start, end));
    for (const part of [...open].reverse()) {
      if (part.end !== end) continue;
      if (part.isLast) cell.append(...labelOf(part.mark));
      else if (part.mark.ranges.length > 1) cell.append(tag(part.mark, "⋯"));
    }
  }
}

function segmentOf(part, start, end, depth) {
  const { mark } = part;
  const look = mark.ghost ? null : lookOf(mark.kinds);
  const names = ["m", "t" + (mark.mention[2] % 16)];
  if (mark.ghost) names.push("ghost"); else if (look) names.push(look.name);
  if (mark.faint) names.push("faint");
  if (start > part.start || end < part.end) names.push("goes-on");
  const segment = element("span", { class: names.join(" ") });
  if (depth > 0) segment.style.setProperty("--d", depth);
  segment.mark = mark;
  mark.segments.push(segment);
  if (part.isFirst && start === part.start && !mark.ghost) {
    segment.tabIndex = -1;
    segment.setAttribute("role", "group");
    segment.setAttribute("aria-label", descriptionOf(mark));
    mark.anchor = segment;
  }
  return segment;
}

/** The label behind a mention: signs of its differences, code of its type, signs of its assertion. */
function labelOf(mark) {
  const mode = byID("labels").value;
  const look = lookOf(mark.kinds);
  if (mode === "none" || (mode === "differences" && !look && !mark.ghost)) return [];
  if (mark.ghost) return [tag(mark, element("b", {}, "−"))];
  const signs = looksOf(mark.kinds).map((one) => one.sign).join("");
  const rest = [typeCodes[mark.mention[2]], assertionSigns(mark.mention[3] ?? -1)].filter(Boolean).join(" ");
  return [tag(mark, signs ? element("b", {}, signs + " ") : null, rest)];
}

/** Hidden from those who hear the page: for them the mark says it in words. */
function tag(mark, ...content) {
  return element("span", { class: "tag" + (mark.faint ? " faint" : ""), "aria-hidden": "true" }, content);
}

/** A mark in words, for those who hear the page. */
function descriptionOf(mark) {
  const said = [typeName(mark.mention[2]), ...assertionWords(mark.mention[3] ?? -1)];
  for (const [column, { kinds, other }] of mark.against) {
    said.push(other ? looksOf(kinds).map((look) => look.words).join(", ") + " in " + columns[column].name
      : "not in " + columns[column].name);
  }
  return said.join("; ");
}

/** The whole note; `marks` has one list for each shown column. */
function noteTable(note, marks) {
  const lines = linesOf(note.text);
  marks.flat().forEach((mark) => { mark.segments = []; mark.anchor = null; });
  const parts = marks.map((list) => partsByLine(lines, list));
  const heads = state.shown.map((index, place) => {
    const mentions = note.columns[index];
    return element("th", { scope: "col" }, columnLabel(columns[index]), " ", element("span", { class: "soft" },
      (mentions ? counted(mentions.length, "mention") : "no result for this note")
      + (state.shown.length > 1 ? [" · A", " · B", ""][place] : "")));
  });
  const rows = lines.map((line, at) => {
    // On narrow screens a line that all columns agree on stands once.
    const isSame = parts.every((column) => column[at].every(({ mark }) => !mark.ghost && mark.kinds === 0))
      && (parts.every((column) => column[at].length === 0) || state.shown.every((index) => note.columns[index]));
    const cells = state.shown.map((index, place) => {
      const cell = element("td", {});
      if (!isSame && state.shown.length > 1) cell.append(element("span", { class: "run-line" }, badge(columns[index])));
      fillLine(cell, note.text, line, parts[place][at]);
      return cell;
    });
    return element("tr", { class: isSame ? "same" : "differing" }, cells);
  });
  return element("table", { class: "note-text" + (byID("fixed-width").checked ? " fixed" : "") },
    element("caption", { class: "hidden-text" }, "The note, line by line, one column for each run"),
    element("thead", {}, element("tr", {}, heads)), element("tbody", {}, rows));
}
