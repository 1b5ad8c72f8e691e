// Joins: a hash table over the keys of one side's rows (the right side), and look-ups of the other side's rows in it.
//
// Rows of the right side stay as they were read (rows.ts: writeCells): the table has the address of each, and keys are
// compared with the bytes there, so that nothing is copied and what is needed next is in the cache when a key has been
// found. Buckets are laid out as those of groups.ts: one cache line, 8 tags and 8 row numbers. As there, 256 rows at a
// time go through each part of the work, which lets cache misses overlap.
//
// A bucket refers to the first row of a key. Rows are referred to by their address; those of the few keys that are there
// several times are in lists, to which buckets refer then (joinLists). Where many keys are, or where it is asked which rows
// were found, rows are referred to by number, which costs another cache miss; if keys repeat, they are then brought into an
// order in which those of a key stand together (joinGroup), and a row's number in it is called its place. A key is one or
// several columns; with none, all rows have the same one. All storage belongs to the caller.
import { cellAddress, cellLength, cellKind, sameBytes, KIND_NULL } from './bits';
import { hashBytes, mix, CHUNK_ROWS } from './groups';
import { sortPairs } from './radix';

/** No row; and none now, but one before. */
const NONE: u32 = 0xffffffff, NO_MORE: u32 = 0xfffffffe;
/** Instead of a hash: the row has no key that anything could match. */
const NO_KEY: u64 = 0;
const K0: u64 = 0x9e3779b97f4a7c15;
const BUCKET_ROWS: usize = 16;
const LENGTH_MASK: u32 = 0xfffffff;

// What the description of a table says, u32 each.
/** Address and number of the buckets (a power of two). */
const BUCKETS: usize = 0, BUCKET_COUNT: usize = 4;
/** Addresses of rows (u32 each, by place), 0 where rows are referred to by address; how many there are, and how many there
 * is room for. */
const ROWS: usize = 8, ROW_COUNT: usize = 12, CAPACITY: usize = 16;
/** Columns of the key by number (u32 each), how many, and how many columns a row has. */
const KEYS: usize = 20, KEY_COUNT: usize = 24, COLUMN_COUNT: usize = 28;
/** Whether nulls match each other. */
const NULLS_EQUAL: usize = 32;
/** For each row the first one with its key, NONE if it has none; its place once rows are grouped (u32 each). */
const FIRSTS: usize = 36;
/** By the place of each key's first row, how many rows it has (u32 each); 0 while no key is there twice. */
const COUNTS: usize = 40;
/** How many different keys there are, and rows without one. */
const DIFFERENT: usize = 44, KEYLESS: usize = 48;
/** How buckets refer to some row. */
const ANY_ROW: usize = 52;
/** Of rows referred to by address: room for those whose keys are there already (address of the first row u64, and theirs
 * u32), how many there are, and for how many there is room. */
const REPEATS: usize = 56, REPEAT_COUNT: usize = 60, REPEAT_CAPACITY: usize = 64;
/** Lists of rows: where they are, and their bytes. A list is how many rows it has, and their addresses (u32 each). */
const LISTS: usize = 68, LIST_BYTES: usize = 72;

let buckets: usize = 0;
let mask: u32 = 0;
let rows: usize = 0;
/** Some row. */
let anyRow: u32 = 0;
let lists: u32 = 0;
let listBytes: u32 = 0;
let keys: usize = 0;
let keyCount: usize = 0;
let nullsEqual: bool = false;

function use(table: usize): void {
  buckets = load<u32>(table, BUCKETS); mask = load<u32>(table, BUCKET_COUNT) - 1;
  rows = load<u32>(table, ROWS); anyRow = load<u32>(table, ANY_ROW);
  lists = load<u32>(table, LISTS); listBytes = load<u32>(table, LIST_BYTES);
  keys = load<u32>(table, KEYS); keyCount = load<u32>(table, KEY_COUNT);
  nullsEqual = load<u32>(table, NULLS_EQUAL) != 0;
}

@inline function bucketAt(index: u32): usize { return buckets + (<usize>index << 6); }
/** Rows can have been cut by the lowest bits of the hash: its product has others. */
@inline function bucketOf(hash: u64): u32 { return <u32>(hash >> 38) & mask; }
@inline function tagOf(hash: u64): u32 { const tag = <u32>(hash >> 16) & 0xffff; return tag + u32(tag == 0); }
@inline function placesWith(bucket: usize, tag: u32): i32 {
  return i16x8.bitmask(i16x8.eq(v128.load(bucket), i16x8.splat(<i16>tag)));
}
@inline function rowIn(bucket: usize, place: i32): u32 { return load<u32>(bucket + BUCKET_ROWS + (<usize>place << 2)); }
@inline function isList(row: u32): bool { return row - lists < listBytes; }
/** Where a row is, of a list its first one. */
@inline function rowAt(row: u32): usize {
  if (rows) return <usize>load<u32>(rows + (<usize>row << 2));
  return isList(row) ? <usize>load<u32>(<usize>row, 4) : <usize>row;
}

/** Written so that no load is left out. */
const TOUCHED = memory.data(4, 4);

// ---- keys -------------------------------------------------------------------------------------------------------

/** Where a cell of a row is. */
@inline function cellOf(row: usize, column: u32): usize {
  let p = row;
  for (let c: u32 = 0; c < column; c++) p += 4 + <usize>(load<u32>(p) & LENGTH_MASK);
  return p;
}

@inline function hashOf(upper: u64, address: usize): u64 {
  return cellKind(upper) == KIND_NULL ? K0 : hashBytes(address, cellLength(upper));
}

@inline function isNot0(hash: u64): u64 { return hash + u64(hash == NO_KEY); }

/** The hash of some columns with that of one more. */
@inline function withNext(before: u64, hash: u64): u64 { return isNot0(mix(before) + hash); }

function hashOfRow(row: usize): u64 {
  let hash: u64 = 1;
  for (let k: usize = 0; k < keyCount; k++) {
    const p = cellOf(row, load<u32>(keys + (k << 2)));
    const upper = <u64>load<u32>(p) << 32;
    if (!nullsEqual && cellKind(upper) == KIND_NULL) return NO_KEY;
    hash = withNext(hash, hashOf(upper, p + 4));
  }
  return isNot0(hash * K0);
}

/** The hash of the key of row r, of columns of plain cells, whose addresses (u32) `columns` holds. */
@inline function hashOfCells(columns: usize, r: usize): u64 {
  let hash: u64 = 1;
  for (let k: usize = 0; k < keyCount; k++) {
    const cell = load<u64>(<usize>load<u32>(columns + (k << 2)) + (r << 3));
    if (!nullsEqual && cellKind(cell) == KIND_NULL) return NO_KEY;
    hash = withNext(hash, hashOf(cell, cellAddress(cell)));
  }
  return isNot0(hash * K0);
}

/** The hashes (u64) of the keys of n rows. */
function hashRows(columns: usize, from: usize, n: usize, out: usize): void {
  if (keyCount == 1) return hashSingleKeys(<usize>load<u32>(columns) + (from << 3), n, out);
  for (let r: usize = 0; r < n; r++) store<u64>(out + (r << 3), hashOfCells(columns, from + r));
}

function hashSingleKeys(cells: usize, n: usize, out: usize): void {
  const ofNull = nullsEqual ? isNot0(withNext(1, K0) * K0) : NO_KEY;
  for (let r: usize = 0; r < n; r++) {
    const cell = load<u64>(cells + (r << 3));
    const hash = isNot0(withNext(1, hashBytes(cellAddress(cell), cellLength(cell))) * K0);
    store<u64>(out + (r << 3), cellKind(cell) == KIND_NULL ? ofNull : hash);
  }
}

/** Whether two texts or nulls are the same; `other` is where a cell of a row is. */
@inline function isSame(upper: u64, address: usize, other: usize): bool {
  const head = load<u32>(other);
  if (<u32>cellLength(upper) != (head & LENGTH_MASK)) return false;
  if ((cellKind(upper) == KIND_NULL) != (head >> 28 == <u32>KIND_NULL)) return false;
  return sameBytes(address, other + 4, cellLength(upper));
}

@inline function hasSameKeys(row: usize, other: usize): bool {
  for (let k: usize = 0; k < keyCount; k++) {
    const column = load<u32>(keys + (k << 2));
    const p = cellOf(row, column);
    if (!isSame(<u64>load<u32>(p) << 32, p + 4, cellOf(other, column))) return false;
  }
  return true;
}

@inline function hasKeysOf(row: usize, columns: usize, r: usize): bool {
  for (let k: usize = 0; k < keyCount; k++) {
    const cell = load<u64>(<usize>load<u32>(columns + (k << 2)) + (r << 3));
    if (!isSame(cell, cellAddress(cell), cellOf(row, load<u32>(keys + (k << 2))))) return false;
  }
  return true;
}

/**
 * The rows that n hashes probably belong to; where there is none, what `others` (u32 each) says or, without it, NONE. Some
 * row stands where that is not known. All is touched that is looked at next.
 */
function findCandidates(hashes: usize, n: u32, others: usize, out: usize): void {
  let touched: u32 = 0;
  for (let r: usize = 0; r < <usize>n; r++) touched += load<u32>(bucketAt(bucketOf(load<u64>(hashes + (r << 3)))));
  for (let r: usize = 0; r < <usize>n; r++) {
    const hash = load<u64>(hashes + (r << 3)), tag = tagOf(hash);
    let bucket = bucketAt(bucketOf(hash));
    let places = placesWith(bucket, tag), empty = placesWith(bucket, 0);
    if ((places | empty) == 0) {
      bucket = bucketAt((bucketOf(hash) + 1) & mask);
      places = placesWith(bucket, tag);
      empty = placesWith(bucket, 0);
    }
    const other = others ? load<u32>(others + (r << 2)) : select<u32>(NONE, anyRow, empty != 0);
    store<u32>(out + (r << 2), select<u32>(rowIn(bucket, ctz(places) & 7), other, places != 0));
  }
  if (rows) for (let r: usize = 0; r < <usize>n; r++) touched += load<u32>(rows + (candidateAt(out, r) << 2));
  for (let r: usize = 0; r < <usize>n; r++) touched += touch(rowAt(<u32>candidateAt(out, r)));
  store<u32>(TOUCHED, touched);
}

@inline function candidateAt(candidates: usize, r: usize): usize {
  const row = load<u32>(candidates + (r << 2));
  return <usize>select<u32>(anyRow, row, row == NONE);
}

/** Most rows are in one cache line, or two. */
@inline function touch(row: usize): u32 { return <u32>load<u8>(row) + <u32>load<u8>(row + 32); }

// ---- the right side ---------------------------------------------------------------------------------------------

/** Counts the whole rows between two addresses, for which there is to be room; returns where the first one begins that is
 * not whole. */
export function joinCount(table: usize, from: usize, end: usize): usize {
  const columnCount = load<u32>(table, COLUMN_COUNT);
  let p = from, n: u32 = 0;
  for (;;) {
    const next = pastRow(p, end, columnCount);
    if (next == 0) break;
    p = next;
    n++;
  }
  store<u32>(table, load<u32>(table, CAPACITY) + n, CAPACITY);
  return p;
}

/**
 * Adds the rows between two addresses, which stay where they are; returns where it stops: at the end, or at some row when
 * there is no room for REPEATS any more. `scratch` is room for 256 times 16 bytes.
 */
export function joinAdd(table: usize, from: usize, end: usize, scratch: usize): usize {
  use(table);
  const columnCount = load<u32>(table, COLUMN_COUNT), capacity = load<u32>(table, CAPACITY);
  const added = scratch + (CHUNK_ROWS << 3), candidates = added + (CHUNK_ROWS << 2);
  let p = from;
  for (;;) {
    const first = load<u32>(table, ROW_COUNT);
    let n: u32 = 0;
    for (; n < <u32>CHUNK_ROWS && first + n < capacity; n++) {
      const next = pastRow(p, end, columnCount);
      if (next == 0) break;
      if (rows) store<u32>(rows + (<usize>(first + n) << 2), <u32>p);
      store<u32>(added + (<usize>n << 2), rows ? first + n : <u32>p);
      store<u64>(scratch + (<usize>n << 3), hashOfRow(p));
      p = next;
    }
    if (n == 0) return p;
    findCandidates(scratch, n, added, candidates);
    if (!addRows(table, n, scratch, added, candidates)) return from;
    store<u32>(table, first + n, ROW_COUNT);
  }
  return p;
}

/** False when there is no room to say which rows' keys are there already. */
function addRows(table: usize, n: u32, hashes: usize, added: usize, candidates: usize): bool {
  const firsts = <usize>load<u32>(table, FIRSTS) + (<usize>load<u32>(table, ROW_COUNT) << 2);
  let different: u32 = 0, keyless: u32 = 0;
  for (let r: usize = 0; r < <usize>n; r++) {
    const hash = load<u64>(hashes + (r << 3)), row = load<u32>(added + (r << 2)), candidate = load<u32>(candidates + (r << 2));
    let first = NONE;
    if (hash == NO_KEY) keyless++;
    else if (candidate != row && hasSameKeys(rowAt(row), rowAt(candidate))) first = candidate;
    else first = findOrPlace(row, hash);
    different += u32(first == row);
    if (rows) store<u32>(firsts + (r << 2), first);
    else if (first != row && first != NONE && !addRepeat(table, first, row)) return false;
  }
  store<u32>(table, load<u32>(table, DIFFERENT) + different, DIFFERENT);
  store<u32>(table, load<u32>(table, KEYLESS) + keyless, KEYLESS);
  return true;
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

/** Where a row ends; 0 when that is behind `end`. */
@inline function pastRow(row: usize, end: usize, columnCount: u32): usize {
  let p = row;
  for (let c: u32 = 0; c < columnCount; c++) {
    if (p + 4 > end) return 0;
    p += 4 + <usize>(load<u32>(p) & LENGTH_MASK);
  }
  return p > end ? 0 : p;
}

/** The first row with the key of this one, which may be itself. */
function findOrPlace(row: u32, hash: u64): u32 {
  const tag = tagOf(hash);
  for (let index = bucketOf(hash); ; index = (index + 1) & mask) {
    const bucket = bucketAt(index);
    for (let places = placesWith(bucket, tag); places; places &= places - 1) {
      const other = rowIn(bucket, ctz(places));
      if (hasSameKeys(rowAt(row), rowAt(other))) return other;
    }
    const empty = placesWith(bucket, 0);
    if (empty == 0) continue;
    const place = <usize>ctz(empty);
    store<u16>(bucket + (place << 1), <u16>tag);
    store<u32>(bucket + BUCKET_ROWS + (place << 2), row);
    return row;
  }
  return NONE;
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

// ---- the left side ----------------------------------------------------------------------------------------------

/**
 * Finds for each of n rows the place (u32) of the first row with the same key, or NONE; returns how many have one.
 * `columns` holds the addresses (u32) of the key's columns of plain cells; `hashes` is room for 256 u64.
 */
export function joinFind(table: usize, columns: usize, n: u32, found: usize, hashes: usize): u32 {
  use(table);
  if (load<u32>(table, ROW_COUNT) == 0) { memory.fill(found, 0xff, <usize>n << 2); return 0; }
  let matched: u32 = 0;
  for (let from: usize = 0; from < <usize>n; from += CHUNK_ROWS) {
    const count = min(CHUNK_ROWS, <usize>n - from);
    hashRows(columns, from, count, hashes);
    findCandidates(hashes, <u32>count, 0, found + (from << 2));
    for (let r: usize = 0; r < count; r++) {
      const out = found + ((from + r) << 2), hash = load<u64>(hashes + (r << 3)), candidate = load<u32>(out);
      if (candidate == NONE) continue;
      if (hash != NO_KEY && hasKeysOf(rowAt(candidate), columns, from + r)) { matched++; continue; }
      const row = hash == NO_KEY ? NONE : search(columns, from + r, hash);
      store<u32>(out, row);
      matched += u32(row != NONE);
    }
  }
  return matched;
}

function search(columns: usize, r: usize, hash: u64): u32 {
  const tag = tagOf(hash);
  for (let index = bucketOf(hash); ; index = (index + 1) & mask) {
    const bucket = bucketAt(index);
    for (let places = placesWith(bucket, tag); places; places &= places - 1) {
      const other = rowIn(bucket, ctz(places));
      if (hasKeysOf(rowAt(other), columns, r)) return other;
    }
    if (placesWith(bucket, 0)) return NONE;
  }
  return NONE;
}

/** The numbers (u32) of those of n rows for which something was found, or nothing; returns how many. */
export function joinSelect(found: usize, n: u32, isFound: bool, out: usize): u32 {
  let count: usize = 0;
  for (let r: u32 = 0; r < n; r++) {
    store<u32>(out + (count << 2), r);
    count += usize((load<u32>(found + (<usize>r << 2)) != NONE) == isFound);
  }
  return <u32>count;
}

/**
 * Where tables come one after the other: marks the bytes of the rows for which something was found, and returns how many
 * of them nothing was found for before. Of a row that has been marked before, what is found is left alone or, with
 * `onlyFirst`, is none; and nothing is NO_MORE.
 */
export function joinRemember(found: usize, n: u32, marks: usize, onlyFirst: bool): u32 {
  let matched: u32 = 0;
  for (let r: usize = 0; r < <usize>n; r++) {
    const at = found + (r << 2);
    const isFound = load<u32>(at) != NONE;
    if (load<u8>(marks + r)) {
      if (onlyFirst || !isFound) store<u32>(at, onlyFirst ? NONE : NO_MORE);
    } else {
      store<u8>(marks + r, u8(isFound));
      matched += u32(isFound);
    }
  }
  return matched;
}

// ---- pairs ------------------------------------------------------------------------------------------------------

/**
 * Writes up to `most` pairs of a row's number and the address of a row that it matches (u32 each); returns how many. With
 * `keepsAll` a row that matches nothing comes with address 0. `state` says where to go on: the row, and how many of its
 * pairs have been written; and whether there was a row with several (u32 each). It is moved on.
 */
export function joinPairs(
  table: usize, found: usize, n: u32, keepsAll: bool, state: usize, lefts: usize, rights: usize, most: u32,
): u32 {
  use(table);
  const counts = <usize>load<u32>(table, COUNTS);
  let row = load<u32>(state), done = load<u32>(state, 4), written: u32 = 0;
  for (; row < n && written < most; row++) {
    const first = load<u32>(found + (<usize>row << 2));
    let count: u32 = u32(first < NO_MORE);
    if (count && counts) count = load<u32>(counts + (<usize>first << 2));
    else if (isList(first)) count = load<u32>(<usize>first);
    if (count < 2) {
      store<u32>(lefts + (<usize>written << 2), row);
      store<u32>(rights + (<usize>written << 2), count ? <u32>rowAt(first) : 0);
      written += u32(count != 0 || (keepsAll && first == NONE));
      continue;
    }
    const end = min(count, done + most - written);
    // Addresses stand one behind the other, in a list or among all.
    const all = rows ? rows + (<usize>first << 2) : <usize>first + 4;
    for (; done < end; done++, written++) {
      store<u32>(lefts + (<usize>written << 2), row);
      store<u32>(rights + (<usize>written << 2), load<u32>(all + (<usize>done << 2)));
    }
    store<u32>(state, 1, 8);
    if (done < count) break;
    done = 0;
  }
  store<u32>(state, row);
  store<u32>(state, done, 4);
  return written;
}

/**
 * The cells of k columns of n rows by the addresses (u32) of the rows, null where there is none; returns at least the bytes
 * of their texts.
 */
export function joinCells(addresses: usize, n: u32, columns: usize, k: u32): f64 {
  let sum: u64 = 0;
  for (let r: usize = 0; r < <usize>n; r++) {
    if ((r & (CHUNK_ROWS - 1)) == 0) touchRows(addresses + (r << 2), min(CHUNK_ROWS, <usize>n - r));
    const row = <usize>load<u32>(addresses + (r << 2));
    let p = row;
    for (let c: usize = 0; c < <usize>k; c++) {
      const out = <usize>load<u32>(columns + (c << 2)) + (r << 3);
      if (row == 0) { store<u64>(out, KIND_NULL); continue; }
      const upper = <u64>load<u32>(p) << 32;
      p += 4;
      store<u64>(out, upper | <u64>p);
      p += cellLength(upper);
    }
    sum += <u64>(p - row);
  }
  return <f64>sum;
}

function touchRows(addresses: usize, n: usize): void {
  let touched: u32 = 0;
  for (let r: usize = 0; r < n; r++) touched += touch(<usize>load<u32>(addresses + (r << 2)));
  store<u32>(TOUCHED, touched);
}

// ---- what nothing matched ---------------------------------------------------------------------------------------

/** Sets the byte of each place that was found. */
export function joinMark(found: usize, n: u32, marks: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const place = load<u32>(found + (r << 2));
    if (place != NONE) store<u8>(marks + <usize>place, 1);
  }
}

/** What is marked of each key's first row is said of all of its rows; returns how many rows are marked. */
export function joinSpreadMarks(table: usize, marks: usize): u32 {
  const n = load<u32>(table, ROW_COUNT), counts = <usize>load<u32>(table, COUNTS);
  const end = n - load<u32>(table, KEYLESS);
  let marked: u32 = 0;
  if (counts == 0) {
    for (let place: usize = 0; place < <usize>n; place++) marked += load<u8>(marks + place);
    return marked;
  }
  for (let place: u32 = 0; place < end; ) {
    const count = load<u32>(counts + (<usize>place << 2));
    if (load<u8>(marks + <usize>place)) { memory.fill(marks + <usize>place, 1, <usize>count); marked += count; }
    place += count;
  }
  return marked;
}

/**
 * The addresses (u32) of up to `most` rows that are not marked, in the order in which they were added; returns how many.
 * `state` (u32) says which row to go on with; it is moved on.
 */
export function joinUnmarked(table: usize, marks: usize, state: usize, out: usize, most: u32): u32 {
  use(table);
  const n = load<u32>(table, ROW_COUNT);
  const places = load<u32>(table, COUNTS) ? <usize>load<u32>(table, FIRSTS) : 0;
  let row = load<u32>(state), count: u32 = 0;
  for (; row < n && count < most; row++) {
    const place = places ? load<u32>(places + (<usize>row << 2)) : row;
    if (load<u8>(marks + <usize>place)) continue;
    store<u32>(out + (<usize>count << 2), <u32>rowAt(place));
    count++;
  }
  store<u32>(state, row);
  return count;
}
