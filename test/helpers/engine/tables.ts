/** Tables of cells (RowFormat 'cells'): as rows of a file are put into one, and with cells that are given. */
import { writeFileSync } from 'node:fs';
import { TableFile } from '../../../src/engine/io/table-file.ts';
import { ScanRunner } from '../../../src/engine/scan-runner.ts';
import { planPartitions } from '../../../src/plan/partitions.ts';
import type { CellsFormat, InspectedFile, RowsTable, ScanStage } from '../../../src/protocol/stage.ts';
import { taskSpec } from '../../../src/run/task-spec.ts';
import { USUAL_DIALECT } from '../usual-dialect.ts';
import { ENVIRONMENT } from './planned-stage.ts';

/** A cell of a table: its kind and its bytes. */
interface TableCell {
  readonly kind: number;
  readonly bytes: Uint8Array;
}
export type TableRow = readonly TableCell[];

/** The bytes of rows, and where each of them starts. */
export function tableBytes(rows: readonly TableRow[]): { readonly bytes: Buffer; readonly starts: readonly number[] } {
  let byteLength = 0;
  const starts: number[] = [];
  const pieces = rows.flatMap((row) => {
    const cells = row.flatMap(({ kind, bytes }) => {
      const head = Buffer.alloc(4);
      head.writeUInt32LE(kind * 2 ** 28 + bytes.length);
      return [head, bytes];
    });
    starts.push(byteLength);
    byteLength += cells.reduce((sum, { length }) => sum + length, 0);
    return cells;
  });
  return { bytes: Buffer.concat(pieces), starts: starts.length === 0 ? [0] : starts };
}

/** Of rows of so many columns. */
export function startsOfRows(bytes: Buffer, columnCount: number): readonly number[] {
  const starts = [0];
  for (let at = 0, cells = 0; at < bytes.length; ) {
    at += 4 + (bytes.readUInt32LE(at) & 0xfffffff);
    cells++;
    if (cells % columnCount === 0 && at < bytes.length) starts.push(at);
  }
  return starts;
}

/** A file that can be cut before every row. */
export function tableOfRows(path: string, columns: readonly string[], rows: readonly TableRow[]): InspectedFile {
  const { bytes, starts } = tableBytes(rows);
  writeFileSync(path, bytes);
  const format: CellsFormat = { kind: 'cells', columns, dataStart: 0, starts };
  return { path, name: 'rows', size: bytes.length, mtimeMs: undefined, format };
}

/** These columns of all rows of some files. In a shared directory it has a name. */
export function tableOfFiles(
  files: readonly InspectedFile[],
  columns: ScanStage['columns'],
  nullValues: readonly string[],
  place: { readonly directory: string; readonly isPrivate: boolean },
): RowsTable {
  const table = new TableFile(place);
  const rows = { kind: 'write-rows', columns: [...columns.keys()], format: { kind: 'cells' } } as const;
  const stage: ScanStage = {
    ...{ kind: 'scan', files, dialect: USUAL_DIALECT, columns, nullValues, steps: [] },
    ...{ operator: rows, environment: ENVIRONMENT },
  };
  const runner = new ScanRunner(stage, { onRows: (cells) => table.write(cells) });
  const partitions = planPartitions(files, { jobs: 1, partitions: 1 });
  for (let index = 0; index < partitions.count; index++) {
    const result = runner.run(taskSpec(partitions.at(index), true, undefined));
    if (result.kind === 'failed') throw new Error(`${result.error.code}: ${result.error.message}`);
  }
  runner.dispose();
  return table.table;
}
