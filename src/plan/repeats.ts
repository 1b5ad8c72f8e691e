/**
 * Where a repeat that the optimizer left is done: by reading the files as often, where nothing before it needs all rows;
 * by writing the text of the answer as often, where nothing comes behind it. One between others is a step. Pure.
 */
import { inputBytes } from '../core/sizes.ts';
import type { InputFile } from '../protocol/stage.ts';
import { type LogicalPlan, type Repeat, type Scan, withInput } from './logical-plan.ts';

/** A list of more is longer to plan than rows take to be held. */
const MOST_FILES = 10_000;

export interface SettledPlan {
  readonly plan: LogicalPlan;
  /** Without a repeat at its end. */
  readonly answer: LogicalPlan;
  /** How often the rows of that are written. */
  readonly answerTimes: number;
}

export function settleRepeats(plan: LogicalPlan): SettledPlan {
  const answer = readRepeatedly(plan.kind === 'repeat' ? plan.input : plan);
  if (plan.kind !== 'repeat') return { plan: answer, answer, answerTimes: 1 };
  return { plan: withInput(plan, answer), answer, answerTimes: plan.count };
}

/** The same rows, from files that are named several times. */
function readRepeatedly(plan: LogicalPlan): LogicalPlan {
  if (plan.kind === 'scan') return plan;
  const input = readRepeatedly(plan.input);
  const repeated = plan.kind === 'repeat' ? overFiles(plan, input) : undefined;
  return repeated ?? (input === plan.input ? plan : withInput(plan, input));
}

/** Undefined where rows come together before it, and where files cannot be read again. What is wrong in them is said even
 * where no row is wanted. */
function overFiles({ count }: Repeat, input: LogicalPlan): LogicalPlan | undefined {
  if (count === 0) return undefined;
  switch (input.kind) {
    case 'scan':
      return count * input.files.length <= MOST_FILES && input.files.every(isReadable)
        ? timesOver(input, count)
        : undefined;
    case 'filter':
    case 'project':
    case 'map':
    case 'sample': {
      const below = overFiles({ kind: 'repeat', input: input.input, count }, input.input);
      return below && withInput(input, below);
    }
    default:
      return undefined;
  }
}

function timesOver(scan: Scan, count: number): Scan {
  const files = Array.from({ length: count }, () => scan.files).flat();
  return { ...scan, files, times: count * (scan.times ?? 1) };
}

/** A stream is read once; of a descriptor nobody knows where it will stand. */
function isReadable(file: InputFile): boolean {
  return typeof file.path === 'string' && inputBytes(file) !== undefined;
}
