/**
 * --columns: what files with different headers mean. `union` aligns columns by name and has null where a file lacks one,
 * `intersect` allows the columns only that all files have, `strict` wants the same header everywhere. Pure.
 */
import { PqError } from '../core/errors.ts';
import type { ColumnPath, InputFile } from '../protocol/stage.ts';
import { columnsOf } from './file-columns.ts';
import { headerOf } from './headers.ts';
import type { Scan } from './logical-plan.ts';
import { quoteIfNeeded, shortList } from './missing-columns.ts';

interface Header {
  readonly file: string;
  readonly columns: readonly string[];
}

/** Throws PQ_USAGE, PQ_COLUMN_NOT_FOUND, PQ_COLUMNS_DIFFER. `columns` are those that are asked for. */
export function checkAlignment({ files, alignment }: Scan, columns: readonly ColumnPath[]): void {
  if (alignment === 'union') return;
  const headers = files.map((file): Header => {
    const { name, format } = file;
    if (headerOf(format) !== undefined) return { file: name, columns: columnsOf(file) };
    throw new PqError('PQ_USAGE', `--columns ${alignment} compares headers, and JSON has none: ${name}`, {
      hint: 'leave --columns out, or read the JSON files by themselves',
    });
  });
  if (alignment === 'strict') checkSame(headers);
  else checkCommon(headers, columns);
}

/** The same names in the same order. */
function checkSame([first, ...others]: readonly Header[]): void {
  const other = others.find(({ columns }) => columns.join('\0') !== first?.columns.join('\0'));
  if (first === undefined || other === undefined) return;
  throw new PqError('PQ_COLUMNS_DIFFER', `the columns are not those of ${first.file}: ${difference(first, other)}`, {
    place: { file: other.file },
    hint: '--columns union aligns columns by name, and has null where a file lacks one',
  });
}

function difference(first: Header, other: Header): string {
  const missing = first.columns.filter((column) => !other.columns.includes(column));
  const added = other.columns.filter((column) => !first.columns.includes(column));
  const parts = [
    ...(missing.length > 0 ? [`${shortList(missing)} missing`] : []),
    ...(added.length > 0 ? [`${shortList(added)} added`] : []),
  ];
  return parts.length > 0 ? parts.join('; ') : `in another order: ${shortList(other.columns)}`;
}

/** What all files of CSV have, in the order of the first one. Throws PQ_COLUMN_NOT_FOUND where that is nothing. */
export function commonColumns(files: readonly InputFile[]): readonly string[] {
  const headers = files.flatMap((file) =>
    headerOf(file.format) === undefined ? [] : [{ file: file.name, columns: columnsOf(file) }],
  );
  const common = commonOf(headers);
  if (common.length > 0 || headers.every(({ columns }) => columns.length === 0)) return common;
  throw new PqError('PQ_COLUMN_NOT_FOUND', '--columns intersect: the files have no column in common');
}

function commonOf(headers: readonly Header[]): readonly string[] {
  return headers[0]?.columns.filter((name) => headers.every((header) => header.columns.includes(name))) ?? [];
}

function checkCommon(headers: readonly Header[], columns: readonly ColumnPath[]): void {
  for (const { text } of columns) {
    const lacking = headers.find((header) => !header.columns.includes(text));
    if (lacking === undefined) continue;
    const common = commonOf(headers);
    throw new PqError('PQ_COLUMN_NOT_FOUND', `--columns intersect: no column ${quoteIfNeeded(text)}`, {
      place: { file: lacking.file },
      hint: common.length === 0 ? 'the files have no column in common' : `in all files: ${shortList(common)}`,
    });
  }
}
