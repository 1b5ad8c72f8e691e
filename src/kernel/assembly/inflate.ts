// Inflate (RFC 1951): one stream at a time, in pieces. Where it is in the stream is kept here between calls; buffers belong
// to the caller, who may move what has not been read and what has been written.
import { alignBits, bitsAt, bitsBegin, bitsFrom, giveBack, refill, take } from './inflate-bits';
import {
  END, FULL, HUNGRY, prepareTurns, readSymbols, ROUND_BYTES, symbolsWritten,
} from './inflate-codes';
import { readCodes, useFixedCodes } from './inflate-header';
import { prepareSymbols } from './inflate-symbols';

// What a call returns, beside FULL, HUNGRY, and what is wrong with a symbol (inflate-codes.ts).
const DONE: i32 = 5;
const CUT: i32 = 6;
const WRONG_KIND: i32 = 7;
const WRONG_LENGTH: i32 = 8;
const WRONG_CODES: i32 = 9;

// What comes next.
const HEADER: i32 = 0;
const BYTES: i32 = 1;
const SYMBOLS: i32 = 2;
const NOTHING: i32 = 3;

/** More than the longest header of a block has. */
const HEADER_BYTES: usize = 1024;
/** Bits are taken from the input up to 8 bytes ahead. */
const BYTES_AHEAD: usize = 8;

let next: i32 = HEADER;
let isLastBlock: bool = false;
let bytesLeft: usize = 0;
let outAt: usize = 0;

/** Starts a stream. */
export function inflateBegin(): void {
  prepareSymbols();
  prepareTurns();
  bitsBegin();
  next = HEADER;
}

/** Where the last call stopped to read, and to write. */
export function inflateRead(): usize { return bitsAt(); }
export function inflateWritten(): usize { return outAt; }

/**
 * Reads from `from` up to `end`, and writes from `out` on, until `outEnd` is reached or, by fewer than 300 bytes, passed.
 * What was written before stands before `out`, as far as `floor`. Behind `end` stand 64 zero bytes, and 1,024 more can be
 * looked at. `isAll`: the input ends there; else the last 1,024 bytes may be left, for the call with more.
 */
export function inflate(from: usize, end: usize, isAll: bool, floor: usize, out: usize, outEnd: usize): i32 {
  bitsFrom(from);
  outAt = out;
  let result: i32 = END;
  while (result == END) {
    result = goOn(end, isAll, floor, outEnd);
    giveBack();
    if (bitsAt() > end || (result == HUNGRY && isAll)) return CUT;
  }
  return result;
}

function goOn(end: usize, isAll: bool, floor: usize, outEnd: usize): i32 {
  if (next == HEADER) return isAll || bitsAt() + HEADER_BYTES <= end ? readHeader() : HUNGRY;
  if (next == BYTES) return copyBytes(end, outEnd);
  if (next == NOTHING) return DONE;
  const result = readSymbols(isAll ? end + BYTES_AHEAD + 1 : end - ROUND_BYTES, floor, outAt, outEnd);
  outAt = symbolsWritten();
  if (result == END) endBlock();
  return result;
}

function endBlock(): void {
  next = isLastBlock ? NOTHING : HEADER;
}

function readHeader(): i32 {
  refill();
  isLastBlock = take(1) == 1;
  const kind = take(2);
  if (kind == 0) return beginBytes();
  if (kind == 3) return WRONG_KIND;
  next = SYMBOLS;
  return (kind == 1 ? useFixedCodes() : readCodes()) ? END : WRONG_CODES;
}

/** Their number, and its complement. */
function beginBytes(): i32 {
  alignBits();
  refill();
  bytesLeft = take(16);
  next = BYTES;
  return (take(16) ^ <u32>bytesLeft) == 0xffff ? END : WRONG_LENGTH;
}

function copyBytes(end: usize, outEnd: usize): i32 {
  const at = bitsAt();
  const count = min(bytesLeft, min(end - at, max(outEnd, outAt) - outAt));
  memory.copy(outAt, at, count);
  bitsFrom(at + count);
  outAt += count;
  bytesLeft -= count;
  if (bytesLeft > 0) return outAt >= outEnd ? FULL : HUNGRY;
  endBlock();
  return END;
}
