// Group keys: a hash table from key bytes to group numbers in order of first appearance.
//
// With many groups a look-up costs what its cache misses cost, and they only overlap where no branch waits for them. The
// table is made of buckets of one cache line: 8 tags (u16 of the hash, 0: empty) that are compared at once, 8 group
// numbers (u32), 16 bytes unused; a full bucket runs over into the next. The tags give a candidate without a branch, and
// it is nearly always the right one. A group's record begins with the head of its key, 16 bytes, so that comparing the head
// brings the states into the cache: of a short key up to 15 bytes and the length + 1 (u8), of a long one its hash u64, its
// place u32, its length (24 bits, LONGEST where they do not hold it) and LONG. Where long keys come again and again a wide
// record ends with the first TEXT_BYTES of them, so that comparing all of one takes one cache miss less, or two. What
// look-ups rarely need is in a header: key place u32 and length u32 (NULL_KEY for null), first partition u32 and place in
// it u32, hash u64, and one kind byte a key column. All storage belongs to the caller, which makes sure before each call
// that there is room for n more groups and their keys.
import { cellAddress, cellLength, cellKind, copyShort, makeCell, sameBytes, KIND_NULL } from './bits';
import { hashBytes, CHUNK_ROWS, NULL_HASH } from './hash';
import { packedLength, packedStart } from './key-texts';
import { sortPairs } from './radix';

export const NULL_KEY: u32 = 0xffffffff;
export const KINDS_OFFSET: usize = 24;
const BUCKET_GROUPS: usize = 16;
/** Keys of up to this many bytes lie in the head of the record as a whole. */
const SHORT_KEY: u32 = 15;
/** The last byte of a head that holds no length of a short key. */
const LONG: u32 = 255;
const NULL_HEAD: u32 = 254;
export const HEAD_BYTES: usize = 16;
/** Where the head of a long key says where it is. */
const HEAD_PLACE: usize = 8;
const LONGEST: u32 = 0xffffff;
/** Of a long key, in a wide record. */
const TEXT_BYTES: usize = 32;

let buckets: usize = 0;
let mask: u32 = 0;
export let headers: usize = 0;
export let headerBytes: usize = 0;
export let records: usize = 0;
export let recordBytes: usize = 0;
let isWide: bool = false;
export let count: u32 = 0;
export let keys: usize = 0;
let arena: usize = 0;
let partition: u32 = 0;
let outOfOrder: bool = false;
/** Counts first appearances: the place of the next one. */
let nextPlace: u32 = 0;

/** The description of the table in use. */
let current: usize = 0;

/**
 * Takes a table into use by its description, 10 u32: address and number of the buckets (a power of two, with more places
 * than groups), address of the headers and bytes of one, the same of the records, how many groups there are, address of
 * the keys and their bytes, whether records are wide. Keys are referred to relative to their address, so that they can be
 * moved.
 */
export function groupsUse(table: usize): void {
  current = table;
  buckets = load<u32>(table); mask = load<u32>(table, 4) - 1;
  headers = load<u32>(table, 8); headerBytes = load<u32>(table, 12);
  records = load<u32>(table, 16); recordBytes = load<u32>(table, 20);
  count = load<u32>(table, GROUP_COUNT); keys = load<u32>(table, 28); arena = keys + load<u32>(table, KEY_BYTES);
  isWide = load<u32>(table, IS_WIDE) != 0;
  // Look-ups compare keys with record 0 before there is one: what was left there must not be one.
  if (count == 0 && records != 0) v128.store(records, i64x2.splat(0));
}
const GROUP_COUNT: usize = 24;
const KEY_BYTES: usize = 32;
const IS_WIDE: usize = 36;

/** The same, with what has been added to the table used so far noted in its description, which is returned. */
export function groupsSwitch(table: usize): usize {
  const before = current;
  if (table != before) {
    store<u32>(before, count, GROUP_COUNT);
    store<u32>(before, groupsKeyBytes(), KEY_BYTES);
    groupsUse(table);
  }
  return before;
}
export function groupsCount(): u32 { return count; }
export function groupsKeyBytes(): u32 { return <u32>(arena - keys); }
/**
 * The partition that first appearances are recorded for. Partitions mostly come in ascending order; `late` says that a
 * later one was read before, so that groups may move up to this one.
 */
export function groupsPartition(index: u32, late: bool): void { partition = index; outOfOrder = late; }

@inline function hashCell(cell: u64): u64 {
  return cellKind(cell) == KIND_NULL ? NULL_HASH : hashBytes(cellAddress(cell), cellLength(cell));
}

/**
 * Finds or makes the group of each of n key cells (text or null) and writes its number (u32) to out. For a new group
 * the kinds of the key columns are taken from the original cells: kindCells holds the addresses (u32) of their arrays.
 * hashes is room for n u64.
 */
export function groupsFind(cells: usize, n: u32, out: usize, kindCells: usize, keyColumns: u32, hashes: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) store<u64>(hashes + (r << 3), hashCell(load<u64>(cells + (r << 3))));
  for (let from: usize = 0; from < <usize>n; from += CHUNK_ROWS) {
    const end = min(from + CHUNK_ROWS, <usize>n);
    findCandidates(hashes + (from << 3), 8, end - from, out + (from << 2));
    for (let r = from; r < end; r++) {
      const cell = load<u64>(cells + (r << 3));
      const address = cellAddress(cell);
      const length = cellKind(cell) == KIND_NULL ? NULL_KEY : <u32>cellLength(cell);
      const known = count;
      const group = findOrAdd(load<u32>(out + (r << 2)), address, length, load<u64>(hashes + (r << 3)));
      store<u32>(out + (r << 2), group);
      if (count != known) noteAppearance(group, r, kindCells, keyColumns);
      if (outOfOrder && load<u32>(headers + <usize>group * headerBytes, 8) > partition) {
        noteAppearance(group, r, kindCells, keyColumns);
      }
    }
  }
}

/**
 * Writes the group (u32) that n hashes (u64, every `stride` bytes) probably belong to: any group when there is none.
 * Everything is touched before it is used: with so little else to do, cache misses overlap ten at a time.
 */
export function findCandidates(hashes: usize, stride: usize, n: usize, out: usize): void {
  let touched: u32 = 0;
  for (let r: usize = 0; r < n; r++) touched += load<u32>(bucketAt(bucketOf(load<u64>(hashes + r * stride))));
  for (let r: usize = 0; r < n; r++) {
    const hash = load<u64>(hashes + r * stride);
    const bucket = bucketAt(bucketOf(hash));
    store<u32>(out + (r << 2), groupIn(bucket, ctz(placesWith(bucket, tagOf(hash))) & 7));
  }
  let isSomeLong: bool = false;
  for (let r: usize = 0; r < n; r++) {
    const record = records + <usize>load<u32>(out + (r << 2)) * recordBytes;
    isSomeLong = isSomeLong | (load<u8>(record, 15) == LONG);
    touched += load<u32>(record + recordBytes - 16);
  }
  if (isSomeLong && !isWide) touched += touchKeys(n, out);
  store<u32>(TOUCHED, touched);
}

/** Most long keys are in one cache line, or two. */
function touchKeys(n: usize, groups: usize): u32 {
  let touched: u32 = 0;
  for (let r: usize = 0; r < n; r++) {
    const record = records + <usize>load<u32>(groups + (r << 2)) * recordBytes;
    const key = keys + select<usize>(<usize>load<u32>(record, HEAD_PLACE), 0, load<u8>(record, 15) == LONG);
    touched += <u32>load<u8>(key) + <u32>load<u8>(key, 32);
  }
  return touched;
}
/** Written so that no load is left out. */
const TOUCHED = memory.data(4, 4);

function noteAppearance(group: u32, row: usize, kindCells: usize, keyColumns: u32): void {
  const header = headers + <usize>group * headerBytes;
  store<u32>(header, partition, 8);
  store<u32>(header, nextPlace++, 12);
  for (let k: usize = 0; k < <usize>keyColumns; k++) {
    store<u8>(header + KINDS_OFFSET + k, <u8>cellKind(load<u64>(<usize>load<u32>(kindCells + (k << 2)) + (row << 3))));
  }
}

@inline function isLongKey(length: u32): bool { return length > SHORT_KEY && length != NULL_KEY; }

/**
 * What a record begins with, but for the place of a long key: equal for two short keys exactly when they are equal. Without
 * branches, as lengths vary.
 */
@inline function keyHead(address: usize, length: u32, hash: u64): v128 {
  const kept = select<u32>(0, min(length, SHORT_KEY), length == NULL_KEY);
  const last = select<u32>(NULL_HEAD, length + 1, length == NULL_KEY);
  const bytes = v128.and(v128.load(address), v128.load(HEAD_MASKS + 16 - <usize>kept));
  const ofShort = i8x16.replace_lane(bytes, 15, <u8>last);
  const ofLong = i32x4.replace_lane(i64x2.splat(<i64>hash), 3, <i32>(min(length, LONGEST) | (LONG << 24)));
  return v128.bitselect(i32x4.replace_lane(ofLong, 2, 0), ofShort, i8x16.splat(isLongKey(length) ? -1 : 0));
}
/** 16 bytes of ones, then 16 zeros: a load at 16 - n keeps n bytes. */
const HEAD_MASKS = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

@inline function bucketOf(hash: u64): u32 { return <u32>hash & mask; }
@inline function bucketAt(index: u32): usize { return buckets + (<usize>index << 6); }
/** Never 0. */
@inline function tagOf(hash: u64): u32 { const tag = <u32>(hash >> 48); return tag + u32(tag == 0); }
@inline function placesWith(bucket: usize, tag: u32): i32 {
  return i16x8.bitmask(i16x8.eq(v128.load(bucket), i16x8.splat(<i16>tag)));
}
@inline function groupIn(bucket: usize, place: i32): u32 {
  return load<u32>(bucket + BUCKET_GROUPS + (<usize>place << 2));
}

/** Whether this is the group of a key. There may be no group of this number: then it is not. */
@inline function isGroup(group: u32, address: usize, length: u32, head: v128): bool {
  const record = records + <usize>group * recordBytes;
  const isLong = isLongKey(length);
  const place = i32x4.replace_lane(i32x4.splat(0), 2, isLong ? -1 : 0);
  const isSame = i8x16.all_true(v128.or(i8x16.eq(v128.load(record), head), place));
  return isSame && (!isLong || sameLongKey(group, address, length));
}

function sameLongKey(group: u32, address: usize, length: u32): bool {
  const record = records + <usize>group * recordBytes;
  if (isWide && <usize>length <= TEXT_BYTES) return sameText(textAt(record, recordBytes), address, length);
  if (length >= LONGEST && load<u32>(headers + <usize>group * headerBytes, 4) != length) return false;
  return sameBytes(keys + <usize>load<u32>(record, HEAD_PLACE), address, <usize>length);
}

@inline function textAt(record: usize, bytes: usize): usize { return record + bytes - TEXT_BYTES; }

/** 16 to 32 bytes. */
@inline function sameText(a: usize, b: usize, length: u32): bool {
  const first = v128.xor(v128.load(a), v128.load(b));
  const rest = v128.and(v128.xor(v128.load(a, 16), v128.load(b, 16)), v128.load(HEAD_MASKS + 32 - <usize>length));
  return !v128.any_true(v128.or(first, rest));
}

@inline function copyText(to: usize, from: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
}

/** Copies all records to where there is room for wide ones, which have `bytes` each. They are not yet used. */
export function groupsWiden(to: usize, bytes: usize): void {
  for (let g: usize = 0; g < <usize>count; g++) {
    const from = records + g * recordBytes, record = to + g * bytes;
    memory.copy(record, from, recordBytes);
    if (load<u8>(record, 15) == LONG) copyText(textAt(record, bytes), keys + <usize>load<u32>(record, HEAD_PLACE));
  }
}

/** The number of the key's group, which is made if need be; most probably it is the candidate. */
@inline export function findOrAdd(candidate: u32, address: usize, length: u32, hash: u64): u32 {
  const head = keyHead(address, length, hash);
  if (isGroup(candidate, address, length, head)) return candidate;
  const group = findOrPlace(address, length, head, hash);
  if (group == count) addGroup(address, length, head, hash);
  return group;
}

/** The number of the key's group; `count` when there is none, with a place taken for it. */
function findOrPlace(address: usize, length: u32, head: v128, hash: u64): u32 {
  const tag = tagOf(hash);
  for (let index = bucketOf(hash); ; index = (index + 1) & mask) {
    const bucket = bucketAt(index);
    for (let places = placesWith(bucket, tag); places; places &= places - 1) {
      const group = groupIn(bucket, ctz(places));
      if (isGroup(group, address, length, head)) return group;
    }
    if (placeIn(bucket, tag, count)) return count;
  }
  return 0;
}

/** Puts a group into a bucket; false when the bucket is full. */
@inline function placeIn(bucket: usize, tag: u32, group: u32): bool {
  const empty = placesWith(bucket, 0);
  if (empty == 0) return false;
  const place = <usize>ctz(empty);
  store<u16>(bucket + (place << 1), <u16>tag);
  store<u32>(bucket + BUCKET_GROUPS + (place << 2), group);
  return true;
}

/** Makes a group of the key that a place was taken for. */
@inline function addGroup(address: usize, length: u32, head: v128, hash: u64): void {
  const header = headers + <usize>count * headerBytes;
  for (let i: usize = 0; i < headerBytes; i += 8) store<u64>(header + i, 0);
  store<u32>(header, <u32>(arena - keys));
  store<u32>(header, length, 4);
  store<u64>(header, hash, 16);
  const record = records + <usize>count * recordBytes;
  v128.store(record, head);
  for (let i: usize = 16; i < recordBytes; i += 16) v128.store(record + i, i64x2.splat(0));
  if (isLongKey(length)) {
    store<u32>(record, <u32>(arena - keys), HEAD_PLACE);
    if (isWide) copyText(textAt(record, recordBytes), address);
  }
  if (length != NULL_KEY) {
    copyShort(arena, address, <usize>length);
    arena += <usize>length;
  }
  count++;
}

/** Puts all groups into empty buckets (after the table has grown). */
export function groupsRehash(): void {
  for (let g: u32 = 0; g < count; g++) {
    const hash = load<u64>(headers + <usize>g * headerBytes, 16);
    const tag = tagOf(hash);
    let index = bucketOf(hash);
    while (!placeIn(bucketAt(index), tag, g)) index = (index + 1) & mask;
  }
}

/**
 * The groups in order of first appearance: writes their numbers (u32) to out. `scratch` has room for 2 x count x 12
 * bytes.
 */
export function groupsOrder(out: usize, scratch: usize): void {
  const n = <usize>count;
  for (let g: usize = 0; g < n; g++) {
    store<u64>(scratch + g * 12, rotl<u64>(load<u64>(headers + g * headerBytes, 8), 32));
    store<u32>(scratch + g * 12, <u32>g, 8);
  }
  const sorted = sortPairs(scratch, scratch + n * 12, n);
  for (let g: usize = 0; g < n; g++) store<u32>(out + (g << 2), load<u32>(sorted + g * 12, 8));
}

/** First appearances of n groups (u32 at order) as numbers (u64) that rise as they do. */
export function groupsAppearances(order: usize, n: u32, out: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const header = headers + <usize>load<u32>(order + (r << 2)) * headerBytes;
    store<u64>(out + (r << 3), rotl<u64>(load<u64>(header, 8), 32));
  }
}

/** Cells of one of keyColumns key columns of n groups (u32 at order); a single key column is not packed. */
export function groupsKeyCells(order: usize, n: u32, keyColumns: u32, column: u32, out: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const header = headers + <usize>load<u32>(order + (r << 2)) * headerBytes;
    const kind = <u64>load<u8>(header + KINDS_OFFSET + column);
    let cell: u64 = KIND_NULL;
    const key = keys + <usize>load<u32>(header);
    const length = load<u32>(header, 4);
    if (keyColumns == 1) {
      if (length != NULL_KEY) cell = makeCell(key, <usize>length, kind);
    } else {
      let p = key;
      for (let c: u32 = 0; c < column; c++) p = packedStart(p) + packedLength(p);
      if (load<u8>(p)) cell = makeCell(packedStart(p), packedLength(p), kind);
    }
    store<u64>(out + (r << 3), cell);
  }
}
