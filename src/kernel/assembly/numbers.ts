// Exact numbers: cells to fixed-point integers, and the states that add them up.
//
// A number is mantissa / 10^scale with at most 18 digits. What does not fit (more digits, exponents) or is no number
// gets the scale SLOW and is left to the caller, which decides with big integers. States of one column share one scale.
import { cellAddress, cellLength, cellKind, sameBytes, KIND_NULL, KIND_BOOLEAN, KIND_NESTED, KIND_ESCAPED } from './bits';

export const SCALE_NULL: u32 = 255;
export const SCALE_SLOW: u32 = 254;
export const MAX_SCALE: u32 = 18;

const POWERS = memory.data(19 * 8);
/** Shuffles that right-align up to 16 digits and drop the dot: one of 16 bytes for each (dot position or 16, length). */
const ALIGN = memory.data(17 * 17 * 16, 16);

function fillTables(): void {
  let power: u64 = 1;
  for (let k: usize = 0; k <= 18; k++) { store<u64>(POWERS + (k << 3), power); power *= 10; }
  for (let dot: usize = 0; dot <= 16; dot++) {
    for (let length: usize = 0; length <= 16; length++) {
      const digits = dot < length ? length - 1 : length;
      for (let i: usize = 0; i < 16; i++) {
        const skip: usize = 16 - digits;
        let source: usize = 0xff;
        if (i >= skip) { source = i - skip; if (source >= dot) source++; }
        store<u8>(ALIGN + ((dot * 17 + length) << 4) + i, <u8>source);
      }
    }
  }
}
fillTables();

@inline export function powerOf10(k: u32): u64 { return load<u64>(POWERS + (<usize>k << 3)); }

/** 16 digit values in text order to one integer. */
@inline function combineDigits(digits: v128): u64 {
  const pairs = i16x8.add(i16x8.mul(v128.and(digits, i16x8.splat(0xff)), i16x8.splat(10)), i16x8.shr_u(digits, 8));
  const fours = i32x4.dot_i16x8_s(pairs, i32x4.splat(0x00010064));
  const packed = i16x8.narrow_i32x4_u(fours, fours);
  const eights = i32x4.dot_i16x8_s(packed, i32x4.splat(0x00012710));
  return <u64><u32>i32x4.extract_lane(eights, 0) * 100000000 + <u64><u32>i32x4.extract_lane(eights, 1);
}

let parsedMantissa: i64 = 0;

/** The number of up to 7 digits and nothing else, right-aligned in a word; -1 where it is not. */
@inline function parseShort(address: usize, length: usize): i64 {
  const bits = <u64>(length << 3);
  const digits = ((load<u64>(address) << (64 - bits)) | (0x3030303030303030 >> bits)) ^ 0x3030303030303030;
  if (((digits + 0x7676767676767676) | digits) & 0x8080808080808080) return -1;
  const pairs = digits * 10 + (digits >> 8);
  return <i64>(((pairs & 0xff000000ff) * 0x000f424000000064
    + ((pairs >> 16) & 0xff000000ff) * 0x0000271000000001) >> 32);
}

/** Reads a number of at most 18 digits; returns its scale, or SCALE_SLOW. Reads up to 16 bytes past the end. */
function parseNumber(address: usize, length: usize): u32 {
  // Signs come and go: without a branch.
  const first = <u32>load<u8>(address);
  const negative = <i64>(first == 45);
  const signBytes = <usize>(first == 45) | <usize>(first == 43);
  let p = address + signBytes;
  const left = length - signBytes;
  if (left == 0) return SCALE_SLOW;
  if (left <= 16) {
    const digits = i8x16.sub(v128.load(p), i8x16.splat(48));
    const others = ~i8x16.bitmask(i8x16.lt_u(digits, i8x16.splat(10))) & ((1 << <i32>left) - 1);
    let dot: usize = 16, scale: u32 = 0;
    if (others) {
      dot = <usize>ctz(others);
      if (others & (others - 1) || load<u8>(p + dot) != 46 || left == 1) return SCALE_SLOW;
      scale = <u32>(left - 1 - dot);
    }
    const value = <i64>combineDigits(i8x16.swizzle(digits, v128.load(ALIGN + ((dot * 17 + left) << 4))));
    parsedMantissa = (value ^ -negative) + negative;
    return scale;
  }
  if (left > 19) return SCALE_SLOW;
  let value: i64 = 0, count: u32 = 0, scale: u32 = 0, dots: u32 = 0;
  for (const end = p + left; p < end; p++) {
    const digit = <u32>load<u8>(p) - 48;
    if (digit <= 9) { value = value * 10 + digit; count++; scale += dots; }
    else if (digit + 48 == 46 && dots == 0) dots = 1;
    else return SCALE_SLOW;
  }
  if (count > 18) return SCALE_SLOW;
  parsedMantissa = (value ^ -negative) + negative;
  return scale;
}

/** Bits of the kinds of cells whose text may be a number. */
const TEXT_KINDS: u64 = ~((1 << KIND_NULL) | (1 << KIND_BOOLEAN) | (1 << KIND_NESTED) | (1 << KIND_ESCAPED));
export const HAS_SLOW: u32 = 256;
export const HAS_NULL: u32 = 512;

/**
 * Parses n cells: mantissas (i64) and scales (u8, 255 null, 254 slow). Returns the largest scale, plus HAS_SLOW and
 * HAS_NULL where they occur.
 */
export function parseNumbers(cells: usize, n: u32, mantissas: usize, scales: usize): u32 {
  let maxScale: u32 = 0, flags: u32 = 0;
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    const address = cellAddress(cell), length = cellLength(cell);
    const isText = ((TEXT_KINDS >> cellKind(cell)) & 1) != 0;
    if (isText && length - 1 < 7) {
      const value = parseShort(address, length);
      if (value >= 0) {
        store<i64>(mantissas + (r << 3), value);
        store<u8>(scales + r, 0);
        continue;
      }
    }
    const scale = isText ? parseNumber(address, length) : cellKind(cell) == KIND_NULL ? SCALE_NULL : SCALE_SLOW;
    if (scale >= SCALE_SLOW) flags |= scale == SCALE_NULL ? HAS_NULL : HAS_SLOW;
    else {
      if (scale > maxScale) maxScale = scale;
      store<i64>(mantissas + (r << 3), parsedMantissa);
    }
    store<u8>(scales + r, <u8>scale);
  }
  return maxScale | flags;
}

// ---- 128-bit helpers: results in globals -------------------------------------------------------------------------

export let wideLow: u64 = 0;
export let wideHigh: u64 = 0;

@inline export function multiplyWide(a: u64, b: u64): void {
  const a0 = a & 0xffffffff, a1 = a >> 32, b0 = b & 0xffffffff, b1 = b >> 32;
  const low = a0 * b0;
  const middle = a1 * b0 + (low >> 32);
  const cross = a0 * b1 + (middle & 0xffffffff);
  wideLow = (cross << 32) | (low & 0xffffffff);
  wideHigh = a1 * b1 + (middle >> 32) + (cross >> 32);
}

/** value * 10^by when it fits 63 bits; sets `fits`. */
export let fits: bool = true;
@inline export function setFits(value: bool): void { fits = value; }
@inline export function rescale(value: i64, by: u32): i64 {
  fits = true;
  if (by == 0) return value;
  if (by <= 9 && value == <i64><i32>value) return value * <i64>powerOf10(by);
  const magnitude = <u64>(value < 0 ? -value : value);
  multiplyWide(magnitude, powerOf10(by));
  if (wideHigh || <i64>wideLow < 0) { fits = false; return 0; }
  return value < 0 ? -<i64>wideLow : <i64>wideLow;
}

/** What parseNumbers returns, of n numbers that are there already. */
export function surveyNumbers(scales: usize, n: u32): u32 {
  const whole = <usize>n & ~15;
  let most = i8x16.splat(0), slow = i8x16.splat(0), none = i8x16.splat(0);
  for (let i: usize = 0; i < whole; i += 16) {
    const v = v128.load(scales + i);
    const isSlow = i8x16.eq(v, i8x16.splat(<i8>SCALE_SLOW)), isNull = i8x16.eq(v, i8x16.splat(<i8>SCALE_NULL));
    most = i8x16.max_u(most, v128.andnot(v, v128.or(isSlow, isNull)));
    slow = v128.or(slow, isSlow);
    none = v128.or(none, isNull);
  }
  let maxScale = max(largestByte(i64x2.extract_lane(most, 0)), largestByte(i64x2.extract_lane(most, 1)));
  let flags = (v128.any_true(slow) ? HAS_SLOW : 0) | (v128.any_true(none) ? HAS_NULL : 0);
  for (let i = whole; i < <usize>n; i++) {
    const scale = <u32>load<u8>(scales + i);
    if (scale >= SCALE_SLOW) flags |= scale == SCALE_NULL ? HAS_NULL : HAS_SLOW;
    else maxScale = max(maxScale, scale);
  }
  return maxScale | flags;
}

function largestByte(eight: u64): u32 {
  let most: u32 = 0;
  for (let bytes = eight; bytes; bytes >>= 8) most = max(most, <u32>bytes & 255);
  return most;
}

/** Brings n numbers, at scales of their own, to a scale that is no smaller; false when one of them has no room there. */
export function rescaleNumbers(mantissas: usize, scales: usize, n: u32, scale: u32): bool {
  for (let r: usize = 0; r < <usize>n; r++) {
    const value = rescale(load<i64>(mantissas + (r << 3)), scale - <u32>load<u8>(scales + r));
    if (!fits) return false;
    store<i64>(mantissas + (r << 3), value);
    store<u8>(scales + r, <u8>scale);
  }
  return true;
}

// ---- states -----------------------------------------------------------------------------------------------------
// `groups` holds one group number (u32) a row; 0 means that all rows belong to group 0. A group's state is at
// base + group * stride.

/** count of non-null cells: u64. */
export function addCounts(cells: usize, n: u32, groups: usize, base: usize, stride: usize): void {
  if (!groups) {
    let count: u64 = 0;
    for (let r: usize = 0; r < <usize>n; r++) count += <u64>(cellKind(load<u64>(cells + (r << 3))) != KIND_NULL);
    store<u64>(base, load<u64>(base) + count);
    return;
  }
  for (let r: usize = 0; r < <usize>n; r++) {
    const state = base + <usize>load<u32>(groups + (r << 2)) * stride;
    store<u64>(state, load<u64>(state) + <u64>(cellKind(load<u64>(cells + (r << 3))) != KIND_NULL));
  }
}

/** count of rows: u64. */
export function addRows(n: u32, groups: usize, base: usize, stride: usize): void {
  if (!groups) { store<u64>(base, load<u64>(base) + <u64>n); return; }
  for (let r: usize = 0; r < <usize>n; r++) {
    const state = base + <usize>load<u32>(groups + (r << 2)) * stride;
    store<u64>(state, load<u64>(state) + 1);
  }
}

/**
 * sum: count u64, sum at the column's scale as i128 (low u64, high i64). Slow cells are skipped. Rows that need more
 * than 63 bits at that scale get a 1 in `declined`, so that sums of 2^37 of the others stay within 127; returns how many.
 */
export function addSums(
  mantissas: usize, scales: usize, n: u32, groups: usize, base: usize, stride: usize, scale: u32, declined: usize,
): u32 {
  memory.fill(declined, 0, n);
  if (allAre(scale, scales, n)) {
    if (groups) addPlainSums(mantissas, n, groups, base, stride);
    else addPlainSum(mantissas, n, base);
    return 0;
  }
  if (!groups) return addSumOfAll(mantissas, scales, n, base, scale, declined);
  let declinedCount: u32 = 0;
  for (let r: usize = 0; r < <usize>n; r++) {
    const s = <u32>load<u8>(scales + r);
    if (s >= SCALE_SLOW) continue;
    let value = load<i64>(mantissas + (r << 3));
    if (s != scale) {
      value = rescale(value, scale - s);
      if (!fits) { store<u8>(declined + r, 1); declinedCount++; continue; }
    }
    addToSum(base + <usize>load<u32>(groups + (r << 2)) * stride, 1, value);
  }
  return declinedCount;
}

/** Whether n bytes are all the same as one. */
function allAre(byte: u32, bytes: usize, n: u32): bool {
  const whole = <usize>n & ~15;
  for (let i: usize = 0; i < whole; i += 16) if (!areAll(byte, bytes + i)) return false;
  for (let i = whole; i < <usize>n; i++) if (<u32>load<u8>(bytes + i) != byte) return false;
  return true;
}

@inline function areAll(byte: u32, sixteen: usize): bool {
  return i8x16.all_true(i8x16.eq(v128.load(sixteen), i8x16.splat(<i8>byte)));
}

/** Mantissas at the column's scale. The shorter the loop, the more groups are waited for at once. */
function addPlainSums(mantissas: usize, n: u32, groups: usize, base: usize, stride: usize): void {
  const end = mantissas + (<usize>n << 3);
  for (let at = mantissas, group = groups; at < end; at += 8, group += 4) {
    addToSum(base + <usize>load<u32>(group) * stride, 1, load<i64>(at));
  }
}

@inline function addToSum(state: usize, count: u64, value: i64): void {
  const low = load<u64>(state, 8) + <u64>value;
  store<u64>(state, load<u64>(state) + count);
  store<u64>(state, low, 8);
  store<i64>(state, load<i64>(state, 16) + (value >> 63) + <i64>(low < <u64>value), 16);
}

function addSumOfAll(mantissas: usize, scales: usize, n: u32, base: usize, scale: u32, declined: usize): u32 {
  let declinedCount: u32 = 0;
  let count: u64 = 0, low = load<u64>(base, 8);
  let high = load<i64>(base, 16);
  for (let r: usize = 0; r < <usize>n; r++) {
    const s = <u32>load<u8>(scales + r);
    if (s >= SCALE_SLOW) continue;
    let value = load<i64>(mantissas + (r << 3));
    if (s != scale) {
      value = rescale(value, scale - s);
      if (!fits) { store<u8>(declined + r, 1); declinedCount++; continue; }
    }
    low += <u64>value;
    high += (value >> 63) + <i64>(low < <u64>value);
    count++;
  }
  store<u64>(base, load<u64>(base) + count);
  store<u64>(base, low, 8);
  store<i64>(base, high, 16);
  return declinedCount;
}

/** As addPlainSums, of all rows: eight mantissas below 10^18 stay below 2^63. */
function addPlainSum(mantissas: usize, n: u32, state: usize): void {
  const whole = <usize>n & ~15;
  let at = mantissas;
  for (const end = at + (whole << 3); at < end; at += 128) {
    const a = i64x2.add(i64x2.add(v128.load(at), v128.load(at, 16)), i64x2.add(v128.load(at, 32), v128.load(at, 48)));
    const b = i64x2.add(i64x2.add(v128.load(at, 64), v128.load(at, 80)), i64x2.add(v128.load(at, 96), v128.load(at, 112)));
    const sums = i64x2.add(a, b);
    addToSum(state, 8, i64x2.extract_lane(sums, 0));
    addToSum(state, 8, i64x2.extract_lane(sums, 1));
  }
  for (const end = mantissas + (<usize>n << 3); at < end; at += 8) addToSum(state, 1, load<i64>(at));
}

/**
 * squares: sum of squares at twice the column's scale, u192 (three u64). Rows whose square needs more than 126 bits
 * get a 1 in `declined` (u8 a row) and are left to the caller; returns how many.
 */
export function addSquares(
  mantissas: usize, scales: usize, n: u32, groups: usize, base: usize, stride: usize, scale: u32, declined: usize,
): u32 {
  let count: u32 = 0;
  for (let r: usize = 0; r < <usize>n; r++) {
    const s = <u32>load<u8>(scales + r);
    if (s >= SCALE_SLOW) continue;
    const value = rescale(load<i64>(mantissas + (r << 3)), scale - s);
    store<u8>(declined + r, <u8>!fits);
    if (!fits) { count++; continue; }
    const magnitude = <u64>(value < 0 ? -value : value);
    if (magnitude >> 32) multiplyWide(magnitude, magnitude);
    else { wideLow = magnitude * magnitude; wideHigh = 0; }
    const state = base + (groups ? <usize>load<u32>(groups + (r << 2)) * stride : 0);
    addTo192(state, wideLow, wideHigh, 0);
  }
  return count;
}

@inline export function addTo192(state: usize, a: u64, b: u64, c: u64): void {
  const low = load<u64>(state) + a;
  const carry = <u64>(low < a);
  const middle = load<u64>(state, 8) + b;
  const carryMiddle = <u64>(middle < b);
  const withCarry = middle + carry;
  store<u64>(state, low);
  store<u64>(state, withCarry, 8);
  store<u64>(state, load<u64>(state, 16) + c + carryMiddle + <u64>(withCarry < carry), 16);
}

/** Room for the source text of a least or greatest number; longer ones are declined. */
export const EXTREME_TEXT: usize = 24;

/**
 * min (sign 1) and max (sign -1): value at the column's scale i64, text length u32 (0: none yet), 4 bytes unused,
 * text. Of equal numbers the shortest text wins, then the least by bytes, so that order does not show.
 */
export function addExtremes(
  cells: usize, mantissas: usize, scales: usize, n: u32, groups: usize, base: usize, stride: usize, scale: u32,
  sign: i64, declined: usize,
): u32 {
  let count: u32 = 0;
  for (let r: usize = 0; r < <usize>n; r++) {
    const s = <u32>load<u8>(scales + r);
    if (s >= SCALE_SLOW) continue;
    const value = rescale(load<i64>(mantissas + (r << 3)), scale - s);
    const cell = load<u64>(cells + (r << 3));
    const length = cellLength(cell);
    const isDeclined = !fits || length > EXTREME_TEXT;
    store<u8>(declined + r, <u8>isDeclined);
    if (isDeclined) { count++; continue; }
    const state = base + (groups ? <usize>load<u32>(groups + (r << 2)) * stride : 0);
    offerExtreme(state, value, cellAddress(cell), length, sign);
  }
  return count;
}

@inline function offerExtreme(state: usize, value: i64, text: usize, length: usize, sign: i64): void {
  const held = <usize>load<u32>(state, 8);
  if (held) {
    const best = load<i64>(state);
    if (value == best) { if (length > held || (length == held && !textIsLess(text, state + 16, length))) return; }
    else if ((value < best) != (sign > 0)) return;
  }
  store<i64>(state, value);
  store<u32>(state, <u32>length, 8);
  memory.copy(state + 16, text, length);
}

function textIsLess(a: usize, b: usize, length: usize): bool {
  if (sameBytes(a, b, length)) return false;
  let i: usize = 0;
  while (load<u8>(a + i) == load<u8>(b + i)) i++;
  return load<u8>(a + i) < load<u8>(b + i);
}

// ---- merging: `map` holds the target's group number for each of n source groups ----------------------------------

export function mergeCounts(source: usize, sourceStride: usize, n: u32, map: usize, base: usize, stride: usize): void {
  for (let g: usize = 0; g < <usize>n; g++) {
    const state = base + <usize>load<u32>(map + (g << 2)) * stride;
    store<u64>(state, load<u64>(state) + load<u64>(source + g * sourceStride));
  }
}

/** Both sides at the same scale. */
export function mergeSums(source: usize, sourceStride: usize, n: u32, map: usize, base: usize, stride: usize): void {
  for (let g: usize = 0; g < <usize>n; g++) {
    const from = source + g * sourceStride;
    const state = base + <usize>load<u32>(map + (g << 2)) * stride;
    const add = load<u64>(from, 8);
    const low = load<u64>(state, 8) + add;
    store<u64>(state, load<u64>(state) + load<u64>(from));
    store<u64>(state, low, 8);
    store<i64>(state, load<i64>(state, 16) + load<i64>(from, 16) + <i64>(low < add), 16);
  }
}

export function mergeSquares(source: usize, sourceStride: usize, n: u32, map: usize, base: usize, stride: usize): void {
  for (let g: usize = 0; g < <usize>n; g++) {
    const from = source + g * sourceStride;
    addTo192(base + <usize>load<u32>(map + (g << 2)) * stride, load<u64>(from), load<u64>(from, 8), load<u64>(from, 16));
  }
}

export function mergeExtremes(
  source: usize, sourceStride: usize, n: u32, map: usize, base: usize, stride: usize, sign: i64,
): void {
  for (let g: usize = 0; g < <usize>n; g++) {
    const from = source + g * sourceStride;
    const length = <usize>load<u32>(from, 8);
    if (!length) continue;
    offerExtreme(base + <usize>load<u32>(map + (g << 2)) * stride, load<i64>(from), from + 16, length, sign);
  }
}
