// Expressions: comparing and computing numbers.
//
// Numbers are arrays of mantissas (i64) and scales (u8) as parseNumbers makes them: at most 18 digits and 18 decimals;
// results that need more are slow. What is slow on one side makes the result slow, even where the other is null.
import { makeCell, KIND_NULL, KIND_NUMBER } from './bits';
import { SCALE_NULL, SCALE_SLOW, MAX_SCALE, powerOf10, multiplyWide, wideLow, wideHigh, rescale, fits } from './numbers';
import { writeFixed } from './rows';
import { TRUE, UNKNOWN, SLOW, SLOW_CELL } from './expression-truth';

/** 10^18: mantissas stay below it. */
const LIMIT: u64 = 1000000000000000000;

/**
 * Compares n numbers with a constant. `thresholds` holds for each scale from 0 to 18 twice the constant's mantissa at
 * that scale (i64), plus one where that is not whole. Bits 0, 1, 2 of `outcomes` are the answers for less, equal, greater.
 */
export function compareNumbersTo(
  mantissas: usize, scales: usize, n: u32, thresholds: usize, outcomes: u32, out: usize,
): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const scale = <usize>load<u8>(scales + r);
    if (scale > <usize>MAX_SCALE) { store<u8>(out + r, <u8>(scale == SCALE_NULL ? UNKNOWN : SLOW)); continue; }
    const twice = load<i64>(mantissas + (r << 3)) << 1;
    const threshold = load<i64>(thresholds + (scale << 3));
    store<u8>(out + r, <u8>((outcomes >> (<u32>(twice >= threshold) + <u32>(twice > threshold))) & 1));
  }
}

/** Compares two columns of numbers, exactly. */
export function compareNumbers(
  m1: usize, s1: usize, m2: usize, s2: usize, n: u32, outcomes: u32, out: usize,
): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const a = <u32>load<u8>(s1 + r), b = <u32>load<u8>(s2 + r);
    const truth = max(a, b) > MAX_SCALE
      ? truthOfOdd(a, b)
      : (outcomes >> (compareFixed(load<i64>(m1 + (r << 3)), a, load<i64>(m2 + (r << 3)), b) + 1)) & 1;
    store<u8>(out + r, <u8>truth);
  }
}

@inline export function truthOfOdd(a: u32, b: u32): u32 {
  return a == SCALE_SLOW || b == SCALE_SLOW ? SLOW : UNKNOWN;
}

/** -1, 0 or 1. Beyond 63 bits a number is larger than any that has none of its decimals to spare. */
@inline export function compareFixed(x: i64, xScale: u32, y: i64, yScale: u32): i32 {
  let a = x, b = y;
  if (xScale < yScale) {
    a = rescale(x, yScale - xScale);
    if (!fits) return x < 0 ? -1 : 1;
  } else if (yScale < xScale) {
    b = rescale(y, xScale - yScale);
    if (!fits) return y < 0 ? 1 : -1;
  }
  return <i32>(a > b) - <i32>(a < b);
}

/**
 * Whether n numbers are among those of a list. `starts` holds for each scale from 0 to 18 where its values start (u32,
 * and one more for the end) in `values`: mantissas at that scale (i64), in order. `miss` is the truth for no.
 */
export function inNumbers(
  mantissas: usize, scales: usize, n: u32, starts: usize, values: usize, miss: u32, out: usize,
): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const scale = <usize>load<u8>(scales + r);
    if (scale > <usize>MAX_SCALE) { store<u8>(out + r, <u8>(scale == SCALE_NULL ? UNKNOWN : SLOW)); continue; }
    const value = load<i64>(mantissas + (r << 3));
    const from = starts + (scale << 2);
    let low = <usize>load<u32>(from), count = <usize>load<u32>(from, 4) - low;
    const isEmpty = count == 0;
    while (count > 1) {
      const half = count >> 1;
      low = select<usize>(low + half, low, load<i64>(values + ((low + half) << 3)) <= value);
      count -= half;
    }
    store<u8>(out + r, <u8>(!isEmpty && load<i64>(values + (low << 3)) == value ? TRUE : miss));
  }
}

// ---- arithmetic -------------------------------------------------------------------------------------------------

@inline export function put(value: i64, scale: u32, r: usize, mantissas: usize, scales: usize): void {
  store<i64>(mantissas + (r << 3), value);
  store<u8>(scales + r, <u8>scale);
}

@inline export function isSmall(value: i64): bool {
  return <u64>(value + <i64>(LIMIT - 1)) <= 2 * (LIMIT - 1);
}

@inline export function scaleOfOdd(a: u32, b: u32): u32 {
  return a == SCALE_SLOW || b == SCALE_SLOW ? SCALE_SLOW : SCALE_NULL;
}

/** Sums, or differences. */
export function addNumbers(
  m1: usize, s1: usize, m2: usize, s2: usize, n: u32, isDifference: bool, mantissas: usize, scales: usize,
): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const s = <u32>load<u8>(s1 + r), t = <u32>load<u8>(s2 + r);
    if (max(s, t) > MAX_SCALE) { store<u8>(scales + r, <u8>scaleOfOdd(s, t)); continue; }
    let a = load<i64>(m1 + (r << 3)), b = load<i64>(m2 + (r << 3));
    let isSlow = false;
    if (s != t) {
      if (s < t) a = rescale(a, t - s); else b = rescale(b, s - t);
      isSlow = !fits || !isSmall(a) || !isSmall(b);
    }
    const sum = isDifference ? a - b : a + b;
    put(sum, isSlow || !isSmall(sum) ? SCALE_SLOW : max(s, t), r, mantissas, scales);
  }
}

export function multiplyNumbers(
  m1: usize, s1: usize, m2: usize, s2: usize, n: u32, mantissas: usize, scales: usize,
): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const s = <u32>load<u8>(s1 + r), t = <u32>load<u8>(s2 + r);
    if (max(s, t) > MAX_SCALE) { store<u8>(scales + r, <u8>scaleOfOdd(s, t)); continue; }
    const a = load<i64>(m1 + (r << 3)), b = load<i64>(m2 + (r << 3));
    let isSlow = s + t > MAX_SCALE;
    if (a != <i64><i32>a || b != <i64><i32>b) {
      multiplyWide(<u64>(a < 0 ? -a : a), <u64>(b < 0 ? -b : b));
      isSlow = isSlow || wideHigh != 0 || wideLow >= LIMIT;
    }
    const product = a * b;
    put(product, isSlow || !isSmall(product) ? SCALE_SLOW : s + t, r, mantissas, scales);
  }
}

/** Rests of divisions, with the sign of the dividend. Null for 0. */
export function restNumbers(
  m1: usize, s1: usize, m2: usize, s2: usize, n: u32, mantissas: usize, scales: usize,
): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const s = <u32>load<u8>(s1 + r), t = <u32>load<u8>(s2 + r);
    if (max(s, t) > MAX_SCALE) { store<u8>(scales + r, <u8>scaleOfOdd(s, t)); continue; }
    let a = load<i64>(m1 + (r << 3)), b = load<i64>(m2 + (r << 3));
    if (b == 0) { store<u8>(scales + r, <u8>SCALE_NULL); continue; }
    let isSlow = false;
    if (s != t) {
      if (s < t) a = rescale(a, t - s); else b = rescale(b, s - t);
      isSlow = !fits;
    }
    const rest = isSlow ? 0 : a % b;
    put(rest, isSlow || !isSmall(rest) ? SCALE_SLOW : max(s, t), r, mantissas, scales);
  }
}

export const ROUND: u32 = 0;
const FLOOR: u32 = 1;
const CEIL: u32 = 2;
/** Those that are not whole are slow. */
const WHOLE: u32 = 3;
const ABSOLUTE: u32 = 4;
const NEGATE: u32 = 5;
const SIGN: u32 = 6;

/** how: 0 round to `decimals` (halves away from zero), 1 floor, 2 ceil, 3 whole as it is, 4 abs, 5 negate, 6 sign. */
export function mapNumbers(
  m: usize, s: usize, n: u32, how: u32, decimals: i32, mantissas: usize, scales: usize,
): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const scale = <u32>load<u8>(s + r);
    if (scale > MAX_SCALE) { store<u8>(scales + r, <u8>scale); continue; }
    const value = load<i64>(m + (r << 3));
    if (how == ABSOLUTE) put(value < 0 ? -value : value, scale, r, mantissas, scales);
    else if (how == NEGATE) put(-value, scale, r, mantissas, scales);
    else if (how == SIGN) put(<i64>(value > 0) - <i64>(value < 0), 0, r, mantissas, scales);
    else if (<i32>scale <= decimals) put(value, scale, r, mantissas, scales);
    else roundNumber(value, scale, how, decimals, r, mantissas, scales);
  }
}

@inline function roundNumber(
  value: i64, scale: u32, how: u32, decimals: i32, r: usize, mantissas: usize, scales: usize,
): void {
  const cut = <u32>(<i32>scale - decimals);
  // More digits than a number has.
  if (cut > MAX_SCALE) { put(0, 0, r, mantissas, scales); return; }
  const power = <i64>powerOf10(cut);
  let whole = value / power;
  const rest = value - whole * power;
  if (how == ROUND) whole += <i64>(2 * rest >= power) - <i64>(-2 * rest >= power);
  else if (how == FLOOR) whole -= <i64>(rest < 0);
  else if (how == CEIL) whole += <i64>(rest > 0);
  else if (how == WHOLE && rest != 0) { put(0, SCALE_SLOW, r, mantissas, scales); return; }
  if (decimals >= 0) { put(whole, <u32>decimals, r, mantissas, scales); return; }
  const result = whole * <i64>powerOf10(<u32>-decimals);
  put(result, isSmall(result) ? 0 : SCALE_SLOW, r, mantissas, scales);
}

/** Numbers as cells: in full, without trailing zeros, 24 bytes at most each. Returns where the arena goes on. */
export function numberCells(mantissas: usize, scales: usize, n: u32, out: usize, arena: usize): usize {
  let free = arena;
  for (let r: usize = 0; r < <usize>n; r++) {
    const scale = <u32>load<u8>(scales + r);
    if (scale > MAX_SCALE) { store<u64>(out + (r << 3), scale == SCALE_SLOW ? SLOW_CELL : KIND_NULL); continue; }
    const value = load<i64>(mantissas + (r << 3));
    const end = writeFixed(<u64>(value < 0 ? -value : value), value < 0, scale, free);
    store<u64>(out + (r << 3), makeCell(free, end - free, KIND_NUMBER));
    free = end;
  }
  return free;
}

/** The numbers of some rows (u32 each). */
export function gatherNumbers(
  m: usize, s: usize, rows: usize, count: u32, mantissas: usize, scales: usize,
): void {
  for (let r: usize = 0; r < <usize>count; r++) {
    const row = <usize>load<u32>(rows + (r << 2));
    store<i64>(mantissas + (r << 3), load<i64>(m + (row << 3)));
    store<u8>(scales + r, load<u8>(s + row));
  }
}
