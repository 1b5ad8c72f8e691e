// JSON values: where strings, numbers and words end, every byte of them checked. Scanners return the address behind what
// they read, or 0 with errorCode and errorAt set. They may read past the end of the bytes, into the zeros behind it.

// Errors: engine/formats/json-errors.ts has their texts.
export const E_OBJECT: u32 = 1;
export const E_KEY: u32 = 2;
export const E_COLON: u32 = 3;
export const E_VALUE: u32 = 4;
export const E_OBJECT_NEXT: u32 = 5;
export const E_ARRAY_NEXT: u32 = 6;
export const E_CONTROL: u32 = 7;
export const E_ESCAPE: u32 = 8;
export const E_UTF8: u32 = 9;
export const E_NUMBER: u32 = 10;
export const E_DEPTH: u32 = 11;
export const E_NEWLINE_INSIDE: u32 = 12;
export const E_AFTER_RECORD: u32 = 13;
export const E_BETWEEN_RECORDS: u32 = 14;
export const E_TRAILING_COMMA: u32 = 15;

export let errorCode: u32 = 0;
export let errorAt: usize = 0;
/** Set when a string has an escape in it; cleared by clearEscaped. */
export let escaped: bool = false;

@inline export function clearEscaped(): void { escaped = false; }
export function clearError(): void { errorAt = 0; }

@inline export function isSpace(byte: u32): bool { return byte == 32 || byte == 10 || byte == 13 || byte == 9; }
@inline function isDigit(byte: u32): bool { return byte - 48 <= 9; }
@inline export function startsScalar(byte: u32): bool { return load<u8>(SCALAR_STARTS + byte) != 0; }

/** For each byte whether a string, number or word may start with it. */
const SCALAR_STARTS = memory.data(256);
for (let byte: u32 = 0; byte < 256; byte++) {
  const starts = byte == 34 || isDigit(byte) || byte == 45 || byte == 116 || byte == 102 || byte == 110;
  store<u8>(SCALAR_STARTS + byte, <u8>starts);
}

/** p is behind the opening quote: the address of the closing one, or 0 with errorCode and errorAt set. */
@inline export function stringEnd(p: usize): usize {
  let q = p;
  for (;;) {
    const hits = specialBytes(q);
    if (hits) {
      q += <usize>ctz(hits);
      return load<u8>(q) == 34 ? q : stringEndSlow(q);
    }
    q += 16;
  }
  return 0;
}

/** Quote, backslash, space: in memory, since V8 would build constant vectors again for each use. */
export const MARKS = memory.data<u8>([34, 92, 32]);

/** Bits of the quotes, backslashes, control characters, and bytes of multi-byte characters among 16 bytes. */
@inline function specialBytes(p: usize): i32 {
  const v = v128.load(p);
  return i8x16.bitmask(v128.or(
    v128.or(i8x16.eq(v, i8x16.splat(34)), i8x16.eq(v, i8x16.splat(92))),
    i8x16.lt_s(v, i8x16.splat(32)),
  ));
}

export function stringEndSlow(from: usize): usize {
  let p = from;
  for (;;) {
    const byte = <u32>load<u8>(p);
    if (byte >= 0x80) {
      // Two- and three-byte characters away from the edges of what is allowed: most text that is not ASCII.
      const next = load<u32>(p);
      if ((next & 0xc0e0) == 0x80c0 && byte >= 0xc2) p += 2;
      else if ((next & 0xc0c0f0) == 0x8080e0 && byte != 0xe0 && byte != 0xed) p += 3;
      else {
        p = characterEnd(p, byte);
        if (!p) return 0;
      }
    } else if (byte == 34) return p;
    else if (byte == 92) {
      p = escapeEnd(p);
      if (!p) return 0;
      escaped = true;
    } else if (byte < 32) return fail(E_CONTROL, p);
    else {
      const hits = specialBytes(p);
      p += hits ? <usize>ctz(hits) : 16;
    }
  }
  return 0;
}

export function fail(code: u32, at: usize): usize {
  errorCode = code;
  errorAt = at;
  return 0;
}

/** The end of a character of two to four bytes: shortest forms only, no surrogates, nothing above U+10FFFF. */
function characterEnd(p: usize, lead: u32): usize {
  const second = <u32>load<u8>(p, 1);
  if (lead < 0xe0) {
    if (lead < 0xc2) return fail(E_UTF8, p);
    return (second & 0xc0) == 0x80 ? p + 2 : fail(E_UTF8, p + 1);
  }
  if (lead > 0xf4) return fail(E_UTF8, p);
  let low: u32 = 0x80, high: u32 = 0xbf;
  if (lead == 0xe0) low = 0xa0;
  else if (lead == 0xed) high = 0x9f;
  else if (lead == 0xf0) low = 0x90;
  else if (lead == 0xf4) high = 0x8f;
  if (second < low || second > high) return fail(E_UTF8, p + 1);
  if ((load<u8>(p, 2) & 0xc0) != 0x80) return fail(E_UTF8, p + 2);
  if (lead < 0xf0) return p + 3;
  return (load<u8>(p, 3) & 0xc0) == 0x80 ? p + 4 : fail(E_UTF8, p + 3);
}

function escapeEnd(p: usize): usize {
  const byte = <u32>load<u8>(p, 1);
  if (byte == 117) {
    for (let i: usize = 2; i < 6; i++) {
      const digit = <u32>load<u8>(p + i);
      if (!isDigit(digit) && (digit | 32) - 97 > 5) return fail(E_ESCAPE, p + i);
    }
    return p + 6;
  }
  if (byte == 34 || byte == 92 || byte == 47 || byte == 98 || byte == 102 || byte == 110 || byte == 114 || byte == 116) {
    return p + 2;
  }
  return fail(E_ESCAPE, p + 1);
}

/** Up to 7 digits are measured at once: how many there are is hard to predict. */
@inline export function numberEnd(from: usize): usize {
  const digits = load<u64>(from) ^ 0x3030303030303030;
  const others = ((digits + 0x7676767676767676) | digits) & 0x8080808080808080;
  const count = <usize>ctz(others) >> 3;
  const after = <u32>load<u8>(from + count);
  if (count - 1 < 7 && (count == 1 || (digits & 0xff) != 0) && after != 46 && (after | 32) != 101) return from + count;
  return longNumberEnd(from);
}

/** Numbers in general. */
function longNumberEnd(from: usize): usize {
  let p = from;
  let byte = <u32>load<u8>(p);
  if (byte == 45) byte = <u32>load<u8>(++p);
  if (byte == 48) byte = <u32>load<u8>(++p);
  else {
    if (!isDigit(byte)) return fail(E_NUMBER, p);
    do byte = <u32>load<u8>(++p); while (isDigit(byte));
  }
  return byte == 46 || (byte | 32) == 101 ? fractionEnd(p, byte) : p;
}

function fractionEnd(from: usize, dotOrE: u32): usize {
  let p = from;
  let byte = dotOrE;
  if (byte == 46) {
    byte = <u32>load<u8>(++p);
    if (!isDigit(byte)) return fail(E_NUMBER, p);
    do byte = <u32>load<u8>(++p); while (isDigit(byte));
  }
  if ((byte | 32) == 101) {
    byte = <u32>load<u8>(++p);
    if (byte == 43 || byte == 45) byte = <u32>load<u8>(++p);
    if (!isDigit(byte)) return fail(E_NUMBER, p);
    do byte = <u32>load<u8>(++p); while (isDigit(byte));
  }
  return p;
}

/** true, false, null. */
export function wordEnd(p: usize): usize {
  const word = load<u32>(p);
  if (word == 0x65757274 || word == 0x6c6c756e) return p + 4;
  if (word == 0x736c6166 && load<u8>(p, 4) == 101) return p + 5;
  const first = load<u8>(p);
  const text: u64 = first == 116 ? 0x65757274 : first == 110 ? 0x6c6c756e : 0x65736c6166;
  let i: usize = 0;
  while (load<u8>(p + i) == <u8>(text >> <u64>(i << 3))) i++;
  return fail(E_VALUE, p + i);
}
