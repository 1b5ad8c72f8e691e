// Bit masks over 64 bytes at a time, and cells. Shared by all readers; compiled inline.

/** Mask of the bytes that are all ones in a, b, c, d in a row. */
@inline export function joinMasks(a: v128, b: v128, c: v128, d: v128): u64 {
  return <u64><u32>i8x16.bitmask(a)
    | (<u64><u32>i8x16.bitmask(b) << 16)
    | (<u64><u32>i8x16.bitmask(c) << 32)
    | (<u64><u32>i8x16.bitmask(d) << 48);
}

/** Mask of the bytes that equal k: bit i is byte i of a, b, c, d in a row. */
@inline export function mask64(a: v128, b: v128, c: v128, d: v128, k: v128): u64 {
  return joinMasks(i8x16.eq(a, k), i8x16.eq(b, k), i8x16.eq(c, k), i8x16.eq(d, k));
}

/** Bit i is the parity of the bits 0 to i: from quotes to "inside quotes", the opening quote included. */
@inline export function prefixXor(bits: u64): u64 {
  let m = bits;
  m ^= m << 1; m ^= m << 2; m ^= m << 4; m ^= m << 8; m ^= m << 16; m ^= m << 32;
  return m;
}

// A cell is 64 bits: address (32), length (28), kind (4).
export const KIND_NULL: u64 = 0;
/** Text as it stands: an unquoted CSV field. */
export const KIND_TEXT: u64 = 1;
/** The inside of a quoted CSV field; a doubled quote in it stands for one. */
export const KIND_QUOTED: u64 = 2;
/** The inside of a JSON string without and with escapes. */
export const KIND_STRING: u64 = 3;
export const KIND_ESCAPED: u64 = 4;
export const KIND_NUMBER: u64 = 5;
export const KIND_BOOLEAN: u64 = 6;
/** A JSON object or array, as it stands. */
export const KIND_NESTED: u64 = 7;
/** A record of CSV as it stands, without its line end. */
export const KIND_RECORD: u64 = 8;

@inline export function makeCell(address: usize, length: usize, kind: u64): u64 {
  return <u64>address | (<u64>length << 32) | (kind << 60);
}
@inline export function cellAddress(cell: u64): usize { return <usize><u32>cell; }
@inline export function cellLength(cell: u64): usize { return <usize>((cell >> 32) & 0xfffffff); }
@inline export function cellKind(cell: u64): u64 { return cell >> 60; }

/** Keeps the lowest `length` bytes of a word, all of them from 8 on. */
@inline export function lowBytes(word: u64, length: usize): u64 {
  return select<u64>(word, word & ((<u64>1 << <u64>(length << 3)) - 1), length >= 8);
}

/** Whether two ranges of the same length hold the same bytes. Reads up to 15 bytes past the ends. */
@inline export function sameBytes(a: usize, b: usize, length: usize): bool {
  let i: usize = 0;
  while (i + 16 <= length) {
    if (i8x16.bitmask(i8x16.eq(v128.load(a + i), v128.load(b + i))) != 0xffff) return false;
    i += 16;
  }
  const rest = length - i;
  if (rest == 0) return true;
  const need: i32 = (1 << <i32>rest) - 1;
  return (i8x16.bitmask(i8x16.eq(v128.load(a + i), v128.load(b + i))) & need) == need;
}

/** Copies 16 bytes at a time; writes up to 15 bytes past the end, where the next write goes anyway. */
@inline export function copyShort(to: usize, from: usize, length: usize): void {
  for (let i: usize = 0; i < length; i += 16) v128.store(to + i, v128.load(from + i));
}
