// The plots, drawn as SVG at the width that there is. Each has a text alternative and a data table beside it.

const labelWidth = (texts, least, most) =>
  Math.min(most, Math.max(least, ...texts.map((text) => text.length * 7 + 14)));

const shortened = (text, width) => {
  const room = Math.max(3, Math.floor((width - 10) / 7));
  return text.length > room ? text.slice(0, room - 1) + "…" : text;
};

function plotFrame(width, height, title, parts) {
  const room = { viewBox: `0 0 ${width} ${height}`, width, height };
  return drawn("svg", { class: "plot", ...room, role: "img", "aria-label": title }, parts);
}

/** Horizontal bars with interval whiskers, in groups: [{name, bars: [{column, figure}]}]. The scale is 0 to 1. */
function barChart(width, title, groups) {
  const left = labelWidth(groups.map((group) => group.name), 70, Math.min(150, width * 0.3)) + 22;
  const right = 44;
  const span = Math.max(60, width - left - right);
  const [bar, step, gap, top] = [11, 15, 14, 8];
  const height = top + groups.reduce((sum, group) => sum + group.bars.length * step + gap, 0) + 22;
  const x = (value) => left + span * Math.max(0, Math.min(1, value));
  const parts = [];
  const ticks = span < 260 ? [0, 0.5, 1] : [0, 0.2, 0.4, 0.6, 0.8, 1];
  for (const tick of ticks) {
    parts.push(drawn("line", { class: "grid", x1: x(tick), x2: x(tick), y1: top - 4, y2: height - 22 }),
      drawn("text", { class: "soft", x: x(tick), y: height - 6, "text-anchor": "middle" }, tick.toFixed(1)));
  }
  let y = top;
  for (const group of groups) {
    const middle = y + (group.bars.length * step) / 2;
    parts.push(drawn("text", { class: "strong", x: left - 26, y: middle + 3, "text-anchor": "end" },
      shortened(group.name, left - 22)));
    for (const { column, figure } of group.bars) {
      const centre = y + bar / 2;
      parts.push(drawn("text", { class: "soft", x: left - 7, y: centre + 4, "text-anchor": "end" }, column.short));
      if (figure && isNumber(figure[0])) {
        parts.push(drawn("rect", { class: "bar " + colourClass(column), x: left, y, height: bar,
          width: Math.max(1, x(figure[0]) - left) }));
        let end = x(figure[0]);
        if (interval(figure)) {
          const [from, to] = [x(figure[1]), x(figure[2])];
          end = Math.max(end, to);
          parts.push(drawn("path", { class: "whisker",
            d: `M${from} ${centre - 3}v6M${from} ${centre}H${to}M${to} ${centre - 3}v6` }));
        }
        parts.push(drawn("text", { x: end + 6, y: centre + 4 }, share(figure[0])));
      } else {
        parts.push(drawn("text", { class: "soft", x: left + 6, y: centre + 4 }, "none"));
      }
      y += step;
    }
    y += gap;
  }
  parts.push(drawn("line", { class: "axis", x1: left, x2: left, y1: top - 4, y2: height - 22 }));
  return plotFrame(width, height, title, parts);
}

/** Agreement of all columns with one another; `value(a, b)` gives a share or null. */
function heatMap(width, title, value) {
  const names = columns.map((column) => column.short + " " + column.name);
  const left = labelWidth(names, 60, Math.min(170, width * 0.38));
  const size = Math.max(34, Math.min(72, (width - left) / columns.length));
  const rowHeight = Math.min(size, 44);
  const [top, height] = [22, 22 + rowHeight * columns.length + 2];
  const parts = [];
  columns.forEach((column, at) => {
    parts.push(
      drawn("text", { class: "strong", x: left + size * (at + 0.5), y: 14, "text-anchor": "middle" }, column.short),
      drawn("text", { x: left - 10, y: top + rowHeight * (at + 0.5) + 4, "text-anchor": "end" },
        shortened(names[at], left)));
    columns.forEach((other, to) => {
      const [cx, cy] = [left + size * to, top + rowHeight * at];
      const figure = at === to ? null : value(Math.min(at, to), Math.max(at, to));
      const known = isNumber(figure);
      // The ground stays light enough for ink at every value: at most half of the accent.
      const strength = known ? 0.04 + 0.46 * Math.max(0, figure) ** 2 : null;
      parts.push(drawn("rect", { class: known ? "cell" : "cell none", x: cx, y: cy, width: size, height: rowHeight,
        rx: 4, "fill-opacity": strength }));
      if (at !== to) {
        parts.push(drawn("text", { class: known ? null : "soft", x: cx + size / 2, y: cy + rowHeight / 2 + 4,
          "text-anchor": "middle" }, known ? figure.toFixed(size < 40 ? 2 : 3) : missing));
      }
    });
  });
  return plotFrame(left + size * columns.length + 2, height, title, parts);
}

/** Speed against score: [{column, x, figure}], x on a logarithmic scale in MB/s. */
function scatter(width, title, yName, points) {
  const [left, right, top, bottom] = [48, 18, 14, 42];
  const height = Math.max(230, Math.min(320, width * 0.55));
  const logs = points.map((point) => Math.log10(point.x));
  const [first, last] = [Math.floor(Math.min(...logs) - 0.15), Math.ceil(Math.max(...logs) + 0.15)];
  const ends = points.flatMap(({ figure }) => figure.filter(isNumber));
  const low = Math.max(0, Math.floor(Math.min(...ends) * 10 - 0.3) / 10);
  const high = Math.min(1, Math.ceil(Math.max(...ends) * 10 + 0.3) / 10);
  const x = (value) => left + ((Math.log10(value) - first) / (last - first)) * (width - left - right);
  const y = (value) => height - bottom - ((value - low) / (high - low || 1)) * (height - top - bottom);
  const parts = [];
  for (let power = first; power <= last; power++) {
    parts.push(drawn("line", { class: "grid", x1: x(10 ** power), x2: x(10 ** power), y1: top, y2: height - bottom }),
      drawn("text", { class: "soft", x: x(10 ** power), y: height - bottom + 17, "text-anchor": "middle" },
        power < 0 ? (10 ** power).toFixed(-power) : count(10 ** power)));
  }
  const step = high - low > 0.45 ? 2 : 1;
  for (let tick = Math.round(low * 10); tick <= Math.round(high * 10); tick += step) {
    parts.push(drawn("line", { class: "grid", x1: left, x2: width - right, y1: y(tick / 10), y2: y(tick / 10) }),
      drawn("text", { class: "soft", x: left - 8, y: y(tick / 10) + 4, "text-anchor": "end" }, (tick / 10).toFixed(1)));
  }
  parts.push(
    drawn("text", { class: "soft", x: width - right, y: height - 6, "text-anchor": "end" },
      "MB of text per second (logarithmic) →"),
    drawn("text", { class: "soft", x: left + 6, y: top + 10 }, "↑ " + yName));
  for (const { column, x: speed, figure } of points) {
    const [cx, cy] = [x(speed), y(figure[0])];
    if (interval(figure)) {
      parts.push(drawn("path", { class: "whisker",
        d: `M${cx - 4} ${y(figure[1])}h8M${cx} ${y(figure[1])}V${y(figure[2])}M${cx - 4} ${y(figure[2])}h8` }));
    }
    parts.push(drawn("circle", { class: "dot " + colourClass(column), cx, cy, r: 9 }),
      drawn("text", { class: "dot-number", x: cx, y: cy + 4, "text-anchor": "middle" }, column.short));
  }
  return plotFrame(width, height, title, parts);
}
