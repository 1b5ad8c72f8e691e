/** Registers a byte each, one value at a time, with big integers: the plain twin of src/kernel/assembly/hyperloglog.ts. */

const INDEX_BITS = 14n;
const K0 = 0x9e3779b97f4a7c15n;
const K1 = 0xd6e8feb86659fd93n;

export const REGISTER_COUNT = 2 ** 14;
export const MOST_RUN = 51;

export function registersOf(values: Iterable<string>): Uint8Array {
  const registers = new Uint8Array(REGISTER_COUNT);
  for (const value of values) noteHash(registers, hashOf(Buffer.from(value)));
  return registers;
}

/** Notes a hash of 64 even bits. */
export function noteHash(registers: Uint8Array, hash: bigint): void {
  const index = Number(hash >> (64n - INDEX_BITS));
  const rest = BigInt.asUintN(64, hash << INDEX_BITS);
  const zeros = rest === 0n ? MOST_RUN - 1 : 64 - rest.toString(2).length;
  registers[index] = Math.max(registers[index] as number, zeros + 1);
}

/** How many registers hold each run. */
export function countsOf(registers: Uint8Array): number[] {
  const counts = new Array<number>(MOST_RUN + 1).fill(0);
  for (const run of registers) counts[run] = (counts[run] as number) + 1;
  return counts;
}

/** Eight bytes at a time, zero behind the end, sixteen at least; then mixed until every bit depends on every other. */
function hashOf(bytes: Buffer): bigint {
  let hash = BigInt.asUintN(64, BigInt(bytes.length + 1) * K0);
  const padded = Buffer.alloc(Math.max(16, Math.ceil(bytes.length / 8) * 8));
  bytes.copy(padded);
  for (let at = 0; at < padded.length; at += 8) hash = mix(hash ^ padded.readBigUInt64LE(at));
  hash = mix(BigInt.asUintN(64, hash + K0));
  for (const factor of [0xff51afd7ed558ccdn, 0xc4ceb9fe1a85ec53n]) {
    hash = BigInt.asUintN(64, (hash ^ (hash >> 33n)) * factor);
  }
  return hash ^ (hash >> 33n);
}

function mix(hash: bigint): bigint {
  const mixed = BigInt.asUintN(64, hash * K1);
  return mixed ^ (mixed >> 32n);
}
