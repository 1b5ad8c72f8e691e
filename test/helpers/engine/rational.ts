/** Exact fractions, naively: the arithmetic of the oracle. Rounding is left to JavaScript's own reader of decimals. */

export interface Rational {
  readonly n: bigint;
  /** Positive. */
  readonly d: bigint;
}

/** Reads what pq calls a number: JSON's, and a leading plus, leading zeros, a leading or trailing dot. */
export function readRational(text: string): Rational | undefined {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return undefined;
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace(/^[+-]/, '').split('.');
  const magnitude = BigInt(whole + fraction);
  const power = Number(exponent) - fraction.length;
  const n = mantissa.startsWith('-') ? -magnitude : magnitude;
  return power >= 0 ? { n: n * 10n ** BigInt(power), d: 1n } : { n, d: 10n ** BigInt(-power) };
}

/** Digits behind the dot that the text itself has room for; exponents move the dot. */
export function decimalsOf(text: string): number {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  return Math.max(0, (mantissa.split('.')[1] ?? '').length - Number(exponent));
}

export function add(a: Rational, b: Rational): Rational {
  // Most denominators divide one another: sums of many values stay small.
  if (a.d % b.d === 0n) return { n: a.n + b.n * (a.d / b.d), d: a.d };
  if (b.d % a.d === 0n) return { n: a.n * (b.d / a.d) + b.n, d: b.d };
  return { n: a.n * b.d + b.n * a.d, d: a.d * b.d };
}

export function multiply(a: Rational, b: Rational): Rational {
  return { n: a.n * b.n, d: a.d * b.d };
}

export function subtract(a: Rational, b: Rational): Rational {
  return add(a, { n: -b.n, d: b.d });
}

/** b is not 0. */
export function divide(a: Rational, b: Rational): Rational {
  return b.n < 0n ? { n: -a.n * b.d, d: a.d * -b.n } : { n: a.n * b.d, d: a.d * b.n };
}

export function sum(values: readonly Rational[]): Rational {
  return values.reduce(add, { n: 0n, d: 1n });
}

export function wholeNumber(n: number): Rational {
  return { n: BigInt(n), d: 1n };
}

/** The same in the smallest numbers: for long chains of operations. */
export function reduce({ n, d }: Rational): Rational {
  let [a, b] = [n < 0n ? -n : n, d];
  while (b > 0n) [a, b] = [b, a % b];
  return { n: n / a, d: d / a };
}

export function compare(a: Rational, b: Rational): number {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : Number(difference > 0n);
}

/** In full when it has at most so many decimals, without trailing zeros; undefined when it has more. */
export function inFull({ n, d }: Rational, decimals: number): string | undefined {
  const scaled = n * 10n ** BigInt(decimals);
  if (scaled % d !== 0n) return undefined;
  const quotient = scaled / d;
  const digits = String(quotient < 0n ? -quotient : quotient).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return `${quotient < 0n ? '-' : ''}${whole}${fraction && `.${fraction}`}`;
}

/** More than any double or midpoint of two that occurs here can have. */
const DIGITS = 800;

/** The nearest double; what is cut off the digits can only matter if it is not nothing, and then a 1 stands for it. */
export function nearestDouble({ n, d }: Rational): number {
  const magnitude = (n < 0n ? -n : n) * 10n ** BigInt(DIGITS);
  const cutOff = magnitude % d === 0n ? '0' : '1';
  return Number(`${n < 0n ? '-' : ''}${magnitude / d}${cutOff}e-${DIGITS + 1}`);
}

/** The double nearest to the square root: the one whose neighbours' midpoints enclose it when squared. */
export function nearestRoot(r: Rational): number {
  let root = Math.sqrt(nearestDouble(r));
  for (;;) {
    const [below, above] = [neighbour(root, -1), neighbour(root, 1)];
    const toBelow = root > 0 ? compare(r, square(midpoint(below, root))) : 1;
    const toAbove = compare(square(midpoint(root, above)), r);
    if (toBelow < 0) root = below;
    else if (toAbove < 0) root = above;
    else if (toBelow === 0 || toAbove === 0) return isEven(root) ? root : toBelow === 0 ? below : above;
    else return root;
  }
}

/** Of two neighbours one is even: what a tie goes to. */
function isEven(value: number): boolean {
  return (bitsOf(value).getUint8(7) & 1) === 0;
}

function square(r: Rational): Rational {
  return multiply(r, r);
}

function midpoint(a: number, b: number): Rational {
  const sum = add(exact(a), exact(b));
  return { n: sum.n, d: sum.d * 2n };
}

function neighbour(value: number, step: -1 | 1): number {
  const bits = bitsOf(value);
  bits.setBigUint64(0, bits.getBigUint64(0) + BigInt(step));
  return bits.getFloat64(0);
}

function bitsOf(value: number): DataView {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  return bits;
}

/** A finite double that is not negative, exactly. */
function exact(value: number): Rational {
  let [n, d] = [value, 1n];
  for (; !Number.isInteger(n); n *= 2) d *= 2n;
  return { n: BigInt(n), d };
}
