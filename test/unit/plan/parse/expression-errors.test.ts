/** What is said about expressions that cannot be read. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCondition, parseExpression } from '../../../../src/plan/parse/expression.ts';
import { errorOf } from '../inputs.ts';

/** The message, what the caret points at, and the hint. */
function faultOf(source: string): readonly [message: string, at: string, hint: string | undefined] {
  const [head = '', line = '', caret = '', hint] = errorOf(() => parseExpression(source)).split('\n');
  return [head.replace('PQ_USAGE: ', ''), line.slice(caret.indexOf('^')), hint?.replace('hint: ', '')];
}

const VALUE = 'a value is a column, a number, a text in single quotes, or a call such as lower(city)';
const CASE = 'it is written as case when a then b else c end';
const TEXT = 'texts are joined with ||, and a column is written without quotes or in double quotes';
const CONDITION = 'compare it with something: age > 30';
const TYPES = 'types are integer, number, text, boolean, date, timestamp and json';

describe('broken expressions', () => {
  it('are shown with a caret', () => {
    expect(errorOf(() => parseExpression('größe > and'))).toMatchInlineSnapshot(`
      "PQ_USAGE: expected a value, found and
        größe > and
                ^
      hint: a column of that name is written in double quotes: "and""
    `);
  });

  it.each([
    ['', 'expected a value, found the end', '', undefined],
    ['a >', 'expected a value, found the end', '', undefined],
    ['a > * 2', 'expected a value, found *', '* 2', 'all columns are written as * in the list of pq project only'],
    ['= 3', 'expected a value, found =', '= 3', VALUE],
    ['a + ) b', 'expected a value, found )', ') b', VALUE],
    ['a = not b', 'expected a value, found not', 'not b', 'put it in parentheses: (not a)'],
    [
      'a b',
      'expected an operator or the end, found b',
      'b',
      'a name of several words is written in double quotes: "a b"',
    ],
    [
      'Incident Zip > 3',
      'expected an operator or the end, found Zip',
      'Zip > 3',
      'a name of several words is written in double quotes: "Incident Zip"',
    ],
    ["a 'x'", "expected an operator or the end, found 'x'", "'x'", 'compare with =, like or in'],
    ['a)', 'expected an operator or the end, found )', ')', 'no parenthesis is open here'],
    ['a.b(c)', 'expected an operator or the end, found (', '(c)', 'pq help expressions lists the functions'],
    ['a, b', 'expected an operator or the end, found ,', ', b', undefined],
    ['(a', 'expected ")", found the end', '', undefined],
    [
      'a.',
      'expected a name after ".", found the end',
      '',
      'a name of more than letters, digits, _ and $ is written in double quotes: "credit-card"',
    ],
    ['a[x]', 'expected a position such as 0 between [ and ]', 'x]', 'positions count from 0: name[0]'],
    ['a[1.5]', 'expected a position such as 0 between [ and ]', '1.5]', 'positions count from 0: name[0]'],
    [
      'a < b < c',
      'a comparison cannot be compared again',
      '< c',
      'join them with and: a < b and b < c; or put one of them in parentheses',
    ],
    [
      'a = b in (c)',
      'a comparison cannot be compared again',
      'in (c)',
      'join them with and: a < b and b < c; or put one of them in parentheses',
    ],
    ['a is 3', 'expected null, found 3', '3', 'anything else is compared with ='],
    ['a is not', 'expected null, found the end', '', 'anything else is compared with ='],
    ['a in b', 'expected "(", found b', 'b', "a list stands in parentheses: city in ('Boston', 'Paris')"],
    ['a in ()', 'expected a value, found )', ')', VALUE],
    ['a in (b', 'expected ")", found the end', '', undefined],
    ['a between 1', 'expected and, found the end', '', 'it is written as a between b and c'],
    ['a between 1 or 2', 'expected and, found or', 'or 2', 'it is written as a between b and c'],
    ['case end', 'expected a value, found end', 'end', 'a column of that name is written in double quotes: "end"'],
    ['case a end', 'expected when, found end', 'end', CASE],
    ['case when a end', 'expected then, found end', 'end', CASE],
    ['case when a then b', 'expected end, found the end', '', CASE],
    ['cast a', 'expected "(", found a', 'a', 'it is written as cast(x as integer)'],
    ['cast(a)', 'expected as, found )', ')', 'it is written as cast(x as integer)'],
    ['cast(a as nmber)', 'unknown type nmber', 'nmber)', `did you mean number? ${TYPES}`],
    ['cast(a as uuid)', 'unknown type uuid', 'uuid)', TYPES],
    [
      'cast(a as varchar(3))',
      'expected ")", found (',
      '(3))',
      'a type has no parameters; round(x, 2) has two decimals, substr(x, 1, 20) 20 characters',
    ],
    ['a::3', 'expected a type, found 3', '3', TYPES],
    ['1 + lowr(a)', 'unknown function lowr', 'lowr(a)', 'did you mean lower? pq help expressions lists them'],
    ['frobnicate(a)', 'unknown function frobnicate', 'frobnicate(a)', 'pq help expressions lists them'],
    ['constructor(a)', 'unknown function constructor', 'constructor(a)', 'pq help expressions lists them'],
    ['left(a, 2)', 'unknown function left', 'left(a, 2)', 'write substr(text, 1, n)'],
    ['negate(a)', 'negate is no function', 'negate(a)', 'write -a'],
    [
      'avg(a) > 3',
      'avg is an aggregate, over many records',
      'avg(a) > 3',
      "pq agg --agg 'avg(...)' computes it; of the values in one record there are greatest and least",
    ],
    ['lower()', 'lower takes 1 argument, not 0', 'lower()', 'write lower(text)'],
    ['now(1)', 'now takes no arguments, not 1', 'now(1)', 'write now()'],
    ['len(a, b)', 'length takes 1 argument, not 2', 'len(a, b)', 'write length(text)'],
    ['round(a, 1, 2)', 'round takes 1 or 2 arguments, not 3', 'round(a, 1, 2)', 'write round(x[, decimals])'],
    ['coalesce()', 'coalesce takes 1 or more arguments, not 0', 'coalesce()', 'write coalesce(a, b, ...)'],
    ['lower(a', 'expected ")", found the end', '', undefined],
    ['lower(a,)', 'expected a value, found )', ')', VALUE],
    ["a + 'x'", 'a number is needed here, and this is a text', "'x'", TEXT],
    ["round('a')", 'a number is needed here, and this is a text', "'a')", TEXT],
    ['a and b + 1', 'a condition is true or false, and this is a number', '+ 1', CONDITION],
    ["not 'yes'", 'a condition is true or false, and this is a text', "'yes'", CONDITION],
    [
      'case when length(a) then b end',
      'a condition is true or false, and this is a number',
      'length(a) then b end',
      CONDITION,
    ],
    ['a or keys(b)', 'a condition is true or false, and this is an array or object', 'keys(b)', CONDITION],
    [
      '2nd > 1',
      'this is neither a number nor a name',
      '2nd > 1',
      'a name that begins with a digit is written in double quotes: "2nd"',
    ],
    [
      '1.2.3',
      'this is neither a number nor a name',
      '1.2.3',
      'a name that begins with a digit is written in double quotes: "2nd"',
    ],
    ['1e9999', 'the exponent of a number is at most 4096', '1e9999', undefined],
    ['a && b', 'unexpected character &', '&& b', 'write and for both'],
    ['a | b', 'unexpected character |', '| b', 'write or for one of two, || to join texts'],
    ['!a', 'unexpected character !', '!a', 'write not, or != for what differs'],
    ['a ~ b', 'unexpected character ~', '~ b', 'write regexp_matches(text, pattern)'],
    ['a @ b', 'unexpected character @', '@ b', undefined],
    ['`a`', 'unexpected character `', '`a`', 'names with odd characters are written in double quotes: "credit-card"'],
    ["a = 'b", 'this quote is never closed', "'b", "a quote inside a text is doubled: 'o''clock'"],
    ['"a', 'this quote is never closed', '"a', 'a quote inside a quoted name is doubled: "odd "" name"'],
  ])('%s', (source, message, at, hint) => {
    expect(faultOf(source)).toEqual([message, at, hint]);
  });

  it.each(["a + '5'", "a and 'TRUE'", 'a and lower(b)', 'a and null', 'case when a then 1 else 2 end'])(
    '%s is none',
    (source) => {
      expect(() => parseExpression(source)).not.toThrow();
    },
  );

  it('are conditions that decide nothing', () => {
    expect(errorOf(() => parseCondition('age + 1'))).toContain('a condition is true or false, and this is a number');
    expect(parseCondition('a', new Set())).toMatchObject({ kind: 'column' });
  });

  it('are never an error of any other kind', () => {
    const word = fc.constantFrom(
      ...['a', '"b c"', "'t'", '1', '.5', '(', ')', ',', '.', '[', ']', '+', '-', '*', '=', '<>', '||', '::', 'int'],
      ...['and', 'or', 'not', 'is', 'null', 'in', 'between', 'like', 'case', 'when', 'then', 'else', 'end', 'cast'],
      ...['as', 'true', 'lower', 'coalesce', '"', "'", '&', '?', 'é', '😀'],
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 14 }), (words) => {
        try {
          parseExpression(words.join(' '));
        } catch (error) {
          expect(error).toMatchObject({ name: 'PqError', code: 'PQ_USAGE' });
        }
      }),
      { numRuns: 2000 },
    );
  });
});
