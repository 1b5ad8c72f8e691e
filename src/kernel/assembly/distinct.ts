// The different values of each group and how often they occur: a table of groups of its own (groups.ts), whose keys are the
// number of the group (u32) and the bytes of a value. Its entries' records have a count (u64) and a kind (u32) of cell.
//
// Every function works on the table in use, which is such a one.
import { cellAddress, cellKind, cellLength, KIND_NULL, makeCell } from './bits';
import {
  CHUNK_ROWS, copyShort, count, findCandidates, findOrAdd, hashBytes, headerBytes, headers, keys, recordBytes, records,
} from './groups';

const GROUP_BYTES: usize = 4;
const HASH: usize = 16;
const COUNT: usize = 16;
const KIND: usize = 24;

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
      const cell = load<u64>(cells + (r << 3));
      const hash = load<u64>(hashes + (r << 3));
      const entry = findOrAdd(load<u32>(found + (r << 2)), cellAddress(cell), <u32>cellLength(cell), hash);
      note(entry, 1, <u32>cellKind(cell));
    }
  }
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

/** What is a string in one record and a number in another comes out as the number, whichever was first. */
@inline function note(entry: u32, times: u64, kind: u32): void {
  const record = records + <usize>entry * recordBytes;
  store<u64>(record, load<u64>(record, COUNT) + times, COUNT);
  if (kind > load<u32>(record, KIND)) store<u32>(record, kind, KIND);
}

/** Adds the n entries of another table, whose groups are ours (u32) at `map`: what it holds is changed to them. */
export function distinctMerge(headersAt: usize, n: u32, recordsAt: usize, keysAt: usize, map: usize, found: usize): void {
  for (let start: usize = 0; start < <usize>n; start += CHUNK_ROWS) {
    const end = min(start + CHUNK_ROWS, <usize>n);
    for (let e = start; e < end; e++) {
      const header = headersAt + e * headerBytes;
      const key = keysAt + <usize>load<u32>(header);
      store<u32>(key, load<u32>(map + (<usize>load<u32>(key) << 2)));
      store<u64>(header, hashBytes(key, <usize>load<u32>(header, 4)), HASH);
    }
    findCandidates(headersAt + start * headerBytes + HASH, headerBytes, end - start, found);
    for (let e = start; e < end; e++) {
      const header = headersAt + e * headerBytes;
      const record = recordsAt + e * recordBytes;
      const key = keysAt + <usize>load<u32>(header);
      const candidate = load<u32>(found + ((e - start) << 2));
      const entry = findOrAdd(candidate, key, load<u32>(header, 4), load<u64>(header, HASH));
      note(entry, load<u64>(record, COUNT), load<u32>(record, KIND));
    }
  }
}

@inline function keyOf(entry: usize): usize { return keys + <usize>load<u32>(headers + entry * headerBytes); }

/** Writes the entries (u32) whose group has this share (u32 at shareOf) to `out`; returns how many. */
export function distinctOfShare(shareOf: usize, share: u32, out: usize): u32 {
  let n: usize = 0;
  for (let e: usize = 0; e < <usize>count; e++) {
    store<u32>(out + (n << 2), <u32>e);
    n += <usize>(load<u32>(shareOf + (<usize>load<u32>(keyOf(e)) << 2)) == share);
  }
  return <u32>n;
}

/** Gives the groups of n entries outside the table other numbers (u32 at `to`). */
export function distinctRenumber(headersAt: usize, n: u32, keysAt: usize, to: usize): void {
  for (let e: usize = 0; e < <usize>n; e++) {
    const key = keysAt + <usize>load<u32>(headersAt + e * headerBytes);
    store<u32>(key, load<u32>(to + (<usize>load<u32>(key) << 2)));
  }
}

/**
 * The entries by group: writes their numbers (u32) to `order`, and where those of each group start, and where all end, to
 * starts (groupCount + 1 u32).
 */
export function distinctByGroup(groupCount: u32, starts: usize, order: usize): void {
  memory.fill(starts, 0, (<usize>groupCount + 1) << 2);
  for (let e: usize = 0; e < <usize>count; e++) {
    const start = starts + (<usize>load<u32>(keyOf(e)) << 2);
    store<u32>(start, load<u32>(start) + 1);
  }
  let sum: u32 = 0;
  for (let g: usize = 0; g <= <usize>groupCount; g++) {
    sum += load<u32>(starts + (g << 2));
    store<u32>(starts + (g << 2), sum);
  }
  for (let e = <usize>count; e-- > 0;) {
    const start = starts + (<usize>load<u32>(keyOf(e)) << 2);
    const place = load<u32>(start) - 1;
    store<u32>(start, place);
    store<u32>(order + (<usize>place << 2), <u32>e);
  }
}

/** Cells of the values of n entries (u32 at `entries`), and how often each occurs, to counts (f64). */
export function distinctCells(entries: usize, n: u32, out: usize, counts: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const entry = <usize>load<u32>(entries + (r << 2));
    const record = records + entry * recordBytes;
    const length = <usize>load<u32>(headers + entry * headerBytes, 4) - GROUP_BYTES;
    store<u64>(out + (r << 3), makeCell(keyOf(entry) + GROUP_BYTES, length, <u64>load<u32>(record, KIND)));
    store<f64>(counts + (r << 3), <f64>load<u64>(record, COUNT));
  }
}
