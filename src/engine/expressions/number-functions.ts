/** Arithmetic and the functions of numbers. */
import { add, ceil, divide, floor, multiply, negate, power, remainder, round, subtract } from '../values/arithmetic.ts';
import type { Exact } from '../values/exact.ts';
import { formatRoot } from '../values/ratio.ts';
import { ofNumber, ofNumbers, type Present, strict } from './call.ts';
import { EvaluationError, type Origin, quoted } from './evaluation-error.ts';
import { asNumber, asText, doubleValue, numberText, numberValue, type Value, whole } from './value.ts';

const mod = ofNumbers((a, b) => {
  const rest = remainder(a, b);
  return rest === undefined ? null : numberValue(rest);
});

export const numberFunctions = {
  '+': ofNumbers((a, b) => numberValue(add(a, b))),
  '-': ofNumbers((a, b) => numberValue(subtract(a, b))),
  '*': ofNumbers((a, b) => numberValue(multiply(a, b))),
  '/': ofNumbers((a, b) => {
    const quotient = divide(a, b);
    return quotient === undefined ? null : doubleOrExact(quotient);
  }),
  '%': mod,
  mod,
  negate: ofNumber((a) => numberValue(negate(a))),
  abs: ofNumber((a) => numberValue(a.sign < 0 ? negate(a) : a)),
  round: strict(({ operands }) => {
    const [number, decimals] = operands.map(({ origin }) => origin);
    return (a, b) => numberValue(round(asNumber(a, number), b === undefined ? 0 : asDecimals(b, decimals)));
  }),
  floor: ofNumber((a) => numberValue(floor(a))),
  ceil: ofNumber((a) => numberValue(ceil(a))),
  sqrt: ofNumber((a) => (a.sign < 0 ? null : doubleOrExact(formatRoot(a.mantissa, 10n ** BigInt(a.scale))))),
  ln: ofNumber((a) => (a.sign <= 0 ? null : doubleValue(Math.log(a.toDouble())))),
  exp: ofNumber((a) => doubleValue(Math.exp(a.toDouble()))),
  power: ofNumbers(powerOf),
  sign: ofNumber((a) => whole(a.sign)),
} as const;

function doubleOrExact(text: string): Value {
  return text === 'Infinity' ? null : numberText(text);
}

const GREATEST_EXACT_EXPONENT = 64;
/** More digits than this are not worth their time: the double is taken, which may be infinite, and then it is null. */
const MOST_DIGITS = 20_000;

function powerOf(base: Exact, exponent: Exact): Value {
  const times = exponent.isWhole ? Number(exponent.toString()) : Number.NaN;
  const isExact = times >= 0 && times <= GREATEST_EXACT_EXPONENT;
  if (isExact && (base.mantissa.toString().length + base.scale) * times <= MOST_DIGITS) {
    return numberValue(power(base, times));
  }
  return doubleValue(base.toDouble() ** exponent.toDouble());
}

/** Numbers have fewer digits: rounding to more, or to larger powers of ten, is the same. */
const FAR = 100_000;

function asDecimals(value: Present, origin: Origin | undefined): number {
  return Math.max(-FAR, Math.min(FAR, asWhole(value, origin)));
}

/** Where a whole number is needed: a place, a length, a number of decimals. */
export function asWhole(value: Present, origin?: Origin): number {
  const number = asNumber(value, origin);
  if (number.isWhole) return number.toDouble();
  const hint = 'round(x) makes one';
  throw new EvaluationError('PQ_CAST', `${quoted(asText(value))} is not a whole number`, { hint, origin });
}
