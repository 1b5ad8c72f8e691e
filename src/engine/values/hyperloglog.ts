/**
 * HyperLogLog: how many different values there are, from 2^14 registers. A register holds the longest run of leading
 * zeros, and one, of the hashes that fall to it, so that merging is taking the greater one: who saw what, how often and
 * in which order does not show. The estimate is Ertl's, which needs no tables and no cases for small and large counts
 * (O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches", 2017). Its standard error is 1.04 / √2^14:
 * 0.81 %.
 */

const INDEX_BITS = 14;
const REGISTER_COUNT = 2 ** INDEX_BITS;
/** Bits of a hash that are not its register's index. */
const RUN_BITS = 64 - INDEX_BITS;
/** What a register can hold: 0, for no hash, to RUN_BITS + 1. */
export const RUN_COUNTS = RUN_BITS + 2;

/** How many different hashes were noted, rounded to a whole number. `counts` says how many registers hold each run. */
export function estimateCount(counts: ArrayLike<number>): number {
  const part = (run: number): number => (counts[run] as number) / REGISTER_COUNT;
  let sum = beyondRange(1 - part(RUN_BITS + 1));
  for (let run = RUN_BITS; run >= 1; run--) sum = (sum + part(run)) / 2;
  sum += belowRange(part(0));
  return Math.round(REGISTER_COUNT / (2 * Math.LN2 * sum));
}

/** x + Σ 2^(k-1) x^(2^k): what empty registers stand for. Infinite when all are empty. */
function belowRange(x: number): number {
  if (x === 1) return Infinity;
  let [power, factor, sum] = [x, 1, x];
  for (let before = -1; sum !== before; factor *= 2) {
    before = sum;
    power *= power;
    sum += power * factor;
  }
  return sum;
}

/** (1 - x - Σ 2^-k (1 - x^(2^-k))²) / 3: what full registers stand for. */
function beyondRange(x: number): number {
  if (x === 0 || x === 1) return 0;
  let [root, factor, sum] = [x, 1, 1 - x];
  for (let before = -1; sum !== before; ) {
    before = sum;
    root = Math.sqrt(root);
    factor /= 2;
    sum -= (1 - root) ** 2 * factor;
  }
  return sum / 3;
}
