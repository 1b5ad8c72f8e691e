/** Regular expressions: the same as the engine's own with flag u, and never slow. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linearRegExp } from '../../../../src/engine/values/linear-regexp.ts';
import { randomFlags, randomPattern, randomSubject } from '../../../helpers/engine/random-regexps.ts';
import { runs } from '../../../helpers/engine/runs.ts';

/** Patterns that take an engine that goes back forever, or long. */
const ADVERSARIAL = [
  '(a+)+$',
  '(a|a)*$',
  '(a|aa)+$',
  '([a-z]+)*\\d',
  '(.*)*b',
  '(?:.*a){12}$',
  '(a*)*(a*)*$',
  'a*a*a*a*a*a*b',
  '(?:a?){15}a{15}b',
  '(x+x+)+y',
  '[^b]*[^c]*d',
  '(?:[^b]|\\p{L})*d',
];

describe('regular expressions', () => {
  test.each(ADVERSARIAL)('cannot hang: %s', (pattern) => {
    for (const flags of ['', 'i', 's', 'is']) {
      for (const text of ['a', 'x', 'é', '\u{1f600}'].map((character) => `${character.repeat(20_000)}!`)) {
        const started = performance.now();
        linearRegExp(pattern, flags).expression.test(text);
        expect(performance.now() - started).toBeLessThan(5000);
      }
    }
  });

  test('match what they match with flag u', () =>
    fc.assert(
      fc.property(randomPattern, randomSubject, randomFlags, (source, subject, flags) => {
        const match = linearRegExp(source, flags).expression.exec(subject);
        const expected = new RegExp(source, `u${flags}`).exec(subject);
        expect(match && [...match]).toEqual(expected && [...expected]);
      }),
      runs(900),
    ));

  test('repeat as often as they are asked to', () => {
    const { expression } = linearRegExp('^(?:ab?){100}c{20,}(?:x{30}){2}$', '');
    const subject = `${'aab'.repeat(50)}${'c'.repeat(25)}${'x'.repeat(60)}`;
    expect([expression.test(subject), expression.test(`${subject}x`)]).toEqual([true, false]);
  });

  test.each([
    ['(a){30}', 'it repeats a group that is kept too often'],
    ['(?:(?:a{100}){100}){100}', 'it is too long, or repeats too much'],
    ['(?<x>a)\\k<x>', 'it refers back to a group'],
  ])('refuse %s', (source, why) => {
    expect(() => linearRegExp(source, '')).toThrow(why);
  });
});
