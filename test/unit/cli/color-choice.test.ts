import { expect, test } from 'vitest';
import { colorChoiceIn } from '../../../src/cli/style.ts';

test.each([
  ['', 'auto'],
  ['agg --color always x.csv', 'always'],
  ['agg --color=never x.csv', 'never'],
  ['agg --colour never x.csv', 'never'],
  ['agg --color always --color never', 'never'],
  ['agg --color', 'auto'],
  ['agg --color red', 'auto'],
  ['bench --color never -- agg --color always', 'never'],
  ['agg -- --color always', 'auto'],
])('"%s" says %s', (line, choice) => {
  expect(colorChoiceIn(line.split(' '))).toBe(choice);
});
