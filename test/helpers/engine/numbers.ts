/** Random numbers as people and programs write them: short and long, decimals, exponents, beyond what fixed point holds. */
import fc from 'fast-check';

const digits = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength, maxLength });
const sign = fc.constantFrom('', '', '-');
const whole = (maxLength: number): fc.Arbitrary<string> => digits(1, maxLength).map((text) => BigInt(text).toString());
const exponent = fc.constantFrom('', '', '', '', 'e0', 'e1', 'E+2', 'e-3', 'e-21', 'e25');

const short = fc.tuple(sign, whole(4), fc.constantFrom('', '', '.5', '.25', '.10', '.001'));
const long = fc.tuple(
  sign,
  whole(19),
  fc.oneof(
    fc.constant(''),
    digits(1, 20).map((text) => `.${text}`),
  ),
);
const huge = fc.tuple(sign, whole(45));
const withExponent = fc.tuple(sign, whole(5), exponent);
const limits = ['999999999999999999', '-999999999999999999', '9223372036854775807', '-9223372036854775808', '0', '-0'];
const edges = fc.constantFrom(...limits, '9007199254740993', '0.000000000000000001', '1000000000000000000', '-0.0');

const joined = (parts: fc.Arbitrary<string[]>): fc.Arbitrary<string> => parts.map((texts) => texts.join(''));

/** In JSON's grammar. */
export const jsonNumber = fc.oneof(
  { weight: 6, arbitrary: joined(short) },
  { weight: 2, arbitrary: joined(long) },
  { weight: 1, arbitrary: joined(huge) },
  { weight: 1, arbitrary: joined(withExponent) },
  { weight: 1, arbitrary: edges },
);

/** And what pq takes beside it: a leading plus, leading zeros, a leading or trailing dot. */
export const csvNumber = fc.oneof(
  { weight: 8, arbitrary: jsonNumber },
  { weight: 1, arbitrary: digits(1, 24) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('+', '-', ''), digits(1, 12)).map(([s, text]) => `${s}.${text}`) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('+', '-', ''), digits(1, 18)).map(([s, text]) => `${s}${text}.`) },
);
