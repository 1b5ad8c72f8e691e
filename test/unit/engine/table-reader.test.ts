/** Tables of cells as a scan's input: what was written comes back, cell by cell, however the file is cut and read. */
import { openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CellKind } from '../../../src/core/values.ts';
import { ScanRunner } from '../../../src/engine/scan-runner.ts';
import { Kind } from '../../../src/engine/values/cells.ts';
import { succeeded } from '../../../src/execute.ts';
import { parseAggregateList } from '../../../src/plan/parse/aggregate-list.ts';
import { planPartitions } from '../../../src/plan/partitions.ts';
import type { ExecutionMetrics } from '../../../src/protocol/metrics.ts';
import type { CellsFormat, InspectedFile, TaskSpec } from '../../../src/protocol/stage.ts';
import { answerOf } from '../../helpers/engine/engines.ts';
import { plannedStage } from '../../helpers/engine/planned-stage.ts';
import { readTable } from '../../helpers/engine/read-table.ts';
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

  it.each([[COLUMNS], [['text', 'id']], [['kind']], [[]]])('come back as they were: %j', (wanted) => {
    for (const blockBytes of [64, 100, 1000, undefined]) {
      const { rows, outcomes } = readTable(table, wanted, blockBytes === undefined ? {} : { blockBytes });
      expect(rows).toEqual(written(ALL_KINDS, wanted));
      expect(outcomes).toEqual([{ ok: true, endByte: table.size, records: ALL_KINDS.length, skipped: 0 }]);
    }
  });

  it('come back in any cut', () => {
    for (const chunkBytes of [1, 50, 300, 4000]) {
      const partitions = planPartitions([table], { jobs: 1, chunkBytes });
      const spans = Array.from({ length: partitions.count }, (_, index) => partitions.at(index).spans).flat();
      const { rows, outcomes } = readTable(table, COLUMNS, { spans, blockBytes: 128 });
      expect(rows).toEqual(written(ALL_KINDS, COLUMNS));
      expect(outcomes.map((outcome) => outcome.ok && outcome.endByte)).toEqual(spans.map(({ stopByte }) => stopByte));
      if (chunkBytes === 1) expect(spans.length).toBe(ALL_KINDS.length);
    }
  });

  it('have nulls where the table lacks a column', () => {
    const { rows, seen } = readTable(table, ['nope', 'kind']);
    expect(rows).toEqual(written(ALL_KINDS, ['nope', 'kind']));
    expect(seen).toEqual([false, true]);
  });

  it('have a column under two paths', () => {
    const { rows } = readTable(table, ['kind', 'id', 'kind']);
    expect(rows).toEqual(written(ALL_KINDS, ['kind', 'id', 'kind']));
  });

  it('can be none', () => {
    const none = tableOfRows(path('none'), COLUMNS, []);
    expect(readTable(none, COLUMNS)).toMatchObject({ rows: [], outcomes: [{ ok: true, endByte: 0, records: 0 }] });
  });

  it('can be read from a descriptor, again and again', () => {
    const file = { ...table, path: openSync(path('kinds'), 'r') };
    for (let time = 0; time < 2; time++) expect(readTable(file, ['kind']).rows).toEqual(written(ALL_KINDS, ['kind']));
  });

  it('can be larger than a block', () => {
    const large = Buffer.alloc(100e6, 'large ');
    const rows = [
      [cell(Kind.number, '1'), cell(Kind.text, large), cell(Kind.string, 'a')],
      [cell(Kind.number, '2'), cell(Kind.null, ''), cell(Kind.string, 'b')],
    ];
    const file = tableOfRows(path('large'), COLUMNS, rows);
    expect(readTable(file, ['id', 'text']).rows).toEqual(written(rows, ['id', 'text']));
    expect(readTable(file, ['kind']).rows[0]?.[0]?.length).toBe(100e6 + 2);
  });

  it('are refused when the file is not what was written', () => {
    const { bytes } = tableBytes(ALL_KINDS);
    writeFileSync(path('short'), bytes.subarray(0, -1));
    const format = table.format as CellsFormat;
    expect(() => readTable({ ...table, path: path('short') }, [])).toThrow('became shorter');
    const short = { ...table, path: path('short'), size: bytes.length - 1, format };
    expect(() => readTable(short, [])).toThrow('a row of cells is cut off');
  });
});

it('which texts are null and where a row is from was decided when the table was written', () => {
  const rows = ['NA', '', 'a'].map((text) => [cell(Kind.text, text), cell(Kind.string, 'first.csv')]);
  const file = tableOfRows(path('nulls'), ['x', 'source'], rows);
  const dialect = { ...USUAL_DIALECT, sourceColumn: 'source' };
  const { stage, outputs } = plannedStage({
    kind: 'aggregate',
    input: { kind: 'scan', files: [file], dialect, alignment: 'union', nullValues: ['NA', ''] },
    keys: [],
    aggregates: parseAggregateList('count(x) as n, min(source) as source'),
  });
  expect(stage.sourceColumn).toBeDefined();
  const runner = new ScanRunner(stage);
  expect(runner.run(wholeOf(file)).kind).toBe('succeeded');
  expect(answerOf(runner, outputs)).toEqual([
    [
      [CellKind.number, '3'],
      [CellKind.text, 'first.csv'],
    ],
  ]);
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
  const result = new ScanRunner(stage).run(wholeOf(file));
  if (result.kind !== 'failed') throw new Error('a text was added');
  expect(result.error).toMatchObject({ code: 'PQ_NOT_A_NUMBER', file: 0 });
  expect(() => succeeded({ kind: 'failed', error: result.error, metrics: NOTHING_MEASURED }, stage)).toThrow(
    expect.objectContaining({ code: 'PQ_NOT_A_NUMBER', place: undefined }),
  );
});

function wholeOf({ size }: InspectedFile): TaskSpec {
  return { index: 0, spans: [{ file: 0, startByte: 0, stopByte: size ?? 0 }], startIsCertain: true };
}
