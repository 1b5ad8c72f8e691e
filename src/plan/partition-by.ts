/** How the rows of a data set are to be cut into files. */
import { formatBytes } from '../core/sizes.ts';
import type { ColumnPath } from '../protocol/stage.ts';
import { nameText } from './parse/expression-text.ts';

export type PartitionBy =
  /** As they come, files of about so many bytes. */
  | { readonly kind: 'none'; readonly fileBytes: number }
  | { readonly kind: 'round-robin'; readonly count: number }
  | { readonly kind: 'hash' | 'range'; readonly columns: readonly ColumnPath[]; readonly count: number }
  | { readonly kind: 'value'; readonly columns: readonly ColumnPath[] };

export function partitionColumns(by: PartitionBy): readonly ColumnPath[] {
  return 'columns' in by ? by.columns : [];
}

export function partitionText(by: PartitionBy): string {
  if (by.kind === 'none') return `keep in files of about ${formatBytes(by.fileBytes)}`;
  if (by.kind === 'round-robin') return `partition in turns into ${by.count}`;
  const columns = by.columns.map(({ text }) => nameText(text)).join(', ');
  return `partition by ${by.kind} of ${columns}${by.kind === 'value' ? '' : ` into ${by.count}`}`;
}
