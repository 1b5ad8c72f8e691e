// Sorting of rows by their keys (sort-keys.ts), and runs of sorted rows.
//
// A record is the length of its key and of its row (u32 each), and the key; in a run the row stands behind it. Entries
// of 16 bytes are what is sorted: 8 bytes of the key as a number, the addresses of the record and of the row.
import { keyWord, makeEntry } from './sort-keys';

/** Counts of the 256 values of a byte. */
const COUNTS = memory.data(1024, 8);
/** Below this many, entries are put where they belong one by one. */
const FEW: usize = 40;

/**
 * Sorts n entries by their keys; those with equal keys keep their order. 8 bytes of the key are sorted by radix, and
 * those alike in them by the next 8. scratch has room for 16 bytes an entry, and groups for 12 a pair of them. What is
 * left in place of the key's first bytes has no meaning.
 */
export function sortEntries(entries: usize, n: u32, scratch: usize, groups: usize): void {
  let top = pushGroup(groups, entries, n, 0);
  while (top > groups) {
    top -= 12;
    const from = <usize>load<u32>(top), count = <usize>load<u32>(top, 4);
    const place = load<u32>(top, 8);
    if (count <= FEW) insertEach(from, count, place);
    else {
      if (count < MANY || !sortByFewWords(from, count, scratch)) sortByWord(from, count, scratch);
      top = pushAlike(from, count, place + 8, top);
    }
  }
}

@inline function pushGroup(top: usize, from: usize, count: u32, place: u32): usize {
  store<u32>(top, <u32>from);
  store<u32>(top, count, 4);
  store<u32>(top, place, 8);
  return top + 12;
}

/** Groups of entries with the same word whose keys go on: they get the next word. */
function pushAlike(from: usize, n: usize, place: u32, stack: usize): usize {
  let top = stack;
  const end = from + (n << 4);
  for (let first = from; first < end; ) {
    const word = load<u64>(first);
    let next = first + 16;
    while (next < end && load<u64>(next) == word) next += 16;
    if (next - first > 16 && load<u32>(<usize>load<u32>(first, 8)) > place) {
      for (let e = first; e < next; e += 16) store<u64>(e, keyWord(<usize>load<u32>(e, 8), place));
      top = pushGroup(top, first, <u32>((next - first) >> 4), place);
    }
    first = next;
  }
  return top;
}

function insertEach(from: usize, n: usize, place: u32): void {
  const end = from + (n << 4);
  for (let e = from + 16; e < end; e += 16) {
    const entry = v128.load(e);
    const word = i64x2.extract_lane(entry, 0);
    const record = <usize>i32x4.extract_lane(entry, 2);
    let p = e;
    while (p > from && isBehind(p - 16, <u64>word, record, place)) { v128.store(p, v128.load(p - 16)); p -= 16; }
    v128.store(p, entry);
  }
}

/** Whether an entry's key is greater than that of a record, of which a word is given. */
@inline function isBehind(entry: usize, word: u64, record: usize, place: u32): bool {
  const other = load<u64>(entry);
  if (other != word) return other > word;
  return compareFrom(<usize>load<u32>(entry, 8), record, place + 8) > 0;
}

/** Keys from a place on, up to which they are the same. */
function compareFrom(a: usize, b: usize, from: u32): i32 {
  const length = min(load<u32>(a), load<u32>(b));
  for (let place = from; place < length; place += 8) {
    const one = keyWord(a, place), other = keyWord(b, place);
    if (one != other) return one < other ? -1 : 1;
  }
  return 0;
}

/** From so many entries on it pays to see whether there are few different words among them. */
const MANY: usize = 2048;
const MOST_WORDS: u32 = 256;
const SLOTS: usize = 1024;
/** Different words: a word, how many entries have it and then where the next of them goes (u32), and whether there is one. */
const WORDS = memory.data(16384, 16);
/** Addresses of the slots that are taken (u32). */
const TAKEN = memory.data(1024, 4);

@inline function slotOf(word: u64): usize {
  let slot = <usize>((word * 0x9e3779b97f4a7c15) >> 54);
  while (load<u32>(WORDS + (slot << 4), 12) && load<u64>(WORDS + (slot << 4)) != word) slot = (slot + 1) & (SLOTS - 1);
  return WORDS + (slot << 4);
}

/** By counting, where there are few different words; false where there are not. */
function sortByFewWords(entries: usize, n: usize, scratch: usize): bool {
  const end = entries + (n << 4);
  memory.fill(WORDS, 0, SLOTS << 4);
  let words: u32 = 0;
  for (let e = entries; e < end; e += 16) {
    const word = load<u64>(e);
    const slot = slotOf(word);
    if (!load<u32>(slot, 12)) {
      if (words == MOST_WORDS) return false;
      store<u64>(slot, word);
      store<u32>(slot, 1, 12);
      store<u32>(TAKEN + (<usize>words << 2), <u32>slot);
      words++;
    }
    store<u32>(slot, load<u32>(slot, 8) + 1, 8);
  }
  placeWords(words, scratch);
  for (let e = entries; e < end; e += 16) {
    const entry = v128.load(e);
    const slot = slotOf(<u64>i64x2.extract_lane(entry, 0));
    const to = <usize>load<u32>(slot, 8);
    v128.store(to, entry);
    store<u32>(slot, <u32>(to + 16), 8);
  }
  memory.copy(entries, scratch, n << 4);
  return true;
}

/** Puts the taken slots in order, and from counts makes where the entries of each word begin. */
function placeWords(words: u32, start: usize): void {
  for (let i: usize = 1; i < <usize>words; i++) {
    const slot = load<u32>(TAKEN + (i << 2));
    const word = load<u64>(<usize>slot);
    let p = i;
    while (p > 0 && load<u64>(<usize>load<u32>(TAKEN + ((p - 1) << 2))) > word) {
      store<u32>(TAKEN + (p << 2), load<u32>(TAKEN + ((p - 1) << 2)));
      p--;
    }
    store<u32>(TAKEN + (p << 2), slot);
  }
  let next = <u32>start;
  for (let i: usize = 0; i < <usize>words; i++) {
    const slot = <usize>load<u32>(TAKEN + (i << 2));
    const count = load<u32>(slot, 8);
    store<u32>(slot, next, 8);
    next += count << 4;
  }
}

/** By the first 8 bytes of entries, the last byte first; bytes in which all are alike are passed over. */
function sortByWord(entries: usize, n: usize, scratch: usize): void {
  const end = entries + (n << 4);
  const first = load<u64>(entries);
  let varying: u64 = 0;
  for (let e = entries; e < end; e += 16) varying |= load<u64>(e) ^ first;
  let from = entries, to = scratch;
  for (let shift: u64 = 0; shift < 64; shift += 8) {
    if (((varying >> shift) & 255) == 0) continue;
    scatter(from, from + (n << 4), to, shift);
    const swap = from; from = to; to = swap;
  }
  if (from != entries) memory.copy(entries, from, n << 4);
}

function scatter(from: usize, end: usize, to: usize, shift: u64): void {
  memory.fill(COUNTS, 0, 1024);
  for (let e = from; e < end; e += 16) {
    const c = COUNTS + (<usize>((load<u64>(e) >> shift) & 255) << 2);
    store<u32>(c, load<u32>(c) + 1);
  }
  let sum: u32 = 0;
  for (let c = COUNTS; c < COUNTS + 1024; c += 4) { const count = load<u32>(c); store<u32>(c, sum); sum += count; }
  for (let e = from; e < end; e += 16) {
    const entry = v128.load(e);
    const c = COUNTS + (<usize>((<u64>i64x2.extract_lane(entry, 0) >> shift) & 255) << 2);
    const place = load<u32>(c);
    store<u32>(c, place + 1);
    v128.store(to + (<usize>place << 4), entry);
  }
}

/** Keeps the first of sorted entries with equal keys; returns how many are left. */
export function dropEqualKeys(entries: usize, n: u32): u32 {
  if (n == 0) return 0;
  let kept = entries;
  for (let e = entries + 16; e < entries + (<usize>n << 4); e += 16) {
    if (compareFrom(<usize>load<u32>(kept, 8), <usize>load<u32>(e, 8), 0) == 0) continue;
    kept += 16;
    v128.store(kept, v128.load(e));
  }
  return <u32>((kept - entries) >> 4) + 1;
}

/** The first entry whose key is less than that of the one before it, or, where they are to be unique, equal; or n. */
export function firstUnsorted(entries: usize, n: u32, isUnique: bool): u32 {
  for (let i: usize = 1; i < <usize>n; i++) {
    const e = entries + (i << 4);
    const before = load<u64>(e - 16), word = load<u64>(e);
    if (before < word) continue;
    const order = before > word ? 1 : compareFrom(<usize>load<u32>(e - 16, 8), <usize>load<u32>(e, 8), 8);
    if (order > 0 || (isUnique && order == 0)) return <u32>i;
  }
  return n;
}

/** Negative, zero or positive as the key of a record is less than, equal to or greater than that of another. */
export function compareKeys(record: usize, other: usize): i32 {
  return compareFrom(record, other, 0);
}

/** The same of two entries that nobody has sorted. */
@inline export function compareEntries(one: usize, other: usize): i32 {
  const word = load<u64>(one), otherWord = load<u64>(other);
  if (word != otherWord) return word < otherWord ? -1 : 1;
  return compareFrom(<usize>load<u32>(one, 8), <usize>load<u32>(other, 8), 8);
}

/** Numbers (u32) of entries that nobody has sorted, with keys up to that of `bound`; returns how many. */
export function entriesWithin(entries: usize, n: u32, bound: usize, out: usize): u32 {
  const word = keyWord(bound, 0);
  let o = out;
  for (let i: u32 = 0; i < n; i++) {
    const e = entries + (<usize>i << 4);
    const own = load<u64>(e);
    store<u32>(o, i);
    if (own < word || (own == word && compareFrom(<usize>load<u32>(e, 8), bound, 8) <= 0)) o += 4;
  }
  return <u32>((o - out) >> 2);
}

// ---- runs -------------------------------------------------------------------------------------------------------

/** Where gathering has come to in the output. */
let gatheredEnd: usize = 0;
export function gatherEnd(): usize { return gatheredEnd; }

/** Writes records and rows of entries from `first` on until n or `capacity`; returns the next entry. */
export function gatherRecords(entries: usize, first: u32, n: u32, out: usize, capacity: usize): u32 {
  let o = out, i = first;
  for (; i < n; i++) {
    const e = entries + (<usize>i << 4);
    const record = <usize>load<u32>(e, 8);
    const head: usize = 8 + <usize>load<u32>(record), row = <usize>load<u32>(record, 4);
    if (o + head + row > out + capacity) break;
    copy(record, head, o);
    copy(<usize>load<u32>(e, 12), row, o + head);
    o += head + row;
  }
  gatheredEnd = o;
  return i;
}

/** The same, of rows alone. */
export function gatherRows(entries: usize, first: u32, n: u32, out: usize, capacity: usize): u32 {
  let o = out, i = first;
  for (; i < n; i++) {
    const e = entries + (<usize>i << 4);
    const row = <usize>load<u32>(<usize>load<u32>(e, 8), 4);
    if (o + row > out + capacity) break;
    copy(<usize>load<u32>(e, 12), row, o);
    o += row;
  }
  gatheredEnd = o;
  return i;
}

/** Writes up to 15 bytes past the end. */
@inline function copy(from: usize, length: usize, out: usize): void {
  for (let i: usize = 0; i < length; i += 16) v128.store(out + i, v128.load(from + i));
}

@inline function nextRecord(record: usize): usize {
  return record + 8 + <usize>load<u32>(record) + <usize>load<u32>(record, 4);
}

/** How many records of a run there are. */
export function countRecords(from: usize, end: usize): u32 {
  let count: u32 = 0;
  for (let p = from; p < end; p = nextRecord(p)) count++;
  return count;
}

/** Makes entries of the records of a run. */
export function loadRecords(from: usize, end: usize, entries: usize): void {
  let e = entries;
  for (let p = from; p < end; p = nextRecord(p)) { makeEntry(e, p, p + 8 + <usize>load<u32>(p)); e += 16; }
}

/** The first record of a run with a key greater than that of `bound`, or, `withEqual`, not less; or the end. */
export function firstBehind(from: usize, end: usize, bound: usize, withEqual: bool): usize {
  let p = from;
  for (; p < end; p = nextRecord(p)) {
    const order = compareFrom(p, bound, 0);
    if (order > 0 || (withEqual && order == 0)) break;
  }
  return p;
}

/** The last record that comes before `behind`, or `from`. */
export function lastBefore(from: usize, behind: usize): usize {
  let last = from;
  for (let p = from; p < behind; p = nextRecord(p)) last = p;
  return last;
}
