// A log of texts: every value of every group, one behind another, with its place in the input.
//
// A log is pieces of memory with room for `capacity` entries each: places (u64), then cells (u64), then groups (u32); the
// cells' bytes stand elsewhere, in the order of the entries. What is saved is one piece without spare room, and the bytes.
import { cellAddress, cellKind, cellLength, copyShort, makeCell, KIND_NULL } from './bits';
import { sortPairs } from './radix';
import { writeJson } from './rows';

@inline function cellsOf(log: usize, capacity: u32): usize { return log + (<usize>capacity << 3); }
@inline function groupsOf(log: usize, capacity: u32): usize { return log + (<usize>capacity << 4); }

let textsEnd: usize = 0;
/** Where the bytes end that were written last. */
export function logTextsEnd(): usize { return textsEnd; }

/**
 * Adds n cells (plain texts; nulls are left out) behind the first `count`, and their bytes at `texts`, where there is
 * room; the first has a place, the others follow. Returns the new count.
 */
export function logTexts(
  cells: usize, n: u32, groups: usize, place: u64, log: usize, capacity: u32, count: u32, texts: usize,
): u32 {
  const cellsOut = cellsOf(log, capacity), groupsOut = groupsOf(log, capacity);
  let at = <usize>count, free = texts;
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    if (cellKind(cell) == KIND_NULL) continue;
    const length = cellLength(cell);
    copyShort(free, cellAddress(cell), length);
    store<u64>(log + (at << 3), place + <u64>r);
    store<u64>(cellsOut + (at << 3), makeCell(free, length, cellKind(cell)));
    store<u32>(groupsOut + (at << 2), groups ? load<u32>(groups + (r << 2)) : 0);
    free += length;
    at++;
  }
  textsEnd = free;
  return <u32>at;
}

/** Tells n cells where their bytes are, one behind another from `texts` on. */
export function placeTexts(cells: usize, n: u32, texts: usize): void {
  let address = texts;
  for (let e: usize = 0; e < <usize>n; e++) {
    const cell = load<u64>(cells + (e << 3));
    store<u64>(cells + (e << 3), makeCell(address, cellLength(cell), cellKind(cell)));
    address += cellLength(cell);
  }
}

/** How many of n entries belong to each share, and their bytes: adds to counts (two u32 a share). */
export function countTextShares(log: usize, capacity: u32, n: u32, shareOf: usize, counts: usize): void {
  const cells = cellsOf(log, capacity), groups = groupsOf(log, capacity);
  for (let e: usize = 0; e < <usize>n; e++) {
    const count = counts + (<usize>load<u32>(shareOf + (<usize>load<u32>(groups + (e << 2)) << 2)) << 3);
    store<u32>(count, load<u32>(count) + 1);
    store<u32>(count, load<u32>(count, 4) + <u32>cellLength(load<u64>(cells + (e << 3))), 4);
  }
}

/**
 * Copies n entries to where `cursors` says: for each share the addresses of its next place, cell, group, and byte (u32
 * each). They get the groups' numbers in the share.
 */
export function cutTexts(log: usize, capacity: u32, n: u32, shareOf: usize, placeOf: usize, cursors: usize): void {
  const cells = cellsOf(log, capacity), groups = groupsOf(log, capacity);
  for (let e: usize = 0; e < <usize>n; e++) {
    const group = <usize>load<u32>(groups + (e << 2)) << 2;
    const cursor = cursors + (<usize>load<u32>(shareOf + group) << 4);
    const place = load<u32>(cursor), cellOut = load<u32>(cursor, 4), groupOut = load<u32>(cursor, 8);
    const text = load<u32>(cursor, 12);
    const cell = load<u64>(cells + (e << 3));
    store<u64>(<usize>place, load<u64>(log + (e << 3)));
    store<u64>(<usize>cellOut, cell);
    store<u32>(<usize>groupOut, load<u32>(placeOf + group));
    memory.copy(<usize>text, cellAddress(cell), cellLength(cell));
    store<u32>(cursor, place + 8);
    store<u32>(cursor, cellOut + 8, 4);
    store<u32>(cursor, groupOut + 4, 8);
    store<u32>(cursor, text + <u32>cellLength(cell), 12);
  }
}

// ---- the values of each group side by side ----------------------------------------------------------------------

/**
 * Adds n entries to lists of all, in which the first has an index: pairs of place and index (u64, u32), cells, groups; and
 * to the number of each group's (u32 in `counts`).
 */
export function gatherTexts(
  log: usize, capacity: u32, n: u32, index: u32, pairs: usize, cellsOut: usize, groupsOut: usize, counts: usize,
): void {
  const cells = cellsOf(log, capacity), groups = groupsOf(log, capacity);
  memory.copy(cellsOut + (<usize>index << 3), cells, <usize>n << 3);
  memory.copy(groupsOut + (<usize>index << 2), groups, <usize>n << 2);
  for (let e: usize = 0; e < <usize>n; e++) {
    const pair = pairs + (<usize>index + e) * 12;
    store<u64>(pair, load<u64>(log + (e << 3)));
    store<u32>(pair, index + <u32>e, 8);
    const count = counts + (<usize>load<u32>(groups + (e << 2)) << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
}

/**
 * Writes the cells of n entries, in the order of the input, to where `cursors` (u32 a group) says, counted in cells from
 * `out`. `scratch` has room for as many pairs.
 */
export function orderTexts(
  pairs: usize, scratch: usize, n: u32, cells: usize, groups: usize, cursors: usize, out: usize,
): void {
  const sorted = isInOrder(pairs, n) ? pairs : sortPairs(pairs, scratch, <usize>n);
  for (let p = sorted, end = sorted + <usize>n * 12; p < end; p += 12) {
    const index = <usize>load<u32>(p, 8);
    const cursor = cursors + (<usize>load<u32>(groups + (index << 2)) << 2);
    const at = load<u32>(cursor);
    store<u64>(out + (<usize>at << 3), load<u64>(cells + (index << 3)));
    store<u32>(cursor, at + 1);
  }
}

function isInOrder(pairs: usize, n: u32): bool {
  let before: u64 = 0;
  for (let p = pairs, end = pairs + <usize>n * 12; p < end; p += 12) {
    const place = load<u64>(p);
    if (place < before) return false;
    before = place;
  }
  return true;
}

/** The bytes of n cells. */
export function textBytes(cells: usize, n: u32): f64 {
  let sum: u64 = 0;
  for (let e: usize = 0; e < <usize>n; e++) sum += <u64>cellLength(load<u64>(cells + (e << 3)));
  return <f64>sum;
}

/** Writes the texts of n cells with a separator between them; returns their end. */
export function joinTexts(cells: usize, n: u32, separator: usize, separatorLength: usize, out: usize): usize {
  let o = out;
  for (let e: usize = 0; e < <usize>n; e++) {
    if (e > 0) { copyShort(o, separator, separatorLength); o += separatorLength; }
    const cell = load<u64>(cells + (e << 3));
    copyShort(o, cellAddress(cell), cellLength(cell));
    o += cellLength(cell);
  }
  return o;
}

/** Writes n cells as a JSON array; returns its end. */
export function listTexts(cells: usize, n: u32, out: usize): usize {
  let o = out;
  store<u8>(o++, 91);
  for (let e: usize = 0; e < <usize>n; e++) {
    if (e > 0) store<u8>(o++, 44);
    o = writeJson(load<u64>(cells + (e << 3)), o);
  }
  store<u8>(o++, 93);
  return o;
}
