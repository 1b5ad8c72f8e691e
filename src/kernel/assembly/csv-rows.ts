// Rows of CSV from cells. Nearly all cells are short and need no quotes: these are looked at and copied 16 bytes at once.
import { cellAddress, cellKind, cellLength, KIND_NULL, KIND_NUMBER, KIND_QUOTED, KIND_RECORD } from './bits';
import { copyBytes, isSurrogate, writeReplacement } from './rows';

const QUOTE: u32 = 34;
/** A quote, a newline, a return, the first byte of a surrogate. In memory: V8 would build a constant vector again for each use. */
const SPECIAL = memory.data<u8>([34, 10, 13, 0xed]);

/**
 * Writes n rows of k columns; returns where they end. columns holds the addresses (u32) of the cell arrays, texts k + 1
 * pairs of address and length (u32 each): what comes before each column and at the end. lengths takes each row's bytes
 * (u32). Room for 2 bytes a byte of the cells, 8 a cell, and the texts is needed, and 64 more.
 */
export function writeCsvRows(
  columns: usize, k: u32, n: u32, texts: usize, delimiter: u32, out: usize, lengths: usize,
): usize {
  const d = i8x16.splat(<i8>delimiter), q = v128.load8_splat(SPECIAL), l = v128.load8_splat(SPECIAL, 1);
  const cr = v128.load8_splat(SPECIAL, 2), s = v128.load8_splat(SPECIAL, 3);
  let o = out;
  for (let r: usize = 0; r < <usize>n; r++) {
    const start = o;
    for (let c: usize = 0; c < <usize>k; c++) {
      const cell = load<u64>(<usize>load<u32>(columns + (c << 2)) + (r << 3));
      o = copyText(texts + (c << 3), o);
      const kind = cellKind(cell), address = cellAddress(cell), length = cellLength(cell);
      // Null is an empty cell.
      if (kind == KIND_NULL) continue;
      if (length - 1 >= 16 || kind == KIND_QUOTED || kind >= KIND_RECORD) { o = writeCsv(cell, delimiter, o); continue; }
      const v = v128.load(address);
      v128.store(o, v);
      const special = v128.or(
        v128.or(v128.or(i8x16.eq(v, d), i8x16.eq(v, q)), v128.or(i8x16.eq(v, l), i8x16.eq(v, cr))), i8x16.eq(v, s));
      if (<u32>i8x16.bitmask(special) & ((<u32>1 << <u32>length) - 1)) o = writeCsv(cell, delimiter, o);
      else o += length;
    }
    o = copyText(texts + (<usize>k << 3), o);
    store<u32>(lengths + (r << 2), <u32>(o - start));
  }
  return o;
}

@inline function copyText(text: usize, out: usize): usize {
  const from = <usize>load<u32>(text), length = <usize>load<u32>(text, 4);
  v128.store(out, v128.load(from));
  return length > 16 ? copyBytes(from, length, out) : out + length;
}

// What a cell needs: quotes; a look at each byte, because of a quote or the first byte of a surrogate, which has no UTF-8.
const QUOTES: u32 = 1;
const BYTEWISE: u32 = 2;

/** An empty text is a quoted cell. */
function writeCsv(cell: u64, delimiter: u32, out: usize): usize {
  const kind = cellKind(cell), address = cellAddress(cell), length = cellLength(cell);
  if (kind == KIND_RECORD || kind == KIND_NUMBER) return copyBytes(address, length, out);
  if (kind == KIND_QUOTED) return writeQuoted(address, length, delimiter, out);
  const needs = length ? needsOf(address, length, delimiter) : QUOTES;
  if (needs & BYTEWISE) return writeCarefully(address, length, (needs & QUOTES) != 0, out);
  return needs ? writeBetweenQuotes(address, length, out) : copyBytes(address, length, out);
}

/** The inside of a quoted field keeps its quotes only where it needs them. */
function writeQuoted(address: usize, length: usize, delimiter: u32, out: usize): usize {
  if (length && !(needsOf(address, length, delimiter) & QUOTES)) return copyBytes(address, length, out);
  return copyBytes(address - 1, length + 2, out);
}

@inline function writeBetweenQuotes(address: usize, length: usize, out: usize): usize {
  store<u8>(out, <u8>QUOTE);
  const end = copyBytes(address, length, out + 1);
  store<u8>(end, <u8>QUOTE);
  return end + 1;
}

function needsOf(address: usize, length: usize, delimiter: u32): u32 {
  const d = i8x16.splat(<i8>delimiter), q = i8x16.splat(34), l = i8x16.splat(10), cr = i8x16.splat(13);
  const surrogate = i8x16.splat(<i8>0xed);
  let inQuotes: u32 = 0, bytewise: u32 = 0;
  for (let i: usize = 0; i < length; i += 16) {
    const v = v128.load(address + i);
    const inside = length - i < 16 ? ((<u32>1 << <u32>(length - i)) - 1) : 0xffff;
    const isQuote = i8x16.eq(v, q);
    const special = v128.or(v128.or(i8x16.eq(v, d), isQuote), v128.or(i8x16.eq(v, l), i8x16.eq(v, cr)));
    inQuotes |= <u32>i8x16.bitmask(special) & inside;
    bytewise |= <u32>i8x16.bitmask(v128.or(isQuote, i8x16.eq(v, surrogate))) & inside;
  }
  return (inQuotes ? QUOTES : 0) | (bytewise ? BYTEWISE : 0);
}

function writeCarefully(address: usize, length: usize, isQuoted: bool, out: usize): usize {
  let o = out;
  if (isQuoted) store<u8>(o++, <u8>QUOTE);
  for (let i: usize = 0; i < length; i++) {
    const byte = <u32>load<u8>(address + i);
    if (byte == QUOTE && isQuoted) store<u8>(o++, <u8>QUOTE);
    if (isSurrogate(address + i, length - i)) { o = writeReplacement(o); i += 2; }
    else store<u8>(o++, <u8>byte);
  }
  if (isQuoted) store<u8>(o++, <u8>QUOTE);
  return o;
}
