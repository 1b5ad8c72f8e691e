/** The hash of the kernel's groups (src/kernel/assembly/hash.ts), and keys that it cannot tell apart. */
const K0 = 0x9e3779b97f4a7c15n;
const K1 = 0xd6e8feb86659fd93n;
const ALL = 2n ** 64n - 1n;
const WORD_BYTES = 8;

function mix(hash: bigint): bigint {
  const product = (hash * K1) & ALL;
  return product ^ (product >> 32n);
}

/** Of eight bytes or fewer. */
function wordOf(text: Buffer, at: number): bigint {
  const word = Buffer.alloc(WORD_BYTES);
  text.copy(word, 0, at, at + WORD_BYTES);
  return word.readBigUInt64LE();
}

/** Of a text of so many bytes, as far as it is given. */
function hashOfWords(text: Buffer, byteLength: number): bigint {
  let hash = mix(wordOf(text, 0) ^ ((BigInt(byteLength + 1) * K0) & ALL));
  for (let at = WORD_BYTES; at === WORD_BYTES || at < text.length; at += WORD_BYTES)
    hash = mix(hash ^ wordOf(text, at));
  return hash;
}

export function hashTwin(key: string): bigint {
  const text = Buffer.from(key);
  return mix((hashOfWords(text, text.length) + K0) & ALL);
}

/**
 * Two keys of ASCII, of a multiple of 8 bytes from 32, that differ in their last 16 and have one hash: what the last word
 * has to be follows from the one before, of which many are tried.
 */
export function keysOfOneHash(byteLength: number): readonly [string, string] {
  const start = 'x'.repeat(byteLength - 2 * WORD_BYTES);
  const [one, last] = [`${start}one word`, 'the last'];
  const wanted = hashOfWords(Buffer.from(one), byteLength) ^ wordOf(Buffer.from(last), 0);
  for (let trial = 0; ; trial += 1) {
    const other = `${start}${String(trial).padStart(WORD_BYTES, '0')}`;
    const word = Buffer.alloc(WORD_BYTES);
    word.writeBigUInt64LE(wanted ^ hashOfWords(Buffer.from(other), byteLength));
    if (word.every((byte) => byte < 0x80)) return [one + last, other + word.toString('latin1')];
  }
}
