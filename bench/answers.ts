/** What the tools answered, made comparable: group key to values, whatever the order of the groups. */

export type Answer = ReadonlyMap<string, readonly string[]>;

/** Floating sums differ in their last digits from tool to tool. */
const RELATIVE_TOLERANCE = 1e-9;

/** CSV or TSV; the keys of the benchmark's data contain neither separators nor quotes. */
export function parseAnswer(text: string, keyCount: number, hasHeader: boolean): Answer {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  const rows = lines.slice(hasHeader ? 1 : 0).map((line) => line.replaceAll('"', '').split(/[,\t]/));
  return new Map(rows.map((cells) => [cells.slice(0, keyCount).join(','), cells.slice(keyCount)]));
}

/** The first difference in words, undefined when there is none. */
export function differenceOf(expected: Answer, actual: Answer): string | undefined {
  if (expected.size !== actual.size) return `${actual.size} groups instead of ${expected.size}`;
  for (const [key, values] of expected) {
    const others = actual.get(key);
    if (others === undefined) return `no group '${key}'`;
    if (values.length !== others.length || !values.every((value, index) => isSame(value, others[index] as string))) {
      return `${others.join(', ')} instead of ${values.join(', ')}${key === '' ? '' : ` in group '${key}'`}`;
    }
  }
  return undefined;
}

/** Integers exactly, other numbers within the tolerance. */
function isSame(left: string, right: string): boolean {
  if (left === right) return true;
  if (isInteger(left) && isInteger(right)) return false;
  const [a, b] = [Number(left || Number.NaN), Number(right || Number.NaN)];
  return Math.abs(a - b) <= RELATIVE_TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}

function isInteger(text: string): boolean {
  return /^-?\d+$/.test(text);
}
