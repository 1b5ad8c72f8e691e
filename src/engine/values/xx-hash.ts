/** xxHash64 with seed 0, of the UTF-8 bytes of a text: a hash that every tool and every run agrees on. */

const [PRIME_1, PRIME_2, PRIME_3] = [0x9e3779b185ebca87n, 0xc2b2ae3d27d4eb4fn, 0x165667b19e3779f9n];
const [PRIME_4, PRIME_5] = [0x85ebca77c2b2ae63n, 0x27d4eb2f165667c5n];
const STRIPE_BYTES = 32;

export function hashText(text: string): bigint {
  const bytes = Buffer.from(text, 'utf8');
  const striped = bytes.length - (bytes.length % STRIPE_BYTES);
  let hash = striped === 0 ? PRIME_5 : hashStripes(bytes, striped);
  hash = cut(hash + BigInt(bytes.length));
  let at = striped;
  for (; at + 8 <= bytes.length; at += 8) {
    hash = cut(rotate(hash ^ round(0n, bytes.readBigUInt64LE(at)), 27n) * PRIME_1 + PRIME_4);
  }
  for (; at + 4 <= bytes.length; at += 4) {
    hash = cut(rotate(hash ^ cut(BigInt(bytes.readUInt32LE(at)) * PRIME_1), 23n) * PRIME_2 + PRIME_3);
  }
  for (; at < bytes.length; at++) {
    hash = cut(rotate(hash ^ cut(BigInt(bytes[at] as number) * PRIME_5), 11n) * PRIME_1);
  }
  return avalanche(hash);
}

/** Four lanes of 8 bytes each, side by side. */
function hashStripes(bytes: Buffer, end: number): bigint {
  const lanes = [cut(PRIME_1 + PRIME_2), PRIME_2, 0n, cut(-PRIME_1)] as [bigint, bigint, bigint, bigint];
  for (let at = 0; at < end; at += STRIPE_BYTES) {
    for (let lane = 0; lane < 4; lane++) {
      lanes[lane] = round(lanes[lane] as bigint, bytes.readBigUInt64LE(at + 8 * lane));
    }
  }
  const [a, b, c, d] = lanes;
  const mixed = cut(rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n));
  return lanes.reduce((hash, lane) => cut((hash ^ round(0n, lane)) * PRIME_1 + PRIME_4), mixed);
}

function round(lane: bigint, input: bigint): bigint {
  return cut(rotate(cut(lane + input * PRIME_2), 31n) * PRIME_1);
}

function avalanche(hash: bigint): bigint {
  const first = cut((hash ^ (hash >> 33n)) * PRIME_2);
  const second = cut((first ^ (first >> 29n)) * PRIME_3);
  return second ^ (second >> 32n);
}

function rotate(value: bigint, bits: bigint): bigint {
  return cut((value << bits) | (value >> (64n - bits)));
}

function cut(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}
