/**
 * Bounds of a partition by range, chosen before its rows are cut: the input is read twice. Which rows are looked at follows
 * from where they stand in the input, and how many from its size, so that bounds are the same however it is read.
 */
import type { Args } from './cli/args.ts';
import { inputBytes } from './core/sizes.ts';
import { type Bound, BoundChooser } from './engine/cutting/bound-chooser.ts';
import type { Circumstances } from './execute.ts';
import { makeCellsPlan, makePlan, type Plan } from './make-plan.ts';
import { passRowsTo } from './pass-rows.ts';
import type { Verb } from './plan/logical-plan.ts';
import type { PartitionBy } from './plan/partition-by.ts';
import { cutsInScan } from './plan/whole-records.ts';
import type { Target } from './run-parts.ts';

/** Of the input; of less, all rows are looked at. */
const SAMPLED_BYTES = 16 * 1024 ** 2;

type ByRange = Extract<PartitionBy, { readonly kind: 'hash' | 'range' }>;

/** Undefined where the input can be read only once, or is not all. */
export async function sampledBounds(
  args: Args,
  by: PartitionBy,
  here: Circumstances,
): Promise<{ readonly plan: Plan; readonly bounds: readonly Bound[] } | undefined> {
  if (by.kind !== 'range') return undefined;
  if (!cutsInScan(args.verbs, args.taskTimeoutMs !== undefined)) return undefined;
  if (args.sides.length > 0 || args.sources.some(({ size }) => size === undefined)) return undefined;
  const bounds = await choose(args, by, by.count, here);
  const keys = bounds.map(({ key }) => key);
  return { plan: makePlan(args, 'few', undefined, keys), bounds };
}

async function choose(args: Args, by: ByRange, count: number, here: Circumstances): Promise<readonly Bound[]> {
  const keys = by.columns.map((_, column) => {
    return { column, isDescending: false, nullsFirst: false, values: 'any' } as const;
  });
  const chooser = new BoundChooser(keys.length, keys);
  const target: Target = (_, write) =>
    write({ write: (rows) => chooser.add(rows), place: () => undefined, end: async () => {} });
  const sampling = { ...args, verbs: [...args.verbs.slice(0, -1), ...sampleOf(args, by)] };
  await passRowsTo(target, sampling, makeCellsPlan(sampling), { ...here, progress: undefined });
  return chooser.choose(count);
}

function sampleOf({ sources }: Args, { columns }: ByRange): readonly Verb[] {
  const bytes = sources.reduce((sum, source) => sum + (inputBytes(source) ?? 0), 0);
  const fraction = Math.min(1, SAMPLED_BYTES / bytes);
  const items = columns.map((path, at) => {
    const expression = { kind: 'column', path, source: path.text, start: 0 } as const;
    return { kind: 'expression', expression, name: `key ${at + 1}` } as const;
  });
  const sample: readonly Verb[] = fraction < 1 ? [{ kind: 'sample', fraction, seed: 0 }] : [];
  return [...sample, { kind: 'project', items }];
}
