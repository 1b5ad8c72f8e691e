/**
 * Random expressions, typed as SQL, against a naive evaluator that shares nothing with pq: it is built beside the text,
 * from JavaScript's own integers, strings and regular expressions.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileScalar } from '../../src/engine/expressions/scalar.ts';
import { CellValue, type Value } from '../../src/engine/expressions/value.ts';
import { bindExpression } from '../../src/plan/bind-expression.ts';
import { foldConstants } from '../../src/plan/optimize/fold-constants.ts';
import { parseExpression } from '../../src/plan/parse/expression.ts';
import { runs } from '../helpers/engine/runs.ts';
import { ENVIRONMENT, rowOf, show } from '../helpers/expressions/evaluate.ts';

/** Numbers are in hundredths of a hundredth and so on: value / 10^scale. */
interface Exact {
  readonly value: bigint;
  readonly scale: number;
}
type Row = Readonly<Record<'a' | 'b' | 't' | 'u', string | null>>;
interface Naive<Type> {
  readonly sql: string;
  of(row: Row): Type | null;
}

// ---- numbers ----------------------------------------------------------------------------------------------------

function exact(text: string): Exact {
  const [whole = '', fraction = ''] = text.split('.');
  return { value: BigInt(whole + fraction), scale: fraction.length };
}

/** Both at one scale. */
function aligned(x: Exact, y: Exact): readonly [bigint, bigint, number] {
  const scale = Math.max(x.scale, y.scale);
  return [x.value * 10n ** BigInt(scale - x.scale), y.value * 10n ** BigInt(scale - y.scale), scale];
}

function written({ value, scale }: Exact): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  const text = `${digits.slice(0, digits.length - scale)}.${digits.slice(digits.length - scale)}`;
  return `${value < 0n ? '-' : ''}${text.replace(/\.?0*$/, '')}`;
}

const number = fc
  .tuple(fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }), fc.integer({ min: 0, max: 6 }), fc.boolean())
  .map(([value, scale, isSmall]) => written({ value: isSmall ? value % 1000n : value, scale }));

const numberColumn = fc
  .constantFrom('a' as const, 'b' as const)
  .map((name): Naive<Exact> => ({ sql: name, of: (row) => (row[name] === null ? null : exact(row[name])) }));
const numberLiteral = number.map(
  (text): Naive<Exact> => ({ sql: text.startsWith('-') ? `(${text})` : text, of: () => exact(text) }),
);

const ARITHMETIC = {
  '+': (x: Exact, y: Exact): Exact => {
    const [left, right, scale] = aligned(x, y);
    return { value: left + right, scale };
  },
  '-': (x: Exact, y: Exact): Exact => {
    const [left, right, scale] = aligned(x, y);
    return { value: left - right, scale };
  },
  '*': (x: Exact, y: Exact): Exact => ({ value: x.value * y.value, scale: x.scale + y.scale }),
} as const;

// ---- texts ------------------------------------------------------------------------------------------------------

/** Never a number, and with letters that have two cases, or two units. */
const word = fc
  .array(fc.constantFrom('x', 'Y', 'é', 'É', '😀', '%', '_', ' ', "'"), { maxLength: 5 })
  .map((parts) => `q${parts.join('')}`);
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const textColumn = fc
  .constantFrom('t' as const, 'u' as const)
  .map((name): Naive<string> => ({ sql: name, of: (row) => row[name] }));
const textLiteral = word.map((text): Naive<string> => ({ sql: quoted(text), of: () => text }));

function likeRegExp(pattern: string): RegExp {
  const parts = [...pattern].map((character) =>
    character === '%' ? '[^]*' : character === '_' ? '[^]' : character.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  );
  return new RegExp(`^${parts.join('')}$`, 'u');
}

// ---- everything together ----------------------------------------------------------------------------------------

function both<In, Out>(left: Naive<In>, right: Naive<In>, sql: string, compute: (x: In, y: In) => Out): Naive<Out> {
  return {
    sql: `(${sql})`,
    of: (row) => {
      const [x, y] = [left.of(row), right.of(row)];
      return x === null || y === null ? null : compute(x, y);
    },
  };
}

const COMPARISONS = {
  '=': (order: number) => order === 0,
  '<>': (order: number) => order !== 0,
  '<': (order: number) => order < 0,
  '<=': (order: number) => order <= 0,
  '>': (order: number) => order > 0,
  '>=': (order: number) => order >= 0,
} as const;
const operator = fc.constantFrom(...(Object.keys(COMPARISONS) as (keyof typeof COMPARISONS)[]));

function orderOfNumbers(x: Exact, y: Exact): number {
  const [left, right] = aligned(x, y);
  return left < right ? -1 : Number(left > right);
}

function orderOfTexts(x: string, y: string): number {
  return Buffer.compare(Buffer.from(x), Buffer.from(y));
}

const { numbers, texts, conditions } = fc.letrec<{
  numbers: Naive<Exact>;
  texts: Naive<string>;
  conditions: Naive<boolean>;
}>((tie) => ({
  numbers: fc.oneof(
    { maxDepth: 4 },
    numberColumn,
    numberLiteral,
    fc
      .tuple(tie('numbers'), tie('numbers'), fc.constantFrom('+' as const, '-' as const, '*' as const))
      .map(([x, y, sign]) => both(x, y, `${x.sql} ${sign} ${y.sql}`, ARITHMETIC[sign])),
    tie('numbers').map((x): Naive<Exact> => ({ sql: `(-${x.sql})`, of: (row) => negated(x.of(row)) })),
    tie('texts').map(
      (x): Naive<Exact> => ({
        sql: `length(${x.sql})`,
        of: (row) => {
          const text = x.of(row);
          return text === null ? null : { value: BigInt([...text].length), scale: 0 };
        },
      }),
    ),
    choice(tie('conditions'), tie('numbers')),
  ),
  texts: fc.oneof(
    { maxDepth: 4 },
    textColumn,
    textLiteral,
    fc
      .tuple(tie('texts'), tie('texts'))
      .map(([x, y]) => both(x, y, `${x.sql} || ${y.sql}`, (left, right) => left + right)),
    tie('texts').map((x): Naive<string> => ({ sql: `upper(${x.sql})`, of: (row) => x.of(row)?.toUpperCase() ?? null })),
    fc.tuple(tie('texts'), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 4 })).map(
      ([x, start, length]): Naive<string> => ({
        sql: `substr(${x.sql}, ${start}, ${length})`,
        of: (row) => {
          const text = x.of(row);
          return text === null ? null : [...text].slice(start - 1, start - 1 + length).join('');
        },
      }),
    ),
    choice(tie('conditions'), tie('texts')),
  ),
  conditions: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Naive<boolean>>({ sql: 'true', of: () => true }, { sql: 'false', of: () => false }),
    fc
      .tuple(tie('numbers'), numberLiteral, operator)
      .map(([x, y, sign]) =>
        both(x, y, `${x.sql} ${sign} ${y.sql}`, (l, r) => COMPARISONS[sign](orderOfNumbers(l, r))),
      ),
    fc
      .tuple(tie('texts'), textLiteral, operator)
      .map(([x, y, sign]) => both(x, y, `${x.sql} ${sign} ${y.sql}`, (l, r) => COMPARISONS[sign](orderOfTexts(l, r)))),
    fc.tuple(tie('texts'), word).map(
      ([x, pattern]): Naive<boolean> => ({
        sql: `(${x.sql} like ${quoted(pattern)})`,
        of: (row) => {
          const text = x.of(row);
          return text === null ? null : likeRegExp(pattern).test(text);
        },
      }),
    ),
    fc.tuple(tie('numbers'), fc.array(number, { minLength: 1, maxLength: 3 }), fc.boolean()).map(
      ([x, list, isNot]): Naive<boolean> => ({
        sql: `(${x.sql} ${isNot ? 'not ' : ''}in (${list.join(', ')}))`,
        of: (row) => {
          const value = x.of(row);
          return value === null ? null : list.some((each) => orderOfNumbers(value, exact(each)) === 0) !== isNot;
        },
      }),
    ),
    fc.tuple(tie('numbers'), number, number).map(
      ([x, low, high]): Naive<boolean> => ({
        sql: `(${x.sql} between ${low} and ${high})`,
        of: (row) => {
          const value = x.of(row);
          if (value === null) return null;
          return orderOfNumbers(value, exact(low)) >= 0 && orderOfNumbers(value, exact(high)) <= 0;
        },
      }),
    ),
    fc
      .oneof(tie('numbers'), tie('texts'), tie('conditions'))
      .map((x): Naive<boolean> => ({ sql: `(${x.sql} is null)`, of: (row) => x.of(row) === null })),
    fc.tuple(tie('conditions'), tie('conditions')).map(
      ([x, y]): Naive<boolean> => ({
        sql: `(${x.sql} and ${y.sql})`,
        of: (row) => {
          const values = [x.of(row), y.of(row)];
          return values.includes(false) ? false : values.includes(null) ? null : true;
        },
      }),
    ),
    fc.tuple(tie('conditions'), tie('conditions')).map(
      ([x, y]): Naive<boolean> => ({
        sql: `(${x.sql} or ${y.sql})`,
        of: (row) => {
          const values = [x.of(row), y.of(row)];
          return values.includes(true) ? true : values.includes(null) ? null : false;
        },
      }),
    ),
    tie('conditions').map((x): Naive<boolean> => ({ sql: `(not ${x.sql})`, of: (row) => inverted(x.of(row)) })),
  ),
}));

function negated(x: Exact | null): Exact | null {
  return x === null ? null : { value: -x.value, scale: x.scale };
}

function inverted(x: boolean | null): boolean | null {
  return x === null ? null : !x;
}

/** case, coalesce. */
function choice<Type>(
  condition: fc.Arbitrary<Naive<boolean>>,
  value: fc.Arbitrary<Naive<Type>>,
): fc.Arbitrary<Naive<Type>> {
  return fc.oneof(
    fc.tuple(condition, value, value).map(([c, x, y]) => ({
      sql: `(case when ${c.sql} then ${x.sql} else ${y.sql} end)`,
      of: (row: Row) => (c.of(row) === true ? x.of(row) : y.of(row)),
    })),
    fc.tuple(value, value).map(([x, y]) => ({
      sql: `coalesce(${x.sql}, ${y.sql})`,
      of: (row: Row) => x.of(row) ?? y.of(row),
    })),
  );
}

const row: fc.Arbitrary<Row> = fc.record({
  ...{ a: fc.option(number), b: fc.option(number) },
  ...{ t: fc.option(word), u: fc.option(word) },
});

const COLUMNS = ['a', 'b', 't', 'u'] as const;

/** What pq makes of the text, with and without folding what is constant. */
function evaluated(sql: string, values: Row): readonly string[] {
  const cells = COLUMNS.map((name): Value => (values[name] === null ? null : new CellValue(values[name])));
  const expr = parseExpression(sql);
  return [expr, foldConstants(expr)].map((each) => {
    const bound = bindExpression(each, ({ text }) => COLUMNS.indexOf(text as 'a'));
    return shown(show(compileScalar(bound, ENVIRONMENT)(rowOf(cells))));
  });
}

/** A column that is passed on keeps its text: 1.50 is 1.5 here. */
function shown(text: string): string {
  const plain = text.replace(/^cell /, '').replace(/^'(.*)'$/su, '$1');
  return /^-?\d+(\.\d+)?$/.test(plain) ? written(exact(plain)) : plain;
}

test.each([
  ['numbers', numbers.map(({ sql, of }) => ({ sql, of: (values: Row) => mapped(of(values), written) }))],
  ['texts', texts],
  ['conditions', conditions.map(({ sql, of }) => ({ sql, of: (values: Row) => mapped(of(values), String) }))],
] as const)('%s are what a naive evaluator says', (_, expressions) => {
  fc.assert(
    fc.property(expressions, fc.array(row, { minLength: 1, maxLength: 5 }), ({ sql, of }, rows) => {
      for (const values of rows) {
        const expected = of(values) ?? 'null';
        expect([sql, ...evaluated(sql, values)]).toEqual([sql, expected, expected]);
      }
    }),
    runs(3000),
  );
});

function mapped<In>(value: In | null, map: (value: In) => string): string | null {
  return value === null ? null : map(value);
}
