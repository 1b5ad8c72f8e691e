// What the symbols of deflate (RFC 1951) stand for, as entries (32 bits) of the tables that inflate-tables.ts makes. How
// the loop that uses them (inflate-codes.ts) wants them decides what an entry looks like.
//
// Literals and lengths: bits 0 to 5 are how many bits the literals of the entry take, 6 and 7 how many literals there are,
// the bytes above are they. A length has zeros there, and so can be taken as no literals without a look: its bits 8
// to 13 are how many bits it takes, 16 to 21 how many of them are its code (and 2, UNUSED_BITS), and above is what the
// others are added to.
// Distances: bits 0 to 5 are how many bits it takes, 8 to 13 how many are its code (and 2), 16 to 31 the rest.
// Special entries have bit 14. With bit 15 they are the end of a block, or wrong; else the codes that begin so are longer
// than an index: bits 16 to 18 are how many bits index a table of their own, which starts at the entry 19 to 31.

export const LITERALS: u32 = 0xc0;
export const SPECIAL: u32 = 1 << 14;
export const LAST: u32 = 1 << 15;
export const WRONG_ENTRY: u32 = SPECIAL | LAST | 1 << 31;

/** The bit buffer begins with bits that mean nothing: an index that is masked out of it is one of bytes, without a shift. */
export const UNUSED_BITS: u32 = 2;

/** What each bit of its code adds to the entry of a length, and of a distance. */
export const LENGTH_UNIT: u32 = 1 << 16 | 1 << 8;
export const DISTANCE_UNIT: u32 = 1 << 8 | 1;

/** Entries without the bits of codes. */
export const LITERAL_SYMBOLS = memory.data(288 * 4, 4);
export const DISTANCE_SYMBOLS = memory.data(32 * 4, 4);
const LONGEST_MATCH: u32 = 258;
let isPrepared: bool = false;

export function prepareSymbols(): void {
  if (isPrepared) return;
  isPrepared = true;
  for (let s: u32 = 0; s < 256; s++) put(LITERAL_SYMBOLS, s, s << 8 | 1 << 6);
  put(LITERAL_SYMBOLS, 256, SPECIAL | LAST);
  for (let s: u32 = 0; s < 28; s++) put(LITERAL_SYMBOLS, 257 + s, lengthEntry(3 + baseOf(s, 4), extraOf(s, 4)));
  put(LITERAL_SYMBOLS, 285, lengthEntry(LONGEST_MATCH, 0));
  put(LITERAL_SYMBOLS, 286, WRONG_ENTRY);
  put(LITERAL_SYMBOLS, 287, WRONG_ENTRY);
  for (let s: u32 = 0; s < 30; s++) put(DISTANCE_SYMBOLS, s, distanceEntry(1 + baseOf(s, 2), extraOf(s, 2)));
  put(DISTANCE_SYMBOLS, 30, WRONG_ENTRY);
  put(DISTANCE_SYMBOLS, 31, WRONG_ENTRY);
}

@inline function lengthEntry(base: u32, extra: u32): u32 { return base << 22 | UNUSED_BITS << 16 | extra << 8; }
@inline function distanceEntry(base: u32, extra: u32): u32 { return base << 16 | UNUSED_BITS << 8 | extra; }

/** How many bits follow a code: none at first, then one more for every `step` symbols. */
function extraOf(symbol: u32, step: u32): u32 { return symbol < step << 1 ? 0 : symbol / step - 1; }

/** What these bits are added to: as many as the symbols before stand for. */
function baseOf(symbol: u32, step: u32): u32 {
  let base: u32 = 0;
  for (let s: u32 = 0; s < symbol; s++) base += 1 << extraOf(s, step);
  return base;
}

@inline export function put(table: usize, index: u32, entry: u32): void { store<u32>(table + (<usize>index << 2), entry); }
@inline export function at(table: usize, index: u32): u32 { return load<u32>(table + (<usize>index << 2)); }
