/** Data sets written by the command line's own steps, in this process; and records to write. */
import fc from 'fast-check';
import { resolveArgs } from '../../../src/cli/args.ts';
import { readProgram } from '../../../src/cli/program.ts';
import { run } from '../../../src/run.ts';

/** `words` are those after `pq`. Throws PqError. */
export async function runWords(words: readonly string[]): Promise<void> {
  const program = await readProgram(words, () => new Set());
  if (program.kind !== 'run') throw new Error(`nothing to run: ${words.join(' ')}`);
  await run(await resolveArgs(program.args, {}), (exitCode) => {
    throw new Error(`left with ${exitCode}`);
  });
}

export interface KeyedRecord {
  readonly k: JsonValue;
  readonly c: JsonValue;
}

/** As JSON writes it. */
type JsonValue = string;

const text = fc.constantFrom(
  ...['', '7', '007', '7.0', '-1', '10', '1e1', '.5', '+3', 'a', 'b', 'B', 'ab', '9~', '~', 'true', 'null', 'é', '😀'],
  ...['a b', 'a/b=c%', '__HIVE_DEFAULT_PARTITION__', ',', '"', 'x\ny', '{"a":1}', '[]', '.', '..', 'A=B'],
);
const literal = fc.constantFrom(
  'null',
  '7',
  '7.0',
  '-1',
  '10',
  '1e1',
  '0.5',
  'true',
  'false',
  '{"a":1}',
  '[1, 2]',
  '"7"',
);
const value = fc.oneof(
  { weight: 3, arbitrary: text.map((each) => JSON.stringify(each)) },
  { weight: 3, arbitrary: literal },
);

export const keyedRecords: fc.Arbitrary<readonly KeyedRecord[]> = fc.array(fc.record({ k: value, c: value }), {
  maxLength: 40,
});

/** With their numbers as id. */
export function asNdjson(records: readonly KeyedRecord[]): string {
  return records.map(({ k, c }, id) => `{"id":${id},"k":${k},"c":${c}}\n`).join('');
}

export interface Scheme {
  readonly words: readonly string[];
  readonly keepsOrder?: true;
}

const count = fc.integer({ min: 1, max: 6 }).map(String);

export const schemes: fc.Arbitrary<Scheme> = fc.oneof(
  fc
    .tuple(fc.constantFrom('hash:k', 'hash:k,c', 'range:k', 'range:k,c', 'range:id', 'round-robin'), count)
    .map(([by, n]) => {
      return { words: ['partition', '--by', by, '-n', n] };
    }),
  fc.constantFrom('value:k', 'value:k,c').map((by) => ({ words: ['partition', '--by', by] })),
  fc.integer({ min: 1, max: 200 }).map((bytes) => {
    return { words: ['persist', '--file-size', String(bytes)], keepsOrder: true as const };
  }),
);

const comparison = fc
  .tuple(
    fc.constantFrom('k', 'c'),
    fc.constantFrom('=', '<>', '<', '<=', '>', '>='),
    fc.oneof(
      fc.constantFrom('7', '0', '10', '-1', '0.5', 'true'),
      text.filter((each) => !each.includes('\n')).map((each) => `'${each}'`),
    ),
    fc.boolean(),
  )
  .map(([column, operator, value, isTurned]) =>
    isTurned ? `${value} ${operator} ${column}` : `${column} ${operator} ${value}`,
  );
const leaf = fc.oneof(
  { weight: 5, arbitrary: comparison },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...["k in ('7', 'a', 'é')", 'k in (7, 10)', "k between '0' and 'b'", 'k between 1 and 9', 'k is null'],
      ...['k is not null', "not (k = 'a')", "k in ('a', 7)", 'c is null', 'k = c', "lower(k) = 'b'", "k like 'a%'"],
    ),
  },
);

/** Over k and c. */
export const conditions: fc.Arbitrary<string> = fc.oneof(
  leaf,
  fc.tuple(leaf, fc.constantFrom('and', 'or'), leaf).map((parts) => parts.join(' ')),
  fc
    .tuple(leaf, fc.constantFrom('and', 'or'), leaf, fc.constantFrom('and', 'or'), leaf)
    .map((parts) => parts.join(' ')),
);
