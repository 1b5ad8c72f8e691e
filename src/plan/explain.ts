/** The plan as text, before anything has been read: what will be computed, from what, cut how, and run where. */
import { formatBytes, formatCount, formatQuantity, inputBytes } from '../core/sizes.ts';
import type { OutputColumn } from '../protocol/result.ts';
import type {
  ColumnPath,
  FileFormat,
  FinishStage,
  InspectedFile,
  PartialAggregate,
  ScanStage,
  StateSpec,
  Step,
  WriteRows,
} from '../protocol/stage.ts';
import { columnsOfState } from './aggregate-states.ts';
import type { ExecutorChoice } from './choose-executor.ts';
import { type LogicalPlan, planLines } from './logical-plan.ts';
import type { LoweredPlan } from './lower.ts';

const LISTED_FILES_AT_MOST = 20;

export interface Explanation {
  readonly plan: LogicalPlan;
  /** As it was asked for, and as the optimizer made it. */
  readonly logical: LogicalPlan;
  readonly lowered: LoweredPlan;
  /** In the order of ScanStage.files, with the reader that was picked for each and why. */
  readonly inputs: readonly { readonly file: InspectedFile; readonly reason: string }[];
  readonly partitions: { readonly count: number; readonly targetBytes: number };
  readonly executor: ExecutorChoice;
}

/** Ends in a newline. */
export function explain(explanation: Explanation): string {
  const { plan, logical, lowered, inputs, partitions, executor } = explanation;
  const isChanged = planLines(plan).join() !== planLines(logical).join();
  const { scan, outputs, finish, names } = lowered;
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['plan', planLines(logical)],
    ...(isChanged ? [['optimized', planLines(plan)] as const] : []),
    ['stage', stageLines(scan, outputs, names, finish !== undefined)],
    ...(finish === undefined ? [] : [['finish', finishLines(finish, names)] as const]),
    ['input', inputLines(inputs)],
    ['partitions', [`${formatCount(partitions.count)} of about ${formatBytes(partitions.targetBytes)}`]],
    ['executor', [executorLine(executor)]],
  ];
  return sections.map(([title, lines]) => `${title}\n${lines.map((line) => `  ${line}\n`).join('')}`).join('');
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
      : [isGathered ? 'gather  all rows, in the order of the input' : answerLine(operator, names)]),
  ];
}

function stepLines(steps: readonly Step[]): readonly string[] {
  return steps.length === 0 ? [] : [`do      ${steps.map(stepText).join(', ')}`];
}

function stepText(step: Step): string {
  if (step.kind === 'compute') return formatQuantity(step.expressions.length, 'computed column');
  if (step.kind === 'sort' && step.limit !== undefined) return `the first ${step.limit} of the order`;
  return step.kind === 'head' || step.kind === 'tail' ? `${step.kind} ${step.count}` : step.kind;
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
  const how = copy === undefined ? '' : ' (records are copied as they are)';
  return `answer  ${names === undefined ? 'whole records' : listOr(names, 'nothing')}${how}`;
}

function finishLines({ steps, operator }: FinishStage, names: readonly string[] | undefined): readonly string[] {
  return [...stepLines(steps), answerLine(operator, names)];
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
};

function formatText(format: FileFormat): string {
  const name = FORMAT_NAMES[format.kind];
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
