/** Texts through the table of an automaton: what the automaton says of each, while the table is filled and afterwards. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AutomatonTable } from '../../../src/engine/expressions/vector/automaton-table.ts';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { Kind } from '../../../src/engine/values/cells.ts';
import { automatonOf } from '../../helpers/engine/automata.ts';
import { type TextCell, writeCells } from '../../helpers/engine/kernel-cells.ts';
import { randomFlags, randomPattern, randomSubject } from '../../helpers/engine/random-regexps.ts';
import { runs } from '../../helpers/engine/runs.ts';
import { accepts } from '../../twins/automaton.ts';

const [UNKNOWN, SLOW] = [2, 3];
const kernel = loadKernel();
const start = kernel.allocate(0);

type Cell = TextCell | null;
const cell: fc.Arbitrary<Cell> = fc.oneof(
  { weight: 8, arbitrary: randomSubject.map((text) => ({ text, kind: Kind.text })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Cell>(null, { text: 'a', kind: Kind.quoted }, { text: '1', kind: Kind.number }),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('c3', '61ff62', 'eda080')
      .map((hex) => ({ text: Buffer.from(hex, 'hex'), kind: Kind.string })),
  },
);

test('truths of columns', () => {
  fc.assert(
    fc.property(randomPattern, randomFlags, fc.array(cell, { maxLength: 40 }), (pattern, flags, column) => {
      kernel.release(start);
      const automaton = automatonOf(pattern, flags);
      const table = new AutomatonTable(kernel, automaton);
      const expected = column.map((each) => truthOf(each, (bytes) => accepts(automaton, bytes)));
      const cells = writeCells(kernel, column, 'a7');
      const out = kernel.allocate(column.length + 64);
      for (const _ of ['filled', 'known']) {
        kernel.bytes.fill(9, out, out + column.length);
        table.match(cells, column.length, out);
        expect([...kernel.bytes.subarray(out, out + column.length)]).toEqual(expected);
      }
    }),
    runs(300),
  );
});

function truthOf(each: Cell, accept: (bytes: Uint8Array) => boolean | undefined): number {
  if (each === null) return UNKNOWN;
  const isAccepted = each.kind === Kind.quoted ? undefined : accept(Buffer.from(each.text));
  return isAccepted === undefined ? SLOW : Number(isAccepted);
}
