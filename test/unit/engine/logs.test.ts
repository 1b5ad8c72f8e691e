/** What is logged, saved and merged: many pieces, many groups, numbers of 32 bits and of more; lists beyond a cell. */
import { describe, expect, test } from 'vitest';
import { type Decimal, formatDecimal, parseDecimal } from '../../../src/core/decimal.ts';
import { PickedState } from '../../../src/engine/aggregates/picked.ts';
import type { CellState, KernelRange, StatePlace } from '../../../src/engine/aggregates/state.ts';
import { TextsState } from '../../../src/engine/aggregates/texts.ts';
import { ValuesState } from '../../../src/engine/aggregates/values.ts';
import { type Kernel, loadKernel } from '../../../src/engine/kernel.ts';
import { TextArena } from '../../../src/engine/operators/text-arena.ts';
import { TextLists } from '../../../src/engine/operators/text-lists.ts';
import { cellText, Kind } from '../../../src/engine/values/cells.ts';
import type { AggregateOutput } from '../../../src/protocol/result.ts';
import { writeCells } from '../../helpers/engine/kernel-cells.ts';

/** Beyond 16 bits. */
const GROUPS = 70_000;
const NO_PLACE = { base: 0, stride: 0, groupCount: GROUPS };

/** Copies what is saved to another kernel, in one range. */
function transfer(from: Kernel, ranges: readonly KernelRange[], to: Kernel): KernelRange {
  const bytes = Buffer.concat(ranges.map(({ address, byteLength }) => from.bytes.slice(address, address + byteLength)));
  const address = to.allocate(bytes.length);
  to.bytes.set(bytes, address);
  return { address, byteLength: bytes.length };
}

/** A list of u32, an element a group. */
function list(kernel: Kernel, of: (group: number) => number): number {
  const address = kernel.allocate(GROUPS * 4);
  kernel.u32(address, GROUPS).set(Array.from({ length: GROUPS }, (_, group) => of(group)));
  return address;
}

const reversed = (group: number): number => GROUPS - 1 - group;

describe('values', () => {
  test.each([
    ['of 32 bits', (group: number) => `${group % 1000}.${group % 7}`],
    ['at the limits of 32 bits', (group: number) => (group % 2 ? '2147483647' : '-2147483648')],
    ['just beyond 32 bits', (group: number) => (group % 2 ? '2147483648' : '-2147483649')],
    ['of scales of their own', (group: number) => (group % 3 ? '999999999999999999' : '0.000000000000000001')],
  ])('%s keep their groups and digits, whole and in shares', (_title, textOf) => {
    const [from, to] = [loadKernel(), loadKernel()];
    const [some, merged] = [new ValuesState(from), new ValuesState(to)];
    for (let group = 0; group < GROUPS; group++) {
      some.addSlow(group, { value: parseDecimal(textOf(group)) as Decimal, text: '' });
    }
    merged.mergeEntries(transfer(from, some.saveEntries(undefined), to), list(to, reversed));
    const shares = { shareCount: 2, shareOf: list(from, (group) => group % 2), placeOf: list(from, (group) => group) };
    some.beginShares(shares);
    const second = some.saveEntries({ share: 1, ...shares });
    merged.mergeEntries(transfer(from, second, to), list(to, reversed));
    const numbers = merged.byGroup(GROUPS);
    for (const group of [0, 1, 2, 3, 65_535, 65_536, 65_537, GROUPS - 1]) {
      const found = numbers.of(reversed(group));
      const text = formatDecimal(parseDecimal(textOf(group)) as Decimal);
      expect(found.range(0, found.count).map(formatDecimal)).toEqual(group % 2 ? [text, text] : [text]);
    }
  });
});

describe('texts', () => {
  test('of many pieces come in the order of the input, whoever had which', () => {
    const [from, to] = [loadKernel(), loadKernel()];
    const [early, late] = [new TextsState(from), new TextsState(to)];
    for (let batch = 0; batch < 12; batch++) {
      const [kernel, state] = batch % 3 ? [from, early] : [to, late];
      addRows(kernel, state, 11 - batch);
    }
    late.mergeEntries(
      transfer(from, early.saveEntries(undefined), to),
      list(to, (group) => group),
    );
    const { cells, count } = late.byGroup(1).of(0);
    const texts = Array.from({ length: count }, (_, at) => cellText(to, cells + at * 8));
    expect(texts).toEqual(Array.from({ length: 12 * 2000 }, (_, at) => `text ${at}`));
  });

  test('longer than a cell can be are an error that names the column', () => {
    const kernel = loadKernel();
    const length = 1 << 20;
    const text = writeCells(kernel, [{ text: 'x'.repeat(length), kind: Kind.text }]);
    const cells = kernel.allocate(300 * 8);
    for (let at = 0; at < 300; at++) kernel.bytes.copyWithin(cells + at * 8, text, text + 8);
    const texts = { of: (group: number) => ({ cells, count: group }) };
    const out = kernel.allocate(8);
    const lists = new TextLists(kernel, new TextArena(kernel), texts, output('string_agg'));
    lists.put(2, out);
    expect(cellText(kernel, out)).toHaveLength(2 * length + 2);
    expect(() => lists.put(300, out)).toThrow('all_of_it: the values of a group are longer than 256 MB together');
    expect(() => lists.put(255, out)).not.toThrow();
  });
});

/** 2,000 rows of one group that are the batch at `index` of the input. */
function addRows(kernel: Kernel, state: CellState, index: number, at: StatePlace = NO_PLACE): void {
  const rows = Array.from({ length: 2000 }, (_, row) => `text ${index * 2000 + row}`);
  const cells = writeCells(
    kernel,
    rows.map((text) => ({ text, kind: Kind.text })),
  );
  const place = (BigInt(index) << 32n) + 5n;
  state.addCells({ rows: rows.length, groups: 0, cells, textBytes: 12 * 2000, quote: 34, place }, at);
}

function output(name: 'string_agg' | 'list'): AggregateOutput {
  const common = { kind: 'aggregate', states: [0], isDistinct: false, arguments: [], part: 0 } as const;
  return { name: 'all_of_it', function: name, parameter: '; ', ...common };
}

describe('picked', () => {
  test.each([
    ['first', 'text 0'],
    ['last', 'text 23999'],
  ] as const)('%s is what has that place, in whatever order batches come', (which, expected) => {
    const kernel = loadKernel();
    const state = new PickedState(kernel, which);
    const base = kernel.allocate(state.byteLength);
    const place = { base, stride: state.byteLength, groupCount: 1 };
    for (const index of [5, 11, 3, 0, 7]) addRows(kernel, state, index, place);
    const out = kernel.allocate(8);
    kernel.call.pickedCells(base, state.byteLength, kernel.allocate(4), 1, out);
    expect(cellText(kernel, out)).toBe(expected);
  });
});
