/**
 * A race: several commands with the same answer, run by turns (A B C A B C ...) with their files in the page cache.
 * The first turn is a warm-up: it drops the slow variants of each contender and compares the answers.
 */
import { type Answer, differenceOf } from './answers.ts';
import { CommandFailedError, type Meter, type Run } from './measure.ts';
import type { Command, Variant } from './query.ts';

/** Start-up that a peer inside an interpreter is charged, as a native command would have. */
export const CHARGED_STARTUP_MS = 20;
/** A contender this much slower than the fastest reference is not run again: its warm-up counts. */
const HOPELESS = 8;
/** Variants that are this close to the best of their contender all run: one warm-up cannot tell them apart. */
const WORTH_A_LANE = 1.5;
/** A variant that takes longer is not run a second time to choose between variants. */
const ONE_WARM_UP_MS = 4000;
/** Races of short runs get more turns: a millisecond counts there. */
const SHORT_MS = 150;
const SHORT_TURNS = 3;

export interface Contender {
  readonly name: string;
  /** subject: pq; reference: what it is compared with; floor: what no reader can beat; extra: shown only. */
  readonly role: 'subject' | 'reference' | 'floor' | 'extra';
  readonly variants: readonly Variant[];
  readonly idle?: Command;
  /** Reads the file that its answer has gone to. Absent: its output is not an answer. */
  readonly parse?: (path: string) => Promise<Answer>;
}

export interface Race {
  readonly name: string;
  readonly title: string;
  readonly byteCount: number;
  /** What has to be there before: run once, and not measured. */
  readonly prepare?: readonly Command[];
  readonly contenders: readonly Contender[];
  /** Of medians: subject / fastest reference at most; or fastest reference / subject at least. */
  readonly bar: { readonly kind: 'ratio' | 'speedup'; readonly value: number };
}

export interface Lane {
  readonly contender: Contender;
  readonly variant: Variant;
  readonly runs: Run[];
  readonly idleRuns: Run[];
}

export interface RaceResult {
  readonly race: Race;
  readonly lanes: readonly Lane[];
  /** Contenders that could not do it, with their own words. */
  readonly failures: readonly string[];
  /** Answers that differ. */
  readonly mismatches: readonly string[];
}

export async function runRace(meter: Meter, race: Race, turnCount: number): Promise<RaceResult> {
  const unprepared = await prepare(meter, race);
  if (unprepared !== undefined) return { race, lanes: [], failures: [unprepared], mismatches: [] };
  const warmUp = await warmUpAll(meter, race);
  const references = warmUp.lanes.filter(({ lane }) => lane.contender.role === 'reference');
  const fastestMs = Math.min(...references.map(({ warmRun }) => warmRun.elapsedMs));
  const turns = fastestMs < SHORT_MS ? turnCount * SHORT_TURNS : turnCount;
  for (let turn = 0; turn < turns; turn++) {
    for (const { lane, warmRun } of warmUp.lanes) {
      if (warmRun.elapsedMs < fastestMs * HOPELESS) await runLane(meter, lane, warmUp.failures);
      else if (turn === 0) lane.runs.push(warmRun);
    }
  }
  return {
    race,
    lanes: warmUp.lanes.map(({ lane }) => lane).filter(({ runs }) => runs.length > 0),
    failures: warmUp.failures,
    mismatches: warmUp.mismatches,
  };
}

/** What went wrong, if something did. */
async function prepare(meter: Meter, { name, prepare: commands = [] }: Race): Promise<string | undefined> {
  try {
    for (const command of commands) await meter.run(command);
    return undefined;
  } catch (error) {
    return failureText(error, `preparing ${name}`);
  }
}

/** A run that fails where the warm-up did not (it takes a little too long, say) is left out, and told. */
async function runLane(meter: Meter, { contender, variant, runs, idleRuns }: Lane, failures: string[]): Promise<void> {
  try {
    if (contender.idle !== undefined) idleRuns.push(await meter.run(contender.idle));
    runs.push(await meter.run(variant.command));
  } catch (error) {
    failures.push(failureText(error, labelOf(contender, variant)));
  }
}

function labelOf({ name }: Contender, { label }: Variant): string {
  return label === '' ? name : `${name} (${label})`;
}

function failureText(error: unknown, label: string): string {
  if (!(error instanceof CommandFailedError)) throw error;
  return `${label}: ${error.message}`;
}

interface WarmUp {
  readonly lanes: { readonly lane: Lane; readonly warmRun: Run }[];
  readonly failures: string[];
  readonly mismatches: string[];
}

async function warmUpAll(meter: Meter, race: Race): Promise<WarmUp> {
  const result: WarmUp = { lanes: [], failures: [], mismatches: [] };
  const answers: { readonly label: string; readonly answer: Answer }[] = [];
  for (const contender of race.contenders) {
    const warm: { readonly variant: Variant; readonly run: Run }[] = [];
    for (const variant of contender.variants) {
      const label = labelOf(contender, variant);
      const run = await warmUp(meter, contender, variant, label, answers, result.failures);
      if (run !== undefined) warm.push({ variant, run });
    }
    const bestMs = Math.min(...warm.map(({ run }) => run.elapsedMs));
    for (const { variant, run } of warm.filter(({ run }) => run.elapsedMs <= bestMs * WORTH_A_LANE)) {
      result.lanes.push({ lane: { contender, variant, runs: [], idleRuns: [] }, warmRun: run });
    }
  }
  result.mismatches.push(...compare(answers));
  return result;
}

/** A run of a variant, the second one where there is a choice; undefined when it failed. */
async function warmUp(
  meter: Meter,
  contender: Contender,
  variant: Variant,
  label: string,
  answers: { label: string; answer: Answer }[],
  failures: string[],
): Promise<Run | undefined> {
  try {
    let run = await meter.run(variant.command);
    if (contender.variants.length > 1 && run.elapsedMs < ONE_WARM_UP_MS) run = await meter.run(variant.command);
    if (contender.parse !== undefined)
      answers.push({ label, answer: await contender.parse(variant.command.output ?? meter.outputPath) });
    return run;
  } catch (error) {
    failures.push(failureText(error, label));
    return undefined;
  }
}

function compare(answers: readonly { readonly label: string; readonly answer: Answer }[]): string[] {
  const [first, ...others] = answers;
  if (first === undefined) return [];
  return others.flatMap(({ label, answer }) => {
    const difference = differenceOf(first.answer, answer);
    return difference === undefined ? [] : [`${label} and ${first.label} differ: ${difference}`];
  });
}
