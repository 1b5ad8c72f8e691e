/**
 * The groups of an aggregate: a hash table over their keys, and for each group a header, a key, and a record with its
 * states (layouts: src/kernel/assembly/groups.ts, saved-groups.ts). Without key columns there is one group, which is always
 * there. The kernel works on one table at a time: the one that was made last, or during() which something is done.
 */
import type { GroupShares } from '../aggregates/state.ts';
import type { Kernel } from '../kernel.ts';

const BUCKET_BYTES = 64;
/** Groups a bucket at most, on average: of its 8 places some have to stay free. */
const BUCKET_GROUPS = 5;
/** A record begins with the head of its key. */
const KEY_HEAD_BYTES = 16;
const KINDS_OFFSET = 24;
const SAVED_KINDS_OFFSET = 12;
/** As many as the kernel takes together. */
const CHUNK_ROWS = 256;
const GROWTH = 8;
const DESCRIPTION_BYTES = 40;
/** Groups that the table starts out for. */
const FIRST_CAPACITY = 1024;
/** Of a long key, in a wide record; keys that are no longer than SHORT_KEY have all of it in the head. */
const TEXT_BYTES = 32;
const SHORT_KEY = 15;
/** Tables of fewer groups are in the cache anyway. */
const WIDE_FROM_GROUPS = 1 << 14;
/** Rows a group: less, and what look-ups save is lost by filling wider records. */
const WIDE_FROM_ROWS = 2;

/** A region of kernel memory that grows by moving. */
interface Region {
  address: number;
  capacity: number;
}

/** Addresses of a table's parts. */
export interface GroupParts {
  readonly count: number;
  readonly headers: number;
  readonly records: number;
  readonly keys: number;
}

/** Groups as they are saved: one part behind the other. */
export interface SavedGroups {
  readonly count: number;
  readonly states: number;
  readonly headers: number;
  readonly keys: number;
  readonly byteLength: number;
  readonly keyBytes: number;
}

export class GroupTable {
  readonly #narrowBytes: number;
  /** Where its states start. */
  readonly statesOffset = KEY_HEAD_BYTES;
  readonly headerBytes: number;
  readonly keyColumns: number;
  /** Of a saved group, without its key. */
  readonly savedStateBytes: number;
  readonly #savedHeaderBytes: number;
  readonly #kernel: Kernel;
  /** Room for hashes. */
  readonly #hashes: number;
  /** Address of what the kernel knows the table by. */
  readonly #description: number;
  readonly #buckets: Region = { address: 0, capacity: 0 };
  readonly #headers: Region = { address: 0, capacity: 0 };
  readonly #records: Region = { address: 0, capacity: 0 };
  readonly #keys: Region = { address: 0, capacity: 0 };
  #isWide = false;
  /** Rows that there was to be room for. */
  #rowCount = 0;

  constructor(kernel: Kernel, keyColumns: number, stateBytes: number) {
    this.#kernel = kernel;
    this.keyColumns = keyColumns;
    this.#description = kernel.allocate(DESCRIPTION_BYTES);
    this.headerBytes = KINDS_OFFSET + Math.ceil(keyColumns / 8) * 8;
    this.#narrowBytes = Math.ceil((KEY_HEAD_BYTES + stateBytes) / 16) * 16;
    this.savedStateBytes = Math.ceil(stateBytes / 8) * 8;
    this.#savedHeaderBytes = keyColumns === 0 ? 0 : SAVED_KINDS_OFFSET + Math.ceil(keyColumns / 4) * 4;
    this.#hashes = kernel.allocate(CHUNK_ROWS * 8);
    if (keyColumns === 0) this.#records.address = kernel.allocate(this.recordBytes);
    this.#use(0, 0);
  }

  /** Bytes of a record: no more than it needs, also where it then lies in two cache lines. Changes with reserve(). */
  get recordBytes(): number {
    return this.#narrowBytes + (this.#isWide ? TEXT_BYTES : 0);
  }

  /** Where everything is. Addresses change with reserve(). */
  get parts(): GroupParts {
    const count = this.keyColumns === 0 ? 1 : this.#kernel.call.groupsCount();
    return { count, headers: this.#headers.address, records: this.#records.address, keys: this.#keys.address };
  }

  get keyBytes(): number {
    return this.keyColumns === 0 ? 0 : this.#kernel.call.groupsKeyBytes() >>> 0;
  }

  /** About what headers, records and keys take. */
  get byteLength(): number {
    return this.parts.count * (this.headerBytes + this.recordBytes) + this.keyBytes;
  }

  /** Forgets all groups. */
  clear(): void {
    const { bytes } = this.#kernel;
    bytes.fill(0, this.#buckets.address, this.#buckets.address + this.#buckets.capacity);
    if (this.keyColumns === 0) bytes.fill(0, this.#records.address, this.#records.address + this.recordBytes);
    this.#isWide = false;
    this.#rowCount = 0;
    this.#use(0, 0);
  }

  /** Makes room for `more` groups with keys of `bytes` in all. */
  reserve(more: number, bytes: number): void {
    if (this.keyColumns === 0) return;
    const { count } = this.parts;
    const keyBytes = this.keyBytes;
    const groups = Math.max(count + more, FIRST_CAPACITY);
    const mustRehash = groups * BUCKET_BYTES > this.#buckets.capacity * BUCKET_GROUPS;
    const grown = [
      this.#isBetterWide(count, keyBytes) && this.#widen(groups),
      this.#grow(this.#headers, groups * this.headerBytes, count * this.headerBytes),
      this.#grow(this.#records, groups * this.recordBytes, count * this.recordBytes),
      this.#grow(this.#keys, keyBytes + bytes, keyBytes),
    ];
    if (mustRehash) this.#growBuckets(groups / BUCKET_GROUPS);
    if (mustRehash || grown.includes(true)) this.#use(count, keyBytes);
    if (mustRehash) this.#kernel.call.groupsRehash();
    this.#rowCount += more;
  }

  #use(count: number, keyBytes: number): void {
    const bucketCount = this.#buckets.capacity / BUCKET_BYTES;
    const fields = [
      ...[this.#buckets.address, bucketCount, this.#headers.address, this.headerBytes],
      ...[this.#records.address, this.recordBytes, count, this.#keys.address, keyBytes, Number(this.#isWide)],
    ];
    this.#kernel.u32(this.#description, fields.length).set(fields);
    this.#kernel.call.groupsUse(this.#description);
  }

  /** Does something with this table, while another one is in use. */
  during<Result>(work: () => Result): Result {
    const { call } = this.#kernel;
    const before = call.groupsSwitch(this.#description);
    try {
      return work();
    } finally {
      call.groupsSwitch(before);
    }
  }

  /**
   * Moves a region to where it has room. False when it had room already. Much room at once: what is not used costs no memory,
   * only addresses, while what is left behind is lost.
   */
  #grow(region: Region, needed: number, used: number): boolean {
    if (needed <= region.capacity) return false;
    const { address } = region;
    this.#place(region, needed);
    this.#kernel.bytes.copyWithin(region.address, address, address + used);
    return true;
  }

  #place(region: Region, needed: number): void {
    region.capacity = Math.max(needed, Math.min(needed * GROWTH, this.#kernel.room / GROWTH));
    region.address = this.#kernel.allocateAsIs(region.capacity);
  }

  #isBetterWide(count: number, keyBytes: number): boolean {
    const comeAgain = count >= WIDE_FROM_GROUPS && this.#rowCount >= count * WIDE_FROM_ROWS;
    return comeAgain && !this.#isWide && keyBytes > count * SHORT_KEY && keyBytes <= count * TEXT_BYTES;
  }

  #widen(groups: number): true {
    this.#isWide = true;
    this.#place(this.#records, groups * this.recordBytes);
    this.#kernel.call.groupsWiden(this.#records.address, this.recordBytes);
    return true;
  }

  #growBuckets(needed: number): void {
    this.#buckets.capacity = 2 ** Math.ceil(Math.log2(needed)) * BUCKET_BYTES;
    this.#buckets.address = this.#kernel.allocate(this.#buckets.capacity);
  }

  /** The groups' numbers (u32) in order of first appearance: their address. */
  order(): number {
    const { count } = this.parts;
    const out = this.#kernel.allocate(count * 4);
    if (this.keyColumns === 0) return out;
    const scratch = this.#kernel.allocate(count * 24);
    this.#kernel.call.groupsOrder(out, scratch);
    this.#kernel.release(scratch);
    return out;
  }

  /** The groups' numbers (u32) by share of the hash of the key, how many each share has, and what they are there. */
  byShare(shareCount: number): GroupShares & { readonly order: number; readonly counts: readonly number[] } {
    const { count } = this.parts;
    const order = this.#kernel.allocateAsIs(count * 4);
    const [shareOf, placeOf] = [this.#kernel.allocateAsIs(count * 4), this.#kernel.allocateAsIs(count * 4)];
    const [counts, starts] = [this.#kernel.allocate(shareCount * 4), this.#kernel.allocate(shareCount * 4)];
    this.#kernel.call.groupsByShare(shareCount, order, counts, starts, shareOf, placeOf);
    return { order, shareOf, placeOf, shareCount, counts: [...this.#kernel.u32(counts, shareCount)] };
  }

  /** Some groups (u32 at `order`), or all, in memory that the caller releases. */
  save(count: number, order = 0): SavedGroups {
    const { call } = this.#kernel;
    const keyBytes = this.keyColumns === 0 ? 0 : call.groupsKeyBytesOf(order, count) >>> 0;
    const address = this.#kernel.allocateAsIs(this.savedBytes(count, keyBytes));
    const saved = this.savedAt(address, count, keyBytes);
    const { states, headers, keys } = saved;
    if (this.keyColumns > 0) {
      call.groupsSave(order, count, this.keyColumns, this.savedStateBytes, states, headers, keys);
    } else {
      const from = this.#records.address + KEY_HEAD_BYTES;
      this.#kernel.bytes.copyWithin(states, from, from + this.savedStateBytes);
    }
    return saved;
  }

  /** What was saved and has been read back. */
  savedAt(address: number, count: number, keyBytes: number): SavedGroups {
    const headers = address + count * this.savedStateBytes;
    const keys = headers + count * this.#savedHeaderBytes;
    return { count, states: address, headers, keys, byteLength: this.savedBytes(count, keyBytes), keyBytes };
  }

  savedBytes(count: number, keyBytes: number): number {
    return count * (this.savedStateBytes + this.#savedHeaderBytes) + keyBytes;
  }

  /** Finds or makes the group of each of those that were saved; writes their numbers (u32) to `map`. */
  merge({ count, headers, keys }: SavedGroups, map: number): void {
    const { call, words } = this.#kernel;
    if (this.keyColumns === 0) words[map / 4] = 0;
    else call.groupsMerge(headers, count, keys, map, this.keyColumns, this.#hashes);
  }
}
