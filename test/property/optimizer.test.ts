/** Random chains of verbs: what they answer without the optimizer they answer with each of its rules, and with all. */
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { PqError } from '../../src/core/errors.ts';
import { optimize, RULES, type Rule } from '../../src/plan/optimize/optimize.ts';
import { FORMATS, type Format, randomRecords, rowFile } from '../helpers/engine/row-files.ts';
import { RowsEngines } from '../helpers/engine/rows-engines.ts';
import { runs } from '../helpers/engine/runs.ts';
import { TemporaryFiles } from '../helpers/engine/temporary-files.ts';
import { planOfWords } from '../helpers/plan/plan-of-words.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());

const condition = fc.constantFrom(
  ...[
    'x > 2',
    'y > 3',
    "k = 'b'",
    'x is null',
    "t like '%a%' or k is null",
    'true',
    '1 > 2',
    'try_cast(t as number) > 0',
  ],
  ...[
    "type_of(x) = 'number'",
    "type_of(k) = 'text' and k <> 'a'",
    'x < 5 and x > 1',
    'x in (1, 2, 3)',
    'k < t',
    'x = y',
  ],
);
const verb = fc.oneof(
  condition.map((text) => ['filter', text]),
  fc
    .constantFrom('y = x * 2', 'x = x + 1', "k = k || '!'", 'y = x, z = y', 'z = upper(k), y = 1', 't = x')
    .map((text) => ['map', text]),
  fc
    .constantFrom(
      'k, x',
      'x as y, k',
      '* exclude (t)',
      '*, x as z',
      'k as x, x as k, t',
      "coalesce(x, 1 + 1) as x, 'a' as k, t",
    )
    .map((text) => ['project', text]),
  fc.constantFrom('x desc', 'k, x', 't nulls first', 'x + (1 + 1), k desc').map((text) => ['sort', text]),
  fc.tuple(fc.constantFrom('x', 'k desc'), fc.nat(5)).map(([key, limit]) => ['sort', '-l', String(limit), key]),
  fc.tuple(fc.constantFrom('head', 'tail'), fc.nat(8)).map(([name, count]) => [name, String(count)]),
  fc.constantFrom([], ['k'], ['x'], ['k,x']).map((columns) => ['distinct', ...columns]),
  fc.constant(['agg', '--count', '-g', 'k']),
  fc.constant(['agg', '--agg', 'count(*) as x, min(x) as t', '-g', 'k']),
  fc.constant(['sample', '70%']),
);
const chains = fc.array(verb, { minLength: 1, maxLength: 6 });
const to = fc.constantFrom('csv', 'ndjson');

/** What comes out; undefined where that is an error. */
async function answer(words: readonly string[], rules: readonly Rule[]): Promise<string | undefined> {
  try {
    const text = await (await RowsEngines.of(words, files.directory, rules)).run();
    return text.startsWith('PQ_') ? undefined : text;
  } catch (error) {
    if (error instanceof PqError) return undefined;
    throw error;
  }
}

/** Of CSV: a record is copied with quotes that it does not need, unless it has come together with others on the way, which a
 * rule can change (docs/rows.md). */
function unquoted(text: string): string {
  return text.startsWith('{') ? text : text.replaceAll(/(?<=^|,)"([^",\n]+)"(?=,|$)/gm, '$1');
}

test.each(FORMATS)('%s: no rule changes an answer', async (format) => {
  let answered = 0;
  const property = fc.asyncProperty(randomRecords, chains, to, async (records, verbs, to) => {
    const file = rowFile(format as Format, records);
    const path = files.write(file.name, file.text);
    const chain = verbs.flatMap((verb, at) => (at === 0 ? verb : ['then', ...verb]));
    const words = [...chain, ...(format === 'sequence' ? ['--from', 'json'] : []), '--to', to, path];
    const expected = await answer(words, []);
    if (expected === undefined) return;
    answered += 1;
    for (const rules of [...Object.values(RULES).map((rule) => [rule]), Object.values(RULES)]) {
      const found = await answer(words, rules);
      expect(found && unquoted(found), rules.map(({ name }) => name).join()).toBe(unquoted(expected));
    }
  });
  await fc.assert(property, runs(40));
  expect(answered).toBeGreaterThan(10);
});

test('the optimizer comes to an end, and has nothing to add to what it made', async () => {
  const property = fc.asyncProperty(chains, async (verbs) => {
    const chain = verbs.flatMap((verb, at) => (at === 0 ? verb : ['then', ...verb]));
    const once = optimize(await planOfWords(chain));
    expect(optimize(once)).toEqual(once);
  });
  await fc.assert(property, runs(300));
});
