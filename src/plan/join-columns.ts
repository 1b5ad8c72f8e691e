/** The columns that come of a join, and where each of them is from. */
import type { JoinKind } from '../protocol/stage.ts';
import { uniqueNames } from './aggregate-parts.ts';
import type { Join, JoinOptions } from './logical-plan.ts';

/** Of one side, or of both: a key that both call the same is there once. */
export interface JoinedColumn {
  readonly name: string;
  readonly left: string | undefined;
  readonly right: string | undefined;
}

/** Only the rows of the left side are wanted. */
export function isOfLeftOnly(how: JoinKind): boolean {
  return how === 'semi' || how === 'anti';
}

/** Right rows that nothing matches are wanted, too: all left rows have to be seen before. */
export function addsRightRows(how: JoinKind): boolean {
  return how === 'right' || how === 'full';
}

/** `left` and `right` are those of the sides as they stand. */
export function joinedColumns(
  join: JoinOptions & Pick<Join, 'isSwapped'>,
  left: readonly string[],
  right: readonly string[],
): readonly JoinedColumn[] {
  if (!join.isSwapped) return columnsAsTyped(join, left, right);
  return columnsAsTyped(join, right, left).map(({ name, ...own }) => ({ name, left: own.right, right: own.left }));
}

function columnsAsTyped(join: JoinOptions, left: readonly string[], right: readonly string[]): readonly JoinedColumn[] {
  const shared = new Set(sharedKeys(join, left, right));
  const lefts = left.map((name): JoinedColumn => {
    if (shared.has(name)) return { name, left: name, right: name };
    return { name: join.prefixLeft + name, left: name, right: undefined };
  });
  if (isOfLeftOnly(join.how)) return lefts.map((column) => ({ ...column, right: undefined }));
  const taken = new Set(lefts.map(({ name }) => name));
  const rights = right
    .filter((name) => !shared.has(name))
    .map((name): JoinedColumn => {
      const own = freeName(join.prefixRight + name, join.suffixRight, taken);
      taken.add(own);
      return { name: own, left: undefined, right: name };
    });
  return withNames([...lefts, ...rights]);
}

function freeName(wanted: string, suffix: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  while (suffix !== '' && taken.has(name)) name += suffix;
  return name;
}

/** Without a suffix names are told apart by numbers. */
function withNames(columns: readonly JoinedColumn[]): readonly JoinedColumn[] {
  const names = uniqueNames(columns.map(({ name }) => name));
  return columns.map((column, at) => ({ ...column, name: names[at] as string }));
}

/** Keys of --on that are columns of both sides. */
function sharedKeys(
  { keys }: Pick<Join, 'keys'>,
  left: readonly string[],
  right: readonly string[],
): readonly string[] {
  return keys.flatMap(({ name }) => (name !== undefined && left.includes(name) && right.includes(name) ? [name] : []));
}
