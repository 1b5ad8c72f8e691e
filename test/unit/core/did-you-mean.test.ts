import { describe, expect, it } from 'vitest';
import { suggest } from '../../../src/core/did-you-mean.ts';

describe('suggest', () => {
  it.each([
    ['agee', 'age'],
    ['aeg', 'age'],
    ['ag', 'age'],
    ['AGE', 'age'],
    ['ocupation', 'occupation'],
    ['occuaptoin', 'occupation'],
    ['credit_card', 'credit-card'],
  ])('takes %s for %s', (word, meant) => {
    expect(suggest(word, ['age', 'occupation', 'credit-card'])).toBe(meant);
  });

  it.each(['', 'x', 'zzz', 'income', 'occ'])('has no idea what %j means', (word) => {
    expect(suggest(word, ['age', 'occupation', 'credit-card'])).toBeUndefined();
  });

  it('prefers the closest, then the first', () => {
    expect(suggest('cont', ['cost', 'count', 'const'])).toBe('cost');
    expect(suggest('countt', ['mount', 'count'])).toBe('count');
  });

  it('knows when there is nothing to choose from', () => {
    expect(suggest('age', [])).toBeUndefined();
  });
});
