/** Sides of a join in buckets, and what the runner makes of them: for tests of src/engine/join-runner.ts. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JoinRunner } from '../../../src/engine/join-runner.ts';
import { Kind } from '../../../src/engine/values/cells.ts';
import { oneByOne } from '../../../src/plan/merge-stage.ts';
import type {
  BucketPart,
  BucketsState,
  Delivery,
  JoinMetrics,
  JoinStage,
  JoinTask,
  TaskResult,
} from '../../../src/protocol/stage.ts';
import { taskSpec } from '../../../src/run/task-spec.ts';
import { cellsOf, type JoinCell, type JoinRow, type JoinRule, type Texts } from './joins.ts';
import { ENVIRONMENT } from './planned-stage.ts';

export interface Side {
  /** Rows by partition. */
  readonly partitions: readonly (readonly JoinRow[])[];
  readonly keys: readonly number[];
  /** How many columns there are. */
  readonly width: number;
}

/** Rows of each partition, with their places behind them, in as many files as there are, a partition in each in turn. */
export function cutSide(directory: string, name: string, side: Side, bucketCount: number): BucketsState[] {
  const fileCount = 2;
  return Array.from({ length: fileCount }, (_, file) => {
    const path = join(directory, `${name}${file}.buckets`);
    const pieces: Buffer[] = [];
    let end = 0;
    const own = [...side.partitions.entries()].filter(([partition]) => partition % fileCount === file);
    const parts = own.flatMap(([partition, rows]) => {
      const placed = rows.map((row, number): JoinRow => [...row, placeCell(partition, number)]);
      // A large partition has several parts.
      const middle = Math.ceil(placed.length / 2);
      return [placed.slice(0, middle), placed.slice(middle)].map((half): BucketPart => {
        const startByte = end;
        const buckets = Array.from({ length: bucketCount }, (_, bucket) =>
          half.filter((row) => bucketOf(row, side.keys, bucketCount) === bucket),
        );
        const texts = buckets.map(cellsOf);
        pieces.push(...texts);
        const ends = texts.map((text) => (end += text.length));
        return { partition, startByte, ends, rowCounts: buckets.map(({ length }) => length) };
      });
    });
    writeFileSync(path, Buffer.concat(pieces));
    // Workers finish partitions in any order.
    return {
      kind: 'buckets',
      path,
      parts: parts.toReversed().toSorted((a, b) => b.partition - a.partition || a.startByte - b.startByte),
    };
  });
}

function placeCell(partition: number, number: number): JoinCell {
  const text = String.fromCharCode(0, 0, 0, partition, 0, 0, 0, number);
  return { text, kind: Kind.text, meant: text };
}

function bucketOf(row: JoinRow, keys: readonly number[], bucketCount: number): number {
  const bytes = keys.map((key) => row[key]?.meant ?? 'null').join('|');
  return Buffer.from(bytes).reduce((sum, byte) => sum * 31 + byte, 7) % bucketCount;
}

export interface Joined {
  /** In the order of the places on both sides, which have been left out. */
  readonly rows: readonly Texts[];
  /** Of all tasks together. */
  readonly metrics: JoinMetrics;
  readonly records: number;
}

/** Runs tasks on several runners, which take them in turns. */
export function runJoin(
  rule: JoinRule,
  sides: { readonly left: Side; readonly right: Side },
  states: { readonly left: readonly BucketsState[]; readonly right: readonly BucketsState[] },
  tasks: readonly JoinTask[],
): Joined {
  const { left, right } = sides;
  const isOfLeft = rule.how === 'semi' || rule.how === 'anti';
  const width = left.width + 1 + (isOfLeft ? 0 : right.width + 1);
  const columns = Array.from({ length: width }, (_, column) => column);
  const step = { kind: 'join', side: 0, ...rule, rightColumnCount: right.width + 1, right: undefined } as const;
  const stage: JoinStage = {
    ...{ kind: 'join', ...states, tasks, steps: [step], environment: ENVIRONMENT },
    leftColumns: columns.slice(0, left.width + 1).map((column) => ({ steps: [column], text: `c${column}` })),
    operator: { kind: 'write-rows', columns, format: { kind: 'cells' } },
  };
  const runners = [new JoinRunner(stage, undefined), new JoinRunner(stage, undefined)];
  const done = tasks.map((_, index) => runTask(runners[index % 2] as JoinRunner, stage, index));
  for (const runner of runners) runner.dispose();
  const rows = done.flatMap(({ rows }) => rowsIn(rows, width));
  const places = isOfLeft ? [left.width] : [left.width, width - 1];
  const isPlace = (column: number): boolean => places.includes(column);
  const sorted = rows.toSorted((a, b) => comparePlaces(a, b, places));
  return {
    rows: sorted.map((row) => row.filter((_, column) => !isPlace(column))),
    metrics: done.map(({ join }) => join).reduce(added, NOTHING),
    records: done.reduce((sum, { records }) => sum + records, 0),
  };
}

function runTask(runner: JoinRunner, stage: JoinStage, index: number) {
  const result = runner.run(taskSpec(oneByOne(stage.tasks.length).at(index), true, undefined));
  if (result.kind === 'failed') throw new Error(result.error.message);
  const rows = Buffer.concat(piecesOf(runner.deliver(index, undefined, undefined)));
  return { rows, join: result.metrics.steps[0]?.join as JoinMetrics, records: recordsOf(result) };
}

function recordsOf({ spans }: Extract<TaskResult, { kind: 'succeeded' }>): number {
  return spans.reduce((sum, { records }) => sum + records, 0);
}

function piecesOf(delivery: Delivery): readonly Uint8Array[] {
  if (delivery.kind !== 'here') throw new Error(`rows are ${delivery.kind}`);
  const pieces = delivery.pieces.map((piece) => Uint8Array.from(piece));
  delivery.release();
  return pieces;
}

function rowsIn(cells: Buffer, width: number): Texts[] {
  const texts: (string | null)[] = [];
  for (let at = 0; at < cells.length; ) {
    const head = cells.readUInt32LE(at);
    const end = at + 4 + (head & 0xfffffff);
    texts.push(head >>> 28 === Kind.null ? null : cells.toString('utf8', at + 4, end));
    at = end;
  }
  return Array.from({ length: texts.length / width }, (_, row) => texts.slice(row * width, (row + 1) * width));
}

/** Rows without a place come last. */
function comparePlaces(a: Texts, b: Texts, places: readonly number[]): number {
  for (const place of places) {
    const [one, other] = [a[place] ?? '\uffff', b[place] ?? '\uffff'];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

const NOTHING: JoinMetrics = { leftRows: 0, leftMatched: 0, rowsOut: 0, rightRows: 0 };

function added(sum: JoinMetrics, task: JoinMetrics): JoinMetrics {
  const total = { ...sum };
  for (const [name, count] of Object.entries(task) as [Exclude<keyof JoinMetrics, 'rightRead'>, number][])
    Object.assign(total, { [name]: (total[name] ?? 0) + count });
  return total;
}
