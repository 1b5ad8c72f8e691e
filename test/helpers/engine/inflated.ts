/** A gzip file in memory, decompressed as pq does it, and data to compress. */
import type { ByteSource } from '../../../src/engine/io/byte-sequence.ts';
import { Inflated, type InflatedSizes } from '../../../src/engine/io/inflated.ts';
import { BytesOnce } from './bytes-once.ts';

/** The smallest window that the kernel can go on from. */
export const LEAST_INPUT_BYTES = 1025;

/** Throws ReadError. */
export function inflated(file: Uint8Array, sizes?: InflatedSizes): Buffer {
  const source = new Inflated(new BytesOnce(file), sizes);
  try {
    return readAll(source);
  } finally {
    source.close();
  }
}

function readAll(source: ByteSource): Buffer {
  const blocks: Buffer[] = [];
  for (;;) {
    const block = Buffer.alloc(10_000);
    const count = source.read(block);
    blocks.push(block.subarray(0, count));
    if (count < block.length) return Buffer.concat(blocks);
  }
}

/** The same every time. */
export function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 1;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

export function rowsOfText(count: number): Buffer {
  const numbers = noise(count);
  const rows = Array.from(numbers, (number, row) => `${row},name ${number % 50},${number * 7919},"a ""text"""\n`);
  return Buffer.from(`id,name,x,text\n${rows.join('')}`);
}

/** Bytes of which each is half as frequent as the one before: their codes have all lengths. */
export function skewed(length: number): Buffer {
  const letters = noise(length * 3);
  return Buffer.from(
    Array.from(
      { length },
      (_, at) => Math.clz32(letters.readUIntBE(at * 3, 3) + 1) * 5 + ((letters[at] as number) & 1),
    ),
  );
}
