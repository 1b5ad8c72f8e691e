// Tables of Huffman codes: the next bits of the input are an index, the entry (inflate-symbols.ts) says what they begin
// with. Codes that are longer than an index go on in tables behind the first.
import { at, DISTANCE_UNIT, LITERALS, put, SPECIAL, WRONG_ENTRY } from './inflate-symbols';

export const LITERAL_BITS: u32 = 11;
export const DISTANCE_BITS: u32 = 8;
export const LENGTH_BITS: u32 = 7;

/** A table behind the first has at most 2^b entries for b + 1 codes: 16 for 5 of 288, 128 for 8 of 32. */
export const LITERAL_TABLE = memory.data((2048 + 928) * 4, 64);
export const DISTANCE_TABLE = memory.data((256 + 512) * 4, 64);
export const LENGTH_TABLE = memory.data(128 * 4, 64);

const LONGEST: u32 = 15;
/** How many codes have a length; where the next symbol with such a code goes; symbols by length of their codes. */
const COUNTS = memory.data(16 * 4, 4);
const PLACES = memory.data(16 * 4, 4);
const SORTED = memory.data(288 * 4, 4);

/** The entry of a symbol whose code has so many bits. */
@inline function entryOf(symbol: u32, bits: u32, unit: u32): u32 {
  return symbol + bits * (symbol & LITERALS ? 1 : unit);
}

/**
 * Makes a table from the lengths (a byte each) of the codes of symbols. False: there are more codes than there is room for,
 * or fewer, except a single one of one bit, or none.
 */
export function buildTable(lengths: usize, count: u32, symbols: usize, table: usize, tableBits: u32, unit: u32): bool {
  const left = sortByLength(lengths, count, symbols);
  if (left < 0) return false;
  if (left > 0) return buildSparse(table, tableBits, unit);
  let code: u32 = 0;
  let next: u32 = 0;
  for (let bits: u32 = 1; bits <= tableBits; bits++) {
    repeat(table, <usize>4 << (bits - 1));
    for (let n = at(COUNTS, bits); n > 0; n--) {
      put(table, code, entryOf(at(SORTED, next++), bits, unit));
      code = following(code, bits);
    }
  }
  buildSubtables(table, tableBits, unit, code, next);
  return true;
}

/** Returns how many codes of the greatest length are free. */
function sortByLength(lengths: usize, count: u32, symbols: usize): i32 {
  memory.fill(COUNTS, 0, 64);
  for (let s: usize = 0; s < count; s++) {
    const length = <u32>load<u8>(lengths + s);
    put(COUNTS, length, at(COUNTS, length) + 1);
  }
  put(COUNTS, 0, 0);
  let left: i32 = 1;
  let place: u32 = 0;
  for (let bits: u32 = 1; bits <= LONGEST; bits++) {
    left = (left << 1) - <i32>at(COUNTS, bits);
    if (left < 0) return left;
    put(PLACES, bits, place);
    place += at(COUNTS, bits);
  }
  for (let s: u32 = 0; s < count; s++) {
    const length = <u32>load<u8>(lengths + s);
    if (length == 0) continue;
    put(SORTED, at(PLACES, length), at(symbols, s));
    put(PLACES, length, at(PLACES, length) + 1);
  }
  return left;
}

/** One code of one bit, or none: the other index is wrong. */
function buildSparse(table: usize, tableBits: u32, unit: u32): bool {
  for (let bits: u32 = 2; bits <= LONGEST; bits++) if (at(COUNTS, bits) > 0) return false;
  const even = at(COUNTS, 1) > 0 ? entryOf(at(SORTED, 0), 1, unit) : WRONG_ENTRY;
  for (let i: u32 = 0; i < <u32>1 << tableBits; i += 2) {
    put(table, i, even);
    put(table, i + 1, WRONG_ENTRY);
  }
  return true;
}

/** Codes come with their first bit lowest: one more begins at the highest bit. */
@inline function following(code: u32, bits: u32): u32 {
  const zeros = ~code & ((1 << bits) - 1);
  if (zeros == 0) return 0;
  const bit: u32 = 1 << (31 - clz(zeros));
  return (code & (bit - 1)) | bit;
}

/** A table for codes of n bits is twice that for n - 1 bits. */
@inline function repeat(table: usize, byteLength: usize): void {
  if (byteLength < 16) memory.copy(table + byteLength, table, byteLength);
  else for (let i: usize = 0; i < byteLength; i += 16) v128.store(table + byteLength + i, v128.load(table + i));
}

/** The codes that are longer than an index of the table, from the first one on. */
function buildSubtables(table: usize, tableBits: u32, unit: u32, first: u32, firstPlace: u32): void {
  const mask: u32 = (1 << tableBits) - 1;
  let code = first;
  let next = firstPlace;
  let prefix: u32 = -1;
  let start: u32 = 0;
  let size: u32 = 1 << tableBits;
  const takenUnit: u32 = unit == DISTANCE_UNIT ? 1 : 1 << 8;
  for (let bits = tableBits + 1; bits <= LONGEST; bits++) {
    for (let n = at(COUNTS, bits); n > 0; n--) {
      if ((code & mask) != prefix) {
        prefix = code & mask;
        start += size;
        const indexBits = subtableBits(bits - tableBits, n, tableBits);
        size = 1 << indexBits;
        put(table, prefix, SPECIAL | tableBits * takenUnit | indexBits << 16 | start << 19);
      }
      const entry = entryOf(at(SORTED, next++), bits - tableBits, unit);
      for (let i = code >> tableBits; i < size; i += 1 << (bits - tableBits)) put(table, start + i, entry);
      code = following(code, bits);
    }
  }
}

/** How many bits index the table that holds the next codes, of which `count` have `bits` more than the main table. */
function subtableBits(bits: u32, count: u32, tableBits: u32): u32 {
  let indexBits = bits;
  let used = count;
  while (used < <u32>1 << indexBits) {
    indexBits++;
    used = (used << 1) + at(COUNTS, tableBits + indexBits);
  }
  return indexBits;
}

/** Makes entries of the literal that comes first entries of all that fit in, up to three. */
export function joinLiterals(table: usize, tableBits: u32): void {
  for (let i: u32 = (1 << tableBits) - 1; i < <u32>1 << tableBits; i--) {
    let entry = at(table, i);
    if (!(entry & LITERALS)) continue;
    let bits = entry & 63;
    const second = at(table, i >> bits);
    if (!(second & LITERALS) || bits + (second & 63) > tableBits) continue;
    bits += second & 63;
    entry = (entry & 0xff00) | (second & 0xff00) << 8;
    const third = at(table, i >> bits);
    if ((third & LITERALS) && bits + (third & 63) <= tableBits) {
      put(table, i, entry | (third & 0xff00) << 16 | 3 << 6 | (bits + (third & 63)));
    } else put(table, i, entry | 2 << 6 | bits);
  }
}
