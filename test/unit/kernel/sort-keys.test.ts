/** Keys of rows: their bytes have the order of a plain comparison of the values, and none is the beginning of another. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { runs } from '../../helpers/engine/runs.ts';
import { keysOf } from '../../helpers/engine/sort-kernel.ts';
import { compareRows, type How, type Value } from '../../twins/sort.ts';

const kernel = loadKernel();
const start = kernel.allocate(0);
const ANY: How = { isDescending: false, nullsFirst: false, values: 'any' };
const ALL_HOWS: readonly How[] = (['any', 'number', 'text', 'natural'] as const).flatMap((values) =>
  [false, true].flatMap((isDescending) =>
    [false, true].map((nullsFirst) => ({ isDescending, nullsFirst, values }) satisfies How),
  ),
);

const digits = fc.string({ unit: fc.constantFrom('0', '0', '1', '4', '5', '9'), maxLength: 12 });
const sign = fc.constantFrom('', '', '-', '+');
const exponent = fc.oneof(
  fc.constantFrom(
    '',
    '',
    '',
    'e0',
    'E+1',
    'e-1',
    'e4095',
    'e4096',
    'e4097',
    'e-4096',
    'e-4097',
    'e99999999999',
    'e',
    'e-',
  ),
  fc.integer({ min: -140, max: 140 }).map((power) => `e${power}`),
);
const number = fc
  .tuple(sign, digits, fc.constantFrom('', '.', '.0', '.5', '.50', '.05', '.499999999999'), exponent)
  .map((parts) => parts.join(''));
const long = fc.tuple(sign, fc.bigInt({ min: 10n ** 29n, max: 10n ** 29n + 4n })).map((parts) => parts.join(''));
const text = fc.oneof(
  fc.string({
    unit: fc.constantFrom('\0', '\x01', '\x02', 'a', 'b', '0', '1', 'é', '€', '😀', '\uffff'),
    maxLength: 20,
  }),
  fc.constantFrom(
    '',
    ' ',
    '-',
    '.',
    'file2',
    'file10',
    'file02',
    'file2a',
    'a1b2',
    'a1b10',
    '1\x001\x001\0',
    `${'9'.repeat(300)}x`,
  ),
);
const value = fc.oneof(
  { weight: 6, arbitrary: number },
  { weight: 1, arbitrary: long },
  { weight: 6, arbitrary: text },
  { weight: 1, arbitrary: fc.constant<Value>(null) },
);

/** Every pair of rows. */
function expectTheirOrder(rows: readonly (readonly Value[])[], hows: readonly How[]): void {
  kernel.release(start);
  const keys = keysOf(kernel, rows, hows);
  for (const [a, key] of keys.entries())
    for (const [b, other] of keys.entries()) {
      const found = Math.sign(Buffer.compare(key, other));
      const expected = Math.sign(compareRows(rows[a] as Value[], rows[b] as Value[], hows));
      if (found !== expected) expect({ rows: [rows[a], rows[b]], hows, found }).toEqual({ expected });
      const isBeginning = key.length < other.length && other.subarray(0, key.length).equals(key);
      if (isBeginning) expect([rows[a], rows[b]]).toBe('no key that begins with the other');
    }
}

const FIXED: readonly Value[] = [
  ...['0', '-0', '+0', '00', '0.0', '.0', '0.', '0e5', '-0e-4096', '0e4097', '1', '01', '1.0', '+1', '1e0', '10e-1'],
  ...[
    '0.1e1',
    '-1',
    '-1.5',
    '-1.50',
    '-10',
    '10',
    '9',
    '9.99',
    '99',
    '100',
    '1e2',
    '1e119',
    '1e120',
    '1e121',
    '1e-119',
  ],
  ...['1e-120', '1e-121', '1e-122', '1e4096', '9e4096', '1e4097', '1e-4096', '1e-4097', '-1e4096', '-1e-4096', '1e'],
  ...['123456789012345678901234567890', '123456789012345678901234567891', '-123456789012345678901234567890'],
  ...['123456789012345678901234567890.5', '', ' 1', '1 ', '-', '+', '.', 'e5', '0x10', 'NaN', 'Infinity', '\0', '\0\0'],
  ...[
    '\x01',
    '\x01\0',
    '\x02',
    'a',
    'a\0',
    'a\0b',
    'aa',
    'ab',
    'abcdefghijklmno',
    'abcdefghijklmnop',
    'abcdefghijklmnopq',
  ],
  ...[
    'a\x01',
    'é',
    'e\u0301',
    '😀',
    '\uffff',
    '\ud7ff',
    'file2',
    'file10',
    'file02',
    'file0',
    'file',
    'file00',
    'file2.10',
  ],
  ...[
    '1a',
    '01a',
    'a1\0',
    '9'.repeat(254),
    '9'.repeat(255),
    '9'.repeat(256),
    `x${'1'.repeat(254)}`,
    `x${'1'.repeat(255)}`,
  ],
  null,
];

describe('keys', () => {
  test.each(ALL_HOWS.map((how) => [JSON.stringify(how), how] as const))('of all kinds of values: %s', (_title, how) => {
    expectTheirOrder(
      FIXED.map((each) => [each]),
      [how],
    );
  });

  test('of random values, however they are compared', () => {
    const rows = fc.array(fc.tuple(value), { minLength: 2, maxLength: 24 });
    fc.assert(
      fc.property(rows, fc.constantFrom(...ALL_HOWS), (table, how) => expectTheirOrder(table, [how])),
      runs(400),
    );
  });

  test('of several columns', () => {
    const few = fc.oneof(fc.constantFrom('1', '1.0', '', 'a', 'a\0', null), value);
    const rows = fc.array(fc.tuple(few, few, few), { minLength: 2, maxLength: 16 });
    const hows = fc.array(fc.constantFrom(...ALL_HOWS), { minLength: 3, maxLength: 3 });
    fc.assert(fc.property(rows, hows, expectTheirOrder), runs(300));
  });

  test('have their room where a digit alone takes most', () => {
    const natural: How = { ...ANY, values: 'natural' };
    expectTheirOrder([['1\0'.repeat(500)], ['1\x01'.repeat(500)], ['1a'.repeat(500)]], [natural]);
  });
});

test('places of rows are their own keys', () => {
  const place = fc.string({ unit: fc.constantFrom('\0', '\x01', '\x40', '\x7f'), minLength: 8, maxLength: 8 });
  const hows = fc.record({
    isDescending: fc.boolean(),
    nullsFirst: fc.boolean(),
    values: fc.constant('place' as const),
  });
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.option(place), { minLength: 2, maxLength: 2 })),
      fc.tuple(hows, hows),
      expectTheirOrder,
    ),
    runs(100),
  );
  const usual = { isDescending: false, nullsFirst: false, values: 'place' } as const;
  expect(keysOf(kernel, [['\0\0\0\x01\0\0\0\x02']], [usual])).toEqual([Buffer.from([0, 0, 0, 1, 0, 0, 0, 2])]);
});
