/** Whether nothing was said about how files are written: then those of a data set are read as pq has written them. */
import type { InputDialect } from '../../protocol/stage.ts';

export function isUsual(dialect: InputDialect): boolean {
  const { header, trim, skipLines, sourceColumn: _, ...others } = dialect;
  return header && !trim && skipLines === 0 && Object.values(others).every((value) => value === undefined);
}
