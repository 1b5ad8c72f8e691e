/** Numbers by regular expression and BigInt: the plain twin of parseNumbers in src/kernel/assembly/numbers.ts. */

/** A number of at most 18 digits without an exponent; undefined for all else. */
export function parseShort(text: string): { mantissa: bigint; scale: number } | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  const digits = whole + fraction;
  if (digits.length < 1 || digits.length > 18) return undefined;
  return { mantissa: sign === '-' ? -BigInt(digits) : BigInt(digits), scale: fraction.length };
}
