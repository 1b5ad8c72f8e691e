// Expressions: comparing texts, lists of texts, patterns.
//
// Cells are plain here (quoted and escaped ones have been unescaped); others are slow. Texts are compared by their
// bytes, which is the order of code points. Of a number the source text counts.
import {
  cellAddress, cellLength, cellKind, lowBytes, sameBytes, KIND_NULL, KIND_TEXT, KIND_QUOTED, KIND_STRING, KIND_NUMBER,
  KIND_BOOLEAN, KIND_NESTED,
} from './bits';
import { SCALE_NULL, SCALE_SLOW, MAX_SCALE } from './numbers';
import { compareFixed } from './expression-numbers';
import { TRUE, UNKNOWN, SLOW } from './expression-truth';

const PLAIN_KINDS: u64 = (1 << KIND_TEXT) | (1 << KIND_STRING) | (1 << KIND_NUMBER) | (1 << KIND_BOOLEAN) | (1 << KIND_NESTED);

@inline export function isPlain(cell: u64): bool { return ((PLAIN_KINDS >> cellKind(cell)) & 1) != 0; }

/** The truth of a test of a cell that is not plain. */
@inline export function truthOfOther(cell: u64): u32 { return cellKind(cell) == KIND_NULL ? UNKNOWN : SLOW; }

/** -1, 0 or 1. Reads up to 7 bytes past the ends. */
@inline function compareBytes(a: usize, aLength: usize, b: usize, bLength: usize): i32 {
  const common = min(aLength, bLength);
  for (let i: usize = 0; i < common; i += 8) {
    const x = bswap(lowBytes(load<u64>(a + i), common - i)), y = bswap(lowBytes(load<u64>(b + i), common - i));
    if (x != y) return x < y ? -1 : 1;
  }
  return <i32>(aLength > bLength) - <i32>(aLength < bLength);
}

const EQUAL: u32 = 2;
const UNEQUAL: u32 = 5;

/** Compares n texts with a constant. Bits 0, 1, 2 of `outcomes` are the answers for less, equal, greater. */
export function compareTextsTo(
  cells: usize, n: u32, address: usize, length: usize, outcomes: u32, out: usize,
): void {
  const equality = outcomes == EQUAL || outcomes == UNEQUAL;
  if (equality && length <= 16) { compareShortTo(cells, n, address, length, outcomes, out); return; }
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    let truth: u32;
    if (!isPlain(cell)) truth = truthOfOther(cell);
    else if (equality) {
      const isEqual = cellLength(cell) == length && sameBytes(cellAddress(cell), address, length);
      truth = isEqual ? (outcomes >> 1) & 1 : outcomes & 1;
    } else truth = (outcomes >> (compareBytes(cellAddress(cell), cellLength(cell), address, length) + 1)) & 1;
    store<u8>(out + r, <u8>truth);
  }
}

/** Whether texts are equal to one of up to 16 bytes, or not: which of both cannot be foretold, so there is no branch. */
function compareShortTo(cells: usize, n: u32, address: usize, length: usize, outcomes: u32, out: usize): void {
  const text = v128.load(address);
  const need = <i32>((1 << <u32>length) - 1);
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    const same = i8x16.bitmask(i8x16.eq(v128.load(cellAddress(cell)), text)) & need;
    const isEqual = <u32>(cellLength(cell) == length) & <u32>(same == need);
    store<u8>(out + r, <u8>(isPlain(cell) ? (outcomes >> isEqual) & 1 : truthOfOther(cell)));
  }
}

@inline function compareCells(a: u64, b: u64): i32 {
  return compareBytes(cellAddress(a), cellLength(a), cellAddress(b), cellLength(b));
}

@inline export function truthOfOthers(a: u64, b: u64): u32 {
  const slow = (!isPlain(a) && cellKind(a) != KIND_NULL) || (!isPlain(b) && cellKind(b) != KIND_NULL);
  return slow ? SLOW : UNKNOWN;
}

/** Compares two columns of texts. */
export function compareTexts(cells1: usize, cells2: usize, n: u32, outcomes: u32, out: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const a = load<u64>(cells1 + (r << 3)), b = load<u64>(cells2 + (r << 3));
    const truth = isPlain(a) && isPlain(b) ? (outcomes >> (compareCells(a, b) + 1)) & 1 : truthOfOthers(a, b);
    store<u8>(out + r, <u8>truth);
  }
}

/** Whether it is sure that a text is no number: it is empty or has a character that no number has. */
function isNoNumber(cell: u64): bool {
  const kind = cellKind(cell);
  if (kind == KIND_BOOLEAN || kind == KIND_NESTED) return true;
  const start = cellAddress(cell), end = start + cellLength(cell);
  if (start == end) return true;
  for (let p = start; p < end; p++) {
    const byte = <u32>load<u8>(p);
    if (byte - 48 > 9 && byte != 46 && byte != 45 && byte != 43 && (byte | 32) != 101) return true;
  }
  return false;
}

/**
 * Compares two columns: as numbers where both are, else by their texts; JSON strings are texts here. Slow is what may be
 * a number that the kernel does not read.
 */
export function compareValues(
  cells1: usize, m1: usize, s1: usize, cells2: usize, m2: usize, s2: usize, n: u32, outcomes: u32, out: usize,
): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const a = load<u64>(cells1 + (r << 3)), b = load<u64>(cells2 + (r << 3));
    const s = <u32>load<u8>(s1 + r), t = <u32>load<u8>(s2 + r);
    const hasString = cellKind(a) == KIND_STRING || cellKind(b) == KIND_STRING;
    let truth: u32 = SLOW;
    if (max(s, t) <= MAX_SCALE && !hasString) {
      truth = (outcomes >> (compareFixed(load<i64>(m1 + (r << 3)), s, load<i64>(m2 + (r << 3)), t) + 1)) & 1;
    } else if (!isPlain(a) || !isPlain(b)) truth = truthOfOthers(a, b);
    else if (hasString || isNoNumber(a) || isNoNumber(b)) truth = (outcomes >> (compareCells(a, b) + 1)) & 1;
    store<u8>(out + r, <u8>truth);
  }
}

const TEXT_KINDS: u64 = (1 << KIND_TEXT) | (1 << KIND_QUOTED) | (1 << KIND_STRING);

/** Settles slow truths of texts that are surely no numbers: they are not equal to any. */
export function settleTruths(cells: usize, n: u32, truth: u32, truths: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    if (<u32>load<u8>(truths + r) == SLOW && isTextOnly(load<u64>(cells + (r << 3)))) store<u8>(truths + r, <u8>truth);
  }
}

/** The same for numbers that are wanted where there are some, else null. */
export function settleNumbers(cells: usize, n: u32, scales: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    if (<u32>load<u8>(scales + r) != SCALE_SLOW) continue;
    if (isTextOnly(load<u64>(cells + (r << 3)))) store<u8>(scales + r, <u8>SCALE_NULL);
  }
}

@inline function isTextOnly(cell: u64): bool {
  return ((TEXT_KINDS >> cellKind(cell)) & 1) != 0 && isNoNumber(cell);
}

// ---- lists ------------------------------------------------------------------------------------------------------

/** By the length and the first and last bytes. */
@inline function hashOf(address: usize, length: usize): usize {
  const first = lowBytes(load<u64>(address), length);
  const last = length > 8 ? load<u64>(address + length - 8) : 0;
  const mixed = (first ^ (<u64>length << 56)) * 0x9e3779b97f4a7c15 ^ rotl<u64>(last * 0xc2b2ae3d27d4eb4f, 29);
  return <usize>((mixed * 0x9e3779b97f4a7c15) >> 40);
}

/** Fills a table of `slots` (a power of 2, u32 each, zero) with the numbers from 1 on of texts: pairs of address, length. */
export function indexTexts(texts: usize, count: u32, table: usize, slots: u32): void {
  for (let t: u32 = 0; t < count; t++) {
    const text = texts + (<usize>t << 3);
    let slot = hashOf(<usize>load<u32>(text), <usize>load<u32>(text, 4)) & <usize>(slots - 1);
    while (load<u32>(table + (slot << 2))) slot = (slot + 1) & <usize>(slots - 1);
    store<u32>(table + (slot << 2), t + 1);
  }
}

/** Whether n texts are among the `count` of such a table; `miss` is the truth for no. */
export function inTexts(
  cells: usize, n: u32, texts: usize, count: u32, table: usize, slots: u32, miss: u32, out: usize,
): void {
  if (areFewAndShort(texts, count)) { inShortTexts(cells, n, texts, count, miss, out); return; }
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    const truth = isPlain(cell) ? (isIn(cell, texts, table, slots) ? TRUE : miss) : truthOfOther(cell);
    store<u8>(out + r, <u8>truth);
  }
}

function areFewAndShort(texts: usize, count: u32): bool {
  if (count > 6) return false;
  for (let t: u32 = 0; t < count; t++) if (load<u32>(texts + (<usize>t << 3), 4) > 16) return false;
  return true;
}

/** Comparing with all of a few is sooner done than foreseeing which it is. */
function inShortTexts(cells: usize, n: u32, texts: usize, count: u32, miss: u32, out: usize): void {
  const end = texts + (<usize>count << 3);
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    const text = v128.load(cellAddress(cell)), length = cellLength(cell);
    const need = <i32>((1 << <u32>min<usize>(length, 17)) - 1);
    let isFound: u32 = 0;
    for (let t = texts; t < end; t += 8) {
      const same = i8x16.bitmask(i8x16.eq(v128.load(<usize>load<u32>(t)), text)) & need;
      isFound |= <u32>(<usize>load<u32>(t, 4) == length) & <u32>(same == need);
    }
    store<u8>(out + r, <u8>(isPlain(cell) ? select<u32>(TRUE, miss, isFound) : truthOfOther(cell)));
  }
}

@inline function isIn(cell: u64, texts: usize, table: usize, slots: u32): bool {
  const address = cellAddress(cell), length = cellLength(cell);
  let slot = hashOf(address, length) & <usize>(slots - 1);
  for (;;) {
    const number = load<u32>(table + (slot << 2));
    if (number == 0) return false;
    const text = texts + (<usize>(number - 1) << 3);
    if (<usize>load<u32>(text, 4) == length && sameBytes(<usize>load<u32>(text), address, length)) return true;
    slot = (slot + 1) & <usize>(slots - 1);
  }
  return false;
}

// ---- patterns ---------------------------------------------------------------------------------------------------

/** Where a text that is not empty occurs first in another; -1 where it does not. Reads up to 15 bytes past the ends. */
export function findText(text: usize, length: usize, part: usize, partLength: usize): isize {
  if (partLength > length) return -1;
  const first = i8x16.splat(load<i8>(part)), last = i8x16.splat(load<i8>(part + partLength - 1));
  const starts = length - partLength + 1;
  for (let i: usize = 0; i < starts; i += 16) {
    const both = v128.and(
      i8x16.eq(v128.load(text + i), first),
      i8x16.eq(v128.load(text + i + partLength - 1), last),
    );
    let hits = <u32>i8x16.bitmask(both);
    if (starts - i < 16) hits &= (1 << <u32>(starts - i)) - 1;
    while (hits) {
      const at = i + <usize>ctz(hits);
      if (partLength <= 2 || sameBytes(text + at + 1, part + 1, partLength - 2)) return at;
      hits &= hits - 1;
    }
  }
  return -1;
}

/** Whether n texts start with one text (perhaps empty) and end with another, without sharing bytes. */
export function frameTexts(
  cells: usize, n: u32, start: usize, startLength: usize, end: usize, endLength: usize, out: usize,
): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    if (!isPlain(cell)) { store<u8>(out + r, <u8>truthOfOther(cell)); continue; }
    const address = cellAddress(cell), length = cellLength(cell);
    const matches = length >= startLength + endLength
      && sameBytes(address, start, startLength)
      && sameBytes(address + length - endLength, end, endLength);
    store<u8>(out + r, <u8>matches);
  }
}

/** Whether n texts have a part that is not empty. Reads up to 31 bytes past the ends. */
export function containTexts(cells: usize, n: u32, part: usize, partLength: usize, out: usize): void {
  const first = i8x16.splat(load<i8>(part)), last = i8x16.splat(load<i8>(part + partLength - 1));
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    const address = cellAddress(cell), length = cellLength(cell);
    let truth: u32 = 0;
    if (!isPlain(cell)) truth = truthOfOther(cell);
    else if (length >= partLength + 32) truth = <u32>(findText(address, length, part, partLength) >= 0);
    else if (length >= partLength) {
      // All places at once: a loop over them would be ended at a place that cannot be foretold.
      let hits = candidates(address, partLength, first, last) | (candidates(address + 16, partLength, first, last) << 16);
      hits &= <u32>(((<u64>2) << <u64>(length - partLength)) - 1);
      while (hits && !truth) {
        truth = <u32>(partLength <= 2 || sameBytes(address + <usize>ctz(hits) + 1, part + 1, partLength - 2));
        hits &= hits - 1;
      }
    }
    store<u8>(out + r, <u8>truth);
  }
}

/** Which of 16 places have the first and the last byte of a part. */
@inline function candidates(address: usize, partLength: usize, first: v128, last: v128): u32 {
  return <u32>i8x16.bitmask(v128.and(
    i8x16.eq(v128.load(address), first),
    i8x16.eq(v128.load(address + partLength - 1), last),
  ));
}

/**
 * Whether n texts consist of k parts in this order, with any text between them: pairs of address and length (u32), the
 * first at the start, the last at the end; those between them are not empty.
 */
export function sequenceTexts(cells: usize, n: u32, parts: usize, k: u32, out: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    const truth = isPlain(cell) ? <u32>isSequence(cellAddress(cell), cellLength(cell), parts, k) : truthOfOther(cell);
    store<u8>(out + r, <u8>truth);
  }
}

/** Each part is taken where it occurs first: what fits behind a later place fits behind an earlier one. */
function isSequence(text: usize, length: usize, parts: usize, k: u32): bool {
  const last = parts + (<usize>(k - 1) << 3);
  const startLength = <usize>load<u32>(parts, 4), endLength = <usize>load<u32>(last, 4);
  if (length < startLength + endLength || !sameBytes(text, <usize>load<u32>(parts), startLength)) return false;
  const end = text + length - endLength;
  if (!sameBytes(end, <usize>load<u32>(last), endLength)) return false;
  let p = text + startLength;
  for (let part = parts + 8; part < last; part += 8) {
    const partLength = <usize>load<u32>(part, 4);
    const at = findText(p, end - p, <usize>load<u32>(part), partLength);
    if (at < 0) return false;
    p += at + partLength;
  }
  return true;
}

const ANY_ONE: u32 = 256;
const ANY_MANY: u32 = 257;

/** Whether n texts match a pattern: units of 16 bits, each a byte, 256 for any character, or 257 for any text. */
export function matchTexts(cells: usize, n: u32, pattern: usize, units: u32, out: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    const truth = isPlain(cell)
      ? <u32>matches(cellAddress(cell), cellLength(cell), pattern, pattern + (<usize>units << 1))
      : truthOfOther(cell);
    store<u8>(out + r, <u8>truth);
  }
}

/** What follows the last "any text" is tried from each character on; what came before it has matched as early as can be. */
function matches(text: usize, length: usize, pattern: usize, patternEnd: usize): bool {
  const end = text + length;
  let t = text, p = pattern, retry: usize = 0, retryText: usize = 0;
  while (t < end) {
    const unit = p < patternEnd ? <u32>load<u16>(p) : <u32>0xffff;
    if (unit == ANY_MANY) {
      p += 2;
      if (p == patternEnd) return true;
      retry = p;
      retryText = t;
    } else if (unit == ANY_ONE) { t += characterBytes(t, end); p += 2; }
    else if (unit == <u32>load<u8>(t)) { t++; p += 2; }
    else if (retry) {
      retryText += characterBytes(retryText, end);
      const wanted = <u32>load<u16>(retry);
      if (wanted < ANY_ONE) while (retryText < end && <u32>load<u8>(retryText) != wanted) retryText++;
      t = retryText;
      p = retry;
    } else return false;
  }
  while (p < patternEnd && <u32>load<u16>(p) == ANY_MANY) p += 2;
  return p == patternEnd;
}

/** Bytes of the character that starts here. */
@inline export function characterBytes(p: usize, end: usize): usize {
  const first = <u32>load<u8>(p);
  const size: usize = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  return min(size, end - p);
}
