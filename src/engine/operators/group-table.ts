/**
 * The groups of an aggregate: fixed-size records in order of first appearance, keys beside them, and a hash table over
 * both (layouts: src/kernel/assembly/groups.ts). Without key columns there is one group, which is always there.
 */
import type { Kernel } from '../kernel.ts';

const HEADER_BYTES = 40;
const NULL_KEY = 0xffffffff;

export class GroupTable {
  readonly stride: number;
  /** Byte offset of the states in a record. */
  readonly statesOffset: number;
  readonly #kernel: Kernel;
  readonly #keyColumns: number;
  #slots = 0;
  #slotCapacity = 0;
  #records = 0;
  #recordCapacity = 0;
  #keys = 0;
  #keyCapacity = 0;

  constructor(kernel: Kernel, keyColumns: number, stateBytes: number) {
    this.#kernel = kernel;
    this.#keyColumns = keyColumns;
    this.statesOffset = HEADER_BYTES + Math.ceil(keyColumns / 8) * 8;
    this.stride = Math.ceil((this.statesOffset + stateBytes) / 16) * 16;
    this.#recordCapacity = 1;
    this.#records = kernel.allocate(this.stride);
    this.clear();
  }

  get count(): number {
    return this.#keyColumns === 0 ? 1 : this.#kernel.call.groupsCount();
  }

  get records(): number {
    return this.#records;
  }

  get keys(): number {
    return this.#keys;
  }

  get keyBytes(): number {
    return this.#keyColumns === 0 ? 0 : this.#kernel.call.groupsKeyBytes();
  }

  /** Forgets all groups. */
  clear(): void {
    this.#kernel.bytes.fill(0, this.#records, this.#records + this.#recordCapacity * this.stride);
    this.#kernel.bytes.fill(0, this.#slots, this.#slots + this.#slotCapacity * 8);
    this.#use(0, 0);
  }

  /** Makes room for `more` groups with keys of `bytes` in all. Records move: addresses are to be asked for again. */
  reserve(more: number, bytes: number): void {
    if (this.#keyColumns === 0) return;
    const count = this.count;
    const keyBytes = this.keyBytes;
    const needed = count + more;
    if (needed <= this.#recordCapacity && needed * 2 <= this.#slotCapacity && keyBytes + bytes <= this.#keyCapacity) return;
    if (needed > this.#recordCapacity) this.#growRecords(needed, count);
    if (keyBytes + bytes > this.#keyCapacity) this.#growKeys(keyBytes + bytes, keyBytes);
    const mustRehash = needed * 2 > this.#slotCapacity;
    if (mustRehash) this.#growSlots(needed * 2);
    this.#use(count, keyBytes);
    if (mustRehash) this.#kernel.call.groupsRehash();
  }

  #use(count: number, keyBytes: number): void {
    const { call } = this.#kernel;
    call.groupsUse(this.#slots, this.#slotCapacity, this.#records, this.stride, count, this.#keys, keyBytes);
  }

  #growRecords(needed: number, count: number): void {
    this.#recordCapacity = Math.max(needed, this.#recordCapacity * 2);
    const moved = this.#kernel.allocate(this.#recordCapacity * this.stride);
    this.#kernel.bytes.copyWithin(moved, this.#records, this.#records + count * this.stride);
    this.#records = moved;
  }

  #growKeys(needed: number, keyBytes: number): void {
    this.#keyCapacity = Math.max(needed, this.#keyCapacity * 2);
    const moved = this.#kernel.allocate(this.#keyCapacity);
    this.#kernel.bytes.copyWithin(moved, this.#keys, this.#keys + keyBytes);
    this.#keys = moved;
  }

  #growSlots(needed: number): void {
    this.#slotCapacity = 2 ** Math.ceil(Math.log2(needed));
    this.#slots = this.#kernel.allocate(this.#slotCapacity * 8);
  }

  /** The groups' numbers in order of first appearance. */
  order(): Uint32Array {
    const count = this.count;
    if (this.#keyColumns === 0) return new Uint32Array(count);
    const out = this.#kernel.allocate(count * 4);
    this.#kernel.call.groupsOrder(out, this.#kernel.allocate(count * 24));
    const order = this.#kernel.u32(out, count).slice();
    this.#kernel.release(out);
    return order;
  }

  /** A group's key cells: their kinds (numbers of src/kernel/assembly/bits.ts) and bytes; null cells are undefined. */
  readKey(group: number): (Uint8Array | undefined)[] {
    const record = this.#records + group * this.stride;
    const [place, length] = this.#kernel.u32(record, 2) as unknown as [number, number];
    if (length === NULL_KEY) return [undefined];
    const start = this.#keys + place;
    if (this.#keyColumns === 1) return [this.#kernel.bytes.subarray(start, start + length)];
    return this.#unpack(start);
  }

  #unpack(start: number): (Uint8Array | undefined)[] {
    const view = this.#kernel.view(start, this.#kernel.bytes.length - start);
    const cells: (Uint8Array | undefined)[] = [];
    for (let at = 0; cells.length < this.#keyColumns; ) {
      const lengthAndOne = view.getUint32(at, true);
      at += 4;
      cells.push(lengthAndOne === 0 ? undefined : this.#kernel.bytes.subarray(start + at, start + at + lengthAndOne - 1));
      at += Math.max(0, lengthAndOne - 1);
    }
    return cells;
  }

  /** The kernel's kind of a key cell where its group first appeared. */
  readKind(group: number, keyColumn: number): number {
    return this.#kernel.bytes[this.#records + group * this.stride + HEADER_BYTES + keyColumn] as number;
  }
}
