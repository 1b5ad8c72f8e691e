/**
 * Random JSON records: a few shapes (keys, their order, nesting, white space) that come again and again with other
 * values, as in real files, so that what was learned about one record is applied to the next, rightly or wrongly.
 */
import fc from 'fast-check';
import { csvNumber, jsonNumber } from './numbers.ts';

/** What stands between values, and the kind of the value that follows; the last piece has none. */
type Piece = readonly [literal: string, slot: 'number' | 'scalar' | undefined];

const STRING_PARTS = [
  'a',
  'b',
  ' ',
  'ä',
  '€',
  '😀',
  '\\n',
  '\\"',
  '\\\\',
  '\\/',
  '\\u0041',
  '\\ud83d\\ude00',
  '}',
  '{\\"k\\":',
  ',',
  ']',
];
const string = fc.array(fc.constantFrom(...STRING_PARTS), { maxLength: 8 }).map((parts) => `"${parts.join('')}"`);
const scalar = fc.oneof(
  fc.constantFrom('"a"', '"b"', '"1"', '1', 'true', 'false', 'null', '""', '"true"'),
  string,
  jsonNumber,
);
const number = fc.oneof(
  { weight: 20, arbitrary: jsonNumber },
  { weight: 2, arbitrary: csvNumber.map((text) => `"${text}"`) },
  { weight: 2, arbitrary: fc.constant('null') },
  { weight: 1, arbitrary: fc.constant('"\\u0031"') },
);

/** A key as it is written; some with escapes. */
const KEYS = { k: ['"k"', '"\\u006b"'], x: ['"x"'], t: ['"t"'], a: ['"a"'], l: ['"l"', '"\\u006C"'], é: ['"é"'] };

function object(space: fc.Arbitrary<string>, depth: number): fc.Arbitrary<Piece[]> {
  const names = depth > 0 ? (['k', 'x', 't', 'a', 'l', 'é'] as const) : (['k', 'x', 't', 'é'] as const);
  return fc.uniqueArray(fc.constantFrom(...names), { maxLength: 5 }).chain((keys) => {
    const members = keys.map((key) =>
      fc.tuple(fc.constantFrom(...KEYS[key]), randomValue(key, space, depth), space, space),
    );
    return fc.tuple(space, ...members).map(([first, ...each]) => {
      const inner = each.map(([key, value, a, b]) => [[`${key}${a}:${b}`, undefined] as Piece, ...value]);
      return [['{', undefined], ...separated(inner, `,${first}`), [`${first}}`, undefined]] as Piece[];
    });
  });
}

function list(space: fc.Arbitrary<string>, depth: number): fc.Arbitrary<Piece[]> {
  const element = fc.oneof(fc.constant([['', 'number']] as Piece[]), object(space, depth - 1));
  return fc.tuple(fc.array(element, { maxLength: 3 }), space).map(([elements, between]) => {
    return [['[', undefined], ...separated(elements, `,${between}`), [`${between}]`, undefined]] as Piece[];
  });
}

function separated(groups: readonly (readonly Piece[])[], separator: string): Piece[] {
  return groups.flatMap((group, at) => (at === 0 ? [...group] : [[separator, undefined] as Piece, ...group]));
}

function randomValue(key: string, space: fc.Arbitrary<string>, depth: number): fc.Arbitrary<Piece[]> {
  if (key === 'a') return object(space, depth - 1);
  if (key === 'l') return list(space, depth);
  return fc.constant([['', key === 'x' ? 'number' : 'scalar']]);
}

/** Texts of records. With newlines inside them, unless each is to stand on a line. */
export function jsonTexts(hasNewlines: boolean): fc.Arbitrary<string[]> {
  const space = fc.constantFrom('', '', '', ' ', '\t ', ...(hasNewlines ? ['\n', '\r\n  '] : []));
  const values = fc.record({
    numbers: fc.array(number, { minLength: 6, maxLength: 6 }),
    scalars: fc.array(scalar, { minLength: 6, maxLength: 6 }),
  });
  const shapes = fc.array(object(space, 2), { minLength: 1, maxLength: 4 });
  const rows = fc.array(fc.tuple(fc.nat(3), values), { maxLength: 40 });
  return fc
    .tuple(shapes, rows)
    .map(([forms, each]) => each.map(([at, fill]) => filled(forms[at % forms.length] ?? [], fill)));
}

function filled(pieces: readonly Piece[], values: { numbers: readonly string[]; scalars: readonly string[] }): string {
  let [numbers, scalars] = [0, 0];
  const texts = pieces.map(([literal, slot]) => {
    if (slot === 'number') return literal + values.numbers[numbers++ % 6];
    return slot === 'scalar' ? literal + values.scalars[scalars++ % 6] : literal;
  });
  return texts.join('');
}
