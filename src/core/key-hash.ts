/**
 * The bucket of a key, as the kernel finds it (kernel/assembly/hash.ts, cutting.ts): for one key, where no rows are read.
 * Data sets on disk are cut by it: another hash needs another name in their manifests.
 */
const MASK = (1n << 64n) - 1n;
const K0 = 0x9e3779b97f4a7c15n;
const K1 = 0xd6e8feb86659fd93n;
const LONG_CELL = 255;

/** Of the bytes of a key's values; undefined is null. */
export function bucketOfKey(values: readonly (Uint8Array | undefined)[], bucketCount: number): number {
  const hash = values.length === 1 ? hashValue(values[0]) : hashBytes(packed(values));
  return Number((((hash >> 16n) & 0xffffffffn) * BigInt(bucketCount)) >> 32n);
}

function hashValue(value: Uint8Array | undefined): bigint {
  return value === undefined ? K0 : hashBytes(value);
}

function hashBytes(bytes: Uint8Array): bigint {
  let hash = mix(wordAt(bytes, 0) ^ (((BigInt(bytes.length) + 1n) * K0) & MASK));
  hash = mix(hash ^ wordAt(bytes, 8));
  for (let at = 16; at < bytes.length; at += 8) hash = mix(hash ^ wordAt(bytes, at));
  return mix((hash + K0) & MASK);
}

function mix(hash: bigint): bigint {
  const product = (hash * K1) & MASK;
  return product ^ (product >> 32n);
}

/** 8 bytes, the first one lowest; zeros behind the end. */
function wordAt(bytes: Uint8Array, at: number): bigint {
  return bytes.subarray(at, at + 8).reduceRight((word, byte) => (word << 8n) | BigInt(byte), 0n);
}

/** Each value behind its length; none is a 0. */
function packed(values: readonly (Uint8Array | undefined)[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => (value === undefined ? [0] : [...lengthOf(value), ...value])));
}

function lengthOf({ length }: Uint8Array): readonly number[] {
  if (length + 1 < LONG_CELL) return [length + 1];
  return [LONG_CELL, ...[0, 8, 16, 24].map((shift) => ((length + 1) >>> shift) & 255)];
}
