import { expect, it } from 'vitest';
import { chooseExecutor } from '../../../src/plan/choose-executor.ts';
import { explain } from '../../../src/plan/explain.ts';
import type { Aggregate } from '../../../src/plan/logical-plan.ts';
import { lower } from '../../../src/plan/lower.ts';
import { parseAggregateList } from '../../../src/plan/parse/aggregate-list.ts';
import { parseColumnList } from '../../../src/plan/parse/column-path.ts';
import { planPartitions } from '../../../src/plan/partitions.ts';
import type { InspectedFile } from '../../../src/protocol/stage.ts';
import { LOWERING } from '../../helpers/engine/planned-stage.ts';
import { USUAL_DIALECT } from '../../helpers/usual-dialect.ts';
import { csvFile, jsonFile } from './inputs.ts';

function explained(
  files: readonly InspectedFile[],
  aggregates: string,
  keys: string | undefined,
  jobs?: number,
): string {
  const plan: Aggregate = {
    kind: 'aggregate',
    input: {
      kind: 'scan',
      files,
      dialect: USUAL_DIALECT,
      alignment: 'union',
      nullValues: keys === undefined ? [] : ['NA', ''],
    },
    keys: keys === undefined ? [] : parseColumnList(keys),
    aggregates: parseAggregateList(aggregates),
  };
  const partitions = planPartitions(files, { jobs: jobs ?? 2 });
  const executor = chooseExecutor({
    totalBytes: files.reduce((sum, file) => sum + (file.size ?? 0), 0),
    fileCount: files.length,
    streams: files.filter((file) => file.size === undefined).length,
    partitionCount: partitions.count,
    jobs,
    availableParallelism: 2,
  });
  const inputs = files.map((file) => ({ file, reason: 'kernel reader, by extension' }));
  const lowered = lower(plan, { columns: undefined, isOpen: false }, LOWERING);
  return explain({ plan, logical: plan, lowered, answerTimes: 1, sides: [], inputs, partitions, executor }, 'text');
}

it('explains an aggregate of groups over several formats', () => {
  const files = [csvFile('a.tsv', ['age', 'city'], 565e6), jsonFile('b.ndjson', 1000), jsonFile('c.ndjson', 1000)];
  expect(explained(files, 'avg(age), count(age), count(*) as n', 'address.city')).toMatchInlineSnapshot(`
    "plan
      aggregate avg(age) as avg_age, count(age) as count_age, count(*) as n by address.city
        scan 3 files, null: "NA" ""
    stage
      read    address.city, age
      group   address.city
      keep    sum(age), rows
      answer  address.city, avg_age, count_age, n
    input
      a.tsv: CSV with 2 columns between ",", 565 MB; kernel reader, by extension
      b.ndjson: NDJSON, 1 kB; kernel reader, by extension
      c.ndjson: NDJSON, 1 kB; kernel reader, by extension
    partitions
      35 of about 16.8 MB
    executor
      2 worker processes: 2 processors
    "
  `);
});

it('explains a count of records in a pipe', () => {
  expect(explained([{ ...jsonFile('stdin'), size: undefined }], 'count(*)', undefined)).toMatchInlineSnapshot(`
    "plan
      aggregate count(*) as count
        scan 1 file
    stage
      read    no columns, only records
      group   one group of everything
      keep    rows
      answer  count
    input
      stdin: NDJSON, a stream; kernel reader, by extension
    partitions
      1 of about 1.05 MB
    executor
      this process: a pipe can only be read once, in order, by one process
    "
  `);
});

it('lists twenty files and counts the rest', () => {
  const files = Array.from({ length: 23 }, (_, index) => jsonFile(`${index}.ndjson`));
  const lines = explained(files, 'count(*)', undefined, 4).split('\n');
  expect(lines.filter((line) => line.includes('.ndjson:'))).toHaveLength(20);
  expect(lines).toContain('  and 3 more files');
});

it('explains rows that were made before', () => {
  const format = { kind: 'cells', columns: ['age', 'city'], dataStart: 0, starts: [0] } as const;
  const table = { path: 3, name: 'side 1', size: 1000, mtimeMs: undefined, format };
  expect(explained([table], 'avg(age)', 'city')).toContain('side 1: rows that were made before, with 2 columns, 1 kB;');
});
