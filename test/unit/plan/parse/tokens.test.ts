import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenize } from '../../../../src/plan/parse/tokens.ts';

describe('tokenize', () => {
  it('cuts at white space and symbols', () => {
    const tokens = tokenize(' avg("a "" b".c-d[0] )\n').map(({ kind, text }) => `${kind} ${text}`.trim());
    expect(tokens).toEqual([
      'word avg',
      'symbol (',
      'quoted a " b',
      'symbol .',
      'word c-d',
      'symbol [',
      'word 0',
      'symbol ]',
      'symbol )',
      'end',
    ]);
  });

  it('leaves nothing out but white space', () => {
    const source = fc.string({ unit: fc.constantFrom(...'ab \t.,[]()é') });
    fc.assert(
      fc.property(source, (text) => {
        const taken = tokenize(text).map(({ start, end }) => text.slice(start, end));
        expect(taken.join('')).toBe(text.replaceAll(/\s/g, ''));
      }),
    );
  });
});
