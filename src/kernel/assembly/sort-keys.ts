// Keys of rows for sorting: bytes whose order, byte by byte, is the order of the values. No key is the beginning of
// another one.
//
// Of each value a byte says its rank: null if it comes first, number below zero, zero, number, text, null if it comes
// last. Behind that come of a number its power of ten and its digits, two a byte, of a text its bytes. Bytes of values in
// descending order are inverted.
import { cellAddress, cellLength, cellKind, makeCell, KIND_NULL, KIND_TEXT } from './bits';

const NULL_FIRST: u8 = 0x01;
const NEGATIVE: u8 = 0x10;
const ZERO: u8 = 0x20;
const POSITIVE: u8 = 0x30;
const TEXT: u8 = 0x40;
const NULL_LAST: u8 = 0xf0;

/** What is said of a key column, in bits. */
const DESCENDING: u32 = 1;
const NULLS_FIRST: u32 = 2;
const AS_TEXT: u32 = 4;
/** Texts by the values of the whole numbers in them. */
const NATURAL: u32 = 8;
/** What is no number is null. */
const NUMBERS: u32 = 16;
/** Places of rows (placeCells): 8 bytes, as they are. */
const PLACES_OF_ROWS: u32 = 32;

/** Exponents beyond are no numbers (core/decimal.ts). */
const MAX_EXPONENT: i32 = 4096;
/** Powers of ten up to this take one byte. */
const SHORT_POWER: i32 = 120;

/**
 * Makes the records of n rows: length of the key and of the row (u32 each), then the key. columns holds the addresses
 * (u32) of the cells of k columns, plain ones, and hows what is said of them (u32 each); rows are texts one behind the
 * other from `text` on, as long as lengths (u32) says. An entry of 16 bytes is written for each: the first 8 bytes of
 * the key as a number (u64), addresses of the record and of the row (u32 each). Returns where records end. Room for 3
 * bytes a byte of the cells, 16 a cell and 8 a row is needed: a digit alone takes 3 where numbers in texts count.
 */
export function sortKeys(
  columns: usize, hows: usize, k: u32, n: u32, text: usize, lengths: usize, entries: usize, arena: usize,
): usize {
  let record = arena, row = text;
  for (let r: usize = 0; r < <usize>n; r++) {
    let o = record + 8;
    for (let c: usize = 0; c < <usize>k; c++) {
      const cell = load<u64>(<usize>load<u32>(columns + (c << 2)) + (r << 3));
      o = writeValue(cell, load<u32>(hows + (c << 2)), o);
    }
    const length = load<u32>(lengths + (r << 2));
    store<u32>(record, <u32>(o - record - 8));
    store<u32>(record, length, 4);
    makeEntry(entries + (r << 4), record, row);
    record = o;
    row += <usize>length;
  }
  return record;
}

@inline export function makeEntry(entry: usize, record: usize, row: usize): void {
  store<u64>(entry, keyWord(record, 0));
  store<u32>(entry, <u32>record, 8);
  store<u32>(entry, <u32>row, 12);
}

/** The 8 bytes of a key from this place on, as a number; zeros behind its end. */
@inline export function keyWord(record: usize, place: u32): u64 {
  const length = load<u32>(record);
  if (place >= length) return 0;
  const word = bswap<u64>(load<u64>(record + 8 + <usize>place));
  const left = length - place;
  return left >= 8 ? word : word & (~<u64>0 << <u64>((8 - left) << 3));
}

@inline function writeValue(cell: u64, how: u32, out: usize): usize {
  if (cellKind(cell) == KIND_NULL) return writeNull(how, out);
  const address = cellAddress(cell), length = cellLength(cell);
  if (how & PLACES_OF_ROWS) return writePlace(address, how, out);
  let end: usize = 0;
  if (!(how & (AS_TEXT | NATURAL))) end = writeNumber(address, length, out);
  if (end == 0 && how & NUMBERS) return writeNull(how, out);
  if (end == 0) end = how & NATURAL ? writeNatural(address, length, out) : writeText(address, length, out);
  if (how & DESCENDING) invert(out, end);
  return end;
}

@inline function writeNull(how: u32, out: usize): usize {
  if (how == PLACES_OF_ROWS) { store<u64>(out, NO_PLACE); return out + 8; }
  store<u8>(out, how & NULLS_FIRST ? NULL_FIRST : NULL_LAST);
  return out + 1;
}

@inline function invert(from: usize, end: usize): void {
  for (let p = from; p < end; p++) store<u8>(p, ~load<u8>(p));
}

// ---- places of rows ---------------------------------------------------------------------------------------------

/** Comes last: no row has it. */
const NO_PLACE: u64 = 0xffffffffffffffff;

/** In the usual order a place stands alone: it is as long as what is compared at once. Else a byte tells it from null. */
@inline function writePlace(address: usize, how: u32, out: usize): usize {
  const place = load<u64>(address);
  if (how == PLACES_OF_ROWS) { store<u64>(out, place); return out + 8; }
  store<u8>(out, TEXT);
  store<u64>(out, how & DESCENDING ? ~place : place, 1);
  return out + 9;
}

/**
 * Cells of the places of n rows: the number of their partition, and theirs in it, which rise from `first` on (u32 each,
 * the highest byte first). Their texts are written to `texts`.
 */
export function placeCells(partition: u32, first: u32, n: u32, texts: usize, out: usize): void {
  for (let r: u32 = 0; r < n; r++) {
    const text = texts + (<usize>r << 3);
    store<u32>(text, bswap<u32>(partition));
    store<u32>(text, bswap<u32>(first + r), 4);
    store<u64>(out + (<usize>r << 3), makeCell(text, 8, KIND_TEXT));
  }
}

// ---- numbers ----------------------------------------------------------------------------------------------------

@inline function isDigit(p: usize): bool { return <u32>load<u8>(p) - 48 < 10; }

/** 0 for what is no number; else the end. */
function writeNumber(address: usize, length: usize, out: usize): usize {
  if (length - 1 < 16) {
    const end = writeShortNumber(address, length, out);
    if (end) return end;
  }
  const end = address + length;
  let p = address;
  const sign = length ? load<u8>(p) : 0;
  if (sign == 45 || sign == 43) p++;
  const whole = p;
  while (p < end && isDigit(p)) p++;
  const wholeEnd = p;
  let fraction = p;
  if (p < end && load<u8>(p) == 46) {
    fraction = ++p;
    while (p < end && isDigit(p)) p++;
  }
  const digitsEnd = p;
  if (wholeEnd - whole + digitsEnd - fraction == 0) return 0;
  let exponent: i32 = 0;
  if (p < end) {
    if ((load<u8>(p) | 32) != 101) return 0;
    exponent = exponentOf(p + 1, end);
    if (exponent > MAX_EXPONENT) return 0;
  }
  return writeDigits(whole, wholeEnd, fraction, digitsEnd, exponent, sign == 45, out);
}

/** Bytes 0 to 15 thrice: from some place on, what moves bytes to the front. */
const PLACES = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
  32,
], 16);

/**
 * Of up to 16 bytes: a first digit that is not zero, perhaps behind a minus, and digits with at most one dot among them.
 * 0 for all else.
 */
@inline function writeShortNumber(address: usize, length: usize, out: usize): usize {
  const v = v128.load(address);
  const inside = (<u32>1 << <u32>length) - 1;
  const others = ~<u32>i8x16.bitmask(i8x16.lt_u(i8x16.sub(v, i8x16.splat(48)), i8x16.splat(10))) & inside;
  const isNegative = <u32>load<u8>(address) == 45;
  const dots = others & ~<u32>isNegative;
  const first = <u32>load<u8>(address + <usize>isNegative);
  if (length == <usize>isNegative || first - 49 > 8 || (dots & (dots - 1)) != 0) return 0;
  const dot = dots ? <usize>ctz(dots) : length;
  if (dots && load<u8>(address + dot) != 46) return 0;
  // Digits without what stands before and among them, as numbers; zeros behind their end.
  let places = v128.add<u8>(v128.load(PLACES), i8x16.splat(<i8>isNegative));
  places = v128.sub<u8>(places, i8x16.ge_u(places, i8x16.splat(<i8>dot)));
  const digitCount = length - <usize>isNegative - (dots ? 1 : 0);
  const digits = v128.and(
    i8x16.swizzle(i8x16.sub(v, i8x16.splat(48)), places), i8x16.lt_u(v128.load(PLACES), i8x16.splat(<i8>digitCount)));
  // Two digits a byte: the first one stands in the lower byte of each pair.
  const tens = i16x8.mul(v128.and(digits, i16x8.splat(255)), i16x8.splat(10));
  const pairs = i16x8.add(tens, i16x8.shr_u(digits, 8));
  const used: usize = 32 - <usize>clz(<u32>i16x8.bitmask(i16x8.ne(pairs, i16x8.splat(0))));
  const bytes = i8x16.narrow_i16x8_u(i16x8.add(pairs, i16x8.splat(1)), i16x8.splat(0));
  const last = v128.load(PLACES);
  const kept = v128.and(bytes, i8x16.lt_u(last, i8x16.splat(<i8>used)));
  const power = <u32>(dot - <usize>isNegative) + 128;
  const flip: u64 = isNegative ? ~<u64>0 : 0;
  store<u8>(out, isNegative ? NEGATIVE : POSITIVE);
  store<u8>(out, <u8>(power ^ <u32>flip), 1);
  store<u64>(out, i64x2.extract_lane(kept, 0) ^ flip, 2);
  store<u8>(out, <u8>flip, 10);
  return out + 3 + used;
}

/** One more than the greatest for what is none, or is too large. */
function exponentOf(from: usize, end: usize): i32 {
  let p = from;
  if (p == end) return MAX_EXPONENT + 1;
  const isNegative = load<u8>(p) == 45;
  if (isNegative || load<u8>(p) == 43) p++;
  if (p == end) return MAX_EXPONENT + 1;
  let value: i32 = 0;
  for (; p < end; p++) {
    if (!isDigit(p)) return MAX_EXPONENT + 1;
    value = min(value * 10 + <i32>load<u8>(p) - 48, MAX_EXPONENT + 1);
  }
  if (value > MAX_EXPONENT) return value;
  return isNegative ? -value : value;
}

/** The digits before and behind the dot, as 0.ddd times a power of ten. */
function writeDigits(
  whole: usize, wholeEnd: usize, fraction: usize, fractionEnd: usize, exponent: i32, isNegative: bool, out: usize,
): usize {
  let first = whole, power = exponent;
  while (first < wholeEnd && load<u8>(first) == 48) first++;
  power += <i32>(wholeEnd - first);
  if (first == wholeEnd) {
    first = fraction;
    while (first < fractionEnd && load<u8>(first) == 48) { first++; power--; }
    if (first == fractionEnd) { store<u8>(out, ZERO); return out + 1; }
  }
  // The last digit that is not zero.
  let last = fractionEnd;
  while (last > fraction && load<u8>(last - 1) == 48) last--;
  if (last == fraction) { last = wholeEnd; while (last > whole && load<u8>(last - 1) == 48) last--; }
  store<u8>(out, isNegative ? NEGATIVE : POSITIVE);
  let o = writePower(power, out + 1);
  let p = first;
  while (p < last) {
    if (p == wholeEnd) p = fraction;
    let pair = (<u32>load<u8>(p++) - 48) * 10;
    if (p == wholeEnd) p = fraction;
    if (p < last) pair += <u32>load<u8>(p++) - 48;
    store<u8>(o++, <u8>(pair + 1));
  }
  store<u8>(o++, 0);
  if (isNegative) invert(out + 1, o);
  return o;
}

@inline function writePower(power: i32, out: usize): usize {
  if (power >= -SHORT_POWER && power <= SHORT_POWER) {
    store<u8>(out, <u8>(power + 128));
    return out + 1;
  }
  store<u8>(out, power < 0 ? 0 : 255);
  store<u32>(out, bswap<u32>(<u32>power ^ 0x80000000), 1);
  return out + 5;
}

// ---- texts ------------------------------------------------------------------------------------------------------

/** Ends with a 0; bytes 0 and 1 are written as 1 1 and 1 2. */
function writeText(address: usize, length: usize, out: usize): usize {
  store<u8>(out, TEXT);
  let o = out + 1;
  for (let i: usize = 0; i < length; i += 16) {
    const v = v128.load(address + i);
    const left = min<usize>(16, length - i);
    const special = <u32>i8x16.bitmask(i8x16.lt_u(v, i8x16.splat(2))) & ((<u32>1 << <u32>left) - 1);
    if (special == 0) { v128.store(o, v); o += left; }
    else for (let j: usize = 0; j < left; j++) o = writeByte(load<u8>(address + i + j), o);
  }
  store<u8>(o, 0);
  return o + 1;
}

@inline function writeByte(byte: u8, out: usize): usize {
  if (byte > 1) { store<u8>(out, byte); return out + 1; }
  store<u8>(out, 1);
  store<u8>(out, byte + 1, 1);
  return out + 2;
}

/** Of digits in a row, how many there are behind leading zeros, and these. */
function writeNatural(address: usize, length: usize, out: usize): usize {
  store<u8>(out, TEXT);
  let o = out + 1, p = address;
  const end = address + length;
  while (p < end) {
    if (!isDigit(p)) { o = writeByte(load<u8>(p++), o); continue; }
    while (p < end && load<u8>(p) == 48) p++;
    const first = p;
    while (p < end && isDigit(p)) p++;
    store<u8>(o, 48);
    o = writeCount(<u32>(p - first), o + 1);
    memory.copy(o, first, p - first);
    o += p - first;
  }
  store<u8>(o, 0);
  return o + 1;
}

@inline function writeCount(count: u32, out: usize): usize {
  if (count < 255) { store<u8>(out, <u8>count); return out + 1; }
  store<u8>(out, 255);
  store<u32>(out, bswap<u32>(count), 1);
  return out + 5;
}
