// Group keys: an open-addressing table from key bytes to group numbers in order of first appearance.
//
// With many groups a look-up costs what its cache misses cost. A slot is 8 bytes: group number + 1 (u32, 0: empty), key
// length up to 255 (u8), 24 bits of the hash. A group's record begins with the first 16 bytes of its key (the rest zero)
// and goes on with its states, so that comparing the key brings the states into the cache. What look-ups rarely need is
// in a header: key place u32 and length u32 (NULL_KEY for null), first partition u32 and place in it u32, hash u64, and
// one kind byte a key column. All storage belongs to the caller, which makes sure before each call that there is room
// for n more groups and their keys.
import {
  cellAddress, cellLength, cellKind, makeCell, sameBytes, lowBytes, KIND_NULL, KIND_TEXT, KIND_QUOTED, KIND_ESCAPED,
  KIND_STRING,
} from './bits';

const NULL_KEY: u32 = 0xffffffff;
const K0: u64 = 0x9e3779b97f4a7c15;
const K1: u64 = 0xd6e8feb86659fd93;
const KINDS_OFFSET: usize = 24;

let slots: usize = 0;
let mask: u32 = 0;
let headers: usize = 0;
let headerBytes: usize = 0;
let records: usize = 0;
let recordBytes: usize = 0;
let count: u32 = 0;
let keys: usize = 0;
let arena: usize = 0;
let partition: u32 = 0;
let outOfOrder: bool = false;
/** Counts first appearances: the place of the next one. */
let nextPlace: u32 = 0;

/**
 * Sets the storage: `capacity` slots (a power of two, twice the groups at least), headers and records of `groups` groups
 * so far, and keys of keyBytes so far. Keys are referred to relative to keysAt, so that they can be moved.
 */
export function groupsUse(
  slotsAt: usize, capacity: u32, headersAt: usize, bytesOfHeader: usize, recordsAt: usize, bytesOfRecord: usize,
  groups: u32, keysAt: usize, keyBytes: usize,
): void {
  slots = slotsAt; mask = capacity - 1; headers = headersAt; headerBytes = bytesOfHeader;
  records = recordsAt; recordBytes = bytesOfRecord; count = groups; keys = keysAt; arena = keysAt + keyBytes;
}
export function groupsCount(): u32 { return count; }
export function groupsKeyBytes(): u32 { return <u32>(arena - keys); }
/**
 * The partition that first appearances are recorded for. Partitions mostly come in ascending order; `late` says that a
 * later one was read before, so that groups may move up to this one.
 */
export function groupsPartition(index: u32, late: bool): void { partition = index; outOfOrder = late; }

@inline function mix(h: u64): u64 { const m = h * K1; return m ^ (m >> 32); }

@inline function hashBytes(address: usize, length: usize): u64 {
  let h = (<u64>length + 1) * K0;
  let p = address, left = length;
  while (left > 8) { h = mix(h ^ load<u64>(p)); p += 8; left -= 8; }
  return mix(mix(h ^ lowBytes(load<u64>(p), left)) + K0);
}

@inline function hashCell(cell: u64): u64 {
  return cellKind(cell) == KIND_NULL ? K0 : hashBytes(cellAddress(cell), cellLength(cell));
}

/**
 * Finds or makes the group of each of n key cells (text or null) and writes its number (u32) to out. For a new group
 * the kinds of the key columns are taken from the original cells: kindCells holds the addresses (u32) of their arrays.
 * hashes is room for n u64. Hashing and the first touch of the slots are loops of their own: their cache misses overlap.
 */
export function groupsFind(cells: usize, n: u32, out: usize, kindCells: usize, keyColumns: u32, hashes: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const hash = hashCell(load<u64>(cells + (r << 3)));
    store<u64>(hashes + (r << 3), hash);
    store<u32>(out + (r << 2), load<u32>(slots + (<usize>(<u32>hash & mask) << 3)));
  }
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    const length = cellKind(cell) == KIND_NULL ? NULL_KEY : <u32>cellLength(cell);
    const group = findOrAdd(cellAddress(cell), length, load<u64>(hashes + (r << 3)));
    if (group == count) {
      addGroup(cellAddress(cell), length, load<u64>(hashes + (r << 3)));
      noteAppearance(group, r, kindCells, keyColumns);
    } else if (outOfOrder && load<u32>(headers + <usize>group * headerBytes, 8) > partition) {
      noteAppearance(group, r, kindCells, keyColumns);
    }
    store<u32>(out + (r << 2), group);
  }
}

function noteAppearance(group: u32, row: usize, kindCells: usize, keyColumns: u32): void {
  const header = headers + <usize>group * headerBytes;
  store<u32>(header, partition, 8);
  store<u32>(header, nextPlace++, 12);
  for (let k: usize = 0; k < <usize>keyColumns; k++) {
    store<u8>(header + KINDS_OFFSET + k, <u8>cellKind(load<u64>(<usize>load<u32>(kindCells + (k << 2)) + (row << 3))));
  }
}

/** The first 16 bytes of a key, zero behind its end. */
@inline function keyHead(address: usize, length: u32): v128 {
  if (length >= 16) return length == NULL_KEY ? i64x2.splat(0) : v128.load(address);
  return v128.and(v128.load(address), v128.load(HEAD_MASKS + 16 - <usize>length));
}
/** 16 bytes of ones, then 16 zeros: a load at 16 - n keeps n bytes. */
const HEAD_MASKS = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

/** The upper half of a slot: what of a key can be compared without looking at its group. */
@inline function tagOf(length: u32, hash: u64): u64 {
  return (hash & 0xffffff0000000000) | <u64>(length < 255 ? length : 255) << 32;
}

/** The number of the key's group; `count` when there is none, with its slot taken for it. */
@inline function findOrAdd(address: usize, length: u32, hash: u64): u32 {
  const head = keyHead(address, length);
  const tag = tagOf(length, hash);
  let at = <u32>hash & mask;
  for (;;) {
    const slot = slots + (<usize>at << 3);
    const entry = load<u64>(slot);
    if (entry == 0) {
      store<u64>(slot, tag | <u64>(count + 1));
      v128.store(records + <usize>count * recordBytes, head);
      return count;
    }
    if ((entry & 0xffffffff00000000) == tag) {
      const group = <u32>entry - 1;
      const same = i8x16.all_true(i8x16.eq(v128.load(records + <usize>group * recordBytes), head));
      if (same && (length <= 16 || sameLongKey(group, address, length))) return group;
    }
    at = (at + 1) & mask;
  }
  return 0;
}

function sameLongKey(group: u32, address: usize, length: u32): bool {
  const header = headers + <usize>group * headerBytes;
  if (load<u32>(header, 4) != length) return false;
  return length == NULL_KEY || sameBytes(keys + <usize>load<u32>(header) + 16, address + 16, <usize>length - 16);
}

@inline function addGroup(address: usize, length: u32, hash: u64): void {
  const header = headers + <usize>count * headerBytes;
  memory.fill(header, 0, headerBytes);
  store<u32>(header, <u32>(arena - keys));
  store<u32>(header, length, 4);
  store<u64>(header, hash, 16);
  if (length != NULL_KEY) {
    memory.copy(arena, address, length);
    arena += <usize>length;
  }
  count++;
}

/** Puts all groups into empty slots (after the table has grown). */
export function groupsRehash(): void {
  for (let g: u32 = 0; g < count; g++) {
    const header = headers + <usize>g * headerBytes;
    const hash = load<u64>(header, 16);
    let at = <u32>hash & mask;
    while (load<u64>(slots + (<usize>at << 3))) at = (at + 1) & mask;
    store<u64>(slots + (<usize>at << 3), tagOf(load<u32>(header, 4), hash) | <u64>(g + 1));
  }
}

/**
 * Finds or makes the group of each of n headers of another table, whose keys start at keysAt, and writes its number to
 * map. The earlier first appearance is kept, and the kinds of its `keyColumns` key columns.
 */
export function groupsMerge(source: usize, n: u32, keysAt: usize, map: usize, keyColumns: u32): void {
  for (let g: usize = 0; g < <usize>n; g++) {
    const from = source + g * headerBytes;
    store<u32>(map + (g << 2), load<u32>(slots + (<usize>(load<u32>(from, 16) & mask) << 3)));
  }
  for (let g: usize = 0; g < <usize>n; g++) {
    const from = source + g * headerBytes;
    const length = load<u32>(from, 4);
    const address = <usize>load<u32>(from) + keysAt;
    const group = findOrAdd(address, length, load<u64>(from, 16));
    const header = headers + <usize>group * headerBytes;
    const isNew = group == count;
    if (isNew) addGroup(address, length, load<u64>(from, 16));
    if (isNew || rotl<u64>(load<u64>(from, 8), 32) < rotl<u64>(load<u64>(header, 8), 32)) {
      store<u64>(header, load<u64>(from, 8), 8);
      memory.copy(header + KINDS_OFFSET, from + KINDS_OFFSET, keyColumns);
    }
    store<u32>(map + (g << 2), group);
  }
}

/**
 * The groups in order of first appearance: writes their numbers (u32) to out. `scratch` has room for 2 x count x 12
 * bytes. Radix sort by (partition, place), least significant byte first; bytes that are all alike are passed over.
 */
export function groupsOrder(out: usize, scratch: usize): void {
  const n = <usize>count;
  let from = scratch, to = scratch + n * 12;
  let all: u64 = 0, none: u64 = ~<u64>0;
  for (let g: usize = 0; g < n; g++) {
    const key = rotl<u64>(load<u64>(headers + g * headerBytes, 8), 32);
    all |= key; none &= key;
    store<u64>(from + g * 12, key);
    store<u32>(from + g * 12, <u32>g, 8);
  }
  const varying = all ^ none;
  const counts = HISTOGRAM;
  for (let shift: u64 = 0; shift < 64; shift += 8) {
    if (((varying >> shift) & 255) == 0) continue;
    memory.fill(counts, 0, 1024);
    for (let g: usize = 0; g < n; g++) {
      const c = counts + (<usize>((load<u64>(from + g * 12) >> shift) & 255) << 2);
      store<u32>(c, load<u32>(c) + 1);
    }
    let sum: u32 = 0;
    for (let b: usize = 0; b < 1024; b += 4) { const c = load<u32>(counts + b); store<u32>(counts + b, sum); sum += c; }
    for (let g: usize = 0; g < n; g++) {
      const key = load<u64>(from + g * 12);
      const c = counts + (<usize>((key >> shift) & 255) << 2);
      const place = to + <usize>load<u32>(c) * 12;
      store<u32>(c, load<u32>(c) + 1);
      store<u64>(place, key);
      store<u32>(place, load<u32>(from + g * 12, 8), 8);
    }
    const swap = from; from = to; to = swap;
  }
  for (let g: usize = 0; g < n; g++) store<u32>(out + (g << 2), load<u32>(from + g * 12, 8));
}
const HISTOGRAM = memory.data(1024, 8);

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
 * Several key columns to one: each cell's length + 1 (u32; 0 for null) and its bytes, one after another in scratch
 * (room for the bytes and 4 a cell). columns holds the addresses (u32) of the k cell arrays; returns where scratch goes on.
 */
export function packKeys(columns: usize, k: u32, n: u32, out: usize, scratch: usize): usize {
  let free = scratch;
  for (let r: usize = 0; r < <usize>n; r++) {
    const start = free;
    for (let c: usize = 0; c < <usize>k; c++) {
      const cell = load<u64>(<usize>load<u32>(columns + (c << 2)) + (r << 3));
      if (cellKind(cell) == KIND_NULL) { store<u32>(free, 0); free += 4; continue; }
      const length = cellLength(cell);
      store<u32>(free, <u32>length + 1);
      copyShort(free + 4, cellAddress(cell), length);
      free += 4 + length;
    }
    store<u64>(out + (r << 3), makeCell(start, free - start, KIND_TEXT));
  }
  return free;
}

/** Copies 16 bytes at a time; writes up to 15 bytes past the end, where the next write goes anyway. */
@inline function copyShort(to: usize, from: usize, length: usize): void {
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
