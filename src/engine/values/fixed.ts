/** The quick forms of decimal.ts and ratio.ts for numbers below 2^53, where doubles are exact. Same text, no BigInt. */

const POWERS = Array.from({ length: 16 }, (_, k) => 10 ** k);

/** value / 10^scale in full, without trailing zeros; |value| < 2^53. */
export function formatFixed(value: number, scale: number): string {
  if (scale === 0) return String(value);
  const digits = String(Math.abs(value)).padStart(scale + 1, '0');
  const whole = digits.length - scale;
  let end = digits.length;
  while (end > whole && digits.charCodeAt(end - 1) === 48) end--;
  const text = end === whole ? digits.slice(0, whole) : `${digits.slice(0, whole)}.${digits.slice(whole, end)}`;
  return value < 0 ? `-${text}` : text;
}

/**
 * sum / 10^sumScale / divisor, rounded once as in formatQuotient; undefined when the divisor makes it too large for doubles. One IEEE
 * division of exact operands is the double nearest to the quotient.
 */
export function formatFixedQuotient(sum: number, divisor: number, sumScale: number): string | undefined {
  let [value, scale] = [sum, sumScale];
  while (scale > 0 && value % 10 === 0) {
    value /= 10;
    scale--;
  }
  if (value % divisor === 0) return formatFixed(value / divisor, scale);
  const denominator = divisor * (POWERS[scale] ?? Number.POSITIVE_INFINITY);
  return denominator <= Number.MAX_SAFE_INTEGER ? String(value / denominator) : undefined;
}
