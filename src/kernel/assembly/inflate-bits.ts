// The input of inflate, as bits: the lowest of a byte come first. Between calls fewer than 8 bits are held.

let inAt: usize = 0;
/** Bits that have been taken from the input and not been used. Above them may stand what comes next, or zeros. */
let held: u64 = 0;
let heldBits: u64 = 0;

@inline export function bitsBegin(): void { held = 0; heldBits = 0; }
@inline export function bitsFrom(address: usize): void { inAt = address; }
@inline export function bitsAt(): usize { return inAt; }
@inline export function bitsHeld(): u64 { return held; }
@inline export function bitsCount(): u64 { return heldBits; }

/** Where a loop that reads by itself has come to. */
@inline export function bitsSet(address: usize, bits: u64, count: u64): void {
  inAt = address;
  held = bits;
  heldBits = count;
}

/** At least 56 bits are there. Reads 8 bytes. */
@inline export function refill(): void {
  held |= load<u64>(inAt) << heldBits;
  inAt += <usize>((63 - heldBits) >> 3);
  heldBits |= 56;
}

@inline export function take(bits: u64): u32 {
  const value = <u32>held & ((1 << <u32>bits) - 1);
  held >>= bits;
  heldBits -= bits;
  return value;
}

/** Whole bytes that were not used go back: the caller may move them. */
export function giveBack(): void {
  inAt -= <usize>(heldBits >> 3);
  heldBits &= 7;
  held &= (1 << heldBits) - 1;
}

/** To the end of a byte. */
export function alignBits(): void {
  take(heldBits & 7);
  giveBack();
}
