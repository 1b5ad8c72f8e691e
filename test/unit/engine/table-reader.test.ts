/** Tables of cells as a scan's input: what was written comes back, cell by cell, however the file is cut and read. */
import { openSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { StageReader } from '../../../src/engine/formats/stage-reader.ts';
import { inputOfTable, TableFile } from '../../../src/engine/io/table-file.ts';
import { loadKernel, returnKernel } from '../../../src/engine/kernel.ts';
import { ScanRunner } from '../../../src/engine/scan-runner.ts';
import { Kind } from '../../../src/engine/values/cells.ts';
import { succeeded } from '../../../src/execute.ts';
import { parseAggregateList } from '../../../src/plan/parse/aggregate-list.ts';
import { planPartitions } from '../../../src/plan/partitions.ts';
import type { ExecutionMetrics } from '../../../src/protocol/metrics.ts';
import type { CellsFormat, InspectedFile, Span } from '../../../src/protocol/stage.ts';
import { cellBytes } from '../../helpers/engine/kernel-cells.ts';
import { plannedStage } from '../../helpers/engine/planned-stage.ts';
import { type TableRow, tableBytes, tableOfRows } from '../../helpers/engine/tables.ts';
import { TemporaryFiles } from '../../helpers/engine/temporary-files.ts';
import { USUAL_DIALECT } from '../../helpers/usual-dialect.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());
const path = (name: string): string => join(files.directory, name);

const NOTHING_MEASURED: ExecutionMetrics = {
  ...{ executor: 'inline', tasks: [], workers: [], seamsRerun: 0, tasksRetried: 0, workersDied: 0 },
  ...{ scanMs: 0, combineMs: 0 },
};
const COLUMNS = ['id', 'kind', 'text'];
const cell = (kind: number, text: string | Buffer) => ({ kind, bytes: Buffer.from(text) });
const TEXTS = ['', 'a', 'NA', '"quoted ""', '12', 'true', '\n,\r', 'é😀', '{"a": [1]}', '\0', 'x'.repeat(70)];
/** Every kind with every text. */
const ALL_KINDS: readonly TableRow[] = Object.values(Kind).flatMap((kind, at) =>
  TEXTS.map((text, of) => [
    cell(Kind.number, `${at * TEXTS.length + of}`),
    kind === Kind.null ? cell(kind, '') : cell(kind, text),
    cell(Kind.string, text.repeat(of)),
  ]),
);

interface Reading {
  readonly blockBytes?: number;
  readonly spans?: readonly Span[];
}

/** `kind:text` of each wanted cell, by row, and what is said of each span; sizes of batches are checked. */
function read(file: InspectedFile, wanted: readonly string[], { blockBytes, spans }: Reading = {}) {
  const kernel = loadKernel();
  const columns = wanted.map((text) => ({ steps: [text], text }));
  const reader = new StageReader(kernel, { files: [file], dialect: USUAL_DIALECT, columns }, blockBytes);
  const rows: string[][] = [];
  const outcomes = (spans ?? [{ file: 0, startByte: 0, stopByte: file.size ?? 0 }]).map((span) =>
    reader.read(span, reader.startOf(span, true), (batch) => {
      let textBytes = 0;
      for (let row = 0; row < batch.rows; row++) {
        const cells = batch.cells.map((first) => {
          const [, head = 0] = kernel.u32(first + row * 8, 2);
          textBytes += head & 0xfffffff;
          return `${head >>> 28}:${cellBytes(kernel, first + row * 8).toString('latin1')}`;
        });
        rows.push(cells);
      }
      expect(batch.textBytes).toBeGreaterThanOrEqual(textBytes);
      return undefined;
    }),
  );
  const seen = reader.columnsSeen();
  reader.close();
  returnKernel(kernel);
  return { rows, outcomes, seen };
}

function written(rows: readonly TableRow[], wanted: readonly string[]): readonly (readonly string[])[] {
  return rows.map((row) =>
    wanted.map((name) => {
      const one = row[COLUMNS.indexOf(name)];
      return one === undefined ? '0:' : `${one.kind}:${Buffer.from(one.bytes).toString('latin1')}`;
    }),
  );
}

describe('rows of cells', () => {
  const table = tableOfRows(path('kinds'), COLUMNS, ALL_KINDS);

  it.each([COLUMNS, ['text', 'id'], ['kind'], []])('come back as they were: %j', (...wanted) => {
    for (const blockBytes of [64, 100, 1000, undefined]) {
      const { rows, outcomes } = read(table, wanted, blockBytes === undefined ? {} : { blockBytes });
      expect(rows).toEqual(written(ALL_KINDS, wanted));
      expect(outcomes).toEqual([{ ok: true, endByte: table.size, records: ALL_KINDS.length, skipped: 0 }]);
    }
  });

  it('come back in any cut', () => {
    for (const chunkBytes of [1, 50, 300, 4000]) {
      const partitions = planPartitions([table], { jobs: 1, chunkBytes });
      const spans = Array.from({ length: partitions.count }, (_, index) => partitions.at(index).spans).flat();
      const { rows, outcomes } = read(table, COLUMNS, { spans, blockBytes: 128 });
      expect(rows).toEqual(written(ALL_KINDS, COLUMNS));
      expect(outcomes.map((outcome) => outcome.ok && outcome.endByte)).toEqual(spans.map(({ stopByte }) => stopByte));
      if (chunkBytes === 1) expect(spans.length).toBe(ALL_KINDS.length);
    }
  });

  it('have nulls where the table lacks a column', () => {
    const { rows, seen } = read(table, ['nope', 'kind']);
    expect(rows).toEqual(written(ALL_KINDS, ['nope', 'kind']));
    expect(seen).toEqual([false, true]);
  });

  it('have a column under two paths', () => {
    const { rows } = read(table, ['kind', 'id', 'kind']);
    expect(rows).toEqual(written(ALL_KINDS, ['kind', 'id', 'kind']));
  });

  it('can be none', () => {
    const none = tableOfRows(path('none'), COLUMNS, []);
    expect(read(none, COLUMNS)).toMatchObject({ rows: [], outcomes: [{ ok: true, endByte: 0, records: 0 }] });
  });

  it('can be read from a descriptor, again and again', () => {
    const file = { ...table, path: openSync(path('kinds'), 'r') };
    for (let time = 0; time < 2; time++) expect(read(file, ['kind']).rows).toEqual(written(ALL_KINDS, ['kind']));
  });

  it('can be larger than a block', () => {
    const large = Buffer.alloc(100e6, 'large ');
    const rows = [
      [cell(Kind.number, '1'), cell(Kind.text, large), cell(Kind.string, 'a')],
      [cell(Kind.number, '2'), cell(Kind.null, ''), cell(Kind.string, 'b')],
    ];
    const file = tableOfRows(path('large'), COLUMNS, rows);
    expect(read(file, ['id', 'text']).rows).toEqual(written(rows, ['id', 'text']));
    expect(read(file, ['kind']).rows[0]?.[0]?.length).toBe(100e6 + 2);
  });

  it('are refused when the file is not what was written', () => {
    const { bytes } = tableBytes(ALL_KINDS);
    writeFileSync(path('short'), bytes.subarray(0, -1));
    const format = table.format as CellsFormat;
    expect(() => read({ ...table, path: path('short') }, [])).toThrow('became shorter');
    const short = { ...table, path: path('short'), size: bytes.length - 1, format };
    expect(() => read(short, [])).toThrow('a row of cells is cut off');
  });
});

describe.each([true, false])('a table in a file, private: %s', (isPrivate) => {
  const rows = (byteLength: number): Buffer => tableBytes([[cell(Kind.text, 'x'.repeat(byteLength - 4))]]).bytes;

  it('knows where rows start, a quarter of a mebibyte apart', () => {
    const table = new TableFile({ directory: files.directory, isPrivate });
    for (const byteLength of [200_000, 100_000, 100_000, 0, 262_144, 10, 300_000])
      table.write(byteLength === 0 ? Buffer.alloc(0) : rows(byteLength));
    const { path, byteLength, starts } = table.table;
    expect(starts).toEqual([0, 300_000, 662_144]);
    expect(typeof path).toBe(isPrivate ? 'number' : 'string');
    const input = inputOfTable({ path, byteLength, starts }, { name: 'rows', columns: ['x'] });
    const { count, at } = planPartitions([input], { jobs: 1, chunkBytes: 1 });
    const spans = Array.from({ length: count }, (_, index) => at(index).spans).flat();
    const lengths = read(input, ['x'], { spans }).rows.map(([text = '']) => text.length + 2);
    expect(lengths).toEqual([200_000, 100_000, 100_000, 262_144, 10, 300_000]);
  });

  it('can be empty', () => {
    const { table } = new TableFile({ directory: files.directory, isPrivate });
    const input = inputOfTable(table, { name: 'rows', columns: ['x'] });
    expect(table.starts).toEqual([0]);
    expect(read(input, ['x']).rows).toEqual([]);
  });
});

it('of several processes starts where each of them writes', () => {
  const table = new TableFile({ directory: files.directory, isPrivate: false });
  for (const byteLength of [300_000, 5, 400_000]) expect(table.place(byteLength)?.path).toBe(table.place(0)?.path);
  const { path, byteLength, starts } = table.table;
  expect([byteLength, starts]).toEqual([700_005, [0, 300_000]]);
  expect(statSync(path as string).size).toBe(0);
});

it('what is wrong in a row of cells has no place in a file', () => {
  const name = path('texts');
  const file = tableOfRows(name, ['x'], [[cell(Kind.text, '1')], [cell(Kind.text, 'oops')]]);
  const { stage } = plannedStage({
    kind: 'aggregate',
    input: { kind: 'scan', files: [file], dialect: USUAL_DIALECT, alignment: 'strict', nullValues: ['1'] },
    keys: [],
    aggregates: parseAggregateList('sum(x)'),
  });
  const result = new ScanRunner(stage).run({
    index: 0,
    spans: [{ file: 0, startByte: 0, stopByte: file.size ?? 0 }],
    startIsCertain: true,
  });
  if (result.kind !== 'failed') throw new Error('a text was added');
  expect(result.error).toMatchObject({ code: 'PQ_NOT_A_NUMBER', file: 0 });
  expect(() => succeeded({ kind: 'failed', error: result.error, metrics: NOTHING_MEASURED }, stage)).toThrow(
    expect.objectContaining({ code: 'PQ_NOT_A_NUMBER', place: undefined }),
  );
});
