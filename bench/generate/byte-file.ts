/**
 * A file that is written through one buffer, byte by byte: strings a record would make 5,000,000 people take minutes.
 * A record must fit into RECORD_LIMIT bytes and starts with `startRecord`.
 */
import { closeSync, openSync, writeSync } from 'node:fs';

const CAPACITY = 1 << 20;
const RECORD_LIMIT = 1 << 14;
const ZERO = 0x30;

export class ByteFile {
  readonly #descriptor: number;
  readonly #buffer = Buffer.allocUnsafe(CAPACITY);
  #length = 0;

  constructor(path: string) {
    this.#descriptor = openSync(path, 'w');
  }

  startRecord(): void {
    if (this.#length + RECORD_LIMIT > CAPACITY) this.#flush();
  }

  bytes(bytes: Uint8Array): void {
    for (let index = 0; index < bytes.length; index++) this.#buffer[this.#length++] = bytes[index] as number;
  }

  text(text: string): void {
    this.#length += this.#buffer.write(text, this.#length);
  }

  byte(byte: number): void {
    this.#buffer[this.#length++] = byte;
  }

  /** A non-negative integer below 2^31. */
  integer(value: number): void {
    let width = 1;
    for (let rest = value; rest >= 10; rest = (rest / 10) | 0) width++;
    this.digits(value, width);
  }

  /** The same with leading zeros to `width` digits. */
  digits(value: number, width: number): void {
    let rest = value;
    for (let index = this.#length + width - 1; index >= this.#length; index--) {
      const quotient = (rest / 10) | 0;
      this.#buffer[index] = ZERO + rest - quotient * 10;
      rest = quotient;
    }
    this.#length += width;
  }

  close(): void {
    this.#flush();
    closeSync(this.#descriptor);
  }

  #flush(): void {
    for (let from = 0; from < this.#length; ) {
      from += writeSync(this.#descriptor, this.#buffer, from, this.#length - from);
    }
    this.#length = 0;
  }
}

/** Text as the bytes that `ByteFile.bytes` takes. */
export function encode(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
}
