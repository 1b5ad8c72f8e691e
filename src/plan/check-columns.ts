/** What is wrong with the columns that a scan reads, as far as headers tell. Reads no data. */
import { AGGREGATES } from '../core/aggregates.ts';
import { PqError } from '../core/errors.ts';
import type { ColumnPath, ScanStage } from '../protocol/stage.ts';
import { checkAlignment } from './align-columns.ts';
import { constantNames } from './file-columns.ts';
import type { Scan } from './logical-plan.ts';
import { checkHeaders } from './missing-columns.ts';
import type { AggregateExpr } from './parse/aggregate-expr.ts';

/** Throws PQ_COLUMN_NOT_FOUND, PQ_COLUMNS_DIFFER and PQ_USAGE. */
export function checkColumns(scan: Scan, { columns, sourceColumn }: ScanStage): void {
  const name = scan.dialect.sourceColumn;
  if (name !== undefined && sourceColumn === undefined) {
    throw new PqError('PQ_USAGE', `--source-column ${name}: nothing asks for the column ${JSON.stringify(name)}`, {
      hint: 'group by it with -g, or leave it out',
    });
  }
  if (name !== undefined && scan.files.some((file) => constantNames(file).includes(name))) {
    throw new PqError('PQ_USAGE', `there is a column ${JSON.stringify(name)} already`, {
      hint: 'choose another name for --source-column',
    });
  }
  const inFiles = columns.filter(({ steps }, index) => index !== sourceColumn && steps.length > 0);
  checkHeaders(scan.files, inFiles);
  checkAlignment(scan, inFiles);
}

/** The column of that name, and not a path that only reads like it. */
export function isSourceColumn({ steps }: ColumnPath, name: string | undefined): boolean {
  return steps.length === 1 && steps[0] === name;
}

/** What computes with values, not just with their texts. */
const COMPUTING_GROUPS: readonly string[] = ['Numbers', 'Several columns'];

/** Throws PQ_USAGE for what needs numbers where there are names of files. */
export function checkSourceUse(aggregate: AggregateExpr, sourceColumn: string | undefined): void {
  const source = aggregate.arguments.find((path) => isSourceColumn(path, sourceColumn));
  if (source === undefined || !COMPUTING_GROUPS.includes(AGGREGATES[aggregate.function].group)) return;
  const call = `${aggregate.function}(${source.text})`;
  throw new PqError('PQ_USAGE', `${call}: --source-column holds names of files, not numbers`, {
    hint: 'group by it with -g, count it, or take its min and max',
  });
}
