/** Exact decimals of any size: mantissa / 10^scale. The slow, plain side of what the kernel does in fixed point. */

export interface Decimal {
  readonly mantissa: bigint;
  readonly scale: number;
}

/** JSON's numbers, and a leading plus, leading zeros, a leading or trailing dot. */
const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
/** Beyond this an exponent is a typing error or an attack: exact sums would need that many digits. */
const MAX_EXPONENT = 4096;

/** Reads a number; undefined when the text is none, or its exponent is beyond ±4096. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = NUMBER.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', exponentText = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > MAX_EXPONENT) return undefined;
  const digits = BigInt(whole + fraction);
  const mantissa = sign === '-' ? -digits : digits;
  const scale = fraction.length - exponent;
  return scale >= 0 ? { mantissa, scale } : { mantissa: mantissa * 10n ** BigInt(-scale), scale: 0 };
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { mantissa: mantissaAt(a, scale) + mantissaAt(b, scale), scale };
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { mantissa: a.mantissa * b.mantissa, scale: a.scale + b.scale };
}

/** Negative, zero or positive as a is less than, equal to or greater than b. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const difference = mantissaAt(a, scale) - mantissaAt(b, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The mantissa at a scale that is at least the decimal's own. */
export function mantissaAt(a: Decimal, scale: number): bigint {
  return scale === a.scale ? a.mantissa : a.mantissa * 10n ** BigInt(scale - a.scale);
}

/** The same value at the smallest scale. */
export function withoutTrailingZeros({ mantissa, scale }: Decimal): Decimal {
  let [rest, decimals] = [mantissa, scale];
  while (decimals > 0 && rest % 10n === 0n) {
    rest /= 10n;
    decimals--;
  }
  return { mantissa: rest, scale: decimals };
}

/** All digits, without trailing zeros behind the dot. */
export function formatDecimal(a: Decimal): string {
  const negative = a.mantissa < 0n;
  const digits = (negative ? -a.mantissa : a.mantissa).toString().padStart(a.scale + 1, '0');
  const whole = digits.slice(0, digits.length - a.scale);
  const fraction = digits.slice(digits.length - a.scale).replace(/0+$/, '');
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
