/** What stands before the data of a member of a gzip file (RFC 1952), none of which matters. */
import { compressionError } from './compression-error.ts';
import { crc32 } from './crc32.ts';
import type { GzipInput } from './gzip-input.ts';

const MAGIC = 0x8b1f;
const DEFLATE = 8;
const FLAGS = { headerSum: 2, extra: 4, name: 8, comment: 16, unknown: 0xe0 };
/** Time, speed and system. */
const FIXED_BYTES = 6;

/** Throws ReadError. */
export function skipGzipHeader(input: GzipInput): void {
  const header = new Header(input);
  if (header.number(2) !== MAGIC) throw corrupt('a gzip header is expected');
  if (header.number(1) !== DEFLATE) throw corrupt('unknown method');
  const flags = header.number(1);
  if (flags & FLAGS.unknown) throw corrupt('unknown flags');
  header.skip(FIXED_BYTES);
  if (flags & FLAGS.extra) header.skip(header.number(2));
  if (flags & FLAGS.name) header.skipText();
  if (flags & FLAGS.comment) header.skipText();
  if (flags & FLAGS.headerSum) header.checkSum();
}

/** Reads, and remembers the checksum. */
class Header {
  readonly #input: GzipInput;
  readonly #byte = new Uint8Array(1);
  #sum = 0;

  constructor(input: GzipInput) {
    this.#input = input;
  }

  number(byteCount: number): number {
    let number = 0;
    for (let at = 0; at < byteCount; at++) number += this.#next() * 256 ** at;
    return number;
  }

  skip(byteCount: number): void {
    for (let at = 0; at < byteCount; at++) this.#next();
  }

  skipText(): void {
    while (this.#next() !== 0);
  }

  checkSum(): void {
    if ((this.#sum & 0xffff) !== this.#input.number(2)) throw corrupt('the checksum of the header is wrong');
  }

  #next(): number {
    const byte = this.#input.byte();
    this.#byte[0] = byte;
    this.#sum = crc32(this.#byte, this.#sum);
    return byte;
  }
}

function corrupt(message: string): Error {
  return compressionError('gzip', { problem: 'corrupt', message });
}
