/** Numbers by regular expression and BigInt: the plain twins of parseNumbers and addSums in src/kernel/assembly/numbers.ts. */

/** A number of at most 18 digits without an exponent; undefined for all else. */
export function parseShort(text: string): { mantissa: bigint; scale: number } | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  const digits = whole + fraction;
  if (digits.length < 1 || digits.length > 18) return undefined;
  return { mantissa: sign === '-' ? -BigInt(digits) : BigInt(digits), scale: fraction.length };
}

export interface FixedPoint {
  readonly mantissa: bigint;
  readonly scale: number;
}

/** Count and sum at a scale of each group's numbers, and which rows need more than 63 bits there. null: no number. */
export function sumByGroup(rows: readonly (FixedPoint | null)[], groups: readonly number[], scale: number) {
  const sums = new Map<number, { count: bigint; sum: bigint }>();
  const declined = rows.map((row, at) => {
    if (row === null) return false;
    const value = row.mantissa * 10n ** BigInt(scale - row.scale);
    if (row.scale !== scale && value !== 0n && abs(value) >= 2n ** 63n) return true;
    const held = sums.get(groups[at] as number) ?? { count: 0n, sum: 0n };
    sums.set(groups[at] as number, { count: held.count + 1n, sum: held.sum + value });
    return false;
  });
  return { sums, declined };
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}
