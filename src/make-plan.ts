/** From the arguments and the heads of the files to what will be done with them. */
import type { Args } from './cli/args.ts';
import { chooseFormat } from './cli/output/formats.ts';
import { isAligned, rowFormatOf } from './cli/output/row-format.ts';
import {
  dialectOf,
  executorFor,
  logicalPlan,
  lookRules,
  partitionsFor,
  possibleSources,
  processesAtMost,
} from './cli/requests.ts';
import type { OutputFormat } from './cli/values.ts';
import { inputBytes, storedBytes } from './core/sizes.ts';
import type { CutRowsResult } from './cut-rows.ts';
import { discoverPaths } from './engine/discover-paths.ts';
import { type Input, inspectAll, inspectInputs } from './engine/inspect-inputs.ts';
import type { KeepRules } from './engine/io/pipes.ts';
import { isNamedJson } from './engine/pick-format.ts';
import { commonColumns } from './plan/align-columns.ts';
import { columnsOf, constantNames } from './plan/file-columns.ts';
import { headerOf } from './plan/headers.ts';
import { type LogicalPlan, unchain } from './plan/logical-plan.ts';
import { type FormatOf, lower, type ScanSchema } from './plan/lower.ts';
import { memoryRules } from './plan/memory-rules.ts';
import { optimize, type Rule } from './plan/optimize/optimize.ts';
import { pathTo } from './plan/parse/make-expr.ts';
import { settleRepeats } from './plan/repeats.ts';
import { keepsRows, wholeRecords } from './plan/whole-records.ts';
import type { AnswerRows, ColumnPath, InputFile, InspectedFile } from './protocol/stage.ts';
import type { SideReport } from './report/figures.ts';

type Records = ReturnType<typeof wholeRecords>;
export type Plan = ReturnType<typeof planOf> & {
  /** What its join stage joins its rows with. */
  readonly right?: CutRowsResult;
  /** What was read for its joins, before it. */
  readonly sides?: readonly SideReport[];
};

/** What a command line asks for, and what is known of its inputs before they are read. */
export interface Query {
  readonly args: Args;
  readonly inputs: readonly Input[];
  readonly schema: ScanSchema;
  /** Of the answer; of what a join has on its right: the one that its rows are handed on in. */
  readonly format: OutputFormat | 'cells';
  readonly logical: LogicalPlan;
  /** Of the sides of its joins. */
  readonly sides: readonly Query[];
}

/** `look`: at 'all' files, or as few as will do. `rules` are those of the optimizer. Not for joins, whose other sides are
 * read before (join-sides.ts). */
export function makePlan(args: Args, look: 'all' | 'few', rules?: readonly Rule[], bounds?: readonly string[]): Plan {
  const query = readQuery(args, look);
  return planOf(query, optimize(query.logical, rules), bounds);
}

/** The same, whose rows are handed on as cells. */
export function makeCellsPlan(args: Args): Plan {
  const records = wholeRecords(logicalPlan(args, { files: [], columns: undefined }));
  const query = queryOf(args, lookAtInputs(args, true), records, 'cells');
  return planOf(query, optimize(query.logical));
}

export function readQuery(args: Args, look: 'all' | 'few'): Query {
  const records = wholeRecords(logicalPlan(args, { files: [], columns: undefined }));
  const mayPass = records === 'records' && isJsonByName(args);
  const seen = lookAtInputs(args, look === 'all' || !(records === 'none' || mayPass));
  const format = formatFor(args, seen, records);
  const inputs = mayPass && isTable(args, format) ? lookAtInputs(args, true) : seen;
  return queryOf(args, inputs, records, format);
}

/** What a join has on its right is a table, whatever it is read from. */
function readSide(args: Args): Query {
  const records = wholeRecords(logicalPlan(args, { files: [], columns: undefined }));
  return queryOf(args, lookAtInputs(args, true), records === 'records' ? 'list' : records, 'cells');
}

function queryOf(args: Args, inputs: readonly Input[], records: Records, format: Query['format']): Query {
  const files = inputs.map(({ file }) => file);
  // The columns of JSON records are those of all records.
  if (inputs.length < args.sources.length && needsColumnsOfRecords(args, files, records, format)) {
    const all = { ...args, readsAllParts: true };
    return queryOf(all, lookAtInputs(all, true), records, format);
  }
  const schema = schemaOf(args, files, records, format);
  const sides = args.sides.map(readSide);
  const rights = sides.map((side) => side.logical);
  const logical = logicalPlan(args, { files: withLooks(args.sources, files), columns: schema.columns }, rights);
  return { args, inputs, schema, format, logical, sides };
}

/** Files that were looked at in place of what was known of them before. */
function withLooks(sources: readonly InputFile[], seen: readonly InputFile[]): readonly InputFile[] {
  if (seen.length === sources.length) return seen;
  const byPath = new Map(seen.map((file) => [file.path, file]));
  return sources.map((source) => byPath.get(source.path) ?? source);
}

/** `wanted` is the query's, or what the optimizer made of it; `bounds` are keys, of a partition by range. */
export function planOf(query: Query, wanted: LogicalPlan, bounds?: readonly string[] | undefined) {
  const { args, inputs, schema, format, logical } = query;
  const { plan, answer, answerTimes } = settleRepeats(wanted);
  const { files } = unchain(plan).scan;
  const environment = {
    now: startTime(),
    ...(args.load === undefined ? {} : { load: args.load }),
    tmpDirectory: args.tmpDirectory,
    memory: memoryRules(args.memoryLimit, processesAtMost(args)),
  };
  const isTimed = args.taskTimeoutMs !== undefined;
  const formatOf: FormatOf = (names) =>
    format === 'cells' ? { kind: 'cells' } : rowFormatOf(format, names, args.infersNumbers);
  const lowered = lower(answer, schema, { environment, isTimed, formatOf, bounds });
  const partitions = partitionsFor(args, files);
  const executor = executorFor(args, partitions);
  return { query, inputs, files, format, formatOf, logical, plan, lowered, answerTimes, partitions, executor };
}

/** What is made of groups: rows of the answer, or for the finish. */
export function answerRows({ lowered: { outputs = [], finishes, names = [] }, formatOf }: Plan): AnswerRows {
  return { outputs, format: finishes.length === 0 ? formatOf(names) : { kind: 'cells' } };
}

/** Files of data sets that are not read. */
export function leftOut({ logical, files }: Pick<Plan, 'logical' | 'files'>): readonly InputFile[] {
  const read = new Set(files.map(({ path }) => path));
  return unchain(logical).scan.files.filter(({ path }) => !read.has(path));
}

function formatFor(args: Args, inputs: readonly Input[], records: Records): OutputFormat {
  if (hasNoRows(args)) return 'ndjson';
  const files = inputs.map(({ file }) => file);
  if (keepsRows(args.verbs)) return chooseFormat({ ...FOR_FILES, to: args.to }, files[0]?.format);
  return chooseFormat({ ...args, isLarge: isLarge(args) || isReadOnce(files, records) }, files[0]?.format);
}

/** A directory has no format of its own. */
const FOR_FILES = { output: undefined, stdoutIsTerminal: false } as const;

/** All files have JSON records, whatever is in them. */
function isJsonByName(args: Args): boolean {
  const dialect = dialectOf(args);
  return args.sources.every((source) => isNamedJson(source, dialect));
}

const LARGE_BYTES = 4 * 1024 ** 2;

/** Rows of a large input, of which not only the first or last are wanted. */
function isLarge({ verbs, sources }: Args): boolean {
  const bytes = sources.reduce((sum, source) => sum + (inputBytes(source) ?? Number.POSITIVE_INFINITY), 0);
  return bytes > LARGE_BYTES && !verbs.some(({ kind }) => ['head', 'tail', 'aggregate'].includes(kind));
}

/** It says nothing unless something is wrong. */
function hasNoRows({ verbs }: Args): boolean {
  return verbs.at(-1)?.kind === 'check-order';
}

/** The columns of JSON records are known when all have been read: of a stream that is too late for a table. */
function isReadOnce(files: readonly InputFile[], records: Records): boolean {
  return records !== 'none' && files.some((file) => file.format?.kind !== 'csv' && storedBytes(file) === undefined);
}

/** ISO, in UTC, to the second. */
function startTime(): string {
  return `${new Date(Date.now() - process.uptime() * 1000).toISOString().slice(0, 19)}Z`;
}

function lookAtInputs(args: Args, needsAll: boolean): readonly Input[] {
  const { alignment } = args;
  const sources = possibleSources(args);
  const dialect = dialectOf(args);
  const isEnough = alignment === 'union' && !needsAll;
  return isEnough ? inspectInputs(sources, dialect, lookRules(args)) : inspectAll(sources, dialect);
}

/** JSON records pass as they are, unless the answer is a table of columns. A file that was not looked at has them. */
function schemaOf(args: Args, files: readonly InputFile[], records: Records, format: Query['format']): ScanSchema {
  if (records === 'none') return { columns: undefined, isOpen: false };
  if (areRecords(files) && !needsColumnsOfRecords(args, files, records, format))
    return { columns: undefined, isOpen: true };
  const { sourceColumn } = args;
  const paths = [
    ...allPaths(args, files as readonly InspectedFile[]),
    ...(sourceColumn === undefined ? [] : [pathTo(sourceColumn)]),
  ];
  return { columns: [...new Map(paths.map((path) => [path.text, path])).values()], isOpen: false };
}

function areRecords(files: readonly InputFile[]): boolean {
  return files.length > 0 && files.every((file) => headerOf(file.format) === undefined);
}

function needsColumnsOfRecords(
  args: Args,
  files: readonly InputFile[],
  records: Records,
  format: Query['format'],
): boolean {
  return areRecords(files) && (records === 'list' || (records === 'records' && isTable(args, format)));
}

/** The answer has a list of columns. */
function isTable({ flattens }: Args, format: Query['format']): boolean {
  return flattens || format === 'cells' || isAligned(format) || format === 'csv' || format === 'tsv';
}

/** Of all columns, in the order of their first appearance, or of those that all files have. */
function allPaths(args: Args, files: readonly InspectedFile[]): readonly ColumnPath[] {
  if (args.alignment === 'intersect') return commonColumns(files).map(pathTo);
  return files.flatMap((file) => pathsOf(args, file));
}

function pathsOf(args: Args, file: InspectedFile): readonly ColumnPath[] {
  if (headerOf(file.format) !== undefined) return columnsOf(file).map(pathTo);
  const paths = discoverPaths(file, dialectOf(args), args.flattens, keepRules(args));
  return [...paths, ...constantNames(file).map(pathTo)];
}

/** Of streams that are read several times. */
export function keepRules(args: Args): KeepRules {
  const { sortBytes } = memoryRules(args.memoryLimit, processesAtMost(args));
  return { tmpDirectory: args.tmpDirectory, heldBytes: sortBytes };
}
