// Expressions: functions of texts. Cells are plain; what is no plain cell gives null or slow. Parts of texts point into
// the texts that they are parts of, and new texts go to an arena, whose next free byte is the answer.
import { cellAddress, cellLength, cellKind, copyShort, makeCell, KIND_NULL, KIND_STRING } from './bits';
import { SCALE_NULL, SCALE_SLOW } from './numbers';
import { SLOW_CELL } from './expression-truth';
import { characterBytes, findText, isPlain } from './expression-texts';

@inline function cellOfOther(cell: u64): u64 { return cellKind(cell) == KIND_NULL ? KIND_NULL : SLOW_CELL; }

@inline function putText(address: usize, length: usize, r: usize, out: usize): void {
  store<u64>(out + (r << 3), makeCell(address, length, KIND_STRING));
}

/** Values as texts, whatever they were. */
export function asTexts(cells: usize, n: u32, out: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    store<u64>(out + (r << 3), isPlain(cell) ? (cell & 0x0fffffffffffffff) | (KIND_STRING << 60) : cellOfOther(cell));
  }
}

/**
 * Copies texts to the arena one after another; `ends` takes where each ends (u32) in what UTF-16 makes of them. For
 * those who read them as strings.
 */
export function packTexts(cells: usize, n: u32, ends: usize, arena: usize): usize {
  let free = arena, units: u32 = 0;
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    const address = cellAddress(cell), length = cellLength(cell);
    copyShort(free, address, length);
    free += length;
    units += unitsOf(address, length);
    store<u32>(ends + (r << 2), units);
  }
  return free;
}

/** One for each character, and another for those of four bytes. */
@inline function unitsOf(address: usize, length: usize): u32 {
  let units: u32 = 0;
  for (let i: usize = 0; i < length; i += 16) {
    const v = v128.load(address + i);
    const inside: u32 = length - i < 16 ? (1 << <u32>(length - i)) - 1 : 0xffff;
    if ((<u32>i8x16.bitmask(v) & inside) == 0) { units += popcnt(inside); continue; }
    units += popcnt(<u32>i8x16.bitmask(i8x16.gt_s(v, i8x16.splat(-65))) & inside);
    units += popcnt(<u32>i8x16.bitmask(i8x16.ge_u(v, i8x16.splat(<i8>0xf0))) & inside);
  }
  return units;
}

/** In small or capital letters. Texts that are not all ASCII are slow. */
export function caseTexts(cells: usize, n: u32, isUpper: bool, out: usize, arena: usize): usize {
  let free = arena;
  const first = i8x16.splat(isUpper ? 97 : 65), other = i8x16.splat(32), letters = i8x16.splat(26);
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    if (!isPlain(cell)) { store<u64>(out + (r << 3), cellOfOther(cell)); continue; }
    const address = cellAddress(cell), length = cellLength(cell);
    let beyond: u32 = 0;
    for (let i: usize = 0; i < length; i += 16) {
      const v = v128.load(address + i);
      const high = <u32>i8x16.bitmask(v);
      beyond |= length - i < 16 ? high & ((1 << <u32>(length - i)) - 1) : high;
      const isLetter = i8x16.lt_u(i8x16.sub(v, first), letters);
      v128.store(free + i, v128.xor(v, v128.and(isLetter, other)));
    }
    if (beyond) { store<u64>(out + (r << 3), SLOW_CELL); continue; }
    putText(free, length, r, out);
    free += length;
  }
  return free;
}

/** How many characters. */
export function lengthTexts(cells: usize, n: u32, mantissas: usize, scales: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    if (!isPlain(cell)) { store<u8>(scales + r, <u8>(cellKind(cell) == KIND_NULL ? SCALE_NULL : SCALE_SLOW)); continue; }
    store<i64>(mantissas + (r << 3), <i64>characters(cellAddress(cell), cellLength(cell)));
    store<u8>(scales + r, 0);
  }
}

/** Bytes that start one. */
function characters(address: usize, length: usize): usize {
  let count: usize = 0;
  for (let i: usize = 0; i < length; i += 16) {
    let starts = <u32>i8x16.bitmask(i8x16.gt_s(v128.load(address + i), i8x16.splat(-65)));
    if (length - i < 16) starts &= (1 << <u32>(length - i)) - 1;
    count += <usize>popcnt(starts);
  }
  return count;
}

/** The texts of k columns (their addresses as u32) in a row; nulls are left out, or make the result null. */
export function joinColumns(columns: usize, k: u32, n: u32, skipNulls: bool, out: usize, arena: usize): usize {
  let free = arena;
  for (let r: usize = 0; r < <usize>n; r++) {
    const start = free;
    let isNull = false, isSlow = false;
    for (let c: usize = 0; c < <usize>k; c++) {
      const cell = load<u64>(<usize>load<u32>(columns + (c << 2)) + (r << 3));
      if (isPlain(cell)) {
        copyShort(free, cellAddress(cell), cellLength(cell));
        free += cellLength(cell);
      } else if (cellKind(cell) == KIND_NULL) isNull = true;
      else isSlow = true;
    }
    if (!isSlow && (!isNull || skipNulls)) { putText(start, free - start, r, out); continue; }
    store<u64>(out + (r << 3), isSlow ? SLOW_CELL : KIND_NULL);
    free = start;
  }
  return free;
}

/** From a character on (the first is 1, the last -1); `length` of them, or all for -1. Before the text there are none. */
export function partTexts(cells: usize, n: u32, start: i32, length: i32, out: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    if (!isPlain(cell)) { store<u64>(out + (r << 3), cellOfOther(cell)); continue; }
    const address = cellAddress(cell), bytes = cellLength(cell);
    const count = <i32>characters(address, bytes);
    const begin = start < 0 ? count + start : start - 1;
    const end = length < 0 ? count : min(count, begin + length);
    const from = min(max(begin, 0), count);
    const isAscii = <usize>count == bytes;
    const first = isAscii ? <usize>from : bytesOf(address, bytes, from);
    let size: usize = 0;
    if (end > from) size = isAscii ? <usize>(end - from) : bytesOf(address + first, bytes - first, end - from);
    putText(address + first, size, r, out);
  }
}

/** Bytes of the first characters of a text. */
function bytesOf(address: usize, length: usize, count: i32): usize {
  const end = address + length;
  let p = address;
  for (let i: i32 = 0; i < count && p < end; i++) p += characterBytes(p, end);
  return p - address;
}

/** Without white space (Unicode's) at the start (bit 0 of sides) and the end (bit 1). */
export function trimTexts(cells: usize, n: u32, sides: u32, out: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    if (!isPlain(cell)) { store<u64>(out + (r << 3), cellOfOther(cell)); continue; }
    let start = cellAddress(cell), end = start + cellLength(cell);
    if (sides & 1) start = pastSpace(start, end);
    if (sides & 2) end = beforeSpace(start, end);
    putText(start, end - start, r, out);
  }
}

@inline function pastSpace(start: usize, end: usize): usize {
  let p = start;
  while (p < end) {
    const size = characterBytes(p, end);
    if (!isSpace(p, size)) break;
    p += size;
  }
  return p;
}

@inline function beforeSpace(start: usize, end: usize): usize {
  let p = end;
  while (p > start) {
    let last = p - 1;
    while (last > start && (<u32>load<u8>(last) & 0xc0) == 0x80) last--;
    if (!isSpace(last, p - last)) break;
    p = last;
  }
  return p;
}

@inline function isSpace(p: usize, size: usize): bool {
  const byte = <u32>load<u8>(p);
  if (size == 1) return byte == 32 || byte - 9 <= 4;
  if (size == 2) return load<u16>(p) == 0xa0c2;
  if (size > 3) return false;
  const code = ((byte & 15) << 12) | ((<u32>load<u8>(p, 1) & 63) << 6) | (<u32>load<u8>(p, 2) & 63);
  return code == 0x1680 || code - 0x2000 <= 10 || code == 0x2028 || code == 0x2029 || code == 0x202f || code == 0x205f
    || code == 0x3000 || code == 0xfeff;
}

/** Every occurrence of a part that is not empty replaced. */
export function replaceTexts(
  cells: usize, n: u32, part: usize, partLength: usize, other: usize, otherLength: usize, out: usize, arena: usize,
): usize {
  let free = arena;
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    if (!isPlain(cell)) { store<u64>(out + (r << 3), cellOfOther(cell)); continue; }
    const start = free;
    let p = cellAddress(cell);
    const end = p + cellLength(cell);
    for (let at = findText(p, end - p, part, partLength); at >= 0; at = findText(p, end - p, part, partLength)) {
      copyShort(free, p, at);
      copyShort(free + at, other, otherLength);
      free += at + otherLength;
      p += at + partLength;
    }
    copyShort(free, p, end - p);
    free += end - p;
    putText(start, free - start, r, out);
  }
  return free;
}

/** The part with a number (the first is 1, the last -1) between separators that are not empty; empty where there is none. */
export function splitTexts(cells: usize, n: u32, separator: usize, separatorLength: usize, number: i32, out: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    if (!isPlain(cell)) { store<u64>(out + (r << 3), cellOfOther(cell)); continue; }
    let p = cellAddress(cell);
    const end = p + cellLength(cell);
    let left = number > 0 ? number - 1 : number + separators(p, end, separator, separatorLength) + 1;
    if (left < 0) { putText(p, 0, r, out); continue; }
    let at = findText(p, end - p, separator, separatorLength);
    for (; left > 0 && at >= 0; left--) {
      p += at + separatorLength;
      at = findText(p, end - p, separator, separatorLength);
    }
    if (left > 0) putText(p, 0, r, out);
    else putText(p, at < 0 ? end - p : at, r, out);
  }
}

function separators(start: usize, end: usize, separator: usize, separatorLength: usize): i32 {
  let p = start, count: i32 = 0;
  for (let at = findText(p, end - p, separator, separatorLength); at >= 0; count++) {
    p += at + separatorLength;
    at = findText(p, end - p, separator, separatorLength);
  }
  return count;
}
