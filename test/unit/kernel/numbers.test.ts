/** parseNumbers against its plain twin, on numbers of all shapes and on what is almost one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { Kind } from '../../../src/engine/values/cells.ts';
import { writeCells } from '../../helpers/engine/kernel-cells.ts';
import { csvNumber } from '../../helpers/engine/numbers.ts';
import { runs } from '../../helpers/engine/runs.ts';
import { parseShort } from '../../twins/numbers.ts';

const SCALE_NULL = 255;
const SCALE_SLOW = 254;
const HAS_SLOW = 256;
const HAS_NULL = 512;
const kernel = loadKernel();
const start = kernel.allocate(0);

const almost = fc.string({ unit: fc.constantFrom(...'00123456789..+-eE x'), minLength: 1, maxLength: 24 });
const digitsOnly = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 21 });
const dotted = fc.tuple(digitsOnly, fc.nat(21)).map(([text, at]) => `${text.slice(0, at)}.${text.slice(at)}`);
const text = fc.oneof(
  csvNumber,
  almost,
  digitsOnly,
  dotted,
  fc.constantFrom('-', '+', '.', '-.', '+.', '5.', '.5', '-.5'),
);
const kind = fc.constantFrom(Kind.text, Kind.quoted, Kind.string, Kind.number);
const cell = fc.oneof({ weight: 9, arbitrary: fc.record({ text, kind }) }, { weight: 1, arbitrary: fc.constant(null) });
/** What stands right behind each cell. */
const between = fc.constantFrom('7', ',', '.', '"', 'e5', '\n-');

test('parseNumbers reads what the twin reads', () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 40 }), between, (cells, behind) => {
      kernel.release(start);
      const [mantissas, scales] = [kernel.allocate(cells.length * 8), kernel.allocate(cells.length)];
      const flags = kernel.call.parseNumbers(writeCells(kernel, cells, behind), cells.length, mantissas, scales);
      const expected = cells.map((each) => (each === null ? null : (parseShort(each.text) ?? 'slow')));
      const found = cells.map((_, row) => numberAt(mantissas + row * 8, kernel.bytes[scales + row] ?? -1));
      expect(found).toEqual(expected);
      const largest = Math.max(0, ...expected.map((each) => (typeof each === 'object' ? (each?.scale ?? 0) : 0)));
      const oddities = Number(expected.includes('slow')) * HAS_SLOW + Number(expected.includes(null)) * HAS_NULL;
      expect(flags).toBe(largest | oddities);
    }),
    runs(3000),
  );
});

test.each([Kind.boolean, Kind.nested, Kind.escaped])('a cell of kind %i is left to the caller', (odd) => {
  const scales = kernel.allocate(1);
  const flags = kernel.call.parseNumbers(
    writeCells(kernel, [{ text: '12', kind: odd }]),
    1,
    kernel.allocate(8),
    scales,
  );
  expect([flags, kernel.bytes[scales]]).toEqual([HAS_SLOW, SCALE_SLOW]);
});

function numberAt(mantissa: number, scale: number) {
  if (scale === SCALE_NULL) return null;
  return scale === SCALE_SLOW ? 'slow' : { mantissa: kernel.view(mantissa, 8).getBigInt64(0, true), scale };
}
