/** What the tools answered, made comparable: group key to values, whatever the order of the groups. */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';

export type Answer = ReadonlyMap<string, readonly string[]>;

/** Floating sums differ in their last digits from tool to tool. */
const RELATIVE_TOLERANCE = 1e-9;

/** Larger answers are compared by how many groups there are and what their values add up to. */
const WHOLE_BYTES = 64 * 1024 ** 2;

/** What a tool wrote to a file. */
export async function readAnswer(path: string, keyCount: number, hasHeader: boolean): Promise<Answer> {
  if (statSync(path).size > WHOLE_BYTES) return sumUp(path, keyCount, hasHeader);
  return parseAnswer(readFileSync(path, 'utf8'), keyCount, hasHeader);
}

async function sumUp(path: string, keyCount: number, hasHeader: boolean): Promise<Answer> {
  let rowCount = hasHeader ? -1 : 0;
  const sums: number[] = [];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    rowCount += 1;
    if (rowCount === 0) continue;
    for (const [column, cell] of line.split(/[,\t]/).slice(keyCount).entries()) {
      sums[column] = (sums[column] ?? 0) + Number(cell);
    }
  }
  return new Map([['', [String(rowCount), ...sums.map((sum) => sum.toFixed(3))]]]);
}

/** CSV or TSV; the keys of the benchmark's data contain no separators; a list counts as several values. */
function parseAnswer(text: string, keyCount: number, hasHeader: boolean): Answer {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  const rows = lines.slice(hasHeader ? 1 : 0).map((line) => line.replace(/["[\] ]/g, '').split(/[,\t]/));
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
