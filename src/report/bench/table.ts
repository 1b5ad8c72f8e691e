/** A benchmark for people: conditions, a line for each -j, the law that fits, and what to be wary of. */
import { formatBytes, formatQuantity, formatRate } from '../../core/sizes.ts';
import type { TextStyle } from '../../core/text-style.ts';
import { alignColumns } from '../text-table.ts';
import type { BenchFigures, LaneFigures } from './figures.ts';
import { formatTime } from './format-time.ts';
import type { BenchReport, Machine } from './report.ts';
import { interquartileMs } from './spread.ts';
import { benchWarnings } from './warnings.ts';

const SHOWN_WORDS = 12;

/** Ends in a newline. */
export function benchTable(report: BenchReport, style: TextStyle): string {
  const { figures } = report;
  const blocks = [
    alignColumns(conditions(report), 'll', (cell, _, column) => (column === 0 ? style.heading(cell) : cell)),
    alignColumns(laneRows(figures), 'rrrrrrrrr', (cell, row) => (row === 0 ? style.heading(cell) : cell)),
    [fitText(figures)],
    benchWarnings(figures).map((warning) => `${style.warning('warning:')} ${warning}`),
  ];
  const filled = blocks.filter((lines) => lines.length > 0);
  return filled.map((lines) => lines.map((line) => `${line}\n`).join('')).join('\n');
}

type Rows = readonly (readonly string[])[];

function conditions({ command, machine, version, fileCount, runs, warmUps, figures }: BenchReport): Rows {
  const bytes = formatBytes(figures.lanes[0]?.inputBytes ?? 0);
  const growth = figures.scaling === 'weak' ? ', named once for each worker' : '';
  const warmUp = warmUps === 0 ? 'without a warm-up' : `after ${formatQuantity(warmUps, 'warm-up')} each`;
  return [
    ['command', commandText(['pq', ...command])],
    ['input', `${formatQuantity(fileCount, 'file')}, ${bytes}${growth}`],
    ['machine', machineText(machine)],
    ['versions', `pq ${version}, Node ${machine.node}`],
    ['runs', `${runs} with each -j, by turns, ${warmUp}; times are of whole processes`],
    ['baseline', '-j 1: one process, the inline executor'],
  ];
}

function machineText({ processor, processors, memoryBytes, platform, architecture }: Machine): string {
  const room = `${formatQuantity(processors, 'processor')}, ${formatBytes(memoryBytes)} of memory`;
  return `${processor}, ${room}, ${platform} ${architecture}`;
}

/** Hundreds of file names would push everything else off the screen. */
function commandText(words: readonly string[]): string {
  const shown = words.slice(0, SHOWN_WORDS).map(shellWord).join(' ');
  return words.length <= SHOWN_WORDS ? shown : `${shown} ... (${formatQuantity(words.length, 'word')})`;
}

/** As it can be typed again. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function laneRows({ lanes, scaling }: BenchFigures): Rows {
  const [speedup, efficiency] =
    scaling === 'weak' ? ['scaled speedup', 'scaled efficiency'] : ['speedup', 'efficiency'];
  return [
    ['-j', 'median', 'IQR', 'least', 'most', 'rate', speedup, efficiency, 'serial fraction'],
    ...lanes.map(laneRow),
  ];
}

function laneRow(lane: LaneFigures): readonly string[] {
  const { jobs, medianMs, minMs, maxMs, inputBytes, speedup, efficiency, serialFraction } = lane;
  return [
    String(jobs),
    ...[medianMs, interquartileMs(lane), minMs, maxMs].map(formatTime),
    formatRate(inputBytes, medianMs) ?? '-',
    speedup.toFixed(2),
    `${Math.round(efficiency * 100)} %`,
    serialFraction?.toFixed(3) ?? '-',
  ];
}

function fitText({ fit, lanes }: BenchFigures): string {
  if (lanes.length === 1) return 'speedup: only -j 1 was measured';
  if (fit === undefined) return 'no law fitted: no -j had as many workers and processors as it asked for';
  const fraction = fit.serialFraction.toFixed(3);
  const text = `${fit.law}'s law fits best with a serial fraction of ${fraction}`;
  if (fit.serialFraction <= 0) return `${text}: no part of the work was seen to be serial`;
  if (fit.serialFraction >= 1) return `${text}: more workers gain nothing`;
  if (fit.law === 'Gustafson') return `${text}: w workers do w - ${fraction} (w - 1) times the work in the same time`;
  return `${text}: however many the workers, a speedup of at most ${fit.limit?.toFixed(1)}`;
}
