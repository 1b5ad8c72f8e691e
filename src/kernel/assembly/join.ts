// Joins: a hash table over the keys of one side's rows (the right side), and look-ups of the other side's rows in it.
//
// Rows of the right side stay as they were read (rows.ts: writeCells): the table has the address of each, and keys are
// compared with the bytes there, so that nothing is copied and what is needed next is in the cache when a key has been
// found. Buckets are laid out as those of groups.ts: one cache line, 8 tags and 8 row numbers. As there, 256 rows at a
// time go through each part of the work, which lets cache misses overlap. How the table is filled is in join-build.ts.
//
// A bucket refers to the first row of a key. Rows are referred to by their address; those of the few keys that are there
// several times are in lists, to which buckets refer then (joinLists). Where many keys are, or where it is asked which rows
// were found, rows are referred to by number, which costs another cache miss; if keys repeat, they are then brought into an
// order in which those of a key stand together (joinGroup), and a row's number in it is called its place. A key is one or
// several columns; with none, all rows have the same one. All storage belongs to the caller.
import { cellAddress, cellLength, cellKind, sameBytes, KIND_NULL } from './bits';
import { hashBytes, mix, CHUNK_ROWS } from './hash';

/** No row; and none now, but one before. */
export const NONE: u32 = 0xffffffff, NO_MORE: u32 = 0xfffffffe;
/** Instead of a hash: the row has no key that anything could match. */
export const NO_KEY: u32 = 0;
const K0: u64 = 0x9e3779b97f4a7c15;
export const BUCKET_ROWS: usize = 16;
export const LENGTH_MASK: u32 = 0xfffffff;

// What the description of a table says, u32 each.
/** Address and number of the buckets (a power of two, at least 2). */
const BUCKETS: usize = 0, BUCKET_COUNT: usize = 4;
/** Addresses of rows (u32 each, by place), 0 where rows are referred to by address; and how many there are. */
const ROWS: usize = 8;
export const ROW_COUNT: usize = 12;
/** Columns of the key by number (u32 each), how many, and how many columns a row has. */
const KEYS: usize = 16, KEY_COUNT: usize = 20;
export const COLUMN_COUNT: usize = 24;
/** Whether nulls match each other. */
const NULLS_EQUAL: usize = 28;
/** For each row the first one with its key, NONE if it has none; its place once rows are grouped (u32 each). */
export const FIRSTS: usize = 32;
/** By the place of each key's first row, how many rows it has (u32 each); 0 while no key is there twice. */
export const COUNTS: usize = 36;
/** How many different keys there are, and rows without one. */
export const DIFFERENT: usize = 40, KEYLESS: usize = 44;
/** How buckets refer to some row. */
const ANY_ROW: usize = 48;
/** Of rows referred to by address: room for those whose keys are there already (address of the first row u64, and theirs
 * u32), how many there are, and for how many there is room. */
export const REPEATS: usize = 52, REPEAT_COUNT: usize = 56, REPEAT_CAPACITY: usize = 60;
/** Lists of rows: where they are, and their bytes. A list is how many rows it has, and their addresses (u32 each). */
export const LISTS: usize = 64, LIST_BYTES: usize = 68;
/** While rows are read: their parts (join-build.ts), and the room for blocks that is left, from and to. */
export const PARTS: usize = 72, BLOCKS: usize = 76, BLOCKS_END: usize = 80;

let buckets: usize = 0;
/** The number of the last bucket, and by how many bits a hash is shifted to be that of a bucket. */
export let mask: u32 = 0;
let shift: u32 = 0;
export let rows: usize = 0;
/** Some row. */
export let anyRow: u32 = 0;
export let lists: u32 = 0;
let listBytes: u32 = 0;
let keys: usize = 0;
let keyCount: usize = 0;
let nullsEqual: bool = false;

export function use(table: usize): void {
  buckets = load<u32>(table, BUCKETS); mask = load<u32>(table, BUCKET_COUNT) - 1;
  shift = clz(mask);
  rows = load<u32>(table, ROWS); anyRow = load<u32>(table, ANY_ROW);
  lists = load<u32>(table, LISTS); listBytes = load<u32>(table, LIST_BYTES);
  keys = load<u32>(table, KEYS); keyCount = load<u32>(table, KEY_COUNT);
  nullsEqual = load<u32>(table, NULLS_EQUAL) != 0;
}

@inline export function bucketAt(index: u32): usize { return buckets + (<usize>index << 6); }
/** Rows whose hashes are near each other come to buckets that are near each other (join-build.ts). */
@inline export function bucketOf(hash: u32): u32 { return hash >> shift; }
@inline export function tagOf(hash: u32): u32 { const tag = hash & 0xffff; return tag + u32(tag == 0); }
@inline export function placesWith(bucket: usize, tag: u32): i32 {
  return i16x8.bitmask(i16x8.eq(v128.load(bucket), i16x8.splat(<i16>tag)));
}
@inline export function rowIn(bucket: usize, place: i32): u32 { return load<u32>(bucket + BUCKET_ROWS + (<usize>place << 2)); }
@inline export function isList(row: u32): bool { return row - lists < listBytes; }
/** Where a row is, of a list its first one. */
@inline export function rowAt(row: u32): usize {
  if (rows) return <usize>load<u32>(rows + (<usize>row << 2));
  return isList(row) ? <usize>load<u32>(<usize>row, 4) : <usize>row;
}

/** Written so that no load is left out. */
export const TOUCHED = memory.data(4, 4);

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

/** The hash of some columns with that of one more. */
@inline function withNext(before: u64, hash: u64): u64 { return mix(before) + hash; }

/** What of a hash is used. Rows can have been cut by its lowest bits: a product has others above. */
@inline function upperBits(hash: u64): u32 {
  const bits = <u32>((hash * K0) >> 32);
  return bits + u32(bits == NO_KEY);
}

@inline export function hashOfRow(row: usize): u32 {
  let hash: u64 = 1;
  for (let k: usize = 0; k < keyCount; k++) {
    const p = cellOf(row, load<u32>(keys + (k << 2)));
    const upper = <u64>load<u32>(p) << 32;
    if (!nullsEqual && cellKind(upper) == KIND_NULL) return NO_KEY;
    hash = withNext(hash, hashOf(upper, p + 4));
  }
  return upperBits(hash);
}

/** The hash of the key of row r, of columns of plain cells, whose addresses (u32) `columns` holds. */
@inline function hashOfCells(columns: usize, r: usize): u32 {
  let hash: u64 = 1;
  for (let k: usize = 0; k < keyCount; k++) {
    const cell = load<u64>(<usize>load<u32>(columns + (k << 2)) + (r << 3));
    if (!nullsEqual && cellKind(cell) == KIND_NULL) return NO_KEY;
    hash = withNext(hash, hashOf(cell, cellAddress(cell)));
  }
  return upperBits(hash);
}

/** The hashes (u32) of the keys of n rows. */
function hashRows(columns: usize, from: usize, n: usize, out: usize): void {
  if (keyCount == 1) return hashSingleKeys(<usize>load<u32>(columns) + (from << 3), n, out);
  for (let r: usize = 0; r < n; r++) store<u32>(out + (r << 2), hashOfCells(columns, from + r));
}

function hashSingleKeys(cells: usize, n: usize, out: usize): void {
  const ofNull = nullsEqual ? upperBits(withNext(1, K0)) : NO_KEY;
  for (let r: usize = 0; r < n; r++) {
    const cell = load<u64>(cells + (r << 3));
    const hash = upperBits(withNext(1, hashBytes(cellAddress(cell), cellLength(cell))));
    store<u32>(out + (r << 2), cellKind(cell) == KIND_NULL ? ofNull : hash);
  }
}

/** Whether two texts or nulls are the same; `other` is where a cell of a row is. */
@inline function isSame(upper: u64, address: usize, other: usize): bool {
  const head = load<u32>(other);
  if (<u32>cellLength(upper) != (head & LENGTH_MASK)) return false;
  if ((cellKind(upper) == KIND_NULL) != (head >> 28 == <u32>KIND_NULL)) return false;
  return sameBytes(address, other + 4, cellLength(upper));
}

@inline export function hasSameKeys(row: usize, other: usize): bool {
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
 * The rows (u32) that n hashes (u32) probably belong to; NONE where there is none, and some row where that is not known.
 * All is touched that is looked at next.
 */
function findCandidates(hashes: usize, n: usize, out: usize): void {
  let touched: u32 = 0;
  for (let r: usize = 0; r < n; r++) touched += load<u32>(bucketAt(bucketOf(load<u32>(hashes + (r << 2)))));
  for (let r: usize = 0; r < n; r++) {
    const hash = load<u32>(hashes + (r << 2)), tag = tagOf(hash);
    let bucket = bucketAt(bucketOf(hash));
    let places = placesWith(bucket, tag), empty = placesWith(bucket, 0);
    if ((places | empty) == 0) {
      bucket = bucketAt((bucketOf(hash) + 1) & mask);
      places = placesWith(bucket, tag);
      empty = placesWith(bucket, 0);
    }
    const other = select<u32>(NONE, anyRow, empty != 0);
    store<u32>(out + (r << 2), select<u32>(rowIn(bucket, ctz(places) & 7), other, places != 0));
  }
  if (rows) for (let r: usize = 0; r < n; r++) touched += load<u32>(rows + (candidateAt(out, r) << 2));
  for (let r: usize = 0; r < n; r++) touched += touch(rowAt(<u32>candidateAt(out, r)));
  store<u32>(TOUCHED, touched);
}

@inline function candidateAt(candidates: usize, r: usize): usize {
  const row = load<u32>(candidates + (r << 2));
  return <usize>select<u32>(anyRow, row, row == NONE);
}

/** Most rows are in one cache line, or two. */
@inline export function touch(row: usize): u32 { return <u32>load<u8>(row) + <u32>load<u8>(row + 32); }

// ---- the left side ----------------------------------------------------------------------------------------------

/**
 * Finds for each of n rows the place (u32) of the first row with the same key, or NONE; returns how many have one.
 * `columns` holds the addresses (u32) of the key's columns of plain cells; `hashes` is room for 256 u32.
 */
export function joinFind(table: usize, columns: usize, n: u32, found: usize, hashes: usize): u32 {
  use(table);
  if (load<u32>(table, ROW_COUNT) == 0) { memory.fill(found, 0xff, <usize>n << 2); return 0; }
  let matched: u32 = 0;
  for (let from: usize = 0; from < <usize>n; from += CHUNK_ROWS) {
    const count = min(CHUNK_ROWS, <usize>n - from);
    hashRows(columns, from, count, hashes);
    findCandidates(hashes, count, found + (from << 2));
    for (let r: usize = 0; r < count; r++) {
      const out = found + ((from + r) << 2), hash = load<u32>(hashes + (r << 2)), candidate = load<u32>(out);
      if (candidate == NONE) continue;
      if (hash != NO_KEY && hasKeysOf(rowAt(candidate), columns, from + r)) { matched++; continue; }
      const row = hash == NO_KEY ? NONE : search(columns, from + r, hash);
      store<u32>(out, row);
      matched += u32(row != NONE);
    }
  }
  return matched;
}

function search(columns: usize, r: usize, hash: u32): u32 {
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
