// What differs in a note, and which notes match the filters. The bits of kinds are those of PageDifference.Kinds.

const Kind = { onlyA: 1, onlyB: 2, boundary: 4, type: 8, assertion: 16, concept: 32 };
const onlyHere = Kind.onlyA | Kind.onlyB;

/** The one kind that gives a mention its look: the weightiest first. Signs and words of the legend and the labels. */
const looks = [
  { bits: onlyHere, name: "only", sign: "+", words: "only in this column" },
  { bits: Kind.type, name: "type", sign: "≠", words: "another type" },
  { bits: Kind.boundary, name: "boundary", sign: "↔", words: "other boundaries" },
  { bits: Kind.assertion, name: "assertion", sign: "±", words: "another assertion" },
  { bits: Kind.concept, name: "concept", sign: "#", words: "another concept" },
];
const lookOf = (kinds) => looks.find((look) => look.bits & kinds);
const looksOf = (kinds) => looks.filter((look) => look.bits & kinds);

const pairKey = (a, b) => a * 1000 + b;
const pairIndex = new Map(data.pairs.map((pair, index) => [pairKey(pair.a, pair.b), index]));

const state = {
  view: "overview",
  /** Columns shown, one to three; the first two are A and B of the filters. */
  shown: columns.slice(0, 2).map((column) => column.index),
  type: -1,
  kinds: 0,
  noteType: null,
  query: "",
  order: "disagreement",
  /** Index in `data.notes`, or -1. */
  note: -1,
  /** Indices in `data.notes` that match, in the order of the list. */
  list: [],
  /** Matching differences of each note; null where there is nothing to compare. */
  counts: [],
};

/** A and B of the filters with `a` below `b` as in the data, or null. */
function filterPair() {
  if (state.shown.length < 2) return null;
  const [first, second] = state.shown;
  const [a, b] = [Math.min(first, second), Math.max(first, second)];
  const index = pairIndex.get(pairKey(a, b));
  return index === undefined ? null : { index, a, b, swapped: first > second };
}

/** Kinds as the data has them: what the reader calls A may be the data's B. */
function dataKinds(pair) {
  if (!pair.swapped) return state.kinds;
  const { kinds } = state;
  return (kinds & ~onlyHere) | (kinds & Kind.onlyA ? Kind.onlyB : 0) | (kinds & Kind.onlyB ? Kind.onlyA : 0);
}

/** True when both columns have a result for the note: a run that failed on it differs in nothing that can be shown. */
const hasBoth = (note, a, b) => Boolean(note.columns[a] && note.columns[b]);

/** Number of differences of a note that match type and kind; null without results on both sides. */
function matchingDifferences(note, pair, kinds) {
  if (!hasBoth(note, pair.a, pair.b)) return null;
  const list = note.differences[pair.index] || [];
  if (kinds === 0 && state.type < 0) return list.length / 3;
  let found = 0;
  for (let at = 0; at < list.length; at += 3) {
    if (kinds !== 0 && !(list[at + 2] & kinds)) continue;
    if (state.type >= 0 && !isOfType(note, pair, list[at], list[at + 1])) continue;
    found += 1;
  }
  return found;
}

function isOfType(note, pair, a, b) {
  return (a >= 0 && note.columns[pair.a]?.[a]?.[2] === state.type)
    || (b >= 0 && note.columns[pair.b]?.[b]?.[2] === state.type);
}

/** Fills `state.list` and `state.counts`. Filters by type or kind leave the notes with at least one such difference. */
function applyFilters() {
  const pair = filterPair();
  const kinds = pair ? dataKinds(pair) : 0;
  const query = state.query.trim().toLowerCase();
  const restricted = pair !== null && (kinds !== 0 || state.type >= 0);
  state.counts = data.notes.map((note) => (pair ? matchingDifferences(note, pair, kinds) : null));
  state.list = [...data.notes.keys()].filter((index) => {
    const note = data.notes[index];
    if (restricted && !state.counts[index]) return false;
    if (state.noteType !== null && (note.type ?? "") !== state.noteType) return false;
    return query === "" || note.id.toLowerCase().includes(query);
  });
  const orders = {
    disagreement: (x, y) => data.notes[y].disagreement - data.notes[x].disagreement || x - y,
    matching: (x, y) => (state.counts[y] ?? -1) - (state.counts[x] ?? -1) || x - y,
    id: (x, y) => data.notes[x].id.localeCompare(data.notes[y].id, "en", { numeric: true }),
    input: (x, y) => x - y,
  };
  state.list.sort(orders[state.order]);
}

/** UTF-16 offset of each code point offset, or null where they are the same. */
function unitOffsets(text) {
  if (!/[\ud800-\udbff]/.test(text)) return null;
  const offsets = [];
  for (let unit = 0; unit < text.length; unit += text.codePointAt(unit) > 0xffff ? 2 : 1) offsets.push(unit);
  offsets.push(text.length);
  return offsets;
}

/** Code point ranges of a mention: its fragments, or the whole. */
function rangesOf(mention) {
  const fragments = mention[5];
  if (!fragments || fragments.length === 0) return [[mention[0], mention[1]]];
  return Array.from({ length: fragments.length / 2 }, (_, at) => [fragments[at * 2], fragments[at * 2 + 1]]);
}

/**
 * The marks of every shown column: its mentions, and ghosts where only others have one. A mark holds its ranges in
 * UTF-16 units, all its differences with the other shown columns, and whether it matches the filters.
 */
function marksOf(note) {
  const offsets = unitOffsets(note.text);
  const units = (point) => (offsets ? offsets[Math.min(point, offsets.length - 1)] : Math.min(point, note.text.length));
  const make = (column, index, mention) => {
    const ranges = rangesOf(mention).map((range) => range.map(units)).filter(([start, end]) => start < end);
    const length = ranges.reduce((sum, [start, end]) => sum + end - start, 0);
    return { column, index, mention, ranges, length, kinds: 0, pairKinds: 0, against: new Map(), ghost: false };
  };
  const marks = new Map(state.shown.map((column) =>
    [column, (note.columns[column] || []).map((mention, index) => make(column, index, mention))]));
  const ghosts = new Map(state.shown.map((column) => [column, new Map()]));
  const leaveGhost = (column, from) => {
    if (!note.columns[column]) return;
    const key = from.ranges.join(";") + "/" + from.mention[2];
    const ghost = ghosts.get(column).get(key) || { ...make(column, -1, from.mention), ghost: true, from: [] };
    ghost.from.push(from);
    ghosts.get(column).set(key, ghost);
  };
  const filtered = filterPair();
  for (const a of state.shown) {
    for (const b of state.shown) {
      const index = a < b ? pairIndex.get(pairKey(a, b)) : undefined;
      if (index === undefined || !hasBoth(note, a, b)) continue;
      const list = note.differences[index] || [];
      for (let at = 0; at < list.length; at += 3) {
        const [inA, inB] = [marks.get(a)[list[at]], marks.get(b)[list[at + 1]]];
        for (const [mine, other, column] of [[inA, inB, b], [inB, inA, a]]) {
          if (!mine) continue;
          mine.kinds |= list[at + 2];
          mine.against.set(column, { kinds: list[at + 2], other });
          if (!other) leaveGhost(column, mine);
          if (filtered?.index === index) {
            mine.pairKinds |= list[at + 2];
            if (state.type >= 0 && isOfType(note, filtered, list[at], list[at + 1])) mine.ofType = true;
          }
        }
      }
    }
  }
  const kinds = filtered ? dataKinds(filtered) : 0;
  const result = state.shown.map((column) => [...marks.get(column), ...ghosts.get(column).values()]);
  for (const mark of result.flat()) {
    const restricted = kinds !== 0 || state.type >= 0;
    const matches = (one) => one.kinds !== 0 && (!restricted
      || ((kinds === 0 || (one.pairKinds & kinds) !== 0) && (state.type < 0 || one.ofType === true)));
    mark.matches = mark.ghost ? mark.from.some(matches) : matches(mark);
    mark.faint = restricted && !mark.matches;
  }
  return result;
}
