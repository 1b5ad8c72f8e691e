/**
 * HyperLogLog: how many different values there are, from 2^14 registers. A register holds the longest run of leading
 * zeros, and one, of the hashes that fall to it, so that merging is taking the greater one: who saw what, how often and
 * in which order does not show. The estimate is Ertl's, which needs no tables and no cases for small and large counts
 * (O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches", 2017). Its standard error is 1.04 / √2^14:
 * 0.81 %.
 */

const INDEX_BITS = 14;
export const REGISTER_COUNT = 2 ** INDEX_BITS;
/** Bits of a hash that are not its register's index. */
const RUN_BITS = 64 - INDEX_BITS;

/** Notes a hash of 64 even bits, given as two halves of 32. */
export function noteHash(registers: Uint8Array, high: number, low: number): void {
  const index = high >>> (32 - INDEX_BITS);
  const rest = high << INDEX_BITS;
  const zeros = rest === 0 ? 32 - INDEX_BITS + Math.clz32(low) : Math.clz32(rest);
  const run = zeros + 1;
  if (run > (registers[index] as number)) registers[index] = run;
}

/** Adds to the registers what others have noted. */
export function mergeRegisters(registers: Uint8Array, others: Uint8Array): void {
  for (const [index, run] of others.entries()) if (run > (registers[index] as number)) registers[index] = run;
}

/** How many different hashes were noted, rounded to a whole number. */
export function estimateCount(registers: Uint8Array): number {
  const counts = new Array<number>(RUN_BITS + 2).fill(0);
  for (const run of registers) counts[run] = (counts[run] as number) + 1;
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
