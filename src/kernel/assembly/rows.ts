// Answers: from states and cells to rows of text, and rows of several workers to one order.
//
// A row is, for each of its columns, a text that comes before it (a delimiter, or `,"name":`) and the cell as the format
// writes it, then a text at the end. Cells hold plain bytes, but for those that the format has as they stand: quoted ones
// in CSV, escaped ones in JSON.
import {
  cellAddress, cellLength, cellKind, makeCell, KIND_ESCAPED, KIND_NESTED, KIND_NULL, KIND_NUMBER, KIND_STRING,
  KIND_TEXT, KIND_RECORD,
} from './bits';

/** A number that this file cannot write: the caller does. */
const KIND_DECLINED: u64 = 15;
const QUOTE: u32 = 34;
const BACKSLASH: u32 = 92;

// ---- cells from states ------------------------------------------------------------------------------------------

/** Cells of n groups' counts (u64 at base + group * stride); returns where the arena of their digits goes on. */
export function countCells(base: usize, stride: usize, order: usize, n: u32, out: usize, arena: usize): usize {
  let free = arena;
  for (let r: usize = 0; r < <usize>n; r++) {
    const count = load<u64>(base + <usize>load<u32>(order + (r << 2)) * stride);
    const end = writeFixed(count, false, 0, free);
    store<u64>(out + (r << 3), makeCell(free, end - free, KIND_NUMBER));
    free = end;
  }
  return free;
}

/** Cells of n groups' sums (u64 count, i128 sum at this scale); null without numbers, declined beyond 64 bits. */
export function sumCells(
  base: usize, stride: usize, order: usize, n: u32, scale: u32, out: usize, arena: usize,
): usize {
  let free = arena;
  for (let r: usize = 0; r < <usize>n; r++) {
    const state = base + <usize>load<u32>(order + (r << 2)) * stride;
    const low = load<i64>(state, 8);
    let cell: u64 = KIND_NULL;
    if (load<u64>(state) != 0) {
      if (load<i64>(state, 16) == low >> 63) {
        const end = writeFixed(<u64>(low < 0 ? -low : low), low < 0, scale, free);
        cell = makeCell(free, end - free, KIND_NUMBER);
        free = end;
      } else cell = KIND_DECLINED << 60;
    } else if ((load<u64>(state, 8) | load<u64>(state, 16)) != 0) cell = KIND_DECLINED << 60;
    store<u64>(out + (r << 3), cell);
  }
  return free;
}

/** Cells of n groups' extremes: their source text, where it lies in the state; null where there is none. */
export function extremeCells(base: usize, stride: usize, order: usize, n: u32, out: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const state = base + <usize>load<u32>(order + (r << 2)) * stride;
    const length = <usize>load<u32>(state, 8);
    store<u64>(out + (r << 3), length ? makeCell(state + 16, length, KIND_NUMBER) : KIND_NULL);
  }
}

/** Bytes 0 to 15, and again. */
const PLACES = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
], 16);

/** The 8 digits of a number below 10^8, the first in the lowest byte. */
@inline function digitsOf8(value: u64): u64 {
  const start = <u32>value / 10000;
  const fours = <u64>start | <u64>(<u32>value - start * 10000) << 32;
  const high = ((fours * 10486) >> 20) & 0x0000007f0000007f;
  const twos = high | (fours - high * 100) << 16;
  const tens = ((twos * 103) >> 10) & 0x000f000f000f000f;
  return tens | (twos - tens * 10) << 8;
}

/**
 * Writes value / 10^scale in full, without trailing zeros; returns its end. At most 40 bytes, and up to 16 behind them
 * are written over.
 */
export function writeFixed(value: u64, isNegative: bool, scale: u32, out: usize): usize {
  if (value >= 10000000000000000 || scale > 15) return writeLongFixed(value, isNegative, scale, out);
  const start = value < 100000000 ? 0 : value / 100000000;
  const high = start ? digitsOf8(start) : 0, low = digitsOf8(value - start * 100000000);
  // No first digit but the one before the dot is zero, and no last one behind it.
  const first = min(high ? <u32>ctz(high) >> 3 : 8 + (<u32>ctz(low) >> 3), 15 - scale);
  const cut = min(low ? <u32>clz(low) >> 3 : 8 + (<u32>clz(high) >> 3), scale);
  const text = v128.add<u8>(i64x2.replace_lane(i64x2.splat(high), 1, low), i8x16.splat(48));
  let o = out;
  store<u8>(o, 45);
  o += <usize>isNegative;
  v128.store(o, v128.swizzle(text, v128.load(PLACES + <usize>first)));
  o += <usize>(16 - scale - first);
  if (cut == scale) return o;
  store<u8>(o, 46);
  v128.store(o + 1, v128.swizzle(text, v128.load(PLACES + <usize>(16 - scale))));
  return o + 1 + <usize>(scale - cut);
}

function writeLongFixed(value: u64, isNegative: bool, scale: u32, out: usize): usize {
  let m = value, decimals = scale, o = out;
  while (decimals && m % 10 == 0) { m /= 10; decimals--; }
  if (isNegative) store<u8>(o++, 45);
  const digits = max(digitsOf(m), decimals + 1);
  const end = o + digits + (decimals ? 1 : 0);
  let p = end;
  for (let d: u32 = 0; d < decimals; d++) { store<u8>(--p, 48 + <u8>(m % 10)); m /= 10; }
  if (decimals) store<u8>(--p, 46);
  while (p > o) { store<u8>(--p, 48 + <u8>(m % 10)); m /= 10; }
  return end;
}

@inline function digitsOf(value: u64): u32 {
  let digits: u32 = 1;
  for (let limit: u64 = 10; value >= limit && digits < 20; digits++) limit *= 10;
  return digits;
}

// ---- rows -------------------------------------------------------------------------------------------------------

/** Bytes of the cells of k columns (their addresses as u32) of n rows. */
export function cellBytes(columns: usize, k: u32, n: u32): f64 {
  let sum: u64 = 0;
  for (let c: usize = 0; c < <usize>k; c++) {
    const cells = <usize>load<u32>(columns + (c << 2));
    const whole = <usize>n & ~3;
    let sums = i64x2.splat(0);
    for (let r: usize = 0; r < whole; r += 4) {
      const p = cells + (r << 3);
      sums = i64x2.add(sums, i64x2.add(lengths(v128.load(p)), lengths(v128.load(p, 16))));
    }
    sum += i64x2.extract_lane(sums, 0) + i64x2.extract_lane(sums, 1);
    for (let r = whole; r < <usize>n; r++) sum += cellLength(load<u64>(cells + (r << 3)));
  }
  return <f64>sum;
}

/** Of two cells. */
@inline function lengths(cells: v128): v128 {
  return v128.and(i64x2.shr_u(cells, 32), i64x2.splat(0xfffffff));
}

/**
 * Writes n rows as cells for another process: for each of k columns length and kind (u32, as in a cell's upper half) and
 * the bytes. Plain cells only. Returns where they end; lengths takes each row's bytes (u32). Room for the bytes and 4 a
 * cell is needed, and 16 more.
 */
export function writeCells(columns: usize, k: u32, n: u32, out: usize, lengths: usize): usize {
  let o = out;
  for (let r: usize = 0; r < <usize>n; r++) {
    const start = o;
    for (let c: usize = 0; c < <usize>k; c++) {
      const cell = load<u64>(<usize>load<u32>(columns + (c << 2)) + (r << 3));
      store<u32>(o, <u32>(cell >> 32));
      o = copyBytes(cellAddress(cell), cellLength(cell), o + 4);
    }
    store<u32>(lengths + (r << 2), <u32>(o - start));
  }
  return o;
}

/** Where readCells has come to. */
let cellsEnd: usize = 0;
export function readCellsEnd(): usize { return cellsEnd; }

/**
 * Reads up to `most` rows that writeCells wrote from `from` to `end` into arrays of cells; returns how many. A column whose
 * array is 0 is passed over, and so is a row of which not all is there. Reads up to 3 bytes past the end.
 */
export function readCells(from: usize, end: usize, columns: usize, k: u32, most: u32): u32 {
  const listEnd = columns + (<usize>k << 2);
  let start = from;
  let row: u32 = 0;
  for (; row < most && start < end; row++) {
    let p = start;
    for (let list = columns; list < listEnd; list += 4) {
      const upper = <u64>load<u32>(p) << 32;
      const length = cellLength(upper);
      p += 4;
      if (<i32>(end - p) < <i32>length) { cellsEnd = start; return row; }
      const cells = <usize>load<u32>(list);
      if (cells) store<u64>(cells + (<usize>row << 3), upper | <u64>p);
      p += length;
    }
    start = p;
  }
  cellsEnd = start;
  return row;
}

/** Makes cells of n rows of text that stand one behind the other, as long as lengths (u32) says. */
export function recordCells(text: usize, lengths: usize, n: u32, out: usize): void {
  let at = text;
  for (let r: usize = 0; r < <usize>n; r++) {
    const length = <usize>load<u32>(lengths + (r << 2));
    store<u64>(out + (r << 3), makeCell(at, length, KIND_RECORD));
    at += length;
  }
}

/** Copies the bytes of n cells to an arena and makes cells of the copies; returns where the arena goes on. */
export function copyCells(cells: usize, n: u32, out: usize, arena: usize): usize {
  let free = arena;
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    const length = cellLength(cell);
    store<u64>(out + (r << 3), cell & 0xffffffff00000000 | <u64>free);
    free = copyBytes(cellAddress(cell), length, free);
  }
  return free;
}

/** Copies 16 bytes at a time; writes up to 15 bytes past the end, where the next write goes anyway. */
@inline export function copyBytes(from: usize, length: usize, out: usize): usize {
  for (let i: usize = 0; i < length; i += 16) v128.store(out + i, v128.load(from + i));
  return out + length;
}

@inline export function isSurrogate(p: usize, left: usize): bool {
  return load<u8>(p) == 0xed && left >= 3 && load<u8>(p, 1) >= 0xa0;
}

/** U+FFFD. */
@inline export function writeReplacement(out: usize): usize {
  store<u16>(out, 0xbfef);
  store<u8>(out, 0xbd, 2);
  return out + 3;
}

/** Numbers keep their digits; those that JSON does not have (`007`, `+1`) are texts there. */
@inline export function writeJson(cell: u64, out: usize): usize {
  const kind = cellKind(cell), address = cellAddress(cell), length = cellLength(cell);
  if (kind == KIND_NULL) { store<u32>(out, 0x6c6c756e); return out + 4; }
  if (kind == KIND_STRING) return writeString(address, length, out);
  if (kind == KIND_ESCAPED) return copyBytes(address - 1, length + 2, out);
  if (kind == KIND_TEXT || kind == KIND_NUMBER) {
    return isJsonNumber(address, length) ? copyBytes(address, length, out) : writeText(address, length, out);
  }
  return kind == KIND_NESTED ? writeOnOneLine(address, length, out) : copyBytes(address, length, out);
}

/** 16 bytes are looked at together: nearly all cells are digits with at most a dot, or begin as no number does. */
@inline export function isJsonNumber(address: usize, length: usize): bool {
  const v = v128.load(address);
  const digits = <u32>i8x16.bitmask(i8x16.lt_u(i8x16.sub(v, i8x16.splat(48)), i8x16.splat(10)));
  const others = ~digits & <u32>((<u64>1 << <u64>min<usize>(length, 16)) - 1);
  const first = <u32>load<u8>(address);
  if (others == 0) return length > 16 ? isLongJsonNumber(address, length) : length == 1 || (length > 1 && first != 48);
  const at = <usize>ctz(others);
  const byte = <u32>load<u8>(address + at);
  if (byte == 46 && length <= 16 && (others & (others - 1)) == 0) return at > 0 && at + 1 < length && (at == 1 || first != 48);
  if (byte != 45 && byte != 46 && (byte | 32) != 101) return false;
  return isLongJsonNumber(address, length);
}

function isLongJsonNumber(address: usize, length: usize): bool {
  let p = address;
  const end = address + length;
  if (p < end && load<u8>(p) == 45) p++;
  const whole = p;
  p = pastDigits(p, end);
  if (p == whole || (p > whole + 1 && load<u8>(whole) == 48)) return false;
  if (p < end && load<u8>(p) == 46) {
    const fraction = ++p;
    p = pastDigits(p, end);
    if (p == fraction) return false;
  }
  if (p < end && (load<u8>(p) | 32) == 101) {
    p++;
    if (p < end && (load<u8>(p) == 43 || load<u8>(p) == 45)) p++;
    const exponent = p;
    p = pastDigits(p, end);
    if (p == exponent) return false;
  }
  return p == end;
}

@inline function pastDigits(from: usize, end: usize): usize {
  let p = from;
  while (p < end && <u32>load<u8>(p) - 48 < 10) p++;
  return p;
}

/** A nested value as it stands, but a record stays on its line. */
function writeOnOneLine(address: usize, length: usize, out: usize): usize {
  let o = out;
  for (let i: usize = 0; i < length; i += 16) {
    const v = v128.load(address + i);
    const left = min<usize>(16, length - i);
    const ends = v128.or(i8x16.eq(v, i8x16.splat(10)), i8x16.eq(v, i8x16.splat(13)));
    if (<u32>i8x16.bitmask(ends) & ((<u32>1 << <u32>left) - 1)) o = writeLinesAsOne(address, i, i + left, o);
    else { v128.store(o, v); o += left; }
  }
  return o;
}

/** Bytes from one place to another; line ends that stand together are one space. */
function writeLinesAsOne(address: usize, from: usize, to: usize, out: usize): usize {
  let o = out;
  for (let i = from; i < to; i++) {
    const byte = <u32>load<u8>(address + i);
    if (byte != 10 && byte != 13) store<u8>(o++, <u8>byte);
    else if (i == 0 || (load<u8>(address + i - 1) != 10 && load<u8>(address + i - 1) != 13)) store<u8>(o++, 32);
  }
  return o;
}

/** A short text without anything to escape is written at once. */
@inline function writeText(address: usize, length: usize, out: usize): usize {
  const v = v128.load(address);
  const isSpecial = v128.or(
    i8x16.lt_s(v, i8x16.splat(32)), v128.or(i8x16.eq(v, i8x16.splat(34)), i8x16.eq(v, i8x16.splat(92))));
  if (length > 16 || (<u32>i8x16.bitmask(isSpecial) & ((<u32>1 << <u32>length) - 1)) != 0)
    return writeString(address, length, out);
  store<u8>(out, <u8>QUOTE);
  v128.store(out + 1, v);
  store<u8>(out + 1 + length, <u8>QUOTE);
  return out + 2 + length;
}

export function writeString(address: usize, length: usize, out: usize): usize {
  let o = out;
  store<u8>(o++, <u8>QUOTE);
  const space = i8x16.splat(32), q = i8x16.splat(34), b = i8x16.splat(92);
  let i: usize = 0;
  while (i < length) {
    const v = v128.load(address + i);
    // Signed: bytes from 0x80 on are below 32, too.
    let special = <u32>i8x16.bitmask(v128.or(i8x16.lt_s(v, space), v128.or(i8x16.eq(v, q), i8x16.eq(v, b))));
    special |= length - i < 16 ? ~((<u32>1 << <u32>(length - i)) - 1) : 0x10000;
    v128.store(o, v);
    const plain = <usize>ctz(special);
    o += plain;
    i += plain;
    if (plain < 16 && i < length) {
      const read = pastSpecial(address + i, length - i);
      o = writeSpecial(address + i, read, o);
      i += read;
    }
  }
  store<u8>(o++, <u8>QUOTE);
  return o;
}

/** Bytes of the character that is no plain ASCII: 1 to 4. Of what is no UTF-8, as much as belongs together. */
function pastSpecial(p: usize, left: usize): usize {
  const first = <u32>load<u8>(p);
  if (first < 0xc2 || first > 0xf4) return 1;
  const size: usize = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  // A surrogate is kept whole: JSON has an escape for it.
  const least: u32 = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  const most: u32 = first == 0xf4 ? 0x8f : 0xbf;
  let n: usize = 1;
  while (n < size && n < left) {
    const byte = <u32>load<u8>(p + n);
    if (n == 1 ? byte < least || byte > most : (byte & 0xc0) != 0x80) break;
    n++;
  }
  return n;
}

function writeSpecial(p: usize, size: usize, out: usize): usize {
  const first = <u32>load<u8>(p);
  if (first >= 0x80) {
    const wanted: usize = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (size != wanted) return writeReplacement(out);
    if (isSurrogate(p, size)) return writeEscape(((<u32>load<u8>(p, 1) & 63) << 6) | (<u32>load<u8>(p, 2) & 63) | 0xd000, out);
    for (let i: usize = 0; i < size; i++) store<u8>(out + i, load<u8>(p + i));
    return out + size;
  }
  const letter = shortEscape(first);
  if (letter == 0) return writeEscape(first, out);
  store<u8>(out, <u8>BACKSLASH);
  store<u8>(out, <u8>letter, 1);
  return out + 2;
}

@inline function shortEscape(byte: u32): u32 {
  if (byte == QUOTE || byte == BACKSLASH) return byte;
  if (byte == 8) return 98;
  if (byte == 9) return 116;
  if (byte == 10) return 110;
  if (byte == 12) return 102;
  return byte == 13 ? 114 : 0;
}

/** A backslash, a u, and four hexadecimal digits. */
function writeEscape(code: u32, out: usize): usize {
  store<u16>(out, 0x755c);
  for (let d: u32 = 0; d < 4; d++) {
    const digit = (code >> (12 - d * 4)) & 15;
    store<u8>(out + 2 + d, <u8>(digit < 10 ? 48 + digit : 87 + digit));
  }
  return out + 6;
}

// ---- rows of several workers ------------------------------------------------------------------------------------

/**
 * Takes rows from k sources in the order of their keys (u64) and writes them to out, until a source has no more rows or
 * `capacity` may be exceeded; returns their bytes. A source is 16 bytes: addresses of its next key, of its next row's
 * length (u32), of its next row, and how many rows it has left, all u32; they are moved on.
 */
export function mergeRows(sources: usize, k: u32, out: usize, capacity: usize): u32 {
  const end = out + capacity;
  let o = out;
  for (;;) {
    let first: usize = 0;
    let least: u64 = 0;
    for (let s: usize = 0; s < <usize>k; s++) {
      const source = sources + (s << 4);
      if (load<u32>(source, 12) == 0) return <u32>(o - out);
      const key = load<u64>(<usize>load<u32>(source));
      if (s == 0 || key < least) { least = key; first = source; }
    }
    const length = load<u32>(<usize>load<u32>(first, 4));
    if (o + <usize>length + 16 > end) return <u32>(o - out);
    o = copyBytes(<usize>load<u32>(first, 8), <usize>length, o);
    store<u32>(first, load<u32>(first) + 8);
    store<u32>(first, load<u32>(first, 4) + 4, 4);
    store<u32>(first, load<u32>(first, 8) + length, 8);
    store<u32>(first, load<u32>(first, 12) - 1, 12);
  }
  return 0;
}
