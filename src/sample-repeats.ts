/**
 * Looks at the keys of joins whose pairs are aggregated, in a few places of the input: whether one row a key is made of
 * each side first depends on how many rows a key there are (plan/optimize/pre-aggregate.ts).
 */
import { PqError } from './core/errors.ts';
import { inputBytes } from './core/sizes.ts';
import { ScanRunner } from './engine/scan-runner.ts';
import { planOf, type Query } from './make-plan.ts';
import { estimateRepeats } from './plan/estimate-repeats.ts';
import { type Join, type LogicalPlan, type Scan, unchain } from './plan/logical-plan.ts';
import type { Expr } from './plan/parse/expr.ts';
import type { ColumnPath, InputFile, ScanStage, Span } from './protocol/stage.ts';
import { asTyped } from './table-query.ts';

/** Less is aggregated before anybody would have looked at it. */
const LEAST_BYTES = 16 * 1024 ** 2;
const PLACES = 8;
/** A thousandth of the input, more of a small one: of 5,000,000 rows with 16 a key, 40 of those that are looked at then have
 * a key that was seen in another place. */
const PART = 1000;
const [LEAST_PLACE_BYTES, MOST_PLACE_BYTES] = [64 * 1024, 2 * 1024 ** 2];

/** The same plan, whose joins know about how many rows there are of each key, where an aggregate follows them. */
export function withRepeats(query: Query, plan: LogicalPlan): LogicalPlan {
  return withRepeatsBelow(query, plan, false);
}

function withRepeatsBelow(query: Query, plan: LogicalPlan, isAggregated: boolean): LogicalPlan {
  if (plan.kind === 'scan') return plan;
  const goesOn = plan.kind === 'aggregate' || (plan.kind === 'filter' && isAggregated);
  const input = withRepeatsBelow(query, plan.input, goesOn);
  const own = input === plan.input ? plan : { ...plan, input };
  if (own.kind !== 'join' || !isAggregated || own.how !== 'inner' || own.strategy !== 'auto') return own;
  const right = repeatsOf(query.sides[own.of ?? own.side] as Query, own.right, own, 'right');
  return { ...own, repeats: { left: repeatsOf(query, own.input, own, 'left'), right } };
}

function repeatsOf(query: Query, plan: LogicalPlan, { keys }: Join, side: 'left' | 'right'): number | undefined {
  const paths = keys.map((key) => pathOf(key[side], plan));
  const { scan } = unchain(plan);
  if (paths.length === 0 || paths.includes(undefined) || !canLook(scan)) return undefined;
  try {
    return sampled(query, scan, paths as readonly ColumnPath[]);
  } catch (error) {
    // A column that is not there, for example: who plans the join says of which side.
    if (error instanceof PqError) return undefined;
    throw error;
  }
}

/** The column of the input that a key is; undefined where it is made of something on the way, or rows are. */
function pathOf(key: Expr, plan: LogicalPlan): ColumnPath | undefined {
  if (key.kind !== 'column') return undefined;
  if (plan.kind === 'scan') return key.path;
  return plan.kind === 'filter' ? pathOf(key, plan.input) : undefined;
}

/** Its files can be read from anywhere. */
function canLook({ files }: Scan): boolean {
  const areCut = files.every(({ size, decoding }) => size !== undefined && decoding === undefined);
  return areCut && bytesOf(files) >= LEAST_BYTES;
}

function bytesOf(files: readonly InputFile[]): number {
  return files.reduce((sum, file) => sum + (inputBytes(file) ?? 0), 0);
}

function sampled(query: Query, scan: Scan, paths: readonly ColumnPath[]): number | undefined {
  const items = paths.map((path, at) => {
    const expression = { kind: 'column', path, source: path.text, start: 0 } as const;
    return { kind: 'expression', name: `key ${at}`, expression } as const;
  });
  const logical = { kind: 'project', input: scan, items } as const;
  const { lowered, files } = planOf({ ...asTyped(query, logical), format: 'ndjson' }, logical);
  if (lowered.scan.operator.kind !== 'write-rows') return undefined;
  const seen = placesSeen(lowered.scan, placesIn(files));
  const [bytes, rows] = [sumOf(seen, (each) => each.byteCount), sumOf(seen, ({ keys }) => keys.length)];
  const rowCount = bytes === 0 ? 0 : (bytesOf(files) / bytes) * rows;
  return estimateRepeats(
    seen.map(({ keys }) => keys),
    rowCount,
  );
}

function sumOf<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}

/** As far from each other as can be. */
function placesIn(files: readonly InputFile[]): readonly Span[] {
  const bytes = bytesOf(files);
  const placeBytes = Math.min(MOST_PLACE_BYTES, Math.max(LEAST_PLACE_BYTES, bytes / PART / PLACES));
  const wanted = Array.from({ length: PLACES }, (_, at) => Math.floor((bytes * at) / PLACES));
  let startByte = 0;
  return files.flatMap((file, number) => {
    const [size, before] = [inputBytes(file) ?? 0, startByte];
    startByte += size;
    const own = wanted.filter((byte) => byte >= before && byte < before + size);
    return own.map((byte) => {
      const start = Math.max(byte - before, file.format?.dataStart ?? 0);
      return { file: number, startByte: start, stopByte: Math.min(size, start + Math.ceil(placeBytes)) };
    });
  });
}

interface Place {
  readonly keys: readonly string[];
  readonly byteCount: number;
}

/** Those that can be read. What is wrong elsewhere is said by who reads all of it. */
function placesSeen(stage: ScanStage, spans: readonly Span[]): readonly Place[] {
  let texts: string[] = [];
  const runner = new ScanRunner(stage, { onRows: (rows) => texts.push(Buffer.from(rows).toString('latin1')) });
  try {
    return spans.flatMap((span, index) => {
      texts = [];
      const startIsCertain = span.startByte === (stage.files[span.file]?.format?.dataStart ?? 0);
      const result = runner.run({ index, spans: [span], startIsCertain });
      if (result.kind === 'failed') return [];
      const keys = texts.join('').split('\n').slice(0, -1);
      return [{ keys, byteCount: sumOf(result.spans, ({ startByte, endByte }) => endByte - startByte) }];
    });
  } finally {
    runner.dispose();
  }
}
