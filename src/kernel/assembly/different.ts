// How many different values there are: a set of short texts, and nothing about them but that they are in it.
//
// A text of up to 15 bytes and its length are 16 bytes, which are the whole entry; 16 zero bytes are an empty slot. A slot is
// looked for by the first bits of the hash, and then one after another: so the entries stand in the order of their hashes,
// and growing a set, or merging one into another, goes through both from front to back.
//
// The description of a set, 3 u32: address of the slots, their number (a power of two), how many of them are taken. The
// caller sees to it that more are free than texts are added.
import { cellAddress, cellKind, cellLength, KIND_NULL } from './bits';
import { CHUNK_ROWS, mix } from './hash';

const SLOT_COUNT: usize = 4;
const TAKEN: usize = 8;
const LONGEST: usize = 15;

let slots: usize = 0;
let mask: u32 = 0;
let shift: u64 = 0;
let taken: u32 = 0;

@inline function use(set: usize): void {
  slots = load<u32>(set);
  mask = load<u32>(set, SLOT_COUNT) - 1;
  shift = clz<u64>(<u64>mask);
  taken = load<u32>(set, TAKEN);
}

/**
 * Adds n plain cells; nulls are left out, and so are texts that are too long: their cells are moved to the front of `cells`,
 * and their number is returned. There is room for a chunk of entries (16 bytes each) and of their places (u32 each).
 */
export function differentAdd(cells: usize, n: u32, set: usize, entries: usize, places: usize): u32 {
  use(set);
  let long = cells;
  for (let from: usize = 0; from < <usize>n; from += CHUNK_ROWS) {
    const m = min(CHUNK_ROWS, <usize>n - from);
    long = entriesOf(cells + (from << 3), m, long, entries, places);
    addAll(entries, places, m);
  }
  store<u32>(set, taken, TAKEN);
  return <u32>((long - cells) >> 3);
}

/** Without branches, as lengths vary; of nulls and long texts the entry is empty. Returns where the long ones go on. */
function entriesOf(cells: usize, n: usize, longFrom: usize, entries: usize, places: usize): usize {
  const by = shift;
  let long = longFrom;
  for (let r: usize = 0; r < n; r++) {
    const cell = load<u64>(cells + (r << 3));
    const length = cellLength(cell);
    const isShort = length <= LONGEST, isText = cellKind(cell) != KIND_NULL;
    const isEntry = isShort && isText;
    const text = v128.and(v128.load(cellAddress(cell)), v128.load(MASKS + 16 - select<usize>(length, 0, isEntry)));
    const entry = i8x16.replace_lane(text, 15, <u8>select<usize>(length + 1, 0, isEntry));
    v128.store(entries + (r << 4), entry);
    store<u32>(places + (r << 2), placeOf(entry, by));
    store<u64>(long, cell);
    long += <usize>(!isShort && isText) << 3;
  }
  return long;
}
/** 16 bytes of ones, then 16 zeros: a load at 16 - n keeps n bytes. */
const MASKS = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

@inline function placeOf(entry: v128, by: u64): u32 {
  const first = (<u64>i64x2.extract_lane(entry, 0) + K) * K, second = <u64>i64x2.extract_lane(entry, 1) * K;
  const both = (first ^ (first >> 32)) + rotl<u64>(second, 32);
  return <u32>(((both ^ (both >> 29)) * K) >> by);
}
const K: u64 = 0x9e3779b97f4a7c15;

/** Touches all slots before it looks at any: cache misses overlap. */
@inline function addAll(entries: usize, places: usize, n: usize): void {
  const base = slots, last = mask;
  let touched: u32 = 0, added: u32 = 0;
  for (let e: usize = 0; e < n; e++) touched += load<u32>(base + (<usize>load<u32>(places + (e << 2)) << 4));
  store<u32>(TOUCHED, touched);
  for (let e: usize = 0; e < n; e++) {
    const entry = v128.load(entries + (e << 4));
    for (let place = load<u32>(places + (e << 2)); ; place = (place + 1) & last) {
      const slot = base + (<usize>place << 4);
      const there = v128.load(slot);
      // An empty entry is found in the next empty slot.
      if (i8x16.all_true(i8x16.eq(there, entry))) break;
      if (v128.any_true(there)) continue;
      v128.store(slot, entry);
      added++;
      break;
    }
  }
  taken += added;
}
/** Written so that no load is left out. */
const TOUCHED = memory.data(4, 4);

/** Adds n entries as differentSave writes them. There is room for a chunk of places (u32 each). */
export function differentMerge(entries: usize, n: u32, set: usize, places: usize): void {
  use(set);
  const by = shift;
  for (let from: usize = 0; from < <usize>n; from += CHUNK_ROWS) {
    const some = entries + (from << 4), m = min(CHUNK_ROWS, <usize>n - from);
    for (let e: usize = 0; e < m; e++) store<u32>(places + (e << 2), placeOf(v128.load(some + (e << 4)), by));
    addAll(some, places, m);
  }
  store<u32>(set, taken, TAKEN);
}

/** Writes the entries of a set, one behind another. */
export function differentSave(set: usize, out: usize): void {
  let o = out;
  const start = <usize>load<u32>(set);
  const end = start + (<usize>load<u32>(set, SLOT_COUNT) << 4);
  for (let slot = start; slot < end; slot += 16) {
    const entry = v128.load(slot);
    v128.store(o, entry);
    o += <usize>v128.any_true(entry) << 4;
  }
}
