/** What pq tells about itself after the answer: a line, a table, a file; each loaded only when it is asked for. */
import type { RunReport } from '../report/figures.ts';
import type { Args } from './args.ts';
import { writeAll } from './output/descriptor.ts';
import { writeText } from './output/write-answer.ts';
import { isTerminal } from './terminal.ts';

const STDERR = 2;

export async function writeReport({ stats, statsJson, quiet }: Args, report: RunReport): Promise<void> {
  if (stats) await writeTable(report);
  else if (!quiet && (await isTerminal(STDERR))) await writeLine(report);
  if (statsJson !== undefined) await writeJson(report, statsJson);
}

async function writeTable(report: RunReport): Promise<void> {
  const { stats } = await import('../report/stats.ts');
  writeAll(STDERR, stats(report));
}

async function writeLine(report: RunReport): Promise<void> {
  const { summary } = await import('../report/summary.ts');
  writeAll(STDERR, `${summary(report)}\n`);
}

async function writeJson(report: RunReport, path: string): Promise<void> {
  const { statsJson } = await import('../report/stats-json.ts');
  await writeText(`${JSON.stringify(statsJson(report), null, 2)}\n`, path);
}
