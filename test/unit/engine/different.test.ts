/** How many different values there are: the kernel's set against Set, whoever saw what. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DifferentState } from '../../../src/engine/aggregates/different.ts';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { Kind } from '../../../src/engine/values/cells.ts';
import { writeCells } from '../../helpers/engine/kernel-cells.ts';
import { runs } from '../../helpers/engine/runs.ts';

type Value = string | null;

const BATCH_ROWS = 2048;
/** Of texts that the set holds as they are. */
const SHORT_BYTES = 15;

/** A state in a kernel of its own. */
class Values {
  readonly #kernel = loadKernel();
  readonly #state = new DifferentState(this.#kernel);

  get count(): number {
    return this.#state.count;
  }

  add(values: readonly Value[]): this {
    for (let at = 0; at < values.length; at += BATCH_ROWS) this.#addBatch(values.slice(at, at + BATCH_ROWS));
    return this;
  }

  #addBatch(values: readonly Value[]): void {
    const cells = writeCells(
      this.#kernel,
      values.map((text) => (text === null ? null : { text, kind: Kind.text })),
    );
    const textBytes = values.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0);
    this.#state.addCells({ rows: values.length, cells, groups: 0, textBytes, quote: 34, place: 0n });
  }

  merge(other: Values): this {
    const saved = other.#save();
    const address = this.#kernel.allocate(saved.length);
    this.#kernel.bytes.set(saved, address);
    this.#state.mergeEntries({ address, byteLength: saved.length }, this.#kernel.allocate(4));
    return this;
  }

  #save(): Buffer {
    const ranges = this.#state.saveEntries();
    return Buffer.concat(
      ranges.map(({ address, byteLength }) => this.#kernel.bytes.slice(address, address + byteLength)),
    );
  }

  clear(): this {
    this.#state.clear();
    return this;
  }
}

/** What differs in the last byte, in the length, or in zero bytes only, around the longest that is short. */
const similar = fc
  .tuple(
    fc.constantFrom(0, 1, 7, 8, 9, 13, 14, 15, 16, 17, 40),
    fc.constantFrom('', 'a', 'b', '\0', '\0\0', '\x0f', 'é'),
  )
  .map(([length, end]) => 'x'.repeat(length) + end);
const zeros = fc.nat(20).map((length) => '\0'.repeat(length));
const value = fc.oneof(similar, zeros, fc.string({ unit: 'binary', maxLength: 20 }), fc.constant(null));
const values = fc.array(value, { maxLength: 300 });

function numbers(from: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${from + index}`);
}

function differentOf(all: readonly Value[]): number {
  return new Set(all.filter((each) => each !== null)).size;
}

describe('different values', () => {
  test('are as many as in a Set, also when several have counted', () => {
    fc.assert(
      fc.property(values, values, (some, others) => {
        expect(new Values().add(some).count).toBe(differentOf(some));
        const merged = new Values().add(some).merge(new Values().add(others));
        expect(merged.count).toBe(differentOf([...some, ...others]));
        expect(merged.clear().add(others).count).toBe(differentOf(others));
      }),
      runs(300),
    );
  });

  test.each([0, 1, 8, SHORT_BYTES, SHORT_BYTES + 1])('of %i bytes and more or less', (length) => {
    const texts = [-1, 0, 1].flatMap((more) => (length + more < 0 ? [] : ['a'.repeat(length + more)]));
    expect(new Values().add([...texts, null, ...texts]).count).toBe(texts.length);
  });

  test('are no more after the set has grown again and again', () => {
    const state = new Values();
    for (let round = 0; round < 2; round++) {
      for (let from = 0; from < 60_000; from += 20_000) state.add(numbers(from, 20_000));
      expect(state.count).toBe(60_000);
    }
  });

  /** They come in the order of their places: a set that grew meanwhile would look through all of its front each time. */
  test('are merged quickly however many they are', () => {
    const [some, others, none] = [new Values(), new Values(), new Values()];
    some.add(numbers(0, 300_000));
    others.add(numbers(200_000, 300_000));
    expect(none.merge(some).merge(others).merge(some).count).toBe(500_000);
  });
});
