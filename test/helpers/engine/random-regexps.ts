/** Random regular expressions with all that they may consist of, flags, and texts in which they find something. */
import fc from 'fast-check';

const atom = fc.constantFrom(
  ...['a', 'B', 'é', 'ß', 'ſ', 'K', '\u{1f600}', '\\u{1f600}', '\\ud83d\\ude00', '.', '\\.', '\\d', '\\D', '\\w'],
  ...['\\W', '\\s', '\\S', '[a-c]', '[^a-c]', '[é\u{1f600}]', '[^\u{1f600}]', '[\\s\\S]', '[^\\s\\S]', '\\p{L}'],
  ...['\\P{Lu}', '[\\p{L}_-]', '\\x41', '\\cA', '\\t', '\\0', '\\/', '[\\-\\]a]', '[\\b]', '\\bB', '^', '$'],
);
const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '{2}', '{1,3}', '{0,2}?', '{2,}');
const piece = fc.tuple(atom, quantifier).map(([a, q]) => (/^[$^]$|^\\b/.test(a) ? a : a + q));
const sequence = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''));

export const randomPattern = fc
  .tuple(sequence, sequence, sequence, fc.constantFrom('', '?', '+', '{2}'))
  .map(([a, b, c, q]) => `${a}(?:${b}|(${c}))${q}`);

export const randomFlags = fc.constantFrom('', 'i', 's', 'm', 'im', 'ms', 'ims');

export const randomCharacter = fc.constantFrom(
  ...[
    'a',
    'A',
    'b',
    'B',
    'k',
    'é',
    'É',
    'ß',
    's',
    '\u{1f600}',
    '\u{1f601}',
    '\n',
    '.',
    '7',
    '_',
    ' ',
    '\r',
    '\u2028',
    '"',
  ],
);

export const randomSubject = fc.array(randomCharacter, { maxLength: 8 }).map((characters) => characters.join(''));
