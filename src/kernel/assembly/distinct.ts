// The different values of each group and how often they occur: a table of groups of its own (groups.ts), whose keys are the
// number of the group (u32) and the bytes of a value. An entry's record has a count (u64), a kind of cell, and the group
// (u32 each).
//
// Every function works on the table in use, which is such a one.
import { cellAddress, cellKind, cellLength, copyShort, KIND_NULL, makeCell } from './bits';
import { count, findCandidates, findOrAdd, headerBytes, headers, keys, recordBytes, records } from './groups';
import { CHUNK_ROWS, hashBytes } from './hash';

const GROUP_BYTES: usize = 4;
const COUNT: usize = 16;
const KIND: usize = 24;
const GROUP: usize = 28;

/**
 * Adds n plain cells, whose groups (u32 a row; 0: all are of group 0) are at `groups`; nulls are left out. The cells are
 * overwritten; scratch has room for their bytes and 4 a cell, `found` for n u32, `hashes` for n u64.
 */
export function distinctAdd(cells: usize, groups: usize, n: u32, scratch: usize, found: usize, hashes: usize): void {
  const m = packEntries(cells, groups, n, scratch);
  for (let r: usize = 0; r < m; r++) {
    const cell = load<u64>(cells + (r << 3));
    store<u64>(hashes + (r << 3), hashBytes(cellAddress(cell), cellLength(cell)));
  }
  for (let from: usize = 0; from < m; from += CHUNK_ROWS) {
    const end = min(from + CHUNK_ROWS, m);
    findCandidates(hashes + (from << 3), 8, end - from, found + (from << 2));
    for (let r = from; r < end; r++) {
      addEntry(load<u64>(cells + (r << 3)), load<u64>(hashes + (r << 3)), load<u32>(found + (r << 2)), 1);
    }
  }
}

/** Adds so many of a value to the entry of its key, which is made if need be. */
@inline function addEntry(cell: u64, hash: u64, candidate: u32, times: u64): void {
  const key = cellAddress(cell);
  const entry = findOrAdd(candidate, key, <u32>cellLength(cell), hash);
  note(entry, load<u32>(key), times, <u32>cellKind(cell));
}

/** Cells that are not null, each with its group before it; returns how many. */
function packEntries(cells: usize, groups: usize, n: u32, scratch: usize): usize {
  let free = scratch, out = cells;
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    const kind = cellKind(cell);
    if (kind == KIND_NULL) continue;
    const length = cellLength(cell);
    store<u32>(free, groups ? load<u32>(groups + (r << 2)) : 0);
    copyShort(free + GROUP_BYTES, cellAddress(cell), length);
    store<u64>(out, makeCell(free, length + GROUP_BYTES, kind));
    free += length + GROUP_BYTES;
    out += 8;
  }
  return (out - cells) >> 3;
}

/**
 * A value's record. What is a string in one row and a number in another comes out as the number, whichever was first. The
 * group is kept here, too, so that sorting entries by group or share reads nothing but records.
 */
@inline function note(entry: u32, group: u32, times: u64, kind: u32): void {
  const record = records + <usize>entry * recordBytes;
  store<u64>(record, load<u64>(record, COUNT) + times, COUNT);
  if (kind > load<u32>(record, KIND)) store<u32>(record, kind, KIND);
  store<u32>(record, group, GROUP);
}

@inline function groupOf(entry: usize): usize { return <usize>load<u32>(records + entry * recordBytes, GROUP); }
@inline function keyOf(entry: usize): usize { return keys + <usize>load<u32>(headers + entry * headerBytes); }
@inline function keyLength(entry: usize): usize { return <usize>load<u32>(headers + entry * headerBytes, 4); }

/**
 * The entries by class of their groups: writes their numbers (u32) to `order`, and where those of each class start, and
 * where all end, to starts (classCount + 1 u32). classOf has the class (u32) of each group; 0: each is one of its own.
 */
export function distinctByClass(classOf: usize, classCount: u32, starts: usize, order: usize): void {
  memory.fill(starts, 0, (<usize>classCount + 1) << 2);
  for (let e: usize = 0; e < <usize>count; e++) {
    const start = startOf(e, classOf, starts);
    store<u32>(start, load<u32>(start) + 1);
  }
  let sum: u32 = 0;
  for (let c: usize = 0; c <= <usize>classCount; c++) {
    sum += load<u32>(starts + (c << 2));
    store<u32>(starts + (c << 2), sum);
  }
  for (let e = <usize>count; e-- > 0;) {
    const start = startOf(e, classOf, starts);
    const place = load<u32>(start) - 1;
    store<u32>(start, place);
    store<u32>(order + (<usize>place << 2), <u32>e);
  }
}

@inline function startOf(entry: usize, classOf: usize, starts: usize): usize {
  const group = groupOf(entry);
  return starts + ((classOf ? <usize>load<u32>(classOf + (group << 2)) : group) << 2);
}

/** Cells of the values of n entries (u32 at `entries`), and how often each occurs, to counts (f64). */
export function distinctCells(entries: usize, n: u32, out: usize, counts: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const entry = <usize>load<u32>(entries + (r << 2));
    const record = records + entry * recordBytes;
    const length = keyLength(entry) - GROUP_BYTES;
    store<u64>(out + (r << 3), makeCell(keyOf(entry) + GROUP_BYTES, length, <u64>load<u32>(record, KIND)));
    store<f64>(counts + (r << 3), <f64>load<u64>(record, COUNT));
  }
}

// ---- saving and merging -----------------------------------------------------------------------------------------
// A saved entry is its kind and the bytes of its key as a cell has them (u32), its count (u64), and its key.

/** Bytes of n entries (u32 at order; 0: all of them in their order) when they are saved. */
export function distinctSavedBytes(order: usize, n: u32): f64 {
  let sum: usize = 0;
  for (let r: usize = 0; r < <usize>n; r++) sum += SAVED_HEAD + keyLength(entryAt(order, r));
  return <f64>sum;
}
const SAVED_HEAD: usize = 12;

@inline function entryAt(order: usize, r: usize): usize { return order ? <usize>load<u32>(order + (r << 2)) : r; }

/** Saves n entries, as above, with the numbers that placeOf (u32 a group; 0: those they have) gives to their groups. */
export function distinctSave(order: usize, n: u32, placeOf: usize, out: usize): void {
  let o = out;
  for (let r: usize = 0; r < <usize>n; r++) {
    const entry = entryAt(order, r);
    const record = records + entry * recordBytes;
    const length = keyLength(entry), group = groupOf(entry);
    store<u32>(o, <u32>length | load<u32>(record, KIND) << 28);
    store<u64>(o, load<u64>(record, COUNT), 4);
    copyShort(o + SAVED_HEAD, keyOf(entry), length);
    if (placeOf) store<u32>(o, load<u32>(placeOf + (group << 2)), SAVED_HEAD);
    o += SAVED_HEAD + length;
  }
}

/**
 * Adds n saved entries, with the numbers that `map` (u32) gives to their groups; what is saved is changed to them. For a
 * chunk of them there is room at cells and hashes (u64 an entry) and found (u32).
 */
export function distinctMerge(saved: usize, n: u32, map: usize, cells: usize, hashes: usize, found: usize): void {
  let p = saved;
  for (let left = <usize>n; left > 0;) {
    const m = min(left, CHUNK_ROWS);
    for (let e: usize = 0; e < m; e++) {
      const length = <usize>(load<u32>(p) & 0xfffffff);
      const key = p + SAVED_HEAD;
      store<u32>(key, load<u32>(map + (<usize>load<u32>(key) << 2)));
      store<u64>(cells + (e << 3), makeCell(key, length, <u64>(load<u32>(p) >> 28)));
      store<u64>(hashes + (e << 3), hashBytes(key, length));
      p = key + length;
    }
    findCandidates(hashes, 8, m, found);
    for (let e: usize = 0; e < m; e++) {
      const cell = load<u64>(cells + (e << 3));
      const key = cellAddress(cell);
      addEntry(cell, load<u64>(hashes + (e << 3)), load<u32>(found + (e << 2)), load<u64>(key - 8));
    }
    left -= m;
  }
}
