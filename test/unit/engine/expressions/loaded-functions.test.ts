/** Functions of the user: what they are called with, what they may answer, and how their errors are told. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadFunctions } from '../../../../src/engine/expressions/loaded-functions.ts';
import type { Value } from '../../../../src/engine/expressions/value.ts';
import { cell, json, number, show } from '../../../helpers/expressions/evaluate.ts';

const directory = mkdtempSync(join(tmpdir(), 'pq-functions-'));
afterAll(() => rmSync(directory, { recursive: true }));

function write(name: string, source: string): string {
  const path = join(directory, name);
  writeFileSync(path, source);
  return path;
}

const path = write(
  'functions.mjs',
  `export const shown = (...values) => values.map((x) => typeof x + ' ' + (typeof x === 'object' ? JSON.stringify(x) : x)).join();
   export const answer = (code) => ANSWERS[code]();
   export function fails(x) { throw new TypeError('no ' + x); }
   export function throwsText() { throw 'text'; }
   export const loop = () => loop();
   export default () => 1;
   export const notAFunction = 1;
   const ANSWERS = {
     nothing: () => undefined, null: () => null, yes: () => true, text: () => 'x', half: () => 0.5, small: () => -0,
     tiny: () => 1e-7, huge: () => 1e21, big: () => 2n ** 64n, list: () => [1, 'a', null], object: () => ({ b: 1, a: {} }),
     date: () => new Date(0), lone: () => '\\ud800', nan: () => NaN, infinite: () => -1 / 0, symbol: () => Symbol(),
     function: () => () => 1, promise: async () => 1, bigList: () => [1n],
   };`,
);
const functions = loadFunctions(path);
const call = (name: string, ...values: Value[]): Value =>
  (functions.get(name) as (values: readonly Value[]) => Value)(values);

describe('loaded functions', () => {
  test('are those that are exported by name', () => {
    expect([...functions.keys()].sort()).toEqual(['answer', 'fails', 'loop', 'shown', 'throwsText']);
  });

  test.each([
    [null, 'object null'],
    [true, 'boolean true'],
    ['7', 'string 7'],
    [cell('007'), 'number 7'],
    [cell('x'), 'string x'],
    [number('2.0'), 'number 2'],
    [number('0.10'), 'number 0.1'],
    [number('9007199254740991'), 'number 9007199254740991'],
    [number('9007199254740993'), 'bigint 9007199254740993'],
    [number('-123456789012345678901.00'), 'bigint -123456789012345678901'],
    [number('0.12345678901234567890123'), 'string 0.12345678901234567890123'],
    [json('{"b":[1],"a":null}'), 'object {"b":[1],"a":null}'],
  ])('are called with %o as %s', (value, shown) => {
    expect(call('shown', value)).toBe(shown);
  });

  test.each([
    ['nothing', 'null'],
    ['null', 'null'],
    ['yes', 'true'],
    ['text', "'x'"],
    ['half', '0.5'],
    ['small', '0'],
    ['tiny', '1e-7'],
    ['huge', '1e+21'],
    ['big', '18446744073709551616'],
    ['list', '[1,"a",null]'],
    ['object', '{"b":1,"a":{}}'],
    ['bigList', '[1]'],
    ['date', "'1970-01-01T00:00:00.000Z'"],
    ['lone', "'\ufffd'"],
  ])('may answer %s', (code, answer) => {
    expect(show(call('answer', code))).toBe(answer);
  });

  test.each([
    ['nan', 'it answered NaN'],
    ['infinite', 'it answered -Infinity'],
    ['symbol', 'it answered a symbol'],
    ['function', 'it answered a function'],
    ['promise', 'it answered a promise: functions cannot be async'],
  ])('may not answer %s', (code, why) => {
    expect(() => call('answer', code)).toThrow(why);
  });

  test('tell what they failed with', () => {
    const failure = { code: 'PQ_FUNCTION', message: `fails("x", 1.50, null, [1]) of ${path} failed: no x` };
    expect(() => call('fails', 'x', number('1.50'), null, json('[1]'))).toThrow(expect.objectContaining(failure));
    expect(() => call('throwsText')).toThrow('failed: text');
    expect(() => call('loop')).toThrow('Maximum call stack');
    expect(() => call('fails', 'y'.repeat(100))).toThrow(`fails("${'y'.repeat(60)}...")`);
  });

  test.each([
    ['missing.mjs', undefined, 'it, or a module that it needs, is not there'],
    ['broken.mjs', 'export function (', 'cannot be loaded: '],
    ['throws.mjs', 'throw new Error("not today")', 'not today'],
    ['waits.mjs', 'await 1; export const f = () => 1;', 'top-level await'],
    ['empty.mjs', 'export const x = 1; export default () => 1;', 'exports no function by name'],
  ])('are not taken from %s', (name, source, why) => {
    const file = source === undefined ? join(directory, name) : write(name, source);
    expect(() => loadFunctions(file)).toThrow(why);
  });

  test('come from CommonJS, too', () => {
    const file = write('functions.cjs', 'exports.one = () => 1;');
    expect([...loadFunctions(file).keys()]).toEqual(['one']);
  });
});
