/**
 * npm run bench [-- [TASK...] [--runs N] [--patience SECONDS] [--quick] [--peers]]
 *
 * Runs the tasks (a name, or the start of several) and prints their figures. A run of everything writes RESULTS.md.
 * Exits with 1 when tools gave different answers or pq failed. --patience: when to give a run up; --quick: a tenth of
 * the data, to check the bench itself and the answers of slow peers; --peers: without pq.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepareData } from './generate/data-sets.ts';
import { describeMachine } from './machine.ts';
import { Meter, ROOT } from './measure.ts';
import { measureMemory } from './memory.ts';
import { findPeers } from './peers/index.ts';
import { type Race, type RaceResult, runRace } from './race.ts';
import { type MemoryResult, renderResults, summaryRow } from './report.ts';
import { BARE_NODE, type MemoryTask } from './task-kinds.ts';
import { type Tasks, tasksOf } from './tasks.ts';

const QUICK_SCALE = 10;
const DEFAULT_RUNS = '7';
const DEFAULT_PATIENCE = '20';

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: DEFAULT_RUNS },
    patience: { type: 'string', default: DEFAULT_PATIENCE },
    quick: { type: 'boolean', default: false },
    peers: { type: 'boolean', default: false },
  },
});
if (!options.peers && !existsSync(join(ROOT, 'dist/pq.cjs'))) fail('pq is not built: npm run build');
const [turnCount, patienceMs] = [Number(options.runs), Number(options.patience) * 1000];
if (!(turnCount >= 1 && patienceMs > 0)) fail('--runs and --patience take a number above 0');
const say = (line: string) => process.stderr.write(`${line}\n`);
const directory = prepareData(options.quick ? QUICK_SCALE : 1, say);
const { present, absent } = findPeers();
const meter = new Meter(patienceMs);
process.once('exit', () => meter.close());
process.once('SIGINT', () => process.exit(130));
const { answerPath } = meter;
const tasks = selected(tasksOf({ directory, answerPath, peers: present }));
const races = await runRaces(tasks.races);
const memory = await runMemory(tasks.memory);
const report = renderResults({ machine: describeMachine(present, absent), races, memory, directory, answerPath });
process.stdout.write(report);
const isWhole = names.length === 0 && !options.quick && !options.peers;
if (isWhole) writeFileSync(join(import.meta.dirname, 'RESULTS.md'), report);
if (races.some(isWrong)) say('bench: answers differ, or pq failed');
process.exitCode = races.some(isWrong) ? 1 : 0;

/** A name of a task is that task; anything else is the start of some. */
function selected(all: Tasks): Tasks {
  const known = [...all.races, ...all.memory].map(({ name }) => name);
  const wanted = names.flatMap((name) => (known.includes(name) ? name : known.filter((task) => task.startsWith(name))));
  if (names.length > 0 && wanted.length === 0) fail(`no task '${names}'; there are ${known.join(', ')}`);
  const isWanted = ({ name }: { readonly name: string }) => names.length === 0 || wanted.includes(name);
  const isAgainstPeers = ({ contenders }: Race) => contenders.some(({ role }) => role === 'floor');
  const races = options.peers ? all.races.filter(isAgainstPeers) : all.races;
  return { races: races.filter(isWanted), memory: options.peers ? [] : all.memory.filter(isWanted) };
}

async function runRaces(races: readonly Race[]): Promise<RaceResult[]> {
  const results: RaceResult[] = [];
  for (const race of races) {
    const contenders = race.contenders.filter(({ role }) => !options.peers || role !== 'subject');
    const result = await runRace(meter, { ...race, contenders }, turnCount);
    for (const line of [summaryRow(result), ...result.failures, ...result.mismatches]) say(line);
    results.push(result);
  }
  return results;
}

async function runMemory(list: readonly MemoryTask[]): Promise<MemoryResult[]> {
  const results: MemoryResult[] = [];
  for (const task of list) {
    const { parentKb: bareKb } = await measureMemory(meter, BARE_NODE);
    results.push({ task, memory: await measureMemory(meter, task.command), bareKb });
  }
  return results;
}

function isWrong({ race, lanes, mismatches }: RaceResult): boolean {
  const pqFailed = race.contenders.some(({ role, name }) => {
    return role === 'subject' && !lanes.some(({ contender }) => contender.name === name);
  });
  return mismatches.length > 0 || pqFailed;
}

function fail(message: string): never {
  process.stderr.write(`bench: ${message}\n`);
  process.exit(1);
}
