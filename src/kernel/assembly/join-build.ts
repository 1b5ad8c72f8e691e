// Joins: how the table of the right side (join.ts) is filled.
//
// In the order in which rows come, each would go to a bucket anywhere, and of a large table every one of them is a cache
// miss. So that they do not, rows are dealt to parts by the upper bits of their hashes as they are read, and those of a part
// are put into buckets together, which stand together. What is noted of a row are its hash and itself (u32 each), in blocks
// of its part. Rows of a key are all in one part, and stay in their order.
import {
  use, bucketAt, bucketOf, tagOf, placesWith, rowIn, rowAt, hashOfRow, hasSameKeys, touch, rows, lists,
  mask, anyRow, TOUCHED, NONE, NO_KEY, BUCKET_ROWS, LENGTH_MASK, ROW_COUNT, COLUMN_COUNT, FIRSTS, DIFFERENT, KEYLESS,
  REPEATS, REPEAT_COUNT, REPEAT_CAPACITY, LISTS, LIST_BYTES, PARTS, BLOCKS, BLOCKS_END,
} from './join';
import { sortPairs } from './radix';

const PART_COUNT: usize = 256, PART_SHIFT: u32 = 24;
/** Of a part: its first block, and where the next row is noted (u32 each). */
const PART_BYTES: usize = 8, CURSOR: usize = 4;
/** A block begins at a multiple of its size with the address of the next one (u32), which is 0 in the last, and 4 bytes
 * that nobody uses. */
const BLOCK_BYTES: usize = 1024, BLOCK_HEAD: usize = 8;
const ENTRY_BYTES: usize = 8, ENTRY_ROW: usize = 4;
/** Behind its tags and rows. */
const BUCKET_END: usize = 48;

// ---- rows as they are read --------------------------------------------------------------------------------------

/**
 * Notes the rows between two addresses, which stay where they are; returns where it stops: where a row begins that is not
 * whole or, when BLOCKS has come to BLOCKS_END, where one begins for which there is no block.
 */
export function joinRead(table: usize, from: usize, end: usize): usize {
  use(table);
  const columnCount = load<u32>(table, COLUMN_COUNT), parts = <usize>load<u32>(table, PARTS);
  let count = load<u32>(table, ROW_COUNT), keyless: u32 = 0;
  let p = from;
  for (;;) {
    const next = pastRow(p, end, columnCount);
    if (next == 0) break;
    const hash = hashOfRow(p);
    if (hash == NO_KEY) keyless++;
    else if (!note(table, parts + <usize>(hash >> PART_SHIFT) * PART_BYTES, hash, rows ? count : <u32>p)) break;
    if (rows) store<u32>(rows + (<usize>count << 2), <u32>p);
    count++;
    p = next;
  }
  store<u32>(table, count, ROW_COUNT);
  store<u32>(table, load<u32>(table, KEYLESS) + keyless, KEYLESS);
  return p;
}

/** Where a row ends; 0 when that is behind `end`. */
@inline function pastRow(row: usize, end: usize, columnCount: u32): usize {
  let p = row;
  for (let c: u32 = 0; c < columnCount; c++) {
    if (p + 4 > end) return 0;
    p += 4 + <usize>(load<u32>(p) & LENGTH_MASK);
  }
  return p > end ? 0 : p;
}

/** False when there is no block for it. */
@inline function note(table: usize, part: usize, hash: u32, row: u32): bool {
  let cursor = <usize>load<u32>(part, CURSOR);
  if ((cursor & (BLOCK_BYTES - 1)) == 0) {
    cursor = addBlock(table, part);
    if (cursor == 0) return false;
  }
  store<u32>(cursor, hash);
  store<u32>(cursor, row, ENTRY_ROW);
  store<u32>(part, <u32>(cursor + ENTRY_BYTES), CURSOR);
  return true;
}

/** Where its first entry is written; 0 when there is none. */
function addBlock(table: usize, part: usize): usize {
  const block = load<u32>(table, BLOCKS);
  if (block == load<u32>(table, BLOCKS_END)) return 0;
  store<u32>(table, block + <u32>BLOCK_BYTES, BLOCKS);
  store<u32>(<usize>block, 0);
  if (load<u32>(part)) store<u32>(<usize>load<u32>(part, CURSOR) - BLOCK_BYTES, block);
  else store<u32>(part, block);
  return <usize>block + BLOCK_HEAD;
}

// ---- into buckets -----------------------------------------------------------------------------------------------

/**
 * Puts all rows that were noted into buckets, which are empty; false when there was no room for REPEATS. `waiting` is room
 * for 128 u32.
 */
export function joinInsert(table: usize, waiting: usize): bool {
  use(table);
  const parts = <usize>load<u32>(table, PARTS), end = parts + PART_COUNT * PART_BYTES;
  for (let part = parts; part < end; part += PART_BYTES) {
    touchBuckets(<u32>((part - parts) / PART_BYTES) << PART_SHIFT);
    const cursor = <usize>load<u32>(part, CURSOR);
    for (let block = <usize>load<u32>(part); block; ) {
      const next = <usize>load<u32>(block);
      const from = block + BLOCK_HEAD;
      if (!addRows(table, from, ((next ? block + BLOCK_BYTES : cursor) - from) / ENTRY_BYTES, waiting)) return false;
      block = next;
    }
  }
  return true;
}

/** Writes to the buckets of a part, whose first hash this is, at a place that none uses: they come into the cache in their order
 * and, where memory is new, are not read before they are written, for which the system would give it twice. */
function touchBuckets(hash: u32): void {
  const last = bucketOf(hash | ((1 << PART_SHIFT) - 1));
  for (let index = bucketOf(hash); index <= last; index++) store<u32>(bucketAt(index), 0, BUCKET_END);
}

/** Most keys are new, and go where there is room without a look at their rows; the others wait till these can be looked at
 * one after the other. Those of a key wait all or, but for the first, all. */
function addRows(table: usize, entries: usize, n: usize, waiting: usize): bool {
  const firsts = <usize>load<u32>(table, FIRSTS);
  let waitCount: usize = 0;
  for (let r: usize = 0; r < n; r++) {
    const entry = entries + r * ENTRY_BYTES;
    const hash = load<u32>(entry), tag = tagOf(hash), bucket = bucketAt(bucketOf(hash));
    const empty = placesWith(bucket, 0);
    if (empty == 0 || placesWith(bucket, tag)) { store<u32>(waiting + (waitCount++ << 2), <u32>entry); continue; }
    const row = load<u32>(entry, ENTRY_ROW);
    place(bucket, ctz(empty), tag, row);
    if (rows) store<u32>(firsts + (<usize>row << 2), row);
  }
  touchWaiting(waiting, waitCount);
  let different = <u32>(n - waitCount);
  for (let w: usize = 0; w < waitCount; w++) {
    const entry = <usize>load<u32>(waiting + (w << 2)), row = load<u32>(entry, ENTRY_ROW);
    const first = findOrPlace(row, load<u32>(entry));
    different += u32(first == row);
    if (rows) store<u32>(firsts + (<usize>row << 2), first);
    else if (first != row && !addRepeat(table, first, row)) return false;
  }
  store<u32>(table, load<u32>(table, DIFFERENT) + different, DIFFERENT);
  return true;
}

/** Them, and what they are compared with first. */
function touchWaiting(waiting: usize, n: usize): void {
  let touched: u32 = 0;
  for (let w: usize = 0; w < n; w++) {
    const entry = <usize>load<u32>(waiting + (w << 2)), hash = load<u32>(entry);
    const bucket = bucketAt(bucketOf(hash)), places = placesWith(bucket, tagOf(hash));
    const other = select<u32>(rowIn(bucket, ctz(places) & 7), anyRow, places != 0);
    touched += touch(rowAt(load<u32>(entry, ENTRY_ROW))) + touch(rowAt(other));
  }
  store<u32>(TOUCHED, touched);
}

@inline function place(bucket: usize, empty: i32, tag: u32, row: u32): void {
  store<u16>(bucket + (<usize>empty << 1), <u16>tag);
  store<u32>(bucket + BUCKET_ROWS + (<usize>empty << 2), row);
}

/** The first row with the key of this one, which may be itself. */
function findOrPlace(row: u32, hash: u32): u32 {
  const tag = tagOf(hash);
  for (let index = bucketOf(hash); ; index = (index + 1) & mask) {
    const bucket = bucketAt(index);
    for (let places = placesWith(bucket, tag); places; places &= places - 1) {
      const other = rowIn(bucket, ctz(places));
      if (hasSameKeys(rowAt(row), rowAt(other))) return other;
    }
    const empty = placesWith(bucket, 0);
    if (empty == 0) continue;
    place(bucket, ctz(empty), tag, row);
    return row;
  }
  return NONE;
}

function addRepeat(table: usize, first: u32, row: u32): bool {
  const count = load<u32>(table, REPEAT_COUNT);
  if (count == load<u32>(table, REPEAT_CAPACITY)) return false;
  const pair = <usize>load<u32>(table, REPEATS) + <usize>count * 12;
  store<u64>(pair, <u64>first);
  store<u32>(pair, row, 8);
  store<u32>(table, count + 1, REPEAT_COUNT);
  return true;
}

// ---- keys that repeat ---------------------------------------------------------------------------------------------

/**
 * Makes lists of the rows whose keys are there several times, in the order in which they were added. `scratch` has as much
 * room as REPEATS, and LISTS 12 bytes for each of them.
 */
export function joinLists(table: usize, scratch: usize): void {
  use(table);
  const n = load<u32>(table, REPEAT_COUNT);
  const pairs = sortPairs(<usize>load<u32>(table, REPEATS), scratch, <usize>n);
  let out = <usize>lists;
  for (let p = pairs, end = pairs + <usize>n * 12; p < end; ) {
    const first = load<u32>(p);
    const list = out;
    store<u32>(list, first, 4);
    for (out += 8; p < end && load<u32>(p) == first; p += 12, out += 4) store<u32>(out, load<u32>(p, 8));
    store<u32>(list, <u32>((out - list - 4) >> 2));
    redirect(first, <u32>list);
  }
  store<u32>(table, <u32>out - lists, LIST_BYTES);
}

/** The bucket that refers to a row refers to something else from now on. */
function redirect(row: u32, other: u32): void {
  const hash = hashOfRow(<usize>row), tag = tagOf(hash);
  for (let index = bucketOf(hash); ; index = (index + 1) & mask) {
    const bucket = bucketAt(index);
    for (let places = placesWith(bucket, tag); places; places &= places - 1) {
      if (rowIn(bucket, ctz(places)) != row) continue;
      store<u32>(bucket + BUCKET_ROWS + (<usize>ctz(places) << 2), other);
      return;
    }
  }
}

/**
 * Brings the rows into an order in which those of a key stand together, in their own order; those without a key come
 * last. `starts` is room for a zero (u32) a row, `counts` for a u32 a row. Afterwards `starts` holds the addresses of the
 * rows by place and is to be the table's ROWS, and `counts` is to be its COUNTS.
 */
export function joinGroup(table: usize, starts: usize, counts: usize): void {
  use(table);
  const firsts = <usize>load<u32>(table, FIRSTS), n = load<u32>(table, ROW_COUNT);
  for (let r: u32 = 0; r < n; r++) {
    const first = load<u32>(firsts + (<usize>r << 2));
    if (first == NONE) continue;
    const count = starts + (<usize>first << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
  let start: u32 = 0;
  for (let r: u32 = 0; r < n; r++) {
    if (load<u32>(firsts + (<usize>r << 2)) != r) continue;
    const count = load<u32>(starts + (<usize>r << 2));
    store<u32>(starts + (<usize>r << 2), start);
    store<u32>(counts + (<usize>start << 2), count);
    start += count;
  }
  renumber(starts);
  for (let r: u32 = 0; r < n; r++) {
    const at = firsts + (<usize>r << 2);
    const first = load<u32>(at);
    if (first == NONE) { store<u32>(at, start++); continue; }
    const place = starts + (<usize>first << 2);
    store<u32>(at, load<u32>(place));
    store<u32>(place, load<u32>(place) + 1);
  }
  for (let r: u32 = 0; r < n; r++) store<u32>(starts + (<usize>load<u32>(firsts + (<usize>r << 2)) << 2), <u32>rowAt(r));
}

/** Buckets refer to rows by what is said here of each of them (u32). */
function renumber(places: usize): void {
  for (let index: u32 = 0; index <= mask; index++) {
    const bucket = bucketAt(index);
    for (let used = ~placesWith(bucket, 0) & 255; used; used &= used - 1) {
      const at = bucket + BUCKET_ROWS + (<usize>ctz(used) << 2);
      store<u32>(at, load<u32>(places + (<usize>load<u32>(at) << 2)));
    }
  }
}
