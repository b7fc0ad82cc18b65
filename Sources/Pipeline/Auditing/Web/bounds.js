// Exact bounds for a review, as ExactBounds.swift computes them: term by term, by bisection.

function binomialAtMost(k, n, p) {
  if (p <= 0) return 1;
  if (p >= 1) return k >= n ? 1 : 0;
  const odds = Math.log(p) - Math.log1p(-p);
  let term = n * Math.log1p(-p);
  let sum = Math.exp(term);
  for (let i = 0; i < k; i++) {
    term += Math.log((n - i) / (i + 1)) + odds;
    sum += Math.exp(term);
  }
  return Math.min(1, sum);
}

function logChoose(n, k) {
  const few = Math.min(k, n - k);
  let sum = 0;
  for (let i = 1; i <= few; i++) sum += Math.log((n - few + i) / i);
  return sum;
}

/** P(X ≤ k) when `n` are drawn from `population`, `m` of which are marked. */
function hypergeometricAtMost(k, n, m, population) {
  const clean = population - m;
  const first = Math.max(0, n - clean);
  if (first > k) return 0;
  let term = logChoose(m, first) + logChoose(clean, n - first) - logChoose(population, n);
  let sum = Math.exp(term);
  for (let i = first; i < Math.max(first, Math.min(k, n, m)); i++) {
    term += Math.log((m - i) * (n - i)) - Math.log((i + 1) * (clean - n + i + 1));
    sum += Math.exp(term);
  }
  return Math.min(1, sum);
}

/** Where a condition that holds from 0 on ceases to hold. */
function root(holds) {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const upperBound = (misses, n, confidence) => (n === 0 || misses >= n ? 1
  : root((p) => binomialAtMost(misses, n, p) > 1 - confidence));
const lowerBound = (misses, n, confidence) => (n === 0 || misses === 0 ? 0
  : root((p) => 1 - binomialAtMost(misses - 1, n, p) < 1 - confidence));

function upperCount(misses, n, population, confidence) {
  if (n === 0 || misses >= n) return population;
  let low = misses;
  let high = population - (n - misses);
  while (low < high) {
    const middle = Math.floor((low + high + 1) / 2);
    if (hypergeometricAtMost(misses, n, middle, population) > 1 - confidence) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** All bounds of a review in which `misses` of `n` notes held a leak. */
function reviewBound(misses, n, population, confidence) {
  const each = 1 - (1 - confidence) / 2;
  return {
    upper: upperBound(misses, n, confidence),
    lowerTwoSided: lowerBound(misses, n, each),
    upperTwoSided: upperBound(misses, n, each),
    upperCount: upperCount(misses, n, population, confidence),
  };
}
