// The symbols of a block: the loop in which all the time goes.
//
// What it waits for is the chain from bits to entry to bits: 8 cycles a look-up. Literals come in runs of up to three a
// look-up, and whether there are any before a length is not asked, since nobody can predict it: the first look-up takes
// them if there are, and the second expects a length. The first one of the next round is made before bits are filled up.
import { bitsAt, bitsCount, bitsHeld, bitsSet } from './inflate-bits';
import { LAST, LITERALS, SPECIAL, UNUSED_BITS, WRONG_ENTRY } from './inflate-symbols';
import { DISTANCE_BITS, DISTANCE_TABLE, LITERAL_BITS, LITERAL_TABLE } from './inflate-tables';

export const END: i32 = 0;
export const FULL: i32 = 1;
export const HUNGRY: i32 = 2;
export const WRONG_SYMBOL: i32 = 3;
export const WRONG_DISTANCE: i32 = 4;

/** More than a round reads: before so many last bytes of the input no round begins, unless zeros stand behind them. */
export const ROUND_BYTES: usize = 64;
/** 15 of a code and 13 behind it, and an index of the next round. */
const DISTANCE_NEEDS: u64 = 28 + LITERAL_BITS + UNUSED_BITS;

/** For distances below 16: indexes that repeat so many bytes, and how many of 16 bytes are whole turns. */
const TURNS = memory.data(16 * 16, 16);
const TURN_BYTES = memory.data(16);

export function prepareTurns(): void {
  for (let distance: usize = 1; distance < 16; distance++) {
    for (let i: usize = 0; i < 16; i++) store<u8>(TURNS + (distance << 4) + i, <u8>(i % distance));
    store<u8>(TURN_BYTES + distance, <u8>(16 - 16 % distance));
  }
}

@inline function literalEntry(bits: u64): u32 {
  return load<u32>(<usize>bits & (((1 << LITERAL_BITS) - 1) << 2), LITERAL_TABLE);
}

@inline function distanceEntry(bits: u64): u32 {
  return load<u32>(<usize>bits & (((1 << DISTANCE_BITS) - 1) << 2), DISTANCE_TABLE);
}

/** The entry of a code that goes on in a table of its own. */
@inline function subEntry(table: usize, entry: u32, bits: u64): u32 {
  const index = <u32>(bits >> UNUSED_BITS) & ((1 << ((entry >> 16) & 7)) - 1);
  return load<u32>(table + (<usize>((entry >> 19) + index) << 2));
}

/** The number behind a code, of `taken` bits with it. The code has `code` bits. */
@inline function extraBits(bits: u64, taken: u32, code: u32): u32 {
  return <u32>((bits & (((<u64>1 << UNUSED_BITS) << <u64>taken) - 1)) >> <u64>code);
}

let writtenTo: usize = 0;

/** Where the last call stopped to write. */
@inline export function symbolsWritten(): usize { return writtenTo; }

/** Writes from `start` on until the block ends, the input has been read up to `inLimit`, or there is no more room. */
export function readSymbols(inLimit: usize, floor: usize, start: usize, outEnd: usize): i32 {
  let at = bitsAt();
  let out = start;
  let bits = bitsHeld() << UNUSED_BITS;
  let count = bitsCount() + UNUSED_BITS;
  let result: i32 = HUNGRY;
  bits |= load<u64>(at) << count;
  at += <usize>((63 - count) >> 3);
  count |= 56;
  let entry = literalEntry(bits);
  while (at < inLimit) {
    if (out >= outEnd) { result = FULL; break; }
    bits |= load<u64>(at) << count;
    at += <usize>((63 - count) >> 3);
    count |= 56;
    store<u32>(out, entry >> 8);
    out += (entry >> 6) & 3;
    bits >>= <u64>entry;
    count -= <u64>(entry & 63);
    entry = literalEntry(bits);
    if (entry & LITERALS) continue;
    if (entry & SPECIAL) {
      if (!(entry & LAST)) {
        bits >>= <u64>(entry >> 8);
        count -= <u64>((entry >> 8) & 63);
        entry = subEntry(LITERAL_TABLE, entry, bits);
        if (entry & LITERALS) {
          store<u8>(out++, <u8>(entry >> 8));
          bits >>= <u64>entry;
          count -= <u64>(entry & 63);
          entry = literalEntry(bits);
          continue;
        }
      }
      if (entry & SPECIAL) {
        bits >>= <u64>(entry >> 8);
        count -= <u64>((entry >> 8) & 63);
        result = entry >= WRONG_ENTRY ? WRONG_SYMBOL : END;
        break;
      }
    }
    const lengthBits = bits;
    bits >>= <u64>(entry >> 8);
    count -= <u64>((entry >> 8) & 63);
    const length = <usize>((entry >> 22) + extraBits(lengthBits, entry >> 8, entry >> 16));
    if (count < DISTANCE_NEEDS) {
      bits |= load<u64>(at) << count;
      at += <usize>((63 - count) >> 3);
      count |= 56;
    }
    entry = distanceEntry(bits);
    if (entry & SPECIAL) {
      if (!(entry & LAST)) {
        bits >>= <u64>entry;
        count -= <u64>(entry & 63);
        entry = subEntry(DISTANCE_TABLE, entry, bits);
      }
      if (entry & SPECIAL) {
        count -= <u64>(entry & 63);
        result = WRONG_DISTANCE;
        break;
      }
    }
    const distanceBits = bits;
    bits >>= <u64>entry;
    count -= <u64>(entry & 63);
    const distance = <usize>((entry >> 16) + extraBits(distanceBits, entry, entry >> 8));
    entry = literalEntry(bits);
    if (distance > out - floor) { result = WRONG_DISTANCE; break; }
    copyMatch(out, distance, length);
    out += length;
  }
  bitsSet(at, bits >> UNUSED_BITS, count - UNUSED_BITS);
  writtenTo = out;
  return result;
}

/** Writes whole vectors, past the end by up to 15 bytes. */
@inline function copyMatch(out: usize, distance: usize, length: usize): void {
  let from = out - distance;
  let to = out;
  const end = out + length;
  if (distance >= 16) {
    v128.store(to, v128.load(from));
    while (to + 16 < end) {
      to += 16;
      from += 16;
      v128.store(to, v128.load(from));
    }
  } else {
    const turns = i8x16.swizzle(v128.load(from), v128.load(TURNS + (distance << 4)));
    const step = <usize>load<u8>(TURN_BYTES + distance);
    do {
      v128.store(to, turns);
      to += step;
    } while (to < end);
  }
}
