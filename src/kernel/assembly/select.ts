// Order statistics: the number (i64) at a rank without sorting the others.
//
// Quickselect. A pivot is chosen near the rank from a sample, so that two passes leave few numbers; the passes have no
// branches that depend on the data. Numbers equal to the pivot are set apart: many equal ones are no worse than few.

/** Ranges of up to this many are sorted. */
const SMALL: usize = 24;
const SAMPLED: usize = 600;

/** Moves n numbers so that the one at a rank (from 0) is where it is in order, none greater before, none less behind. */
export function selectNumber(numbers: usize, n: u32, rank: u32): i64 {
  select(numbers, 0, <usize>n, <usize>rank);
  return load<i64>(numbers + (<usize>rank << 3));
}

/** The least of n numbers. */
export function leastNumber(numbers: usize, n: u32): i64 {
  let least = i64.MAX_VALUE;
  for (let i: usize = 0; i < <usize>n; i++) {
    const value = load<i64>(numbers + (i << 3));
    least = value < least ? value : least;
  }
  return least;
}

/** Leaves out the repeats among n numbers in order; returns how many are left. */
export function dropRepeats(numbers: usize, n: u32): u32 {
  if (n == 0) return 0;
  let last: usize = 0;
  for (let i: usize = 1; i < <usize>n; i++) {
    const value = at(numbers, i);
    last += <usize>(value != at(numbers, last));
    store<i64>(numbers + (last << 3), value);
  }
  return <u32>last + 1;
}

/** How many of n numbers are less than a value. */
export function countBelow(numbers: usize, n: u32, value: i64): u32 {
  let count: u32 = 0;
  for (let i: usize = 0; i < <usize>n; i++) count += u32(load<i64>(numbers + (i << 3)) < value);
  return count;
}

/** Of numbers from index `from` to before `to`. */
function select(numbers: usize, from: usize, to: usize, rank: usize): void {
  let low = from, high = to;
  while (high - low > SMALL) {
    const pivot = choosePivot(numbers, low, high, rank);
    const equal = moveLess(numbers, low, high, pivot);
    if (rank < equal) { high = equal; continue; }
    const greater = moveEqual(numbers, equal, high, pivot);
    if (rank < greater) return;
    low = greater;
  }
  sortFew(numbers, low, high);
}

/** One of the numbers, and of a large range one that is probably close to the rank, on the side where there are more. */
function choosePivot(numbers: usize, low: usize, high: usize, rank: usize): i64 {
  const n = high - low;
  if (n <= SAMPLED) {
    const middle = low + (n >> 1);
    return median(at(numbers, low), at(numbers, middle), at(numbers, high - 1));
  }
  // A sample of about n^(2/3) / 2 is moved to the front; a step of one and a half deviations leads past the rank.
  const size = <usize>(0.5 * Math.cbrt(<f64>n * <f64>n));
  let seed: u64 = <u64>n;
  for (let i: usize = 0; i < size; i++) {
    seed = seed * 0x5851f42d4c957f2d + 0x14057b7ef767814f;
    swap(numbers, low + i, low + i + <usize>((<u64>(n - i) * (seed >> 32)) >> 32));
  }
  const part = <f64>(rank - low) / <f64>n;
  const step = 1.5 * Math.sqrt(<f64>size * part * (1 - part)) + 1;
  const wanted = <f64>size * part + (part < 0.5 ? step : -step);
  const index = <usize>Math.max(0, Math.min(<f64>size - 1, wanted));
  select(numbers, low, low + size, low + index);
  return at(numbers, low + index);
}

@inline function at(numbers: usize, index: usize): i64 { return load<i64>(numbers + (index << 3)); }

@inline function swap(numbers: usize, i: usize, j: usize): void {
  const value = at(numbers, i);
  store<i64>(numbers + (i << 3), at(numbers, j));
  store<i64>(numbers + (j << 3), value);
}

@inline function median(a: i64, b: i64, c: i64): i64 {
  const least = min(a, b), most = max(a, b);
  return c < least ? least : c > most ? most : c;
}

/** Moves what is less than the pivot to the front; returns where the rest starts. */
function moveLess(numbers: usize, low: usize, high: usize, pivot: i64): usize {
  let front = numbers + (low << 3);
  const end = numbers + (high << 3);
  for (let p = front; p < end; p += 8) {
    const value = load<i64>(p);
    store<i64>(p, load<i64>(front));
    store<i64>(front, value);
    front += <usize>(value < pivot) << 3;
  }
  return (front - numbers) >> 3;
}

function moveEqual(numbers: usize, low: usize, high: usize, pivot: i64): usize {
  let front = numbers + (low << 3);
  const end = numbers + (high << 3);
  for (let p = front; p < end; p += 8) {
    const value = load<i64>(p);
    store<i64>(p, load<i64>(front));
    store<i64>(front, value);
    front += <usize>(value == pivot) << 3;
  }
  return (front - numbers) >> 3;
}

/** By insertion. */
function sortFew(numbers: usize, low: usize, high: usize): void {
  const start = numbers + (low << 3), end = numbers + (high << 3);
  for (let p = start + 8; p < end; p += 8) {
    const value = load<i64>(p);
    let q = p;
    for (; q > start && load<i64>(q - 8) > value; q -= 8) store<i64>(q, load<i64>(q - 8));
    store<i64>(q, value);
  }
}
