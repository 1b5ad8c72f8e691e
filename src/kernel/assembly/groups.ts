// Group keys: a hash table from key bytes to group numbers in order of first appearance.
//
// With many groups a look-up costs what its cache misses cost, and they only overlap where no branch waits for them. The
// table is made of buckets of one cache line: 8 tags (u16 of the hash, 0: empty) that are compared at once, 8 group
// numbers (u32), 16 bytes unused; a full bucket runs over into the next. The tags give a candidate without a branch, and
// it is nearly always the right one. A group's record begins with the head of its key, 16 bytes, so that comparing the head
// brings the states into the cache: of a short key up to 15 bytes and the length + 1 (u8), of a long one its hash u64, its
// place u32, its length (24 bits, LONGEST where they do not hold it) and LONG. What look-ups rarely need is in a header: key
// place u32 and length u32 (NULL_KEY for null), first partition u32 and place in it u32, hash u64, and one kind byte a key column. All storage belongs to the caller, which makes sure before
// each call that there is room for n more groups and their keys.
import {
  cellAddress, cellLength, cellKind, makeCell, sameBytes, lowBytes, KIND_NULL, KIND_TEXT, KIND_QUOTED, KIND_ESCAPED,
  KIND_STRING,
} from './bits';
import { sortPairs } from './radix';

const NULL_KEY: u32 = 0xffffffff;
const K0: u64 = 0x9e3779b97f4a7c15;
export const NULL_HASH: u64 = K0;
const K1: u64 = 0xd6e8feb86659fd93;
const KINDS_OFFSET: usize = 24;
const BUCKET_GROUPS: usize = 16;
/** Keys of up to this many bytes lie in the head of the record as a whole. */
const SHORT_KEY: u32 = 15;
/** The last byte of a head that holds no length of a short key. */
const LONG: u32 = 255;
const NULL_HEAD: u32 = 254;
const HEAD_BYTES: usize = 16;
/** Where the head of a long key says where it is. */
const HEAD_PLACE: usize = 8;
const LONGEST: u32 = 0xffffff;

let buckets: usize = 0;
let mask: u32 = 0;
export let headers: usize = 0;
export let headerBytes: usize = 0;
export let records: usize = 0;
export let recordBytes: usize = 0;
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
 * Takes a table into use by its description, 9 u32: address and number of the buckets (a power of two, with more places
 * than groups), address of the headers and bytes of one, the same of the records, how many groups there are, address of
 * the keys and their bytes. Keys are referred to relative to their address, so that they can be moved.
 */
export function groupsUse(table: usize): void {
  current = table;
  buckets = load<u32>(table); mask = load<u32>(table, 4) - 1;
  headers = load<u32>(table, 8); headerBytes = load<u32>(table, 12);
  records = load<u32>(table, 16); recordBytes = load<u32>(table, 20);
  count = load<u32>(table, GROUP_COUNT); keys = load<u32>(table, 28); arena = keys + load<u32>(table, KEY_BYTES);
  // Look-ups compare keys with record 0 before there is one: what was left there must not be one.
  if (count == 0 && records != 0) v128.store(records, i64x2.splat(0));
}
const GROUP_COUNT: usize = 24;
const KEY_BYTES: usize = 32;

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

@inline export function mix(h: u64): u64 { const m = h * K1; return m ^ (m >> 32); }

/** The first 16 bytes without a branch: lengths vary, and a wrong guess costs more than the rest. */
@inline export function hashBytes(address: usize, length: usize): u64 {
  const second = select<usize>(length - 8, 0, length > 8);
  let h = mix(lowBytes(load<u64>(address), length) ^ ((<u64>length + 1) * K0));
  h = mix(h ^ lowBytes(load<u64>(address, 8), second));
  for (let i: usize = 16; i < length; i += 8) h = mix(h ^ lowBytes(load<u64>(address + i), length - i));
  return mix(h + K0);
}

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

/** Rows at a time: their buckets and records fit into the cache nearest to the processor. */
export const CHUNK_ROWS: usize = 256;

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
  if (isSomeLong) touched += touchKeys(n, out);
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
  if (length >= LONGEST && load<u32>(headers + <usize>group * headerBytes, 4) != length) return false;
  return sameBytes(keys + <usize>load<u32>(records + <usize>group * recordBytes, HEAD_PLACE), address, <usize>length);
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
  if (isLongKey(length)) store<u32>(record, <u32>(arena - keys), HEAD_PLACE);
  for (let i: usize = 16; i < recordBytes; i += 16) v128.store(record + i, i64x2.splat(0));
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

// ---- parts of a table -------------------------------------------------------------------------------------------

/**
 * The groups by share of the hash: writes their numbers (u32) to out, those of share 0 first, how many each of the
 * shareCount shares (a power of two) has to counts (u32), and of each group its share and its number there to shareOf and
 * placeOf (u32). `starts` is room for shareCount u32.
 */
export function groupsByShare(
  shareCount: u32, out: usize, counts: usize, starts: usize, shareOf: usize, placeOf: usize,
): void {
  memory.fill(counts, 0, <usize>shareCount << 2);
  for (let g: usize = 0; g < <usize>count; g++) {
    const share = shareOfGroup(g, shareCount), c = counts + (<usize>share << 2);
    const place = load<u32>(c);
    store<u32>(shareOf + (g << 2), share);
    store<u32>(placeOf + (g << 2), place);
    store<u32>(c, place + 1);
  }
  let sum: u32 = 0;
  for (let s: usize = 0; s < <usize>shareCount; s++) {
    store<u32>(starts + (s << 2), sum);
    sum += load<u32>(counts + (s << 2));
  }
  for (let g: usize = 0; g < <usize>count; g++) {
    const start = load<u32>(starts + (<usize>load<u32>(shareOf + (g << 2)) << 2));
    store<u32>(out + (<usize>(start + load<u32>(placeOf + (g << 2))) << 2), <u32>g);
  }
}

/** Bits of the hash that neither buckets nor tags look at. */
@inline function shareOfGroup(group: usize, shareCount: u32): u32 {
  return <u32>(load<u64>(headers + group * headerBytes, 16) >> 32) & (shareCount - 1);
}

// ---- saving and merging -----------------------------------------------------------------------------------------
// Saved are the states of groups, one behind the other, their saved headers and their keys. A saved header is the length of
// the key, the first partition and the place in it (u32 each), and one kind byte a key column, filled up to four: 12 bytes
// instead of the 48 that a header and the head of a record have. The rest follows from the keys.
const SAVED_APPEARANCE: usize = 4, SAVED_KINDS: usize = 12;

@inline function savedHeaderBytes(keyColumns: u32): usize { return SAVED_KINDS + <usize>((keyColumns + 3) & ~3); }

/** The number of a group by its place in `order` (u32); 0: they are all. */
@inline function groupAt(order: usize, r: usize): usize { return order ? <usize>load<u32>(order + (r << 2)) : r; }

/** Bytes of the keys of n groups (u32 at order, 0: all). */
export function groupsKeyBytesOf(order: usize, n: u32): u32 {
  let sum: u32 = 0;
  for (let r: usize = 0; r < <usize>n; r++) {
    const length = load<u32>(headers + groupAt(order, r) * headerBytes, 4);
    if (length != NULL_KEY) sum += length;
  }
  return sum;
}

/** Saves n groups (u32 at order, 0: all) to `states`, of stateBytes each, `savedHeaders` and `savedKeys`. */
export function groupsSave(
  order: usize, n: u32, keyColumns: u32, stateBytes: usize, states: usize, savedHeaders: usize, savedKeys: usize,
): void {
  const savedBytes = savedHeaderBytes(keyColumns);
  let key = savedKeys, saved = savedHeaders;
  for (let r: usize = 0; r < <usize>n; r++, saved += savedBytes) {
    const group = groupAt(order, r), header = headers + group * headerBytes;
    copyWords(states + r * stateBytes, records + group * recordBytes + HEAD_BYTES, stateBytes);
    const length = load<u32>(header, 4);
    store<u32>(saved, length);
    store<u64>(saved, load<u64>(header, 8), SAVED_APPEARANCE);
    for (let k: usize = 0; k < <usize>keyColumns; k += 4) {
      store<u32>(saved + k, load<u32>(header + k, KINDS_OFFSET), SAVED_KINDS);
    }
    if (length == NULL_KEY) continue;
    copyShort(key, keys + <usize>load<u32>(header), <usize>length);
    key += <usize>length;
  }
}

/** Copies a multiple of 8 bytes; of so few it is sooner done than memory.copy is called. */
@inline function copyWords(to: usize, from: usize, byteLength: usize): void {
  for (let i: usize = 0; i < byteLength; i += 8) store<u64>(to + i, load<u64>(from + i));
}

/**
 * Finds or makes the group of each of n that were saved, and writes its number to map. The earlier first appearance is kept,
 * and the kinds of its `keyColumns` key columns. `hashes` is room for 256 u64.
 */
export function groupsMerge(
  savedHeaders: usize, n: u32, savedKeys: usize, map: usize, keyColumns: u32, hashes: usize,
): void {
  const savedBytes = savedHeaderBytes(keyColumns);
  let key = savedKeys;
  for (let start: usize = 0; start < <usize>n; start += CHUNK_ROWS) {
    const end = min(start + CHUNK_ROWS, <usize>n);
    let p = key;
    for (let g = start; g < end; g++) {
      const length = load<u32>(savedHeaders + g * savedBytes), isNull = length == NULL_KEY;
      store<u64>(hashes + ((g - start) << 3), isNull ? NULL_HASH : hashBytes(p, <usize>length));
      p += isNull ? 0 : <usize>length;
    }
    findCandidates(hashes, 8, end - start, map + (start << 2));
    for (let g = start; g < end; g++) {
      const saved = savedHeaders + g * savedBytes, length = load<u32>(saved);
      mergeGroup(saved, key, load<u64>(hashes + ((g - start) << 3)), map + (g << 2), keyColumns);
      key += length == NULL_KEY ? 0 : <usize>length;
    }
  }
}

@inline function mergeGroup(saved: usize, key: usize, hash: u64, out: usize, keyColumns: u32): void {
  const known = count;
  const group = findOrAdd(load<u32>(out), key, load<u32>(saved), hash);
  const header = headers + <usize>group * headerBytes, appearance = load<u64>(saved, SAVED_APPEARANCE);
  if (count != known || rotl<u64>(appearance, 32) < rotl<u64>(load<u64>(header, 8), 32)) {
    store<u64>(header, appearance, 8);
    memory.copy(header + KINDS_OFFSET, saved + SAVED_KINDS, keyColumns);
  }
  store<u32>(out, group);
}

// ---- what is read of a table ------------------------------------------------------------------------------------

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

// A packed cell is its length + 1 in a byte (0: null; 255: in the four bytes behind it), then its bytes.

@inline function packedLength(p: usize): usize {
  const lengthAndOne = <u32>load<u8>(p);
  if (lengthAndOne < LONG_CELL) return lengthAndOne ? <usize>lengthAndOne - 1 : 0;
  return <usize>load<u32>(p, 1) - 1;
}

@inline function packedStart(p: usize): usize { return <u32>load<u8>(p) < LONG_CELL ? p + 1 : p + 5; }

@inline function writePackedLength(p: usize, length: usize): usize {
  if (length + 1 < <usize>LONG_CELL) { store<u8>(p, <u8>(length + 1)); return p + 1; }
  store<u8>(p, <u8>LONG_CELL);
  store<u32>(p, <u32>length + 1, 1);
  return p + 5;
}
const LONG_CELL: u32 = 255;

// ---- keys -------------------------------------------------------------------------------------------------------

/**
 * Replaces quoted and escaped cells by plain text ones, unescaped into scratch (room for their bytes); returns where
 * scratch goes on. Two cells are the same key exactly when their bytes are then the same.
 */
export function plainTexts(cells: usize, n: u32, scratch: usize, quote: u32): usize {
  let free = scratch;
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    const kind = cellKind(cell);
    if (kind != KIND_QUOTED && kind != KIND_ESCAPED) continue;
    const address = cellAddress(cell), length = cellLength(cell);
    if (kind == KIND_QUOTED) {
      if (!hasByte(address, length, quote)) store<u64>(cells + (r << 3), makeCell(address, length, KIND_TEXT));
      else {
        const end = undouble(address, length, free, quote);
        store<u64>(cells + (r << 3), makeCell(free, end - free, KIND_TEXT));
        free = end;
      }
    } else {
      const end = unescape(address, length, free);
      store<u64>(cells + (r << 3), makeCell(free, end - free, KIND_STRING));
      free = end;
    }
  }
  return free;
}

function hasByte(address: usize, length: usize, byte: u32): bool {
  const wanted = i8x16.splat(<i8>byte);
  for (let i: usize = 0; i < length; i += 16) {
    let hits = i8x16.bitmask(i8x16.eq(v128.load(address + i), wanted));
    if (length - i < 16) hits &= (1 << <i32>(length - i)) - 1;
    if (hits) return true;
  }
  return false;
}

function undouble(address: usize, length: usize, out: usize, quote: u32): usize {
  let o = out;
  for (let i: usize = 0; i < length; i++) {
    const byte = load<u8>(address + i);
    if (<u32>byte == quote) i++;
    store<u8>(o++, byte);
  }
  return o;
}

/** A JSON string's inside (valid) to bytes. A surrogate without its other half becomes its own three bytes, so that
 * different strings stay different. */
export function unescape(address: usize, length: usize, out: usize): usize {
  let p = address, o = out;
  const end = address + length;
  while (p < end) {
    const byte = <u32>load<u8>(p++);
    if (byte != 92) { store<u8>(o++, <u8>byte); continue; }
    const escape = <u32>load<u8>(p++);
    if (escape != 117) { store<u8>(o++, <u8>simpleEscape(escape)); continue; }
    let code = hex4(p);
    p += 4;
    if ((code & 0xfc00) == 0xd800 && p + 6 <= end && load<u16>(p) == 0x755c && (hex4(p + 2) & 0xfc00) == 0xdc00) {
      code = 0x10000 + ((code & 0x3ff) << 10) + (hex4(p + 2) & 0x3ff);
      p += 6;
    }
    if (code < 0x80) store<u8>(o++, <u8>code);
    else if (code < 0x800) { store<u8>(o, <u8>(0xc0 | (code >> 6))); store<u8>(o, <u8>(0x80 | (code & 63)), 1); o += 2; }
    else if (code < 0x10000) {
      store<u8>(o, <u8>(0xe0 | (code >> 12)));
      store<u8>(o, <u8>(0x80 | ((code >> 6) & 63)), 1);
      store<u8>(o, <u8>(0x80 | (code & 63)), 2);
      o += 3;
    } else {
      store<u8>(o, <u8>(0xf0 | (code >> 18)));
      store<u8>(o, <u8>(0x80 | ((code >> 12) & 63)), 1);
      store<u8>(o, <u8>(0x80 | ((code >> 6) & 63)), 2);
      store<u8>(o, <u8>(0x80 | (code & 63)), 3);
      o += 4;
    }
  }
  return o;
}

@inline function simpleEscape(escape: u32): u32 {
  if (escape == 110) return 10;
  if (escape == 116) return 9;
  if (escape == 114) return 13;
  if (escape == 98) return 8;
  if (escape == 102) return 12;
  return escape;
}

function hex4(p: usize): u32 {
  let code: u32 = 0;
  for (let i: usize = 0; i < 4; i++) {
    const byte = <u32>load<u8>(p + i);
    code = (code << 4) | (byte <= 57 ? byte - 48 : (byte | 32) - 87);
  }
  return code;
}

/**
 * Several key columns to one: each cell's length and its bytes, packed, one after another in scratch (room for the bytes
 * and 5 a cell). columns holds the addresses (u32) of the k cell arrays; returns where scratch goes on.
 */
export function packKeys(columns: usize, k: u32, n: u32, out: usize, scratch: usize): usize {
  let free = scratch;
  for (let r: usize = 0; r < <usize>n; r++) {
    const start = free;
    for (let c: usize = 0; c < <usize>k; c++) {
      const cell = load<u64>(<usize>load<u32>(columns + (c << 2)) + (r << 3));
      if (cellKind(cell) == KIND_NULL) { store<u8>(free++, 0); continue; }
      const length = cellLength(cell);
      free = writePackedLength(free, length);
      copyShort(free, cellAddress(cell), length);
      free += length;
    }
    store<u64>(out + (r << 3), makeCell(start, free - start, KIND_TEXT));
  }
  return free;
}

/** Copies 16 bytes at a time; writes up to 15 bytes past the end, where the next write goes anyway. */
@inline export function copyShort(to: usize, from: usize, length: usize): void {
  for (let i: usize = 0; i < length; i += 16) v128.store(to + i, v128.load(from + i));
}

/** Cells that hold one of the texts become null. `texts` holds `count` pairs of address and length (u32 each). */
export function nullTexts(cells: usize, n: u32, texts: usize, textCount: u32): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    if (cellKind(cell) == KIND_NULL) continue;
    const length = cellLength(cell);
    for (let t: usize = 0; t < <usize>textCount; t++) {
      const text = texts + (t << 3);
      if (<usize>load<u32>(text, 4) == length && sameBytes(cellAddress(cell), <usize>load<u32>(text), length)) {
        store<u64>(cells + (r << 3), KIND_NULL);
        break;
      }
    }
  }
}
