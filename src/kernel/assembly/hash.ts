// Hashes of texts, and how many rows go through a table together.
import { lowBytes } from './bits';

const K0: u64 = 0x9e3779b97f4a7c15;
const K1: u64 = 0xd6e8feb86659fd93;
export const NULL_HASH: u64 = K0;

/** Rows at a time: their buckets and records fit into the cache nearest to the processor. */
export const CHUNK_ROWS: usize = 256;

@inline export function mix(h: u64): u64 { const m = h * K1; return m ^ (m >> 32); }

/** The first 16 bytes without a branch: lengths vary, and a wrong guess costs more than the rest. */
@inline export function hashBytes(address: usize, length: usize): u64 {
  const second = select<usize>(length - 8, 0, length > 8);
  let h = mix(lowBytes(load<u64>(address), length) ^ ((<u64>length + 1) * K0));
  h = mix(h ^ lowBytes(load<u64>(address, 8), second));
  for (let i: usize = 16; i < length; i += 8) h = mix(h ^ lowBytes(load<u64>(address + i), length - i));
  return mix(h + K0);
}
