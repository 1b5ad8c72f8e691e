/**
 * Columns that are in no file. CSV headers tell before the run; JSON keys may appear as late as in the last record,
 * so for JSON the same question is asked again when all has been read.
 */
import { suggest } from '../core/did-you-mean.ts';
import { PqError } from '../core/errors.ts';
import { formatQuantity } from '../core/sizes.ts';
import type { ColumnPath, InputFile, ScanStage } from '../protocol/stage.ts';
import { columnsOf } from './file-columns.ts';
import { headerOf } from './headers.ts';

const LISTED_COLUMNS_AT_MOST = 12;

/** Throws PQ_COLUMN_NOT_FOUND for a column that no header has, when all files are known to have one. */
export function checkHeaders(files: readonly InputFile[], columns: readonly ColumnPath[]): void {
  if (files.length === 0 || files.some(({ format }) => headerOf(format) === undefined)) return;
  const known = headerColumns(files);
  const missing = columns.find((column) => !known.has(column.text));
  if (missing !== undefined) throw columnNotFound(missing, files, [...known]);
}

/** Some column is in none of the headers that are known: the others must be looked at before the run. */
export function lacksColumns(files: readonly InputFile[], columns: readonly ColumnPath[]): boolean {
  const formats = files.flatMap(({ format }) => format ?? []);
  if (formats.some((format) => headerOf(format) === undefined)) return false;
  const known = headerColumns(files);
  return columns.some((column) => !known.has(column.text));
}

/**
 * The error for the first column of a finished run that no record and no header had. `seen` goes by ScanStage.columns;
 * `sampleColumns` finds what the first records had. An input without a single column cannot tell: no error.
 */
export function reportMissingColumns(
  stage: ScanStage,
  seen: readonly boolean[],
  sampleColumns: () => readonly string[],
): PqError | undefined {
  if (!seen.includes(false)) return undefined;
  const inHeaders = headerColumns(stage.files);
  const missing = stage.columns.find((column, index) => seen[index] !== true && !inHeaders.has(column.text));
  if (missing === undefined) return undefined;
  const known = new Set([...sampleColumns(), ...inHeaders]);
  return known.size === 0 ? undefined : columnNotFound(missing, stage.files, [...known]);
}

function headerColumns(files: readonly InputFile[]): ReadonlySet<string> {
  return new Set(files.flatMap(columnsOf));
}

function columnNotFound(column: ColumnPath, files: readonly InputFile[], known: readonly string[]): PqError {
  const where = files.length === 1 ? files[0]?.name : `any of ${formatQuantity(files.length, 'file')}`;
  const message = `no column ${JSON.stringify(column.text)} in ${where}`;
  if (known.length === 0) return new PqError('PQ_COLUMN_NOT_FOUND', message, { hint: 'the input has no header line' });
  const meant = suggestColumn(column, known);
  const shown = meant === undefined ? longerName(column.text, known) : quoteIfNeeded(meant);
  const question = shown === undefined ? '' : `did you mean ${shown}? `;
  return new PqError('PQ_COLUMN_NOT_FOUND', message, { hint: `${question}columns: ${shortList(known)}` });
}

/** The column that was probably meant. */
export function suggestColumn({ text }: ColumnPath, known: readonly string[]): string | undefined {
  return suggest(text, known) ?? known.find((name) => name.endsWith(`.${text}`));
}

/** Of `credit` the name `"credit-card"`, in the quotes that it needs in an expression, where it is a subtraction. */
function longerName(start: string, known: readonly string[]): string | undefined {
  const longer = known.find((name) => name.startsWith(start) && /^[^\w.[]/.test(name.slice(start.length)));
  return longer && `"${longer.replaceAll('"', '""')}"`;
}

export function shortList(names: readonly string[]): string {
  const shown = names.slice(0, LISTED_COLUMNS_AT_MOST).map(quoteIfNeeded).join(', ');
  const hiddenCount = names.length - LISTED_COLUMNS_AT_MOST;
  return hiddenCount > 0 ? `${shown}, and ${hiddenCount} more` : shown;
}

/** As it can be typed: a name that would not be read back as one path is put in quotes. */
export function quoteIfNeeded(name: string): string {
  const isPath = name === name.trim() && /^[^".,()[\]]+(\.[^".,()[\]]+|\[\d+\])*$/.test(name);
  return isPath ? name : `"${name.replaceAll('"', '""')}"`;
}

/** The same error, where it is of one side of a join. */
export function ofSide<Result>(side: 'left' | 'right', work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PqError) || error.code !== 'PQ_COLUMN_NOT_FOUND') throw error;
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    throw new PqError(error.code, `${error.message}, on the ${side} side of the join`, hint);
  }
}
