/** From the runs of a race to its figures: medians, spread, ratio, bar. Pure. */
import { spreadOf } from '../src/report/bench/spread.ts';
import { CHARGED_STARTUP_MS, type Lane, type RaceResult } from './race.ts';

export interface Figures {
  readonly medianMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly cpuMs: number;
  /** Taken off every run of a peer that lives in an interpreter. */
  readonly deductedMs: number;
}

export interface Verdict {
  /** Subject to fastest reference, or the speedup over it: as the bar of the race has it. */
  readonly value: number;
  readonly subject: Lane;
  readonly reference: Lane;
  readonly isMet: boolean;
}

export function figuresOf(lane: Lane): Figures {
  const idleMs = lane.idleRuns.map((run) => run.elapsedMs);
  const deductedMs = idleMs.length === 0 ? 0 : Math.max(0, spreadOf(idleMs).medianMs - CHARGED_STARTUP_MS);
  const { medianMs, minMs, maxMs } = spreadOf(lane.runs.map((run) => run.elapsedMs - deductedMs));
  const cpuMs = spreadOf(lane.runs.map((run) => run.cpuMs)).medianMs;
  return { medianMs, minMs, maxMs, cpuMs, deductedMs };
}

/** Undefined when the subject or all references are missing, or nothing is left of a time after what is taken off. */
export function verdictOf(result: RaceResult): Verdict | undefined {
  const [subject] = fastestFirst(result, 'subject');
  const [reference] = fastestFirst(result, 'reference');
  if (subject === undefined || reference === undefined || figuresOf(reference).medianMs <= 0) return undefined;
  const ratio = figuresOf(subject).medianMs / figuresOf(reference).medianMs;
  const { kind, value: bar } = result.race.bar;
  if (kind === 'ratio') return { value: ratio, subject, reference, isMet: ratio <= bar };
  return { value: 1 / ratio, subject, reference, isMet: 1 / ratio >= bar };
}

function fastestFirst(result: RaceResult, role: Lane['contender']['role']): Lane[] {
  const lanes = result.lanes.filter(({ contender }) => contender.role === role);
  return lanes.sort((left, right) => figuresOf(left).medianMs - figuresOf(right).medianMs);
}
