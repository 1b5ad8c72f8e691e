// JSON objects with members set and members left out: the text of all others stays as it is.
import { cellAddress, cellLength, cellKind, makeCell, sameBytes, KIND_NESTED } from './bits';
import { unescape } from './key-texts';
import { writeJson } from './rows';

const QUOTE: u32 = 34;
const BACKSLASH: u32 = 92;
/** Room for a key with escapes in it; longer ones are compared as they stand. */
const KEY_BYTES: usize = 65536;
const KEY = memory.data(65536 + 64, 8);
/** What a name's value is when its member is left out. */
const REMOVED: u32 = 0xffffffff;
/** Which names have been met in the record (u8 each). */
const MOST_NAMES: u32 = 4096;
const MET = memory.data(4096);

/**
 * Writes n objects anew. names: for each of k names, the address and length of its text, plain and as a JSON string with
 * a colon behind it (u32 each), and which of the values it gets (u32; REMOVED: its member is left out). values: addresses
 * (u32) of arrays of cells. A member that is there keeps its place, a new one comes last. Objects that are none become
 * null. Returns where the arena goes on; `out` takes the cells.
 */
export function editRecords(records: usize, n: u32, names: usize, k: u32, values: usize, arena: usize, out: usize): usize {
  let free = arena;
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(records + (r << 3));
    const start = free;
    if (cellKind(cell) != KIND_NESTED || load<u8>(cellAddress(cell)) != 123) { store<u64>(out + (r << 3), 0); continue; }
    free = editRecord(cellAddress(cell), cellLength(cell), r, names, k, values, free);
    store<u64>(out + (r << 3), makeCell(start, free - start, KIND_NESTED));
  }
  return free;
}

function editRecord(record: usize, length: usize, row: usize, names: usize, k: u32, values: usize, out: usize): usize {
  memory.fill(MET, 0, <usize>k);
  let o = out;
  let isFirst = true;
  store<u8>(o++, 123);
  let p = record + 1;
  for (;;) {
    const space = p;
    p = pastSpace(p);
    if (load<u8>(p) == 125) break;
    if (load<u8>(p) == 44) { p = pastSpace(p + 1); }
    const keyStart = p;
    const keyEnd = pastString(p);
    const valueStart = pastSpace(pastSpace(keyEnd) + 1);
    const valueEnd = pastValue(valueStart);
    const name = nameOf(keyStart + 1, keyEnd - keyStart - 2, names, k);
    p = valueEnd;
    if (name >= 0) {
      const entry = names + <usize>name * 20;
      const value = load<u32>(entry, 16);
      const isMet = load<u8>(MET + <usize>name) != 0;
      store<u8>(MET + <usize>name, 1);
      if (value == REMOVED || isMet) continue;
      if (!isFirst) store<u8>(o++, 44);
      isFirst = false;
      o = copy(keyStart, valueStart - keyStart, o);
      o = writeJson(valueOf(values, value, row), o);
      continue;
    }
    if (!isFirst) {
      store<u8>(o++, 44);
      // White space in front of a key stays, as in a record that is written over several lines.
      o = copy(space + 1, load<u8>(space) == 44 ? keyStart - space - 1 : 0, o);
    }
    isFirst = false;
    o = copy(keyStart, valueEnd - keyStart, o);
  }
  for (let i: u32 = 0; i < k; i++) {
    const entry = names + <usize>i * 20;
    const value = load<u32>(entry, 16);
    if (value == REMOVED || load<u8>(MET + <usize>i)) continue;
    if (!isFirst) store<u8>(o++, 44);
    isFirst = false;
    o = copy(<usize>load<u32>(entry, 8), <usize>load<u32>(entry, 12), o);
    o = writeJson(valueOf(values, value, row), o);
  }
  store<u8>(o++, 125);
  return o;
}

@inline function valueOf(values: usize, value: u32, row: usize): u64 {
  return load<u64>(<usize>load<u32>(values + (<usize>value << 2)) + (row << 3));
}

@inline function copy(from: usize, length: usize, out: usize): usize {
  memory.copy(out, from, length);
  return out + length;
}

function nameOf(key: usize, length: usize, names: usize, k: u32): i32 {
  let text = key, bytes = length;
  if (length <= KEY_BYTES && hasEscape(key, length)) { text = KEY; bytes = unescape(key, length, KEY) - KEY; }
  for (let i: u32 = 0; i < k; i++) {
    const entry = names + <usize>i * 20;
    if (<usize>load<u32>(entry, 4) == bytes && sameBytes(<usize>load<u32>(entry), text, bytes)) return <i32>i;
  }
  return -1;
}

@inline function hasEscape(p: usize, length: usize): bool {
  for (let i: usize = 0; i < length; i++) if (<u32>load<u8>(p + i) == BACKSLASH) return true;
  return false;
}

@inline function pastSpace(from: usize): usize {
  let p = from;
  for (;;) {
    const byte = <u32>load<u8>(p);
    if (byte != 32 && byte != 9 && byte != 10 && byte != 13) return p;
    p++;
  }
  return p;
}

/** From an opening quote to behind the closing one. The record has been checked: it is there. */
function pastString(from: usize): usize {
  const q = i8x16.splat(34), b = i8x16.splat(92);
  let p = from + 1;
  for (;;) {
    const v = v128.load(p);
    const marks = i8x16.bitmask(v128.or(i8x16.eq(v, q), i8x16.eq(v, b)));
    if (!marks) { p += 16; continue; }
    p += <usize>ctz(marks);
    if (<u32>load<u8>(p) == QUOTE) return p + 1;
    p += 2;
  }
  return p;
}

function pastValue(from: usize): usize {
  let p = from;
  let depth: u32 = 0;
  for (;;) {
    const byte = <u32>load<u8>(p);
    if (byte == QUOTE) {
      p = pastString(p);
      if (depth == 0) return p;
    } else if (byte == 123 || byte == 91) { depth++; p++; }
    else if (byte == 125 || byte == 93) {
      if (depth == 0) return p;
      p++;
      if (--depth == 0) return p;
    } else if (depth == 0 && (byte == 44 || byte <= 32)) return p;
    else p++;
  }
  return p;
}

