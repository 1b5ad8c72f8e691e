/** Rows through the pool: deaths at every message, rows handed over or written by the workers themselves. */
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DeliveryReader } from '../../../src/engine/rows-of-delivery.ts';
import type { RowsReceiver } from '../../../src/run/execution.ts';
import { executeInline } from '../../../src/run/inline/inline-executor.ts';
import { LocalLink } from '../../../src/run/processes/local-link.ts';
import { WorkerPool } from '../../../src/run/processes/pool.ts';
import type { WorkerLink } from '../../../src/run/processes/worker-link.ts';
import { Scheduler } from '../../../src/run/scheduler/scheduler.ts';
import { LineCountRunner } from '../../helpers/run/line-count-runner.ts';
import { writeLines } from '../../helpers/run/line-input.ts';
import { LoopbackLink } from '../../helpers/run/loopback-link.ts';

const text = 'plain\n"quoted\n\nnewlines"\nx\n'.repeat(20);
const input = writeLines([text, 'one more\n', text], 25);
afterAll(() => input.remove());

const now = (): number => performance.now();
let files = 0;

/** Each line as the runner writes it, in the order of the input. */
async function inOrder(): Promise<string> {
  const runner = new LineCountRunner(input.stage);
  await executeInline({ stage: input.stage, partitions: input.partitions, runner, now });
  return runner.lines.map((line) => `${line}\n`).join('');
}

/** What comes of the rows, by either way. */
async function rowsWith(links: readonly WorkerLink[], isPlaced: boolean, runner: LineCountRunner): Promise<string> {
  const path = join(input.tmpDirectory, `${files++}.txt`);
  closeSync(openSync(path, 'w'));
  const reader = new DeliveryReader();
  const taken: Uint8Array[] = [];
  let [placed, deliveries] = [0, 0];
  const receiver: RowsReceiver = {
    place: (byteLength) => {
      placed += byteLength;
      return isPlaced ? { path, name: path, startByte: placed - byteLength } : undefined;
    },
    take: (delivery) => {
      deliveries += 1;
      reader.read(delivery, (rows) => taken.push(rows.slice()));
    },
  };
  const { stage, partitions, tmpDirectory: scratchDirectory } = input;
  const options = { workerCount: links.length, retries: 2, tasksInFlight: 2, deliversWithin: 8 };
  const scheduler = new Scheduler(partitions, options);
  const spawn = (): WorkerLink => new LoopbackLink();
  const pool = new WorkerPool({
    ...{ stageNumber: 1, cutting: undefined, scheduler, stage, scratchDirectory, runner, links, receiver, spawn, now },
  });
  expect(await pool.run(undefined)).toBeUndefined();
  expect(deliveries).toBe(partitions.count);
  return isPlaced ? readFileSync(path, 'utf8') : Buffer.concat(taken).toString();
}

describe.each([false, true])('written to their places: %s', (isPlaced) => {
  test.each([1, 2, 3, 7])('%i workers write what one process writes', async (count) => {
    const links = Array.from({ length: count }, () => new LoopbackLink());
    expect(await rowsWith(links, isPlaced, new LineCountRunner(input.stage))).toBe(await inOrder());
  });

  test.each(Array.from({ length: 60 }, (_, at) => at))(
    'a worker that dies at message %i changes nothing',
    async (at) => {
      const runner = new LineCountRunner(input.stage);
      const links = [new LoopbackLink(), new LoopbackLink(at), new LoopbackLink(at + 3)];
      expect(await rowsWith(links, isPlaced, runner)).toBe(await inOrder());
      const beside = [new LocalLink(runner), new LoopbackLink(at)];
      expect(await rowsWith(beside, isPlaced, runner)).toBe(await inOrder());
    },
  );
});
