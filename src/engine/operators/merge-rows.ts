/** Rows of several workers, each in order, to one order. */
import type { Kernel } from '../kernel.ts';
import type { RowChunk } from './row-writer.ts';

const OUT_BYTES = 1 << 18;
/** A source, for the kernel: addresses of the next place, length, and row, and how many rows are left (u32 each). */
const SOURCE_WORDS = 4;

/** All rows as text, some at a time; each is valid until the next. */
export function* mergeRows(kernel: Kernel, parts: readonly Iterable<RowChunk>[]): Generator<Uint8Array> {
  let sources = parts.map((part) => new Source(kernel, part[Symbol.iterator]()));
  const list = kernel.allocate(sources.length * SOURCE_WORDS * 4);
  const out = new Region(kernel, OUT_BYTES);
  for (;;) {
    sources = sources.filter((source) => source.hasRows());
    if (sources.length === 0) return;
    const longest = sources.reduce((most, { longestRow }) => Math.max(most, longestRow), 0);
    const capacity = Math.max(OUT_BYTES, longest + 64);
    const address = out.reserve(capacity);
    for (const [s, { words }] of sources.entries())
      kernel.u32(list, SOURCE_WORDS * (s + 1)).set(words, s * SOURCE_WORDS);
    const byteLength = kernel.call.mergeRows(list, sources.length, address, capacity);
    for (const [s, source] of sources.entries()) source.words = kernel.u32(list + s * SOURCE_WORDS * 4, SOURCE_WORDS);
    if (byteLength > 0) yield kernel.bytes.subarray(address, address + byteLength);
  }
}

/** The chunks of one worker, one at a time in kernel memory. */
class Source {
  longestRow = 0;
  readonly #chunks: Iterator<RowChunk>;
  readonly #regions: readonly [places: Region, lengths: Region, text: Region];
  #words = new Uint32Array(SOURCE_WORDS);

  constructor(kernel: Kernel, chunks: Iterator<RowChunk>) {
    this.#chunks = chunks;
    this.#regions = [new Region(kernel, 0), new Region(kernel, 0), new Region(kernel, 0)];
  }

  get words(): Uint32Array {
    return this.#words;
  }

  set words(words: Uint32Array) {
    this.#words = words.slice();
  }

  /** Takes the next chunk when there is no row left; false when there is none. */
  hasRows(): boolean {
    while (this.#words[3] === 0) {
      const next = this.#chunks.next();
      if (next.done === true) return false;
      this.#take(next.value);
    }
    return true;
  }

  #take({ rows, places, lengths, text }: RowChunk): void {
    const [placesRegion, lengthsRegion, textRegion] = this.#regions;
    this.#words = Uint32Array.of(placesRegion.hold(places), lengthsRegion.hold(lengths), textRegion.hold(text), rows);
    const view = new DataView(lengths.buffer, lengths.byteOffset, lengths.length);
    this.longestRow = 0;
    for (let row = 0; row < rows; row++) this.longestRow = Math.max(this.longestRow, view.getUint32(row * 4, true));
  }
}

/** Kernel memory that is made larger when need be. */
class Region {
  readonly #kernel: Kernel;
  #address = 0;
  #capacity = 0;

  constructor(kernel: Kernel, capacity: number) {
    this.#kernel = kernel;
    if (capacity > 0) this.reserve(capacity);
  }

  reserve(byteLength: number): number {
    if (byteLength > this.#capacity) {
      this.#capacity = byteLength * 2;
      this.#address = this.#kernel.allocate(this.#capacity);
    }
    return this.#address;
  }

  hold(bytes: Uint8Array): number {
    const address = this.reserve(bytes.length);
    this.#kernel.bytes.set(bytes, address);
    return address;
  }
}
