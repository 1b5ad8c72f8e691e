// What stands before the symbols of a block: the lengths of their codes, from which the tables are made.
import { bitsCount, bitsHeld, refill, take } from './inflate-bits';
import { DISTANCE_SYMBOLS, DISTANCE_UNIT, LENGTH_UNIT, LITERAL_SYMBOLS, SPECIAL } from './inflate-symbols';
import {
  buildTable, DISTANCE_BITS, DISTANCE_TABLE, joinLiterals, LENGTH_BITS, LENGTH_TABLE, LITERAL_BITS, LITERAL_TABLE,
} from './inflate-tables';

const MOST_LITERALS: u32 = 286;
const MOST_DISTANCES: u32 = 30;
const END_SYMBOL: u32 = 256;
const LENGTH_SYMBOLS: u32 = 19;
/** The order in which the lengths of the codes of lengths come. */
const ORDER = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);
const REPEAT: u32 = 16;
const ZEROS: u32 = 17;

/** A byte for each symbol; those of distances follow those of literals. */
const LENGTHS = memory.data(320, 8);

/** The codes that need not be told. */
export function useFixedCodes(): bool {
  memory.fill(LENGTHS, 8, 144);
  memory.fill(LENGTHS + 144, 9, 112);
  memory.fill(LENGTHS + 256, 7, 24);
  memory.fill(LENGTHS + 280, 8, 8);
  memory.fill(LENGTHS + 288, 5, 32);
  return useLengths(288, 32);
}

/** False: there are no such codes. */
export function readCodes(): bool {
  const literals = take(5) + 257;
  const distances = take(5) + 1;
  const lengths = take(4) + 4;
  if (literals > MOST_LITERALS || distances > MOST_DISTANCES) return false;
  if (!readLengthCodes(lengths) || !readLengths(literals + distances)) return false;
  return load<u8>(LENGTHS + END_SYMBOL) > 0 && useLengths(literals, distances);
}

function useLengths(literals: u32, distances: u32): bool {
  if (!buildTable(LENGTHS, literals, LITERAL_SYMBOLS, LITERAL_TABLE, LITERAL_BITS, LENGTH_UNIT)) return false;
  joinLiterals(LITERAL_TABLE, LITERAL_BITS);
  return buildTable(LENGTHS + literals, distances, DISTANCE_SYMBOLS, DISTANCE_TABLE, DISTANCE_BITS, DISTANCE_UNIT);
}

/** Lengths are symbols that look like literals. */
function readLengthCodes(count: u32): bool {
  memory.fill(LENGTHS, 0, LENGTH_SYMBOLS);
  for (let i: u32 = 0; i < count; i++) {
    if (bitsCount() < 3) refill();
    store<u8>(LENGTHS + load<u8>(ORDER + i), <u8>take(3));
  }
  if (!buildTable(LENGTHS, LENGTH_SYMBOLS, LITERAL_SYMBOLS, LENGTH_TABLE, LENGTH_BITS, LENGTH_UNIT)) return false;
  // A single code, which makes every other entry wrong, is one too few here, as it is for zlib.
  return !(load<u32>(LENGTH_TABLE + 4) & SPECIAL);
}

function readLengths(count: u32): bool {
  let i: u32 = 0;
  while (i < count) {
    refill();
    const entry = load<u32>(LENGTH_TABLE + ((<usize>bitsHeld() & 127) << 2));
    take(entry & 63);
    const symbol = (entry >> 8) & 0xff;
    if (symbol == REPEAT && i == 0) return false;
    const value = symbol < REPEAT ? symbol : symbol == REPEAT ? <u32>load<u8>(LENGTHS + i - 1) : 0;
    const times = symbol < REPEAT ? 1 : symbol == REPEAT ? 3 + take(2) : symbol == ZEROS ? 3 + take(3) : 11 + take(7);
    if (i + times > count) return false;
    for (const end = i + times; i < end; i++) store<u8>(LENGTHS + i, <u8>value);
  }
  return true;
}
