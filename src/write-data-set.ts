/**
 * Runs whose rows are kept as a data set: cut into buckets by those who read the input, or by this process where all of
 * them come together first; then written, a file a task, into a directory that gets its name when all of it is there.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Args } from './cli/args.ts';
import { replaceDirectory } from './cli/output/atomic-directory.ts';
import { frameOf, type RowsFormat } from './cli/output/row-format.ts';
import { interruptible } from './cli/signals.ts';
import { now } from './core/clock.ts';
import { PqError } from './core/errors.ts';
import { MANIFEST_NAME } from './core/file-names.ts';
import { cutRows } from './cut-rows.ts';
import { BucketParts } from './engine/cutting/bucket-parts.ts';
import { CellsCutter, type Cut, RangeCellsCutter } from './engine/cutting/cells-cutter.ts';
import { FilesRunner } from './engine/files-runner.ts';
import { type Circumstances, execute, spillPlaceOf, succeeded } from './execute.ts';
import type { Plan } from './make-plan.ts';
import { manifestText } from './plan/data-sets/manifest.ts';
import { manifestOf, type NamedFile, nameFiles, schemeOf } from './plan/data-sets/name-files.ts';
import type { Partition } from './plan/logical-plan.ts';
import { oneByOne } from './plan/merge-stage.ts';
import type { FilesStage, WrittenFile } from './protocol/stage.ts';
import { rowsTo } from './rows-to.ts';
import { type Begin, type Done, type Planner, reportOf, type Target } from './run-parts.ts';
import { sampledBounds } from './sample-bounds.ts';

/** Rows that were cut, and what was measured. */
interface CutRun extends Cut {
  readonly done: Done;
}

export function writeDataSet(args: Args, circumstances: Circumstances, begin: Begin, planner: Planner): Promise<Done> {
  const verb = args.verbs.at(-1) as Partition;
  return interruptible(async (signal) => {
    const children = await begin?.();
    const here = { ...circumstances, ...(children && { children }), signal };
    return replaceDirectory(args.output as string, verb.isForced, async (directory) => {
      try {
        const run = await cutAll(args, verb, here, planner);
        await writeFiles(args, verb, run, directory, here);
        return withWriting(run.done);
      } catch (error) {
        // Nobody writes any more into what is removed now.
        children?.cleanup();
        throw error;
      }
    });
  }, circumstances.leave);
}

/** Writing is what comes behind the scan. */
function withWriting(done: Done): Done {
  const { report } = done;
  const combineMs = now() - report.startupMs - report.metrics.scanMs;
  return { ...done, report: { ...report, metrics: { ...report.metrics, combineMs } } };
}

/** Whether rows are cut where they are read is seen when there is a plan. */
async function cutAll(args: Args, verb: Partition, here: Circumstances, planner: Planner): Promise<CutRun> {
  const sampled = await sampledBounds(args, verb.by, here);
  const plan = sampled?.plan ?? (await planner(here));
  if (plan.lowered.keeping?.gathered !== undefined) return cutGathered(args, plan, verb, here);
  const startupMs = now();
  const { states, metrics } = await cutRows(args, plan, plan.lowered.scan, here);
  const done = { plan, report: reportOf(args, plan, metrics, startupMs), finish: [] };
  return { states, bounds: sampled?.bounds ?? [], done };
}

/** All rows come together here first. */
async function cutGathered(args: Args, plan: Plan, { by }: Partition, here: Circumstances): Promise<CutRun> {
  const gathered = plan.lowered.keeping?.gathered;
  if (gathered === undefined) throw new Error('rows do not come together');
  const { environment } = plan.lowered.scan;
  const { operator, columnCount } = gathered;
  const place = spillPlaceOf(args, here);
  const cutter =
    by.kind === 'range'
      ? new RangeCellsCutter(operator, columnCount, by.count, environment, place)
      : new CellsCutter(operator, columnCount, environment, place);
  const target: Target = (_, write) =>
    write({ write: (rows) => cutter.write(rows), place: () => undefined, end: async () => {} });
  const done = await rowsTo(target, args, plan, here);
  return { ...cutter.end(), done };
}

// ---- files --------------------------------------------------------------------------------------------------------

async function writeFiles(
  args: Args,
  { by }: Partition,
  { states, bounds, done: { plan } }: CutRun,
  directory: string,
  here: Circumstances,
): Promise<void> {
  const { lowered, format } = plan;
  const columns = lowered.keeping?.columns ?? [];
  const isExact = states.every(({ hasOddKeys }) => hasOddKeys !== true);
  const scheme = schemeOf(by, columns, bounds, isExact);
  const parts = new BucketParts(states);
  const files = nameFiles(parts, by, columns, { format: format as RowsFormat, infersNumbers: args.infersNumbers });
  checkRows(parts, files);
  const written = await runFiles(args, plan, { parts, files, directory }, here);
  const manifest = manifestOf(scheme, format as RowsFormat, lowered.names, files, written);
  writeManifest(join(directory, MANIFEST_NAME), manifestText(manifest));
}

/** Every row that was cut is in one file. */
function checkRows({ rowCount }: BucketParts, files: readonly NamedFile[]): void {
  const inFiles = files.reduce((sum, file) => sum + file.rowCount, 0);
  if (inFiles !== rowCount)
    throw new PqError('PQ_ACCOUNTING', `${rowCount} rows were cut, and ${inFiles} are in files`);
}

async function runFiles(
  args: Args,
  { lowered: { scan, names }, format, executor }: Plan,
  { parts, files, directory }: { parts: BucketParts; files: readonly NamedFile[]; directory: string },
  here: Circumstances,
): Promise<readonly WrittenFile[]> {
  for (const path of new Set(files.map((file) => dirname(file.path))))
    mkdirSync(join(directory, path), { recursive: true });
  const stage: FilesStage = {
    kind: 'write-files',
    directory,
    title: args.output as string,
    spills: parts.spills,
    files: files.map(({ path, pieces }) => ({ path, pieces })),
    around: frameOf(format as RowsFormat, names, true),
  };
  const runner = new FilesRunner(stage);
  const request = { stage, partitions: oneByOne(files.length), runner, now };
  succeeded(await execute(args, request, executor, { ...here, progress: undefined }), scan);
  runner.dispose();
  return runner.written;
}

function writeManifest(path: string, text: string): void {
  const descriptor = openSync(path, 'wx', 0o666);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
