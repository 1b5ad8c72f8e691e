// Rows of JSON from cells. Nearly all cells are short texts and numbers: these are copied 32 bytes at once, without a
// branch that depends on how long they are.
import { cellAddress, cellKind, cellLength, KIND_NUMBER, KIND_STRING, KIND_TEXT } from './bits';
import { copyBytes, isJsonNumber, writeJson, writeString } from './rows';

const SHORT: usize = 32;
const QUOTE: u32 = 34;
/** A space, a quote, a backslash. In memory: V8 would build a constant vector again for each use. */
const SPECIAL = memory.data<u8>([32, 34, 92]);

/**
 * Writes n rows of k columns; arguments as those of writeCsvRows. isText: texts are never taken for numbers. Room for 6 bytes
 * a byte of the cells, 8 a cell, and the texts is needed, and 64 more.
 */
export function writeJsonRows(
  columns: usize, k: u32, n: u32, texts: usize, isText: bool, out: usize, lengths: usize,
): usize {
  const space = v128.load8_splat(SPECIAL), quote = v128.load8_splat(SPECIAL, 1), slash = v128.load8_splat(SPECIAL, 2);
  const numberKinds: u64 = (1 << KIND_NUMBER) | (isText ? 0 : 1 << KIND_TEXT);
  const textKinds: u64 = (1 << KIND_TEXT) | (1 << KIND_NUMBER) | (1 << KIND_STRING);
  let o = out;
  for (let r: usize = 0; r < <usize>n; r++) {
    const start = o;
    for (let c: usize = 0; c < <usize>k; c++) {
      const cell = load<u64>(<usize>load<u32>(columns + (c << 2)) + (r << 3));
      o = copyShortly(texts + (c << 3), o);
      const kind = cellKind(cell), address = cellAddress(cell), length = cellLength(cell);
      if (!((textKinds >> kind) & 1)) { o = writeJson(cell, o); continue; }
      const isNumber = ((numberKinds >> kind) & 1) != 0 && startsNumber(address) && isJsonNumber(address, length);
      if (length > SHORT) { o = isNumber ? copyBytes(address, length, o) : writeString(address, length, o); continue; }
      const a = v128.load(address), b = v128.load(address, 16);
      if (isNumber) {
        v128.store(o, a);
        v128.store(o, b, 16);
        o += length;
        continue;
      }
      // Signed: bytes from 0x80 on are below 32, too.
      const special = <u32>i8x16.bitmask(v128.or(i8x16.lt_s(a, space), v128.or(i8x16.eq(a, quote), i8x16.eq(a, slash))))
        | <u32>i8x16.bitmask(v128.or(i8x16.lt_s(b, space), v128.or(i8x16.eq(b, quote), i8x16.eq(b, slash)))) << 16;
      if (special & <u32>((<u64>1 << <u64>length) - 1)) { o = writeString(address, length, o); continue; }
      store<u8>(o, <u8>QUOTE);
      v128.store(o, a, 1);
      v128.store(o, b, 17);
      store<u8>(o + length, <u8>QUOTE, 1);
      o += length + 2;
    }
    o = copyShortly(texts + (<usize>k << 3), o);
    store<u32>(lengths + (r << 2), <u32>(o - start));
  }
  return o;
}

/** Whether there is a digit, or a minus. */
@inline function startsNumber(address: usize): bool {
  const first = <u32>load<u8>(address);
  return first - 48 < 10 || first == 45;
}

/** A text between columns. Writes up to 32 bytes past the end. */
@inline function copyShortly(text: usize, out: usize): usize {
  const from = <usize>load<u32>(text), length = <usize>load<u32>(text, 4);
  if (length > SHORT) return copyBytes(from, length, out);
  v128.store(out, v128.load(from));
  v128.store(out, v128.load(from, 16), 16);
  return out + length;
}
