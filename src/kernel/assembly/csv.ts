// CSV: from bytes to positions of separators to cells.
//
// A quote opens only at the start of a field. The vector path assumes that quotes are well placed and checks it; where
// the check fails, the exact scalar path reads on from the last certain field start until it has passed the block.
import { joinMasks, mask64, prefixXor, makeCell, KIND_NULL, KIND_RECORD, KIND_TEXT, KIND_QUOTED } from './bits';

const NEWLINE: u32 = 10;
const RETURN: u32 = 13;
const TOP: u64 = 1 << 63;
/** In memory: V8 would build a constant vector again for each use. */
const NEWLINES = memory.data<u8>([10]);

/** Newlines among the positions of the last csvIndex. */
let newlineCount: u32 = 0;
let badByte: i32 = -1;
let endsInQuotes: bool = false;

/** Where text follows a closing quote (from the buffer's start), or -1; the index ends before it. */
export function csvBadByte(): i32 { return badByte; }
/** Whether the bytes end inside a quoted field. */
export function csvEndsInQuotes(): bool { return endsInQuotes; }

// How far indexing has come: the next 64 bytes, and the end of the positions.
let next: usize = 0;
let positionsEnd: usize = 0;

/**
 * Writes the positions (u32, from buf) of all delimiters and newlines outside quotes; returns how many. buf must be
 * a record's start; 80 zero bytes must follow the bytes, and 64 bytes of slack the room for len positions at out.
 */
export function csvIndex(buf: usize, len: usize, out: usize, delimiter: u32, quote: u32): u32 {
  next = 0; positionsEnd = out;
  newlineCount = 0; badByte = -1; endsInQuotes = false;
  let isMore = true;
  while (isMore && next < len) {
    plainBlocks(buf, len, v128.load8_splat(NEWLINES), i8x16.splat(<i8>delimiter), i8x16.splat(<i8>quote));
    if (next < len) isMore = quotedBlocks(buf, len, out, delimiter, quote);
  }
  return <u32>((positionsEnd - out) >> 2);
}

/** Up to 64 bytes with a quote. By itself, so that all it needs is in registers. */
function plainBlocks(buf: usize, len: usize, newline: v128, delimiter: v128, quote: v128): void {
  let i = next;
  let o = positionsEnd;
  let counts = i64x2.splat(0); // newlines by lane: at most 4 a block
  let blocks: u32 = 0;
  for (; i < len; i += 64) {
    const p = buf + i;
    const a = v128.load(p), b = v128.load(p, 16), c = v128.load(p, 32), d = v128.load(p, 48);
    const hasQuote = v128.any_true(v128.or(
      v128.or(i8x16.eq(a, quote), i8x16.eq(b, quote)), v128.or(i8x16.eq(c, quote), i8x16.eq(d, quote))));
    if (hasQuote) break;
    const na = i8x16.eq(a, newline), nb = i8x16.eq(b, newline), nc = i8x16.eq(c, newline), nd = i8x16.eq(d, newline);
    const separators = joinMasks(
      v128.or(na, i8x16.eq(a, delimiter)), v128.or(nb, i8x16.eq(b, delimiter)),
      v128.or(nc, i8x16.eq(c, delimiter)), v128.or(nd, i8x16.eq(d, delimiter)));
    counts = i8x16.sub(counts, i8x16.add(i8x16.add(na, nb), i8x16.add(nc, nd)));
    if (++blocks == 63) { newlineCount += sumLanes(counts); counts = i64x2.splat(0); blocks = 0; }
    o = addPositions(o, separators, <u32>i);
  }
  newlineCount += sumLanes(counts);
  next = i; positionsEnd = o;
}

/**
 * From 64 bytes with a quote until some without, none of which are quoted; false when there is nothing more to read.
 */
function quotedBlocks(buf: usize, len: usize, out: usize, delimiter: u32, quote: u32): bool {
  const q = i8x16.splat(<i8>quote), n = i8x16.splat(10), dl = i8x16.splat(<i8>delimiter);
  let quoted: u64 = 0;
  let quoteBefore: u64 = 0;
  let separatorBefore = <u64>(fieldStart(out) == next);
  while (next < len) {
    const p = buf + next;
    const a = v128.load(p), b = v128.load(p, 16), c = v128.load(p, 32), d = v128.load(p, 48);
    const quotes = mask64(a, b, c, d, q);
    if (!(quotes | quoted)) return true;
    const newlines = mask64(a, b, c, d, n);
    const inside = prefixXor(quotes) ^ quoted;
    const separators = (newlines | mask64(a, b, c, d, dl)) & ~inside;
    const closing = quotes & ~inside;
    let bad = quotes & inside & ~((separators << 1) | separatorBefore | (quotes << 1) | quoteBefore);
    bad |= closing & ~wellFollowed(p, closing, separators | quotes, newlines, len - next, delimiter, quote);
    if (bad) {
      positionsEnd = scalarFields(buf, fieldStart(out), len, next + 64, positionsEnd, delimiter, quote);
      if (badByte >= 0 || scalarEnd >= len) return false;
      next = scalarEnd; quoted = 0; separatorBefore = 1; quoteBefore = 0;
      continue;
    }
    newlineCount += <u32>popcnt(newlines & ~inside);
    positionsEnd = addPositions(positionsEnd, separators, <u32>next);
    quoted = <u64>(<i64>inside >> 63);
    separatorBefore = separators >> 63;
    quoteBefore = quotes >> 63;
    next += 64;
  }
  endsInQuotes = quoted != 0;
  return false;
}

/** Behind the last separator so far. */
@inline function fieldStart(out: usize): usize {
  return positionsEnd > out ? <usize>load<u32>(positionsEnd - 4) + 1 : 0;
}

/** Appends the positions of the separators of 64 bytes. More than are there are written rather than counted first. */
@inline function addPositions(out: usize, separators: u64, base: u32): usize {
  const count = <usize>popcnt(separators);
  let m = addEight(out, separators, base);
  if (count > 8) {
    m = addEight(out + 32, m, base);
    for (let o = out + 64; m; o += 4) { store<u32>(o, base + <u32>ctz(m)); m &= m - 1; }
  }
  return out + (count << 2);
}

/** Writes the positions of the eight lowest bits; returns the bits above them. */
@inline function addEight(o: usize, separators: u64, base: u32): u64 {
  let m = separators;
  store<u32>(o, base + <u32>ctz(m)); m &= m - 1;
  store<u32>(o, base + <u32>ctz(m), 4); m &= m - 1;
  store<u32>(o, base + <u32>ctz(m), 8); m &= m - 1;
  store<u32>(o, base + <u32>ctz(m), 12); m &= m - 1;
  store<u32>(o, base + <u32>ctz(m), 16); m &= m - 1;
  store<u32>(o, base + <u32>ctz(m), 20); m &= m - 1;
  store<u32>(o, base + <u32>ctz(m), 24); m &= m - 1;
  store<u32>(o, base + <u32>ctz(m), 28); m &= m - 1;
  return m;
}

/** The sum of 16 unsigned bytes. */
@inline function sumLanes(v: v128): u32 {
  const sums = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(v));
  return i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1) + i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3);
}

/** Bits of the bytes that may be closing quotes: before a separator, a quote, CRLF, or the end of the bytes. */
@inline function wellFollowed(
  p: usize, closing: u64, enders: u64, newlines: u64, left: usize, delimiter: u32, quote: u32,
): u64 {
  let ok = enders >> 1;
  if (left <= 64) ok |= <u64>1 << <u64>(left - 1);
  else {
    const next = <u32>load<u8>(p, 64);
    if (next == quote || next == delimiter || next == NEWLINE || (next == RETURN && load<u8>(p, 65) == NEWLINE)) ok |= TOP;
  }
  if (closing & ~ok) {
    const cr = i8x16.splat(13);
    let returns = mask64(v128.load(p), v128.load(p, 16), v128.load(p, 32), v128.load(p, 48), cr);
    returns &= (newlines >> 1) | (load<u8>(p, 64) == NEWLINE || left <= 64 ? TOP : 0);
    ok |= returns >> 1;
  }
  return ok;
}

let scalarEnd: usize = 0;

/** The plain state machine: reads whole fields from a field's start until it has passed `until`. */
function scalarFields(
  buf: usize, start: usize, len: usize, until: usize, out: usize, delimiter: u32, quote: u32,
): usize {
  let o = out;
  let p = start;
  while (p < until) {
    if (<u32>load<u8>(buf + p) == quote) {
      p++;
      for (;;) {
        while (p < len && <u32>load<u8>(buf + p) != quote) p++;
        if (p >= len) { endsInQuotes = true; scalarEnd = len; return o; }
        p++;
        if (p < len && <u32>load<u8>(buf + p) == quote) { p++; continue; }
        break;
      }
      if (p < len && <u32>load<u8>(buf + p) == RETURN && (p + 1 >= len || <u32>load<u8>(buf + p + 1) == NEWLINE)) p++;
      if (p >= len) { scalarEnd = len; return o; }
      const after = <u32>load<u8>(buf + p);
      if (after != delimiter && after != NEWLINE) { badByte = <i32>p; scalarEnd = p; return o; }
    } else {
      while (p < len) {
        const byte = <u32>load<u8>(buf + p);
        if (byte == delimiter || byte == NEWLINE) break;
        p++;
      }
      if (p >= len) { scalarEnd = len; return o; }
    }
    store<u32>(o, <u32>p);
    o += 4;
    if (<u32>load<u8>(buf + p) == NEWLINE) newlineCount++;
    p++;
  }
  scalarEnd = p;
  return o;
}

/**
 * How many records in a row from position k of the index have exactly `columns` fields. With as many newlines in the
 * whole index as records, it is enough to look at every columns-th position.
 */
export function csvRun(buf: usize, index: usize, k: u32, n: u32, columns: u32): u32 {
  const stride = <usize>columns << 2;
  let p = index + (<usize>k << 2);
  const end = index + (<usize>n << 2);
  let rows: u32 = 0;
  if (k == 0 && newlineCount == n / columns) {
    while (p + stride <= end && load<u8>(buf + load<u32>(p + stride - 4)) == NEWLINE) { rows++; p += stride; }
    if (rows == newlineCount) return rows;
    rows = 0;
    p = index;
  }
  while (p + stride <= end) {
    const last = p + stride - 4;
    while (p < last && load<u8>(buf + load<u32>(p)) != NEWLINE) p += 4;
    if (p != last || load<u8>(buf + load<u32>(p)) != NEWLINE) break;
    rows++;
    p += 4;
  }
  return rows;
}

/** The index position of the newline that ends the record at position k; n when there is none. */
export function csvRecordEnd(buf: usize, index: usize, k: u32, n: u32): u32 {
  let j = k;
  while (j < n && load<u8>(buf + load<u32>(index + (<usize>j << 2))) != NEWLINE) j++;
  return j;
}

/** Of `rows` records from position k, how many start before `limit` (from buf). The first one starts at firstStart. */
export function csvRowsBefore(index: usize, k: u32, rows: u32, columns: u32, firstStart: u32, limit: u32): u32 {
  let low: u32 = 0, high = rows;
  while (low < high) {
    const middle = (low + high) >> 1;
    const start = middle == 0 ? firstStart : load<u32>(index + (<usize>(k + middle * columns) << 2) - 4) + 1;
    if (start < limit) low = middle + 1; else high = middle;
  }
  return low;
}

/** Cells of one column of `rows` well-formed records from position k; the first record starts at firstStart. */
export function csvCells(
  buf: usize, index: usize, k: u32, rows: u32, columns: u32, column: u32, firstStart: u32, quote: u32, out: usize,
): void {
  const stride = <usize>columns << 2;
  let p = index + (<usize>(k + column) << 2);
  let o = out;
  const isLast = column == columns - 1;
  let start = column == 0 ? firstStart : load<u32>(p - 4) + 1;
  for (let r: u32 = 0; r < rows; r++) {
    let end = load<u32>(p);
    if (isLast && end > start && load<u8>(buf + end - 1) == RETURN) end--;
    let cell: u64 = KIND_NULL;
    if (end > start) {
      cell = <u32>load<u8>(buf + start) == quote
        ? makeCell(buf + start + 1, end - start - 2, KIND_QUOTED)
        : makeCell(buf + start, end - start, KIND_TEXT);
    }
    store<u64>(o, cell);
    o += 8;
    p += stride;
    start = load<u32>(p - 4) + 1;
  }
}

/** The records themselves, as csvCells makes cells of their columns. */
export function csvRecords(
  buf: usize, index: usize, k: u32, rows: u32, columns: u32, firstStart: u32, out: usize,
): void {
  const stride = <usize>columns << 2;
  let p = index + (<usize>(k + columns - 1) << 2);
  let start = firstStart;
  for (let r: usize = 0; r < <usize>rows; r++) {
    const newline = load<u32>(p);
    const end = newline - <u32>(newline > start && load<u8>(buf + newline - 1) == RETURN);
    store<u64>(out + (r << 3), makeCell(buf + start, end - start, KIND_RECORD));
    p += stride;
    start = newline + 1;
  }
}
