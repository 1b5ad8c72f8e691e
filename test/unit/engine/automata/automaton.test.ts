/** Automata of regular expressions say what V8 says of the text that the bytes are decoded to, or leave it open. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linearRegExp } from '../../../../src/engine/values/linear-regexp.ts';
import { automatonOf } from '../../../helpers/engine/automata.ts';
import { randomCharacter, randomFlags, randomPattern, randomSubject } from '../../../helpers/engine/random-regexps.ts';
import { runs } from '../../../helpers/engine/runs.ts';
import { accepts } from '../../../twins/automaton.ts';

test('texts', () => {
  fc.assert(
    fc.property(randomPattern, fc.array(randomSubject, { maxLength: 8 }), randomFlags, (pattern, texts, flags) => {
      const automaton = automatonOf(pattern, flags);
      const { expression } = linearRegExp(pattern, flags);
      for (const text of texts) {
        const found = accepts(automaton, Buffer.from(text));
        const mayBeOpen = flags.includes('m') && text.includes('\u2028');
        expect(found ?? (mayBeOpen ? expression.test(text) : 'open')).toBe(expression.test(text));
      }
    }),
    runs(600),
  );
});

const bytes = fc.oneof(
  { weight: 3, arbitrary: randomCharacter.map((character) => Buffer.from(character)) },
  { weight: 1, arbitrary: fc.constantFrom(0x80, 0xbf, 0xc3, 0xe2, 0xed, 0xf0, 0xff).map((byte) => Buffer.of(byte)) },
  { weight: 1, arbitrary: fc.constantFrom('c080', 'e08080', 'eda080', 'f08080', 'f4908080').map(fromHex) },
);

function fromHex(text: string): Buffer<ArrayBuffer> {
  return Buffer.from(text, 'hex');
}

test('bytes that may be no UTF-8', () => {
  const patterns = fc.oneof(randomPattern, fc.constantFrom('^[^a]b', '^.$', '\ufffd', '^\ufffdb', '^(?:a|\ufffd)+$'));
  fc.assert(
    fc.property(patterns, fc.array(bytes, { maxLength: 6 }), randomFlags, (pattern, pieces, flags) => {
      const text = Buffer.concat(pieces);
      const expected = linearRegExp(pattern, flags).expression.test(text.toString('utf8'));
      expect(accepts(automatonOf(pattern, flags), text) ?? expected).toBe(expected);
    }),
    runs(600),
  );
});

test('what there is no room for is left open', () => {
  const automaton = automatonOf('^(?:a|b)*a(?:a|b){9}$', '', 30);
  const texts = Array.from(
    { length: 512 },
    (_, number) => `a${number.toString(2).padStart(9, '0').replaceAll('0', 'b').replaceAll('1', 'a')}`,
  );
  const found = texts.map((text) => accepts(automaton, Buffer.from(text)));
  expect(new Set(found)).toEqual(new Set([true, undefined]));
});

test('large repetitions and sets are refused, also nested ones', () => {
  for (const pattern of ['(?:a{100}){100}', '(?:(?:){1000}){1000}', '\\p{L}{4000}']) {
    expect(() => automatonOf(pattern, '')).toThrow('repeats too much');
  }
});
