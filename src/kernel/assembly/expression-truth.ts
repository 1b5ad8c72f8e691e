// Expressions: truth, choices between cells, and the rows that are left.
//
// Truth is a byte a row: 0 false, 1 true, 2 null, 3 slow. Slow means that the kernel cannot say, and perhaps nobody can
// (an error); the caller finds out, in order and for the rows that need it only. Numbers are slow by their scale
// (numbers.ts), cells by a kind of their own. Arrays have room for whole vectors.
import {
  cellAddress, cellLength, cellKind, makeCell, KIND_NULL, KIND_TEXT, KIND_QUOTED, KIND_STRING, KIND_BOOLEAN,
} from './bits';
import { SCALE_NULL, SCALE_SLOW } from './numbers';

export const FALSE: u32 = 0;
export const TRUE: u32 = 1;
export const UNKNOWN: u32 = 2;
export const SLOW: u32 = 3;
export const KIND_SLOW: u64 = 15;
export const SLOW_CELL: u64 = KIND_SLOW << 60;

// By left * 4 + right. Null and slow on the left decide nothing, but what is slow may be an error and comes first.
const AND = memory.data<u8>([0, 0, 0, 0, 0, 1, 2, 3, 0, 2, 2, 3, 3, 3, 3, 3], 16);
const OR = memory.data<u8>([0, 1, 2, 3, 1, 1, 1, 1, 2, 1, 2, 3, 3, 3, 3, 3], 16);
const SAME = memory.data<u8>([1, 0, 2, 3, 0, 1, 2, 3, 2, 2, 2, 3, 3, 3, 3, 3], 16);
const DIFFERENT = memory.data<u8>([0, 1, 2, 3, 1, 0, 2, 3, 2, 2, 2, 3, 3, 3, 3, 3], 16);
/** By truth: not, is null, true and nothing else. */
const MAPS = memory.data<u8>([
  1, 0, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
], 16);
const TRUE_TEXT = memory.data<u8>([116, 114, 117, 101, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 16);
const FALSE_TEXT = memory.data<u8>([102, 97, 108, 115, 101, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 16);

/** how: 0 and, 1 or, 2 equal, 3 different. */
export function joinTruths(left: usize, right: usize, n: u32, how: u32, out: usize): void {
  const table = v128.load(how == 0 ? AND : how == 1 ? OR : how == 2 ? SAME : DIFFERENT);
  for (let r: usize = 0; r < <usize>n; r += 16) {
    const index = v128.or(i8x16.shl(v128.load(left + r), 2), v128.load(right + r));
    v128.store(out + r, v128.swizzle(table, index));
  }
}

/** how: 0 not, 1 is null, 2 true or not (what is null becomes false). */
export function mapTruths(truths: usize, n: u32, how: u32, out: usize): void {
  const table = v128.load(MAPS + (<usize>how << 4));
  for (let r: usize = 0; r < <usize>n; r += 16) v128.store(out + r, v128.swizzle(table, v128.load(truths + r)));
}

/** Rows (a byte each, 1 or 0) of `active` (all for 0) whose truth is one of those whose bits are in `wanted`. */
export function openRows(truths: usize, n: u32, wanted: u32, active: usize, out: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const isOpen = (wanted >> <u32>load<u8>(truths + r)) & (active ? <u32>load<u8>(active + r) : 1);
    store<u8>(out + r, <u8>isOpen & 1);
  }
}

/** Which cells are null. */
export function nullCells(cells: usize, n: u32, out: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const kind = cellKind(load<u64>(cells + (r << 3)));
    store<u8>(out + r, <u8>select<u32>(SLOW, <u32>(kind == KIND_NULL), kind == KIND_SLOW));
  }
}

/** Which numbers are null. */
export function nullNumbers(scales: usize, n: u32, out: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const scale = <u32>load<u8>(scales + r);
    store<u8>(out + r, <u8>select<u32>(SLOW, <u32>(scale == SCALE_NULL), scale == SCALE_SLOW));
  }
}

const BOOLEAN_KINDS: u64 = (1 << KIND_TEXT) | (1 << KIND_QUOTED) | (1 << KIND_STRING) | (1 << KIND_BOOLEAN);

/** Cells as conditions: true and false in any case; all else but null is slow. */
export function cellTruths(cells: usize, n: u32, out: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    const kind = cellKind(cell);
    let truth = SLOW;
    if (kind == KIND_NULL) truth = UNKNOWN;
    else if ((BOOLEAN_KINDS >> kind) & 1) truth = readTruth(cellAddress(cell), cellLength(cell));
    store<u8>(out + r, <u8>truth);
  }
}

@inline function readTruth(address: usize, length: usize): u32 {
  const four = load<u32>(address) | 0x20202020;
  if (length == 4) return four == 0x65757274 ? TRUE : SLOW;
  return length == 5 && four == 0x736c6166 && (load<u8>(address, 4) | 32) == 101 ? FALSE : SLOW;
}

/** Truths as cells. */
export function truthCells(truths: usize, n: u32, out: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const truth = <u32>load<u8>(truths + r);
    let cell = truth == TRUE ? makeCell(TRUE_TEXT, 4, KIND_BOOLEAN) : makeCell(FALSE_TEXT, 5, KIND_BOOLEAN);
    if (truth >= UNKNOWN) cell = truth == SLOW ? SLOW_CELL : KIND_NULL;
    store<u64>(out + (r << 3), cell);
  }
}

/** Puts a cell where the truth is true; slow ones where it is slow. */
export function chooseCells(truths: usize, n: u32, cells: usize, out: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const truth = <u32>load<u8>(truths + r);
    const at = r << 3;
    if (truth == TRUE) store<u64>(out + at, load<u64>(cells + at));
    else if (truth == SLOW) store<u64>(out + at, SLOW_CELL);
  }
}

/** Puts the cells that are not null. */
export function putCells(cells: usize, n: u32, out: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    if (cellKind(cell) != KIND_NULL) store<u64>(out + (r << 3), cell);
  }
}

// ---- rows -------------------------------------------------------------------------------------------------------

/** Numbers (u32) of the rows whose byte is this one, in order; returns how many. */
export function selectRows(bytes: usize, n: u32, byte: u32, out: usize): u32 {
  const wanted = i8x16.splat(<i8>byte);
  let o = out;
  for (let r: usize = 0; r < <usize>n; r += 16) {
    let hits = <u32>i8x16.bitmask(i8x16.eq(v128.load(bytes + r), wanted));
    if (<usize>n - r < 16) hits &= (1 << (n - <u32>r)) - 1;
    while (hits) {
      store<u32>(o, <u32>r + ctz(hits));
      o += 4;
      hits &= hits - 1;
    }
  }
  return <u32>(o - out) >> 2;
}

/** Numbers (u32) of the rows whose cells are slow; returns how many. */
export function slowCells(cells: usize, n: u32, out: usize): u32 {
  let count: usize = 0;
  for (let r: usize = 0; r < <usize>n; r++) {
    store<u32>(out + (count << 2), <u32>r);
    count += <usize>(cellKind(load<u64>(cells + (r << 3))) == KIND_SLOW);
  }
  return <u32>count;
}

/** The cells of some rows (u32 each). */
export function gatherCells(cells: usize, rows: usize, count: u32, out: usize): void {
  for (let r: usize = 0; r < <usize>count; r++) {
    store<u64>(out + (r << 3), load<u64>(cells + (<usize>load<u32>(rows + (r << 2)) << 3)));
  }
}

/** Whether there is a cell of one of some kinds: their bits in `kinds`. */
export function hasKinds(cells: usize, n: u32, kinds: u32): bool {
  // By kind: all ones for those that are wanted. Two cells are looked up at once.
  const wanted = kindTable(kinds);
  const whole = <usize>n & ~3;
  let found = i64x2.splat(0);
  for (let r: usize = 0; r < whole; r += 4) {
    const p = cells + (r << 3);
    const a = i64x2.shr_u(v128.load(p), 60), b = i64x2.shr_u(v128.load(p, 16), 60);
    found = v128.or(found, v128.or(v128.swizzle(wanted, a), v128.swizzle(wanted, b)));
  }
  let hits = (i64x2.extract_lane(found, 0) | i64x2.extract_lane(found, 1)) & 255;
  for (let r = whole; r < <usize>n; r++) hits |= (kinds >> <u32>cellKind(load<u64>(cells + (r << 3)))) & 1;
  return hits != 0;
}

@inline function kindTable(kinds: u32): v128 {
  const bits = i16x8.splat(<i16>kinds);
  const low = v128.and(bits, i16x8(1, 2, 4, 8, 16, 32, 64, 128));
  const high = v128.and(i16x8.shr_u(bits, 8), i16x8(1, 2, 4, 8, 16, 32, 64, 128));
  return i8x16.ne(i8x16.narrow_i16x8_u(low, high), i8x16.splat(0));
}
