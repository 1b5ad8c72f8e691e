/** Joins in one process, and what comes of them by a nested loop: for tests of src/engine/joining and steps/join.ts. */
import { writeFileSync } from 'node:fs';
import type { Batch } from '../../../src/engine/formats/reader.ts';
import type { Kernel } from '../../../src/engine/kernel.ts';
import { Pipeline } from '../../../src/engine/steps/pipeline.ts';
import type { Rows } from '../../../src/engine/steps/step.ts';
import { Kind, plainKind, plainText } from '../../../src/engine/values/cells.ts';
import type { JoinKind, JoinRows, RowsTable, Step, StepMetrics } from '../../../src/protocol/stage.ts';
import { type TextCell, writeCells } from './kernel-cells.ts';

/** A cell as it stands in a file, and the text that is meant. */
export interface JoinCell extends TextCell {
  readonly text: string;
  readonly meant: string;
}

export type JoinRow = readonly (JoinCell | null)[];
/** What cells mean. */
export type Texts = readonly (string | null)[];

export type JoinRule = Pick<JoinRows, 'how' | 'leftKeys' | 'rightKeys' | 'nullsEqual'>;

export const HOWS: readonly JoinKind[] = ['inner', 'left', 'right', 'full', 'semi', 'anti', 'cross'];

export function textCell(text: string): JoinCell {
  return { text, kind: Kind.text, meant: text };
}

export function textsOf(row: JoinRow): Texts {
  return row.map((cell) => cell?.meant ?? null);
}

// ---- the oracle -----------------------------------------------------------------------------------------------------

/** Every row of the left side against every one of the right side. */
export function nestedLoop(
  { how, leftKeys, rightKeys, nullsEqual }: JoinRule,
  left: readonly JoinRow[],
  right: readonly JoinRow[],
  widths: { readonly left: number; readonly right: number },
): Texts[] {
  const matches = (one: Texts, other: Texts): boolean =>
    leftKeys.every((key, k) => {
      const [a, b] = [one[key] ?? null, other[rightKeys[k] as number] ?? null];
      return a === b && (a !== null || nullsEqual);
    });
  const rights = right.map(textsOf);
  const found = new Set<number>();
  const rows: Texts[] = [];
  for (const one of left.map(textsOf)) {
    const partners = [...rights.keys()].filter((at) => matches(one, rights[at] as Texts));
    for (const at of partners) found.add(at);
    if (how === 'semi' || how === 'anti') {
      if (partners.length > 0 === (how === 'semi')) rows.push(one);
      continue;
    }
    for (const at of partners) rows.push([...one, ...(rights[at] as Texts)]);
    const isKept = partners.length === 0 && (how === 'left' || how === 'full');
    if (isKept) rows.push([...one, ...Array<null>(widths.right).fill(null)]);
  }
  const unmatched = rights.filter((_, at) => !found.has(at));
  const added = how === 'right' || how === 'full' ? unmatched : [];
  return [...rows, ...added.map((row) => [...Array<null>(widths.left).fill(null), ...row])];
}

// ---- the step -------------------------------------------------------------------------------------------------------

/** Rows as cells (RowFormat 'cells'). */
export function cellsOf(rows: readonly JoinRow[]): Buffer {
  const cells = rows.flat().map((cell) => {
    const text = Buffer.from(cell?.meant ?? '');
    const head = Buffer.alloc(4);
    head.writeUInt32LE(((cell === null ? Kind.null : plainKind(cell.kind)) * 2 ** 28 + text.length) >>> 0);
    return Buffer.concat([head, text]);
  });
  return Buffer.concat(cells);
}

export function writeTable(path: string, rows: readonly JoinRow[]): RowsTable {
  const bytes = cellsOf(rows);
  writeFileSync(path, bytes);
  return { path, byteLength: bytes.length, starts: [0] };
}

export interface JoinRun {
  readonly rows: readonly Texts[];
  readonly metrics: readonly StepMetrics[];
  /** How many rows each batch had. */
  readonly batchRows: readonly number[];
}

interface LeftSide {
  readonly rows: readonly JoinRow[];
  /** How many columns there are. */
  readonly width: number;
  readonly batchRows: number;
  /** They come once for each of these. */
  readonly partitions?: readonly number[];
}

/** What comes of the rows of the left side. */
export function runSteps(kernel: Kernel, steps: readonly Step[], left: LeftSide): JoinRun {
  const rows: Texts[] = [];
  const batchRows: number[] = [];
  const columns = Array.from({ length: left.width }, (_, column) => ({ steps: [column], text: `c${column}` }));
  const pipeline = new Pipeline(kernel, steps, columns, ENVIRONMENT, (came) => {
    if (came.batch.rows > 0) batchRows.push(came.batch.rows);
    rows.push(...textsOfBatch(kernel, came));
    return undefined;
  });
  for (const partition of left.partitions ?? [0]) {
    pipeline.begin(partition);
    for (let at = 0; at < left.rows.length && !pipeline.isDone; at += left.batchRows) {
      const batch = batchOfRows(kernel, left.rows.slice(at, at + left.batchRows), left.width);
      pipeline.push({ batch, quote: 34, fileName: 'left.csv' });
    }
    pipeline.end();
  }
  return { rows, metrics: pipeline.metrics, batchRows };
}

const ENVIRONMENT = {
  now: '2026-01-01T00:00:00Z',
  columnName: () => undefined,
  loaded: () => undefined,
  tmpDirectory: '/tmp',
  memory: { sortBytes: 0, heldBytes: 0, rangeBytes: 0, joinBytes: 0, groupBytes: 0, mostGroupBytes: 0, shareCount: 1 },
};

function batchOfRows(kernel: Kernel, rows: readonly JoinRow[], width: number): Batch {
  const cells = Array.from({ length: width }, (_, column) =>
    writeCells(
      kernel,
      rows.map((row) => row[column] ?? null),
    ),
  );
  const textBytes = rows.flat().reduce((sum, cell) => sum + Buffer.byteLength(cell?.text ?? ''), 0);
  return { rows: rows.length, cells, textBytes, byteOf: () => 0 };
}

/** Checks, too, that no more text is there than is said. */
function textsOfBatch(kernel: Kernel, { batch, quote }: Rows): Texts[] {
  let textBytes = 0;
  const rows = Array.from({ length: batch.rows }, (_, row) =>
    batch.cells.map((first) => {
      const cell = first + row * 8;
      const [, head = 0] = kernel.u32(cell, 2);
      textBytes += head & 0xfffffff;
      return head >>> 28 === Kind.null ? null : plainText(kernel, cell, quote);
    }),
  );
  if (textBytes > batch.textBytes)
    throw new Error(`${textBytes} bytes of text where ${batch.textBytes} were announced`);
  return rows;
}
