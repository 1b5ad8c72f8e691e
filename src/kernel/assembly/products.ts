// Sums of products of columns, for covariance and regression: of the rows in which all columns are numbers, how many
// there are (u64), the sum of each column (i128), and of each product of two, a column with itself too (i192), those of
// the first column first. Column c's numbers are at the scale that its states have.
import { addTo192, fits, multiplyWide, rescale, SCALE_NULL, SCALE_SLOW, wideHigh, wideLow } from './numbers';

/** A column, for the kernel: addresses of mantissas (i64) and scales (u8), scale of the states (u32 each). */
const COLUMN_BYTES: usize = 12;
const MOST_COLUMNS: i32 = 17;
const VALUES = memory.data(MOST_COLUMNS * 8, 8);

/**
 * Adds n rows of k columns. A row with a null is left out. One that has a slow number, or one of more than 63 bits at
 * its column's scale, gets a 1 in `declined` (u8 a row) and is left to the caller; returns how many.
 */
export function addProducts(
  columns: usize, k: u32, n: u32, groups: usize, base: usize, stride: usize, declined: usize,
): u32 {
  let declinedCount: u32 = 0;
  for (let r: usize = 0; r < <usize>n; r++) {
    const state = readRow(columns, k, r);
    store<u8>(declined + r, <u8>(state == DECLINED));
    if (state == DECLINED) declinedCount++;
    else if (state == COMPLETE) addRow(k, base + (groups ? <usize>load<u32>(groups + (r << 2)) * stride : 0));
  }
  return declinedCount;
}

const COMPLETE: u32 = 0;
const DECLINED: u32 = 1;
const HAS_NULL: u32 = 2;

/** Writes a row's numbers, at the scales of the states, to VALUES. A null anywhere outweighs a slow number. */
function readRow(columns: usize, k: u32, r: usize): u32 {
  let state = COMPLETE;
  for (let c: usize = 0; c < <usize>k; c++) {
    const column = columns + c * COLUMN_BYTES;
    const scale = <u32>load<u8>(<usize>load<u32>(column, 4) + r);
    if (scale == SCALE_NULL) return HAS_NULL;
    if (scale == SCALE_SLOW) { state = DECLINED; continue; }
    store<i64>(VALUES + (c << 3), rescale(load<i64>(<usize>load<u32>(column) + (r << 3)), load<u32>(column, 8) - scale));
    if (!fits) state = DECLINED;
  }
  return state;
}

@inline function addRow(k: u32, state: usize): void {
  store<u64>(state, load<u64>(state) + 1);
  let sum = state + 8;
  let product = sum + (<usize>k << 4);
  for (let i: usize = 0; i < <usize>k; i++) {
    const a = load<i64>(VALUES + (i << 3));
    addTo128(sum, <u64>a, a >> 63);
    sum += 16;
    for (let j = i; j < <usize>k; j++) {
      addProduct(product, a, load<i64>(VALUES + (j << 3)));
      product += 24;
    }
  }
}

@inline function addTo128(state: usize, low: u64, high: i64): void {
  const sum = load<u64>(state) + low;
  store<u64>(state, sum);
  store<i64>(state, load<i64>(state, 8) + high + <i64>(sum < low), 8);
}

/** Of 32 bits, as most are, or of 63. */
@inline function addProduct(state: usize, a: i64, b: i64): void {
  const product = a * b;
  if (<u64>(a + 0x80000000) >> 32 == 0 && <u64>(b + 0x80000000) >> 32 == 0) {
    addTo192(state, <u64>product, <u64>(product >> 63), <u64>(product >> 63));
    return;
  }
  multiplyWide(<u64>(a < 0 ? -a : a), <u64>(b < 0 ? -b : b));
  if ((a ^ b) >= 0) { addTo192(state, wideLow, wideHigh, 0); return; }
  const low = ~wideLow + 1;
  const high = ~wideHigh + <u64>(low == 0);
  addTo192(state, low, high, low | high ? <u64>-1 : 0);
}

/** `map` holds the target's group number (u32) for each of n source groups; both sides are at the same scales. */
export function mergeProducts(
  source: usize, sourceStride: usize, n: u32, map: usize, base: usize, stride: usize, k: u32,
): void {
  const products = <usize>(k * (k + 1) / 2);
  for (let g: usize = 0; g < <usize>n; g++) {
    let from = source + g * sourceStride;
    let to = base + <usize>load<u32>(map + (g << 2)) * stride;
    store<u64>(to, load<u64>(to) + load<u64>(from));
    from += 8; to += 8;
    for (let i: usize = 0; i < <usize>k; i++) {
      addTo128(to, load<u64>(from), load<i64>(from, 8));
      from += 16; to += 16;
    }
    for (let p: usize = 0; p < products; p++) {
      addTo192(to, load<u64>(from), load<u64>(from, 8), load<u64>(from, 16));
      from += 24; to += 24;
    }
  }
}
