/** regexp_matches over columns: every feature of patterns, what stays with V8, and texts as CSV and JSON write them. */
import { expect, test } from 'vitest';
import type { Environment } from '../../../../src/engine/expressions/scalar.ts';
import { Evaluator } from '../../../../src/engine/expressions/vector/evaluator.ts';
import { loadKernel } from '../../../../src/engine/kernel.ts';
import { Kind } from '../../../../src/engine/values/cells.ts';
import type { Expression } from '../../../../src/protocol/expression.ts';
import { type TextCell, writeCells } from '../../../helpers/engine/kernel-cells.ts';
import { call } from '../../../helpers/engine/random-expressions.ts';

const kernel = loadKernel();
const X: Expression = { kind: 'column', column: 0 };
const text = (value: string): Expression => ({ kind: 'literal', literal: { type: 'text', text: value } });
const environment: Environment = { now: '2024-05-17T10:20:30Z', columnName: () => 'x', loaded: () => undefined };

/** Which cells a pattern matches. */
function matched(pattern: string, flags: string, column: readonly TextCell[]): readonly number[] {
  const evaluator = new Evaluator(kernel, environment);
  const cells = [writeCells(kernel, column)];
  const condition = evaluator.condition(call('regexp_matches', [X, text(pattern), text(flags)]));
  evaluator.begin({ batch: { rows: column.length, cells, byteOf: Number, textBytes: 0 }, quote: 34, fileName: '' });
  expect(condition.evaluate()).toBeUndefined();
  return column.flatMap((_, row) => (kernel.bytes[condition.truth + row] === 1 ? [row] : []));
}

const csv = (each: string): TextCell => ({ text: each, kind: Kind.text });

/** Pattern, flags, texts that it matches, texts that it does not match. */
const FEATURES: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  ['b', '', ['b', 'abc', 'éb'], ['', 'B', 'é']],
  ['hill.*dr', '', ['uphill drive', 'hilldr'], ['hil dr', 'drhill', 'hill d']],
  ['(?:abc)+x{0,2}d', '', ['abcabcd', 'abcxd'], ['abd', 'abcxxxd']],
  ['(?:abc)*d|efg', '', ['d', 'efg'], ['abc', 'ef']],
  ['ab\\bc?', '', ['ab c', 'ab'], ['abc']],
  ['\ufffd{3}|a\ufffdb\ufffd', '', ['\ufffd\ufffd\ufffd', 'a\ufffdb\ufffd'], ['\ufffd']],
  ['', '', ['', 'a'], []],
  ['a|bc', '', ['xa', 'bc'], ['b', 'c']],
  ['(?:|a)b', '', ['b', 'ab'], ['a']],
  ['^b', '', ['b', 'bc'], ['ab', 'a\nb']],
  ['b$', '', ['b', 'ab'], ['bc', 'b\n']],
  ['^$', '', [''], ['a', '\n']],
  ['^b$', 'm', ['a\nb', 'b\r\nc', 'a\u2028b\u2029c'], ['ab', 'a\u2027b']],
  ['$^', 'm', ['', '\n'], []],
  ['a.c', '', ['abc', 'a\u{1f600}c', 'aéc'], ['ac', 'a\nc', 'a\rc', 'a\u2028c', 'abbc']],
  ['a.c', 's', ['a\nc', 'a\u2028c'], ['ac']],
  ['^..$', '', ['é\u{1f600}'], ['\u{1f600}', 'é']],
  ['colou?r', '', ['color', 'colour'], ['colouur']],
  ['^ab*c', '', ['ac', 'abbbc'], ['abb', 'bc']],
  ['^(?:ab)+$', '', ['ab', 'abab'], ['', 'aba']],
  ['^a*?b+?$', '', ['b', 'aabb'], ['a']],
  ['^a{3}$', '', ['aaa'], ['aa', 'aaaa']],
  ['^a{2,}$', '', ['aa', 'aaaaa'], ['a']],
  ['^a{2,4}$', '', ['aa', 'aaaa'], ['a', 'aaaaa']],
  ['^(?:a{0}b)?$', '', ['', 'b'], ['ab']],
  ['^(?:(?:a?)*)*$', '', ['', 'aaa'], ['b']],
  ['(a)(?:b)(?<n>c)', '', ['abc'], ['ab']],
  ['^[a-cx]+$', '', ['abcx'], ['', 'd', 'abcy']],
  ['^[^a-c]$', '', ['d', 'é', '\u{1f600}', '\n'], ['a', '', 'dd']],
  ['^[à-ü]+$', '', ['éè'], ['e', 'À']],
  ['^[\u{1f5ff}-\u{1f602}]$', '', ['\u{1f600}'], ['\u{1f603}', 'a']],
  ['[]', '', [], ['', 'a']],
  ['^[^]$', '', ['\n', '\u{1f600}'], ['', 'ab']],
  ['^\\d+$', '', ['0123'], ['a', '١']],
  ['^\\w\\W\\w$', '', ['a-b', '_é9'], ['abc']],
  ['^\\s+$', '', [' \t\u00a0\u2003\ufeff'], ['', 'a']],
  ['^\\S\\D$', '', ['1a'], ['a1', ' a']],
  ['\\bcat\\b', '', ['cat', 'a cat.', 'écaté'], ['cats', 'bobcat', '_cat']],
  ['o\\B', '', ['of'], ['to']],
  ['^\\p{Lu}\\P{Lu}$', '', ['Éa', 'A1'], ['aA', 'ÉÉ']],
  ['[\\p{L}_]{3}', '', ['a_é'], ['a1é']],
  ['^\\x41\\u0042\\u{43}\\t\\cJ\\0$', '', ['ABC\t\n\0'], ['ABC']],
  ['^\\ud83d\\ude00$', '', ['\u{1f600}'], ['\u{1f601}']],
  ['^\\.\\*\\[\\]\\(\\)\\/\\\\\\^\\$\\|\\?\\+\\{\\}$', '', ['.*[]()/\\^$|?+{}'], ['']],
  ['^[\\]\\-\\\\.]+$', '', [']-\\.'], ['a']],
  ['hill', 'i', ['Hill', 'HILL', 'uphill'], ['hi ll']],
  ['^[a-c]k$', 'i', ['BK', 'bk', 'A\u212a'], ['dk']],
  ['^straße$', 'i', ['STRAßE', 'straẞe'], ['strasse']],
  ['^é$', 'i', ['É'], ['e']],
  ['^σ$', 'i', ['Σ', 'ς'], ['s']],
  ['^[^k]$', 'i', ['a'], ['K', '\u212a']],
  ['^b.c$', 'ims', ['a\nB\nC'], ['bc']],
];

test.each(FEATURES)('%s %s', (pattern, flags, yes, no) => {
  const texts = [...yes, ...no];
  expect(matched(pattern, flags, texts.map(csv)).map((row) => texts[row])).toEqual(yes);
});

test('quotes and escapes are not what is matched', () => {
  const cells = [
    { text: 'say ""yes""', kind: Kind.quoted },
    { text: 'say \\"yes\\"', kind: Kind.escaped },
    { text: 'say \\u0022yes"', kind: Kind.escaped },
  ];
  expect(matched('^say "yes"$', '', cells.slice(0, 2))).toEqual([0, 1]);
  expect(matched('"{2}|\\\\', '', cells.slice(0, 2))).toEqual([]);
});

test('numbers and booleans are matched by their texts', () => {
  const cells = [
    { text: '1.50', kind: Kind.number },
    { text: 'true', kind: Kind.boolean },
    { text: '{"a": 1}', kind: Kind.nested },
  ];
  expect([matched('0$', '', cells), matched('^t', '', cells), matched('": ', '', cells)]).toEqual([[0], [1], [2]]);
});

test('bytes that are no UTF-8 are matched as the characters that they are decoded to', () => {
  const cells = ['61ff62', '61c3', 'e282', '6162'].map((hex) => ({ text: Buffer.from(hex, 'hex'), kind: Kind.text }));
  expect(matched('^a.b$', '', cells)).toEqual([0]);
  expect(matched('\ufffd$', '', cells)).toEqual([1, 2]);
  expect(matched('^[^a]', '', cells)).toEqual([2]);
  expect(matched('^a', '', cells)).toEqual([0, 1, 3]);
  expect(matched('a\ufffdb', '', cells)).toEqual([0]);
});

test('half a pair, which JSON can say', () => {
  const cells = ['a\\ud83d', 'a\\ud83db', 'ab'].map((each) => ({ text: each, kind: Kind.escaped }));
  expect(matched('^ab?', '', cells)).toEqual([0, 1, 2]);
  expect(matched('b', '', cells)).toEqual([1, 2]);
});

test('patterns with too many states, or too long for a table', () => {
  const texts = Array.from({ length: 2000 }, (_, number) => (number * 7919 + 2 ** 17).toString(2).replaceAll('0', 'x'));
  for (const pattern of [
    '^(?:1|x)*1(?:1|x){14}$',
    '(?:.{1,40}1){3}',
    '(?:(?:1|x){3}){1300}|1x1x1x$',
    '1(?:1|x){4000}|x1x1$',
  ]) {
    const expected = texts.filter((each) => new RegExp(pattern, 'u').test(each));
    expect(matched(pattern, '', texts.map(csv)).map((row) => texts[row])).toEqual(expected);
  }
});
