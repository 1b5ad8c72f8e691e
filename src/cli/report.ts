/** What pq tells about itself after the answer: a line, a table, a file; each loaded only when it is asked for. */
import type { TextStyle } from '../core/text-style.ts';
import type { RunReport } from '../report/figures.ts';
import type { Args } from './args.ts';
import { writeAll } from './output/descriptor.ts';
import { writeText } from './output/write-answer.ts';
import { styleFor } from './style.ts';

const STDERR = 2;

export async function writeReport(args: Args, report: RunReport): Promise<void> {
  const { stats, statsJson, quiet, color, stderrIsTerminal } = args;
  if (stats) await writeTable(report, await styleFor(STDERR, color, process.env));
  else if (!quiet && stderrIsTerminal) await writeLine(report, await styleFor(STDERR, color, process.env));
  if (statsJson !== undefined) await writeJson(report, statsJson);
}

async function writeTable(report: RunReport, style: TextStyle): Promise<void> {
  const { stats } = await import('../report/stats.ts');
  writeAll(STDERR, stats(report, style));
}

async function writeLine(report: RunReport, style: TextStyle): Promise<void> {
  const { summary } = await import('../report/summary.ts');
  writeAll(STDERR, `${summary(report, style)}\n`);
}

async function writeJson(report: RunReport, path: string): Promise<void> {
  const { statsJson } = await import('../report/stats-json.ts');
  await writeText(`${JSON.stringify(statsJson(report), null, 2)}\n`, path);
}
