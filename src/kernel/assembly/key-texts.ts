// The texts that keys are made of: cells unescaped, several columns packed into one text, texts that stand for null.
import {
  cellAddress, cellLength, cellKind, copyShort, makeCell, sameBytes, KIND_NULL, KIND_TEXT, KIND_QUOTED, KIND_ESCAPED,
  KIND_STRING,
} from './bits';

/**
 * Replaces quoted and escaped cells by plain text ones, unescaped into scratch (room for their bytes); returns where
 * scratch goes on. Two cells are the same key exactly when their bytes are then the same.
 */
export function plainTexts(cells: usize, n: u32, scratch: usize, quote: u32): usize {
  let free = scratch;
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    const kind = cellKind(cell);
    if (kind != KIND_QUOTED && kind != KIND_ESCAPED) continue;
    const address = cellAddress(cell), length = cellLength(cell);
    if (kind == KIND_QUOTED) {
      if (!hasByte(address, length, quote)) store<u64>(cells + (r << 3), makeCell(address, length, KIND_TEXT));
      else {
        const end = undouble(address, length, free, quote);
        store<u64>(cells + (r << 3), makeCell(free, end - free, KIND_TEXT));
        free = end;
      }
    } else {
      const end = unescape(address, length, free);
      store<u64>(cells + (r << 3), makeCell(free, end - free, KIND_STRING));
      free = end;
    }
  }
  return free;
}

function hasByte(address: usize, length: usize, byte: u32): bool {
  const wanted = i8x16.splat(<i8>byte);
  for (let i: usize = 0; i < length; i += 16) {
    let hits = i8x16.bitmask(i8x16.eq(v128.load(address + i), wanted));
    if (length - i < 16) hits &= (1 << <i32>(length - i)) - 1;
    if (hits) return true;
  }
  return false;
}

function undouble(address: usize, length: usize, out: usize, quote: u32): usize {
  let o = out;
  for (let i: usize = 0; i < length; i++) {
    const byte = load<u8>(address + i);
    if (<u32>byte == quote) i++;
    store<u8>(o++, byte);
  }
  return o;
}

/** A JSON string's inside (valid) to bytes. A surrogate without its other half becomes its own three bytes, so that
 * different strings stay different. */
export function unescape(address: usize, length: usize, out: usize): usize {
  let p = address, o = out;
  const end = address + length;
  while (p < end) {
    const byte = <u32>load<u8>(p++);
    if (byte != 92) { store<u8>(o++, <u8>byte); continue; }
    const escape = <u32>load<u8>(p++);
    if (escape != 117) { store<u8>(o++, <u8>simpleEscape(escape)); continue; }
    let code = hex4(p);
    p += 4;
    if ((code & 0xfc00) == 0xd800 && p + 6 <= end && load<u16>(p) == 0x755c && (hex4(p + 2) & 0xfc00) == 0xdc00) {
      code = 0x10000 + ((code & 0x3ff) << 10) + (hex4(p + 2) & 0x3ff);
      p += 6;
    }
    if (code < 0x80) store<u8>(o++, <u8>code);
    else if (code < 0x800) { store<u8>(o, <u8>(0xc0 | (code >> 6))); store<u8>(o, <u8>(0x80 | (code & 63)), 1); o += 2; }
    else if (code < 0x10000) {
      store<u8>(o, <u8>(0xe0 | (code >> 12)));
      store<u8>(o, <u8>(0x80 | ((code >> 6) & 63)), 1);
      store<u8>(o, <u8>(0x80 | (code & 63)), 2);
      o += 3;
    } else {
      store<u8>(o, <u8>(0xf0 | (code >> 18)));
      store<u8>(o, <u8>(0x80 | ((code >> 12) & 63)), 1);
      store<u8>(o, <u8>(0x80 | ((code >> 6) & 63)), 2);
      store<u8>(o, <u8>(0x80 | (code & 63)), 3);
      o += 4;
    }
  }
  return o;
}

@inline function simpleEscape(escape: u32): u32 {
  if (escape == 110) return 10;
  if (escape == 116) return 9;
  if (escape == 114) return 13;
  if (escape == 98) return 8;
  if (escape == 102) return 12;
  return escape;
}

function hex4(p: usize): u32 {
  let code: u32 = 0;
  for (let i: usize = 0; i < 4; i++) {
    const byte = <u32>load<u8>(p + i);
    code = (code << 4) | (byte <= 57 ? byte - 48 : (byte | 32) - 87);
  }
  return code;
}

/**
 * Several key columns to one: each cell's length and its bytes, packed, one after another in scratch (room for the bytes
 * and 5 a cell). columns holds the addresses (u32) of the k cell arrays; returns where scratch goes on.
 */
export function packKeys(columns: usize, k: u32, n: u32, out: usize, scratch: usize): usize {
  let free = scratch;
  for (let r: usize = 0; r < <usize>n; r++) {
    const start = free;
    for (let c: usize = 0; c < <usize>k; c++) {
      const cell = load<u64>(<usize>load<u32>(columns + (c << 2)) + (r << 3));
      if (cellKind(cell) == KIND_NULL) { store<u8>(free++, 0); continue; }
      const length = cellLength(cell);
      free = writePackedLength(free, length);
      copyShort(free, cellAddress(cell), length);
      free += length;
    }
    store<u64>(out + (r << 3), makeCell(start, free - start, KIND_TEXT));
  }
  return free;
}

/** Cells that hold one of the texts become null. `texts` holds `count` pairs of address and length (u32 each). */
export function nullTexts(cells: usize, n: u32, texts: usize, textCount: u32): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    if (cellKind(cell) == KIND_NULL) continue;
    const length = cellLength(cell);
    for (let t: usize = 0; t < <usize>textCount; t++) {
      const text = texts + (t << 3);
      if (<usize>load<u32>(text, 4) == length && sameBytes(cellAddress(cell), <usize>load<u32>(text), length)) {
        store<u64>(cells + (r << 3), KIND_NULL);
        break;
      }
    }
  }
}

// ---- packed cells --------------------------------------------------------------------------------------------------

// A packed cell is its length + 1 in a byte (0: null; 255: in the four bytes behind it), then its bytes.

@inline export function packedLength(p: usize): usize {
  const lengthAndOne = <u32>load<u8>(p);
  if (lengthAndOne < LONG_CELL) return lengthAndOne ? <usize>lengthAndOne - 1 : 0;
  return <usize>load<u32>(p, 1) - 1;
}

@inline export function packedStart(p: usize): usize { return <u32>load<u8>(p) < LONG_CELL ? p + 1 : p + 5; }

@inline function writePackedLength(p: usize, length: usize): usize {
  if (length + 1 < <usize>LONG_CELL) { store<u8>(p, <u8>(length + 1)); return p + 1; }
  store<u8>(p, <u8>LONG_CELL);
  store<u32>(p, <u32>length + 1, 1);
  return p + 5;
}
const LONG_CELL: u32 = 255;
