/**
 * The groups of an aggregate: a hash table over their keys, and for each group a header, a key, and a record with its states (layouts:
 * src/kernel/assembly/groups.ts). Without key columns there is one group, which is always there.
 */
import { isAscii } from 'node:buffer';
import type { Kernel } from '../kernel.ts';

const BUCKET_BYTES = 64;
/** Groups a bucket at most, on average: of its 8 places some have to stay free. */
const BUCKET_GROUPS = 5;
/** A record begins with the head of its key. */
const KEY_HEAD_BYTES = 16;
const KINDS_OFFSET = 24;
const NULL_KEY = 0xffffffff;
const CACHE_LINE_BYTES = 64;
/** Groups that the table starts out for. */
const FIRST_CAPACITY = 1024;

/** A region of kernel memory that grows by moving. */
interface Region {
  address: number;
  capacity: number;
}

/** Bytes of a table's parts: what is saved, and where it lies when it has been read back. */
export interface GroupParts {
  readonly count: number;
  readonly headers: number;
  readonly records: number;
  readonly keys: number;
}

export class GroupTable {
  /** Bytes of a record: no more cache lines than it needs. */
  readonly recordBytes: number;
  /** Where its states start. */
  readonly statesOffset = KEY_HEAD_BYTES;
  readonly headerBytes: number;
  readonly #kernel: Kernel;
  readonly #keyColumns: number;
  readonly #buckets: Region = { address: 0, capacity: 0 };
  readonly #headers: Region = { address: 0, capacity: 0 };
  readonly #records: Region = { address: 0, capacity: 0 };
  readonly #keys: Region = { address: 0, capacity: 0 };

  constructor(kernel: Kernel, keyColumns: number, stateBytes: number) {
    this.#kernel = kernel;
    this.#keyColumns = keyColumns;
    this.headerBytes = KINDS_OFFSET + Math.ceil(keyColumns / 8) * 8;
    const byteLength = KEY_HEAD_BYTES + stateBytes;
    const isSmall = byteLength <= CACHE_LINE_BYTES;
    this.recordBytes = isSmall ? 2 ** Math.ceil(Math.log2(byteLength)) : Math.ceil(byteLength / 16) * 16;
    if (keyColumns === 0) this.#grow(this.#records, this.recordBytes, 0);
    this.#use(0, 0);
  }

  /** Where everything is. Addresses change with reserve(). */
  get parts(): GroupParts {
    const count = this.#keyColumns === 0 ? 1 : this.#kernel.call.groupsCount();
    return { count, headers: this.#headers.address, records: this.#records.address, keys: this.#keys.address };
  }

  get keyBytes(): number {
    return this.#keyColumns === 0 ? 0 : this.#kernel.call.groupsKeyBytes() >>> 0;
  }

  /** Forgets all groups. */
  clear(): void {
    for (const { address, capacity } of [this.#buckets, this.#records]) {
      this.#kernel.bytes.fill(0, address, address + capacity);
    }
    this.#use(0, 0);
  }

  /** Makes room for `more` groups with keys of `bytes` in all. */
  reserve(more: number, bytes: number): void {
    if (this.#keyColumns === 0) return;
    const { count } = this.parts;
    const keyBytes = this.keyBytes;
    const groups = Math.max(count + more, FIRST_CAPACITY);
    const grown = [
      this.#grow(this.#headers, groups * this.headerBytes, count * this.headerBytes),
      this.#grow(this.#records, groups * this.recordBytes, count * this.recordBytes),
      this.#grow(this.#keys, keyBytes + bytes, keyBytes),
    ];
    const mustRehash = groups * BUCKET_BYTES > this.#buckets.capacity * BUCKET_GROUPS;
    if (mustRehash) this.#growBuckets(groups / BUCKET_GROUPS);
    if (mustRehash || grown.includes(true)) this.#use(count, keyBytes);
    if (mustRehash) this.#kernel.call.groupsRehash();
  }

  #use(count: number, keyBytes: number): void {
    const bucketCount = this.#buckets.capacity / BUCKET_BYTES;
    this.#kernel.call.groupsUse(
      ...([this.#buckets.address, bucketCount, this.#headers.address, this.headerBytes] as const),
      ...([this.#records.address, this.recordBytes, count, this.#keys.address, keyBytes] as const),
    );
  }

  /** Moves a region to where it has room; new room is zero. False when it had room already. */
  #grow(region: Region, needed: number, used: number): boolean {
    if (needed <= region.capacity) return false;
    region.capacity = Math.max(needed, region.capacity * 2);
    const moved = this.#kernel.allocate(region.capacity);
    this.#kernel.bytes.copyWithin(moved, region.address, region.address + used);
    region.address = moved;
    return true;
  }

  #growBuckets(needed: number): void {
    this.#buckets.capacity = 2 ** Math.ceil(Math.log2(needed)) * BUCKET_BYTES;
    this.#buckets.address = this.#kernel.allocate(this.#buckets.capacity);
  }

  /** The groups' numbers in order of first appearance. */
  order(): Uint32Array {
    const { count } = this.parts;
    if (this.#keyColumns === 0) return new Uint32Array(count);
    const out = this.#kernel.allocate(count * 4);
    this.#kernel.call.groupsOrder(out, this.#kernel.allocate(count * 24));
    const order = this.#kernel.u32(out, count).slice();
    this.#kernel.release(out);
    return order;
  }

  /** A reader of the groups' keys as they are now. */
  readKeys(): GroupKeys {
    const { headers, keys } = this.parts;
    const bytes = Buffer.from(this.#kernel.bytes.buffer, keys, this.keyBytes);
    return new GroupKeys(bytes, this.#keyColumns, this.#kernel.words, headers / 4, this.headerBytes / 4);
  }
}

/**
 * The texts and kinds of groups' keys. Keys stand one behind another; when all of them are ASCII they are decoded at
 * once, and a key is a slice of that text.
 */
export class GroupKeys {
  readonly #bytes: Buffer;
  readonly #text: string | undefined;
  readonly #keyColumns: number;
  /** The headers: group g's begins at word first + g * stride. */
  readonly #words: Uint32Array;
  readonly #first: number;
  readonly #stride: number;

  constructor(bytes: Buffer, keyColumns: number, words: Uint32Array, first: number, stride: number) {
    this.#bytes = bytes;
    this.#text = isAscii(bytes) ? bytes.toString('latin1') : undefined;
    this.#keyColumns = keyColumns;
    this.#words = words;
    this.#first = first;
    this.#stride = stride;
  }

  /** A key cell's text; undefined when it is null. */
  text(group: number, keyColumn: number): string | undefined {
    const at = this.#first + group * this.#stride;
    const start = this.#words[at] as number;
    const length = this.#words[at + 1] as number;
    if (length === NULL_KEY) return undefined;
    return this.#keyColumns === 1 ? this.#slice(start, length) : this.#packed(start, keyColumn);
  }

  /** Several key columns stand as length + 1 (0: null) and bytes, one after another. */
  #packed(start: number, keyColumn: number): string | undefined {
    let at = start;
    for (let column = 0; column < keyColumn; column++) at += 4 + Math.max(0, this.#bytes.readUInt32LE(at) - 1);
    const lengthAndOne = this.#bytes.readUInt32LE(at);
    return lengthAndOne === 0 ? undefined : this.#slice(at + 4, lengthAndOne - 1);
  }

  #slice(start: number, length: number): string {
    return this.#text?.substring(start, start + length) ?? this.#bytes.toString('utf8', start, start + length);
  }

  /** The kernel's kind (src/kernel/assembly/bits.ts) of a key cell where its group first appeared. */
  kind(group: number, keyColumn: number): number {
    const word = this.#words[this.#first + group * this.#stride + KINDS_OFFSET / 4 + (keyColumn >> 2)] as number;
    return (word >>> ((keyColumn & 3) * 8)) & 255;
  }
}
