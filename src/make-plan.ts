/** From the arguments and the heads of the files to what will be done with them. */
import type { Args } from './cli/args.ts';
import { chooseFormat } from './cli/output/formats.ts';
import { isAligned, rowFormatOf } from './cli/output/row-format.ts';
import { dialectOf, executorFor, logicalPlan, lookRules, partitionsFor } from './cli/requests.ts';
import type { OutputFormat } from './cli/values.ts';
import { discoverKeys } from './engine/discover-keys.ts';
import { type Input, inspectAll, inspectInputs } from './engine/inspect-inputs.ts';
import { commonColumns } from './plan/align-columns.ts';
import { type LoweredPlan, lower, type ScanSchema } from './plan/lower.ts';
import { optimize, type Rule } from './plan/optimize/optimize.ts';
import { wholeRecords } from './plan/whole-records.ts';
import type { InspectedFile } from './protocol/stage.ts';

export type Plan = ReturnType<typeof makePlan>;

/** `look`: at 'all' files, or as few as will do. `rules` are those of the optimizer. */
export function makePlan(args: Args, look: 'all' | 'few', rules?: readonly Rule[]) {
  const records = wholeRecords(logicalPlan(args, []));
  const inputs = lookAtInputs(args, look === 'all' || records !== 'none');
  const files = inputs.map(({ file }) => file);
  const format = chooseFormat(args, files[0]?.format);
  const logical = logicalPlan(args, files);
  const plan = optimize(logical, rules);
  const environment = { now: startTime(), ...(args.load === undefined ? {} : { load: args.load }) };
  const schema = schemaOf(args, files as readonly InspectedFile[], records, format);
  const lowered: LoweredPlan = lower(plan, schema, environment, (names) =>
    rowFormatOf(format, names, args.infersNumbers),
  );
  const partitions = partitionsFor(args, files);
  const executor = executorFor(args, partitions);
  return { inputs, files, format, logical, plan, lowered, partitions, executor };
}

/** ISO, in UTC, to the second. */
function startTime(): string {
  return `${new Date(Date.now() - process.uptime() * 1000).toISOString().slice(0, 19)}Z`;
}

function lookAtInputs(args: Args, needsAll: boolean): readonly Input[] {
  const { sources, alignment } = args;
  const dialect = dialectOf(args);
  const isEnough = alignment === 'union' && !needsAll;
  return isEnough ? inspectInputs(sources, dialect, lookRules(args)) : inspectAll(sources, dialect);
}

/** JSON records pass as they are, unless the answer is a table of columns. */
function schemaOf(
  args: Args,
  files: readonly InspectedFile[],
  records: ReturnType<typeof wholeRecords>,
  format: OutputFormat,
): ScanSchema {
  if (records === 'none') return { names: undefined, isOpen: false };
  const isJson = files.length > 0 && files.every((file) => file.format.kind !== 'csv');
  const isTable = records === 'records' && (isAligned(format) || format === 'csv' || format === 'tsv');
  const needsList = records === 'list' || isTable;
  if (isJson && !needsList) return { names: undefined, isOpen: true };
  const { sourceColumn } = args;
  const names = new Set([...namesOf(args, files), ...(sourceColumn === undefined ? [] : [sourceColumn])]);
  return { names: [...names], isOpen: false };
}

/** Of all columns, in the order of their first appearance, or of those that all files have. */
function namesOf(args: Args, files: readonly InspectedFile[]): readonly string[] {
  if (args.alignment === 'intersect') return commonColumns(files);
  return files.flatMap((file) =>
    file.format.kind === 'csv' ? file.format.columns : discoverKeys(file, dialectOf(args)),
  );
}
