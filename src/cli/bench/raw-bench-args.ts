/** What the command line of `pq bench` says, checked by itself; resolveBenchArgs (bench-args.ts) looks at the world. */
import { PqError } from '../../core/errors.ts';
import type { Mention } from '../command-line.ts';
import type { BENCH_OPTIONS } from '../options.ts';
import type { RawArgs } from '../raw-args.ts';
import * as values from '../values.ts';

export interface RawBenchArgs {
  /** Undefined when -j was not given. */
  readonly jobs: readonly values.Jobs[] | undefined;
  readonly runs: number;
  readonly warmUps: number;
  readonly weak: boolean;
  readonly json: boolean;
  readonly progress: boolean | undefined;
  readonly color: values.ColorChoice;
  /** The command to measure: its words after `pq`, and what they say. */
  readonly words: readonly string[];
  readonly inner: RawArgs;
}

type OptionName = (typeof BENCH_OPTIONS)[number]['name'];
type Draft = { -readonly [Key in keyof RawBenchArgs]: RawBenchArgs[Key] };

const DEFAULT_RUNS = 5;
const DEFAULT_WARM_UPS = 1;

const READERS: Readonly<Record<OptionName, (draft: Draft, value: string) => void>> = {
  jobs: (draft, value) => {
    draft.jobs = value.split(',').map((text) => values.readJobs('-j', text));
  },
  weak: (draft) => {
    draft.weak = true;
  },
  runs: (draft, value) => {
    draft.runs = values.readCount('--runs', value, 1);
  },
  warmup: (draft, value) => {
    draft.warmUps = values.readCount('--warmup', value, 0);
  },
  json: (draft) => {
    draft.json = true;
  },
  progress: (draft) => {
    draft.progress = true;
  },
  'no-progress': (draft) => {
    draft.progress = false;
  },
  color: (draft, value) => {
    draft.color = values.readColor(value);
  },
  version: () => {},
};

/** `words` are the command to measure, `inner` what they say. Throws PQ_USAGE. */
export function readBenchArgs(mentions: readonly Mention[], words: readonly string[], inner: RawArgs): RawBenchArgs {
  const draft: Draft = {
    ...{ jobs: undefined, runs: DEFAULT_RUNS, warmUps: DEFAULT_WARM_UPS, weak: false, json: false },
    ...{ progress: undefined, color: 'auto', words, inner },
  };
  for (const { name, value } of mentions) READERS[name as OptionName](draft, value ?? '');
  checkInner(inner);
  return draft;
}

/** What a command must leave out when it is run again and again: the option that says so, and why. */
function checkInner({ jobs, output, stats, statsJson, explain }: RawArgs): void {
  if (jobs !== undefined) throw refused('-j', 'give it to pq bench, before the --');
  if (output !== undefined) throw refused('-o', 'leave it out: what the runs print is compared and thrown away');
  if (stats) throw refused('--stats', 'leave it out: pq bench has figures of its own');
  if (statsJson !== undefined) throw refused('--stats-json', 'leave it out: pq bench has --json');
  if (explain !== undefined) throw refused('--explain', 'leave it out: with it nothing is run');
}

function refused(option: string, hint: string): PqError {
  return new PqError('PQ_USAGE', `pq bench cannot measure a command with ${option}`, { hint });
}
