// The bounds of the review page, written out for a comparison with those of the program.

function checks(data) {
  equal("the page works", $$("#list button").length, data.notes.length);
  for (const entry of JSON.parse(data.title)) {
    const [misses, sample, population, confidence] = entry;
    const bound = reviewBound(misses, sample, population, confidence);
    lines.push("value: " + [bound.upper, bound.lowerTwoSided, bound.upperTwoSided, bound.upperCount].join(" "));
  }
}
