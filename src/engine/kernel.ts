/**
 * The kernel as the engine sees it: its functions, its memory, and a bump allocator over that memory. Addresses are
 * byte offsets into the memory. Growing the memory detaches views, so views are asked for again after an allocation.
 */
import { PqError } from '../core/errors.ts';
import { readKernelFile } from './io/kernel-file.ts';
import type { ExpressionFunctions } from './kernel-expressions.ts';
import type { JoinFunctions } from './kernel-joining.ts';
import type { SortFunctions } from './kernel-sorting.ts';

/** States, how far they are apart, how many there are; where ours are: by number (u32), from where on and how far apart. */
type MergeArguments = [source: number, sourceStride: number, groups: number, map: number, base: number, stride: number];

/** Functions of src/kernel/assembly, documented there. Addresses, counts and lengths are unsigned 32-bit numbers. */
interface KernelFunctions extends ExpressionFunctions, JoinFunctions, SortFunctions {
  heapStart(): number;
  csvIndex(buffer: number, length: number, out: number, delimiter: number, quote: number): number;
  csvBadByte(): number;
  csvEndsInQuotes(): number;
  csvRun(buffer: number, index: number, position: number, count: number, columns: number): number;
  csvRecordEnd(buffer: number, index: number, position: number, count: number): number;
  csvRowsBefore(index: number, position: number, rows: number, columns: number, first: number, limit: number): number;
  csvCells(
    ...args: [
      buffer: number,
      index: number,
      position: number,
      rows: number,
      columns: number,
      column: number,
      firstStart: number,
      quote: number,
      out: number,
    ]
  ): void;
  csvRecords(
    ...args: [
      buffer: number,
      index: number,
      position: number,
      rows: number,
      columns: number,
      firstStart: number,
      out: number,
    ]
  ): void;
  inflateBegin(): void;
  inflate(...args: [from: number, end: number, isAll: number, floor: number, out: number, outEnd: number]): number;
  inflateRead(): number;
  inflateWritten(): number;
  jsonTableBytes(): number;
  jsonUse(nodes: number, columns: number, seen: number, tables: number, scratch: number): void;
  jsonBegin(how: number, isArrayStart: number): void;
  jsonRead(from: number, limit: number, end: number, cells: number, capacity: number, maxRows: number): number;
  jsonStopped(): number;
  jsonConsumed(): number;
  jsonError(): number;
  jsonErrorAt(): number;
  jsonGeneralRecords(): number;
  jsonSkipSpace(from: number, end: number): number;
  jsonKeepRecords(starts: number): void;
  jsonRecords(rows: number, out: number): void;
  jsonKeepKeys(start: number, room: number, isDeep: number): void;
  jsonKeysEnd(): number;
  parseNumbers(cells: number, rows: number, mantissas: number, scales: number): number;
  surveyNumbers(scales: number, n: number): number;
  rescaleNumbers(mantissas: number, scales: number, rows: number, scale: number): number;
  addCounts(cells: number, rows: number, groups: number, base: number, stride: number): void;
  addRows(rows: number, groups: number, base: number, stride: number): void;
  addSums(
    ...args: [
      mantissas: number,
      scales: number,
      rows: number,
      groups: number,
      base: number,
      stride: number,
      scale: number,
      declined: number,
    ]
  ): number;
  addSquares(
    ...args: [
      mantissas: number,
      scales: number,
      rows: number,
      groups: number,
      base: number,
      stride: number,
      scale: number,
      declined: number,
    ]
  ): number;
  addExtremes(
    ...args: [
      cells: number,
      mantissas: number,
      scales: number,
      rows: number,
      groups: number,
      base: number,
      stride: number,
      scale: number,
      sign: bigint,
      declined: number,
    ]
  ): number;
  mergeCounts(...args: MergeArguments): void;
  mergeSums(...args: MergeArguments): void;
  mergeSquares(...args: MergeArguments): void;
  mergeExtremes(...args: [...MergeArguments, sign: bigint]): void;
  addBooleans(
    ...args: [cells: number, from: number, rows: number, groups: number, base: number, stride: number]
  ): number;
  mergeBooleans(...args: MergeArguments): void;
  addProducts(
    ...args: [
      columns: number,
      count: number,
      rows: number,
      groups: number,
      base: number,
      stride: number,
      declined: number,
    ]
  ): number;
  mergeProducts(...args: [...MergeArguments, columns: number]): void;
  logNumbers(
    ...args: [
      mantissas: number,
      scales: number,
      rows: number,
      groups: number,
      log: number,
      capacity: number,
      count: number,
    ]
  ): number;
  mapGroups(groups: number, count: number, map: number): void;
  countsToStarts(counts: number, count: number): number;
  countNumbers(
    ...args: [
      log: number,
      capacity: number,
      count: number,
      classOf: number,
      placeOf: number,
      counts: number,
      bitCounts: number,
    ]
  ): number;
  saveNumbers(
    ...args: [
      log: number,
      capacity: number,
      count: number,
      shareOf: number,
      placeOf: number,
      cursors: number,
      scale: number,
      groupBytes: number,
    ]
  ): void;
  mergeNumbers(
    ...args: [
      mantissas: number,
      groups: number,
      scales: number,
      saved: number,
      scale: number,
      groupBytes: number,
      map: number,
      log: number,
      capacity: number,
      count: number,
    ]
  ): void;
  placeNumbers(
    ...args: [
      log: number,
      capacity: number,
      count: number,
      scale: number,
      cursors: number,
      out: number,
      inexact: number,
    ]
  ): number;
  logTexts(
    ...args: [
      cells: number,
      rows: number,
      groups: number,
      place: bigint,
      log: number,
      capacity: number,
      count: number,
      texts: number,
    ]
  ): number;
  logTextsEnd(): number;
  placeTexts(cells: number, count: number, texts: number): void;
  countTextShares(log: number, capacity: number, count: number, shareOf: number, counts: number): void;
  cutTexts(
    ...args: [log: number, capacity: number, count: number, shareOf: number, placeOf: number, cursors: number]
  ): void;
  gatherTexts(
    ...args: [
      log: number,
      capacity: number,
      count: number,
      index: number,
      pairs: number,
      cells: number,
      groups: number,
      counts: number,
    ]
  ): void;
  orderTexts(
    ...args: [
      pairs: number,
      scratch: number,
      count: number,
      cells: number,
      groups: number,
      cursors: number,
      out: number,
    ]
  ): void;
  textBytes(cells: number, count: number): number;
  joinTexts(cells: number, count: number, separator: number, separatorLength: number, out: number): number;
  listTexts(cells: number, count: number, out: number): number;
  addPicked(
    ...args: [
      cells: number,
      rows: number,
      groups: number,
      place: bigint,
      base: number,
      stride: number,
      isLast: number,
      arena: number,
    ]
  ): number;
  mergePicked(
    ...args: [
      places: number,
      cells: number,
      groups: number,
      count: number,
      map: number,
      base: number,
      stride: number,
      isLast: number,
      arena: number,
    ]
  ): number;
  countPicked(base: number, stride: number, groups: number): number;
  pickedTextBytes(): number;
  gatherPicked(
    ...args: [
      base: number,
      stride: number,
      groups: number,
      places: number,
      cells: number,
      groupsOut: number,
      texts: number,
    ]
  ): void;
  pickedCells(base: number, stride: number, order: number, rows: number, out: number): void;
  dropRepeats(numbers: number, count: number): number;
  selectNumber(numbers: number, count: number, rank: number): bigint;
  leastNumber(numbers: number, count: number): bigint;
  countBelow(numbers: number, count: number, value: bigint): number;
  groupsUse(table: number): void;
  groupsSwitch(table: number): number;
  groupsCount(): number;
  groupsKeyBytes(): number;
  groupsPartition(partition: number, late: number): void;
  groupsFind(
    ...args: [cells: number, rows: number, out: number, kindCells: number, keyColumns: number, hashes: number]
  ): void;
  groupsRehash(): void;
  groupsWiden(to: number, bytes: number): void;
  groupsMerge(
    ...args: [headers: number, groups: number, keys: number, map: number, keyColumns: number, hashes: number]
  ): void;
  groupsOrder(out: number, scratch: number): void;
  groupsByShare(
    ...args: [shareCount: number, out: number, counts: number, starts: number, shareOf: number, placeOf: number]
  ): void;
  groupsKeyBytesOf(order: number, groups: number): number;
  groupsSave(
    ...args: [
      order: number,
      groups: number,
      keyColumns: number,
      stateBytes: number,
      states: number,
      headers: number,
      keys: number,
    ]
  ): void;
  groupsAppearances(order: number, groups: number, out: number): void;
  groupsKeyCells(order: number, groups: number, keyColumns: number, column: number, out: number): void;
  differentAdd(cells: number, rows: number, set: number, entries: number, places: number): number;
  differentMerge(entries: number, count: number, set: number, places: number): void;
  differentSave(set: number, out: number): void;
  distinctAdd(cells: number, groups: number, rows: number, scratch: number, found: number, hashes: number): void;
  distinctByClass(classOf: number, classCount: number, starts: number, order: number): void;
  distinctCells(entries: number, count: number, out: number, counts: number): void;
  distinctSavedBytes(order: number, entries: number): number;
  distinctSave(order: number, entries: number, placeOf: number, out: number): void;
  distinctMerge(
    ...args: [saved: number, entries: number, map: number, cells: number, hashes: number, found: number]
  ): void;
  hllAdd(
    ...args: [
      cells: number,
      from: number,
      rows: number,
      groups: number,
      base: number,
      stride: number,
      blocks: number,
      hashes: number,
    ]
  ): number;
  hllCounts(state: number, out: number): void;
  hllSavedBytes(base: number, stride: number, groups: number): number;
  hllSave(base: number, stride: number, groups: number, out: number): void;
  hllMerge(...args: [saved: number, end: number, map: number, base: number, stride: number, blocks: number]): number;
  countCells(base: number, stride: number, order: number, rows: number, out: number, arena: number): number;
  sumCells(
    ...args: [base: number, stride: number, order: number, rows: number, scale: number, out: number, arena: number]
  ): number;
  extremeCells(base: number, stride: number, order: number, rows: number, out: number): void;
  cellBytes(columns: number, count: number, rows: number): number;
  writeCsvRows(
    ...args: [
      columns: number,
      count: number,
      rows: number,
      texts: number,
      delimiter: number,
      out: number,
      lengths: number,
    ]
  ): number;
  writeJsonRows(
    ...args: [columns: number, count: number, rows: number, texts: number, isText: number, out: number, lengths: number]
  ): number;
  gatherCells(cells: number, selection: number, count: number, out: number): void;
  editRecords(
    ...args: [records: number, rows: number, names: number, count: number, values: number, arena: number, out: number]
  ): number;
  writeCells(columns: number, count: number, rows: number, out: number, lengths: number): number;
  readCells(from: number, end: number, columns: number, count: number, most: number): number;
  readCellsEnd(): number;
  recordCells(text: number, lengths: number, rows: number, out: number): void;
  copyCells(cells: number, rows: number, out: number, arena: number): number;
  mergeRows(sources: number, count: number, out: number, capacity: number): number;
  plainTexts(cells: number, rows: number, scratch: number, quote: number): number;
  packKeys(columns: number, keys: number, rows: number, out: number, scratch: number): number;
  nullTexts(cells: number, rows: number, texts: number, count: number): void;
}

const PAGE_BYTES = 65536;
/** wasm32 addresses; the last page is left alone so that no end wraps round. */
const MAX_MEMORY_BYTES = 65535 * PAGE_BYTES;

export class Kernel {
  readonly call: KernelFunctions;
  readonly #memory: WebAssembly.Memory;
  readonly #start: number;
  #free: number;
  /** What lies above #free and below this has been used before. */
  #dirtyEnd = 0;
  #bytes: Uint8Array<ArrayBuffer>;
  #words: Uint32Array;

  constructor(exports: WebAssembly.Exports) {
    this.call = exports as unknown as KernelFunctions;
    this.#memory = exports.memory as WebAssembly.Memory;
    this.#start = Math.ceil(this.call.heapStart() / 64) * 64;
    this.#free = this.#start;
    this.#bytes = new Uint8Array(this.#memory.buffer as ArrayBuffer);
    this.#words = new Uint32Array(this.#memory.buffer);
  }

  /** A region of at least `byteLength` zero bytes, 64-aligned, with 64 bytes of slack behind it. */
  allocate(byteLength: number): number {
    const address = this.allocateAsIs(byteLength);
    if (address < this.#dirtyEnd) this.bytes.fill(0, address, Math.min(this.#free, this.#dirtyEnd));
    return address;
  }

  /** The same, for who writes before reading: it holds what was left there. */
  allocateAsIs(byteLength: number): number {
    const address = this.#free;
    const next = address + Math.ceil((byteLength + 64) / 64) * 64;
    if (next > MAX_MEMORY_BYTES) throw new KernelMemoryError(byteLength);
    const missing = next - this.#memory.buffer.byteLength;
    if (missing > 0) this.#grow(missing);
    this.#free = next;
    return address;
  }

  /** Bytes that can still be allocated, if the system gives them. */
  get room(): number {
    return MAX_MEMORY_BYTES - this.#free;
  }

  /** Starts anew: all that was allocated is given back. */
  recycle(): void {
    this.#dirtyEnd = Math.max(this.#dirtyEnd, this.#free);
    this.#free = this.#start;
  }

  #grow(missing: number): void {
    try {
      this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
    } catch {
      throw new KernelMemoryError(missing);
    }
  }

  /** Gives back everything from an allocated address on. */
  release(address: number): void {
    this.#dirtyEnd = Math.max(this.#dirtyEnd, this.#free);
    this.#free = address;
  }

  /** All of the memory. Not to be kept over an allocation. */
  get bytes(): Uint8Array<ArrayBuffer> {
    if (this.#bytes.byteLength === 0) this.#bytes = new Uint8Array(this.#memory.buffer as ArrayBuffer);
    return this.#bytes;
  }

  /** All of the memory as numbers: word i is at address 4 i. Not to be kept over an allocation. */
  get words(): Uint32Array {
    if (this.#words.byteLength === 0) this.#words = new Uint32Array(this.#memory.buffer);
    return this.#words;
  }

  /** A view of part of the memory as numbers; address in bytes, length in elements. */
  u32(address: number, length: number): Uint32Array {
    return new Uint32Array(this.#memory.buffer, address, length);
  }

  u64(address: number, length: number): BigUint64Array {
    return new BigUint64Array(this.#memory.buffer, address, length);
  }

  i64(address: number, length: number): BigInt64Array {
    return new BigInt64Array(this.#memory.buffer, address, length);
  }

  f64(address: number, length: number): Float64Array {
    return new Float64Array(this.#memory.buffer, address, length);
  }

  view(address: number, byteLength: number): DataView {
    return new DataView(this.#memory.buffer, address, byteLength);
  }
}

/** The kernel's memory is at its end. */
export class KernelMemoryError extends PqError {
  constructor(byteLength: number) {
    super('PQ_OUT_OF_MEMORY', `out of memory: no more memory for ${byteLength} bytes`, {
      hint: 'use fewer groups, or more workers (-j), or split the input; a single record may have 256 MB',
    });
  }
}

let compiled: WebAssembly.Module | undefined;

/** Compiles the kernel, once a process. */
export function compileKernel(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readKernelFile() as Uint8Array<ArrayBuffer>);
  return compiled;
}

/** Kernels whose users are done. Memory that has been used once is there sooner than new memory. */
const spare: Kernel[] = [];

/** A kernel with memory of its own. */
export function loadKernel(): Kernel {
  return spare.pop() ?? new Kernel(new WebAssembly.Instance(compileKernel(), {}).exports);
}

/** For the next who needs one. The tables of a kernel that are not in memory that it has given out are set up anew by
 * their users. */
export function returnKernel(kernel: Kernel): void {
  kernel.recycle();
  spare.push(kernel);
}
