/** RESULTS.md from results: a summary, then every race with all that ran, then the exact commands. Pure. */
import { basename, dirname, extname } from 'node:path';
import type { Memory } from './memory.ts';
import type { Command } from './query.ts';
import type { Lane, RaceResult } from './race.ts';
import { type Figures, figuresOf, verdictOf } from './statistics.ts';
import type { MemoryTask } from './task-kinds.ts';

export interface MemoryResult {
  readonly task: MemoryTask;
  readonly memory: Memory;
  readonly bareKb: number;
}

export interface Results {
  readonly machine: readonly string[];
  readonly races: readonly RaceResult[];
  readonly memory: readonly MemoryResult[];
  /** Where the files are, and where answers are written to; not shown. */
  readonly directory: string;
  readonly answerPath: string;
}

const HOW = [
  'Whole processes, measured from outside, files in the page cache, by turns; medians, with the least and the greatest',
  'run beside them. A peer inside an interpreter (Node, Python) is charged 20 ms of start-up: the rest of the median of',
  'an empty run (`select 1`) in the same turns is taken off. "cpu" is the busy time of all processors meanwhile.',
  'Answers are written to memory. All tools that finished gave the same answers: integers exactly, other numbers within a relative 1e-9.',
];

const LISTED_FILES_AT_MOST = 50;

export function renderResults(results: Results): string {
  const mismatches = results.races.flatMap(({ mismatches }) => mismatches);
  const lines = [
    '# Measured',
    '',
    'Written by `npm run bench`.',
    '',
    ...results.machine,
    '',
    ...(mismatches.length === 0 ? HOW : [...HOW.slice(0, -1), `**Answers differ**: ${mismatches.join('; ')}`]),
    '',
    '## Bars',
    '',
    '| work | pq | against | its time | ratio | bar | |',
    '|---|---:|---|---:|---:|---:|---|',
    ...results.races.map(summaryRow),
    ...results.memory.map(memoryRow),
    '',
    ...results.races.flatMap(raceSection),
    '## Commands',
    '',
    'The data directory is `$DATA`, the file that an answer is written to `$ANSWER`; `node` is the version above.',
    '',
    ...results.races.flatMap(({ race, lanes }) => [
      `**${race.name}**`,
      '```sh',
      ...lanes.map(({ variant }) => showCommand(variant.command, results)),
      '```',
    ]),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

export function summaryRow(result: RaceResult): string {
  const { title, bar } = result.race;
  const verdict = verdictOf(result);
  const limit = bar.kind === 'ratio' ? `${bar.value}` : `speedup ${bar.value}`;
  if (verdict === undefined) return `| ${title} | – | – | – | – | ${limit} | not measured |`;
  const { subject, reference, value, isMet } = verdict;
  const shown = bar.kind === 'ratio' ? value.toFixed(2) : `speedup ${value.toFixed(2)}`;
  const cells = [showTime(figuresOf(subject)), reference.contender.name, showTime(figuresOf(reference)), shown, limit];
  return `| ${title} | ${cells.join(' | ')} | ${isMet ? 'met' : '**missed**'} |`;
}

/** The largest process counts, whichever it is. */
function memoryRow({ task, memory, bareKb }: MemoryResult): string {
  const aboveMb = (Math.max(memory.parentKb, ...memory.childrenKb) - bareKb) / 1024;
  const all = [memory.parentKb, ...memory.childrenKb].map((kb) => (kb / 1024).toFixed(0)).join(' + ');
  const verdict = aboveMb <= task.barMb ? 'met' : '**missed**';
  const bare = `${(bareKb / 1024).toFixed(0)} MB`;
  const above = `${aboveMb.toFixed(0)} MB above`;
  return `| memory, ${task.title} | ${all} MB | bare Node | ${bare} | ${above} | ${task.barMb} MB | ${verdict} |`;
}

function raceSection(result: RaceResult): readonly string[] {
  const { name, title, byteCount } = result.race;
  const size = byteCount > 0 ? `, ${(byteCount / 1e6).toFixed(byteCount < 1e6 ? 3 : 0)} MB` : '';
  const lanes = result.lanes.toSorted((left, right) => figuresOf(left).medianMs - figuresOf(right).medianMs);
  return [
    `## ${name}: ${title}${size}`,
    '',
    '| | ms | least – greatest | runs | cpu ms | GB/s | taken off |',
    '|---|---:|---:|---:|---:|---:|---:|',
    ...lanes.map((lane) => laneRow(lane, byteCount)),
    '',
    ...result.failures.map((failure) => `- failed: ${failure}`),
    ...(result.failures.length > 0 ? [''] : []),
  ];
}

function laneRow(lane: Lane, byteCount: number): string {
  const figures = figuresOf(lane);
  const label = lane.variant.label === '' ? '' : ` (${lane.variant.label})`;
  const rate = byteCount < 1e6 ? '' : (byteCount / 1e6 / figures.medianMs).toFixed(2);
  const deducted = figures.deductedMs > 0 ? `${figures.deductedMs.toFixed(0)} ms` : '';
  const spread = `${showMs(figures.minMs)} – ${showMs(figures.maxMs)}`;
  const cells = [showMs(figures.medianMs), spread, lane.runs.length, figures.cpuMs.toFixed(0), rate, deducted];
  return `| ${lane.contender.name}${label} | ${cells.join(' | ')} |`;
}

function showTime(figures: Figures): string {
  return `${showMs(figures.medianMs)} ms`;
}

function showMs(ms: number): string {
  return ms.toFixed(ms < 100 ? 1 : 0);
}

type Places = Pick<Results, 'directory' | 'answerPath'>;

function showCommand(command: Command, places: Places): string {
  const environment = Object.entries(command.env ?? {}).map(([name, value]) => `${name}=${value}`);
  const words = [basename(command.file), ...showArguments(command.args, places)];
  return [...environment, ...words].join(' ');
}

/** Hundreds of files of one directory are shown as the pattern that a shell makes them of. */
function showArguments(args: readonly string[], places: Places): readonly string[] {
  const last = args.at(-1) ?? '';
  const others = args.filter((arg) => dirname(arg) !== dirname(last));
  const shown = (words: readonly string[]) => words.map((arg) => showArgument(arg, places));
  if (args.length - others.length <= LISTED_FILES_AT_MOST) return shown(args);
  return [...shown(others), `${showArgument(dirname(last), places)}/*${extname(last)}`];
}

function showArgument(arg: string, { directory, answerPath }: Places): string {
  const root = `${import.meta.dirname.replace(/bench$/, '')}`;
  const text = arg.replaceAll(directory, '$DATA').replaceAll(answerPath, '$ANSWER').replaceAll(root, '');
  return /^[\w$./,:=-]+$/.test(text) ? text : `"${text.replace(/["\\`]|\$(?!DATA|ANSWER)/g, '\\$&')}"`;
}
