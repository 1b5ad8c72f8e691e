/** The plan as text: what will be computed, from what, cut how, and run where; and what came of it, when it was run. */
import { formatBytes, formatCount, formatDuration, formatQuantity, inputBytes } from '../core/sizes.ts';
import type { OutputColumn } from '../protocol/result.ts';
import type {
  ColumnPath,
  CutRows,
  CutRule,
  DistinctRows,
  FileFormat,
  FinishStage,
  InspectedFile,
  PartialAggregate,
  RowOrder,
  ScanStage,
  SortRows,
  StateSpec,
  Step,
  StepMetrics,
  WriteRows,
} from '../protocol/stage.ts';
import { columnsOfState } from './aggregate-states.ts';
import type { ExecutorChoice } from './choose-executor.ts';
import type { ExplainFormat } from './explain-formats.ts';
import { planDot, planMermaid } from './explain-graph.ts';
import { describe, type Join, type LogicalPlan, planLines, timesText } from './logical-plan.ts';
import type { LoweredJoin, LoweredPlan } from './lower.ts';

const LISTED_FILES_AT_MOST = 20;

export interface Explanation {
  readonly plan: LogicalPlan;
  /** As it was asked for, and as the optimizer made it. */
  readonly logical: LogicalPlan;
  readonly lowered: LoweredPlan;
  /** How often the rows of the answer are written. */
  readonly answerTimes: number;
  /** In the order of ScanStage.files, with the reader that was picked for each and why. */
  readonly inputs: readonly { readonly file: InspectedFile; readonly reason: string }[];
  readonly partitions: { readonly count: number; readonly targetBytes: number };
  readonly executor: ExecutorChoice;
  /** What its joins have on their right, in their order. */
  readonly sides: readonly ExplainedSide[];
}

export interface ExplainedSide extends Omit<Explanation, 'logical' | 'answerTimes'> {
  readonly join: Join;
  /** How many processes read it while others read the left side. */
  readonly ownWorkers: number | undefined;
}

/** What a run of the plan measured. */
export interface Actuals {
  readonly wallMs: number;
  readonly records: number;
  readonly byteCount: number;
  readonly readMs: number;
  /** Of each step of the scan, and of its operator, all workers together; then the same of the finish. */
  readonly scan: readonly StepMetrics[];
  readonly finish: readonly StepMetrics[];
}

/** Ends in a newline. */
export function explain(explanation: Explanation, format: ExplainFormat, actuals?: Actuals): string {
  const sections = sectionsOf(explanation, actuals);
  if (format === 'json') return `${JSON.stringify(jsonOf(explanation, sections, actuals), null, 2)}\n`;
  const notes = [executorLine(explanation.executor)];
  if (format === 'dot') return planDot(explanation.plan, notes);
  if (format === 'mermaid') return planMermaid(explanation.plan, notes);
  const text = sections.map(([title, lines]) => `${title}\n${lines.map((line) => `  ${line}\n`).join('')}`).join('');
  return text.replaceAll('\0', '');
}

type Section = readonly [title: string, lines: readonly string[]];

function sectionsOf(explanation: Explanation, actuals: Actuals | undefined): readonly Section[] {
  const { plan, logical, lowered, answerTimes, inputs, partitions, executor } = explanation;
  const isChanged = planLines(plan).join() !== planLines(logical).join();
  const { scan, outputs, joinStage, finishes, names } = lowered;
  return [
    ['plan', planLines(logical)],
    ...(isChanged ? [['optimized', planLines(plan)] as const] : []),
    ['stage', stageLines(scan, outputs, joinStage === undefined ? names : [], finishes.length > 0)],
    ...(joinStage === undefined ? [] : [['join', joinLines(joinStage, names, finishes.length > 0)] as const]),
    ...(finishes.length === 0 ? [] : [['finish', finishLines(finishes, names)] as const]),
    ...sideSections(explanation.sides, 'side'),
    ...(answerTimes === 1 ? [] : [['repeat', [`the answer's rows, ${timesText(answerTimes)}: made once`]] as const]),
    ['input', inputLines(inputs)],
    ['partitions', [`${formatCount(partitions.count)} of about ${formatBytes(partitions.targetBytes)}`]],
    ['executor', [executorLine(executor)]],
    ...(actuals === undefined ? [] : [['actual', actualLines(lowered, actuals)] as const]),
  ];
}

/** Of each side: how it comes to the join and why, and what is done before. */
function sideSections(sides: readonly ExplainedSide[], title: string): readonly Section[] {
  return sides.flatMap(({ join, ownWorkers, lowered, inputs, executor, sides: others }, at): readonly Section[] => {
    const { scan, outputs, finishes, names } = lowered;
    const own = `${title} ${at + 1}`;
    const lines = [
      `${join.choice?.strategy ?? 'broadcast'}: ${join.choice?.reason ?? 'there is only one way'}`,
      ...(join.sharedNames === undefined ? [] : ['the left side is the same rows: both are read from one table']),
      ...repeatsLines(join),
      ...stageLines(scan, outputs, names, finishes.length > 0),
      ...(finishes.length === 0 ? [] : finishLines(finishes, names)),
      ...inputLines(inputs),
      executorLine(executor),
      ...(ownWorkers === undefined ? [] : [besideLine(ownWorkers)]),
    ];
    return [[own, lines], ...sideSections(others, `${own}.`)];
  });
}

function repeatsLines({ repeats }: Join): readonly string[] {
  const known = Object.entries(repeats ?? {}).flatMap(([side, rows]) => {
    return rows === undefined ? [] : [`${rows.toFixed(1)} on the ${side}`];
  });
  return known.length === 0 ? [] : [`rows a key, from a sample: about ${known.join(', ')}`];
}

function besideLine(ownWorkers: number): string {
  const worker = ownWorkers === 1 ? 'one of them reads' : `${ownWorkers} of them read`;
  return `${worker} this side while the left one is read`;
}

function joinLines(
  { join, steps, operator }: LoweredJoin,
  names: readonly string[] | undefined,
  isGathered: boolean,
): readonly string[] {
  return [
    `match   ${describe(join)}, bucket by bucket`,
    ...stepLines(steps.slice(1)),
    ...(operator.kind === 'partial-aggregate'
      ? ['group   states of each bucket']
      : rowsLines(operator, names, isGathered)),
  ];
}

function jsonOf(explanation: Explanation, sections: readonly Section[], actuals: Actuals | undefined) {
  const { plan, logical, partitions, executor } = explanation;
  return {
    ...Object.fromEntries(sections),
    plan: treeOf(logical),
    optimized: treeOf(plan),
    partitions,
    executor,
    ...(actuals && { actual: actuals }),
  };
}

interface Tree {
  readonly kind: string;
  readonly text: string;
  readonly input?: Tree;
  /** Of a join. */
  readonly right?: Tree;
}

function treeOf(plan: LogicalPlan): Tree {
  const own = { kind: plan.kind, text: describe(plan) };
  if (plan.kind === 'scan') return own;
  const right = plan.kind === 'join' ? { right: treeOf(plan.right) } : {};
  return { ...own, input: treeOf(plan.input), ...right };
}

/** Times of several workers are added up. */
function actualLines({ scan, finishes }: LoweredPlan, actuals: Actuals): readonly string[] {
  const { wallMs, records, byteCount, readMs } = actuals;
  const rows = [
    ['wall', formatDuration(wallMs), ''],
    ['read', formatDuration(readMs), `${formatCount(records)} records, ${formatBytes(byteCount)}`],
    ...metricRows([...scan.steps.map(stepText), operatorText(scan.operator)], actuals.scan),
    ...metricRows(
      finishes.flatMap(({ steps }) => [...steps.map(stepText), 'write']),
      actuals.finish,
    ),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map(([name = '', time = '', rest = '']) => {
    return `${name.padEnd(widths[0] ?? 0)}  ${time.padStart(widths[1] ?? 0)}  ${rest}`.trimEnd();
  });
}

function metricRows(names: readonly string[], metrics: readonly StepMetrics[]): readonly (readonly string[])[] {
  return names.map((name, at) => {
    const { rows = 0, busyMs = 0 } = metrics[at] ?? {};
    return [name, formatDuration(busyMs), `${formatQuantity(rows, 'row')} came`];
  });
}

const OPERATOR_TEXTS = {
  ...{ 'write-rows': 'write', 'sort-rows': 'sort', 'distinct-rows': 'distinct', 'partial-aggregate': 'aggregate' },
  'cut-rows': 'cut',
} as const;

function operatorText({ kind }: ScanStage['operator']): string {
  return OPERATOR_TEXTS[kind];
}

function stageLines(
  { columns, sourceColumn, steps, operator }: ScanStage,
  outputs: readonly OutputColumn[] | undefined,
  names: readonly string[] | undefined,
  isGathered: boolean,
): readonly string[] {
  const read = columns.map((column, index) => {
    if (column.steps.length === 0) return 'whole records';
    return index === sourceColumn ? `${column.text} (the file's name)` : column.text;
  });
  return [
    `read    ${listOr(read, 'no columns, only records')}`,
    ...stepLines(steps),
    ...(operator.kind === 'partial-aggregate'
      ? aggregateLines(operator, columns, outputs ?? [])
      : rowsLines(operator, names, isGathered)),
  ];
}

function rowsLines(
  operator: SortRows | DistinctRows | CutRows | WriteRows,
  names: readonly string[] | undefined,
  isGathered: boolean,
): readonly string[] {
  if (operator.kind === 'sort-rows') {
    return [
      `sort    ${orderText(operator.order)}: ${howSorted(operator.order)}`,
      isGathered ? 'gather  all rows, in this order' : answerLine(operator.rows, names),
    ];
  }
  if (operator.kind === 'distinct-rows') {
    const many = 'the first row of each, merged like groups';
    return [
      `once    by ${formatQuantity(operator.keys.length, 'column')}: ${many}`,
      isGathered ? 'gather  these, in the order of the input' : answerLine(operator.rows, names),
    ];
  }
  if (operator.kind === 'cut-rows') {
    const cut = `cut     ${cutText(operator.by)}`;
    return names?.length === 0 ? [cut] : [cut, answerLine(operator.rows, names)];
  }
  return [isGathered ? 'gather  all rows, in the order of the input' : answerLine(operator, names)];
}

function cutText(by: CutRule): string {
  if (by.kind === 'values')
    return `a bucket for each combination of values of ${formatQuantity(by.columns.length, 'column')}`;
  if (by.kind === 'turns') return `into ${by.bucketCount} buckets, row by row in turns`;
  if (by.kind === 'range')
    return `into ${by.bounds.length + 1} buckets, by range of ${formatQuantity(by.keys.length, 'key')}`;
  return `into ${by.bucketCount} buckets, by hash of ${formatQuantity(by.columns.length, 'column')}`;
}

function howSorted({ limit }: RowOrder): string {
  if (limit !== undefined) return 'of each partition, then of what is left of all';
  return 'runs of each partition, then ranges of all runs, each by one task';
}

function orderText({ keys, isUnique, limit }: RowOrder): string {
  const wanted = limit === undefined ? '' : `, the first ${limit}`;
  return `by ${formatQuantity(keys.length, 'key')}${isUnique ? ', each once' : ''}${wanted}`;
}

function stepLines(steps: readonly Step[]): readonly string[] {
  return steps.length === 0 ? [] : [`do      ${steps.map(stepText).join(', ')}`];
}

function stepText(step: Step): string {
  if (step.kind === 'compute') return formatQuantity(step.expressions.length, 'computed column');
  if (step.kind === 'sort') return `sort ${orderText(step.order)}`;
  return 'count' in step ? `${step.kind} ${step.count}` : step.kind;
}

function aggregateLines(
  { keys, states }: PartialAggregate,
  columns: readonly ColumnPath[],
  outputs: readonly OutputColumn[],
): readonly string[] {
  const columnName = (column: number): string => columns[column]?.text ?? 'a computed column';
  const stateName = (state: StateSpec): string => {
    const stateColumns = columnsOfState(state);
    return stateColumns.length === 0 ? state.kind : `${state.kind}(${stateColumns.map(columnName).join(', ')})`;
  };
  return [
    `group   ${listOr(keys.map(columnName), 'one group of everything')}`,
    `keep    ${listOr(states.map(stateName), 'nothing but the groups')}`,
    `answer  ${listOr(
      outputs.map((output) => output.name),
      'nothing',
    )}`,
  ];
}

function answerLine({ copy }: WriteRows, names: readonly string[] | undefined): string {
  const how = copy === undefined ? '' : ' (records are copied where the file is written the same way)';
  return `answer  ${names === undefined ? 'whole records' : listOr(names, 'nothing')}${how}`;
}

function finishLines(finishes: readonly FinishStage[], names: readonly string[] | undefined): readonly string[] {
  const last = finishes.at(-1) as FinishStage;
  return [...stepLines(finishes.flatMap(({ steps }) => steps)), answerLine(last.operator, names)];
}

function inputLines(inputs: Explanation['inputs']): readonly string[] {
  const listed = inputs.slice(0, LISTED_FILES_AT_MOST).map(({ file, reason }) => {
    const bytes = inputBytes(file);
    const size = bytes === undefined ? 'a stream' : formatBytes(bytes);
    return `${file.name}: ${formatText(file.format)}, ${size}; ${reason}`;
  });
  const hiddenCount = inputs.length - listed.length;
  return hiddenCount === 0 ? listed : [...listed, `and ${formatQuantity(hiddenCount, 'more file', 'more files')}`];
}

const FORMAT_NAMES: Readonly<Record<FileFormat['kind'], string>> = {
  csv: 'CSV',
  ndjson: 'NDJSON',
  'json-sequence': 'JSON documents',
  'json-array': 'JSON array',
  cells: 'rows that were made before',
};

function formatText(format: FileFormat): string {
  const name = FORMAT_NAMES[format.kind];
  if (format.kind === 'cells') return `${name}, with ${formatQuantity(format.columns.length, 'column')}`;
  if (format.kind !== 'csv') return name;
  const delimiter = JSON.stringify(format.dialect?.delimiter ?? String.fromCharCode(format.delimiter));
  return `${name} with ${formatQuantity(format.columns.length, 'column')} between ${delimiter}`;
}

function executorLine({ executor, workers, reason }: ExecutorChoice): string {
  const who = executor === 'inline' ? 'this process' : formatQuantity(workers, 'worker process', 'worker processes');
  return `${who}: ${reason}`;
}

function listOr(names: readonly string[], otherwise: string): string {
  return names.length === 0 ? otherwise : names.join(', ');
}
