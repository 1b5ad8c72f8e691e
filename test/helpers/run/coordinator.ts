/**
 * A coordinator in a process of its own, to be killed: counts the lines of the file in argv[2] with children, its
 * scratch files in argv[3]. Says 'merging' when the first state arrives, and then never ends.
 */
import { statSync } from 'node:fs';
import { forkWorkers } from '../../../src/run/processes/child.ts';
import { ProcessesExecutor } from '../../../src/run/processes/processes-executor.ts';
import { scratchPath } from '../../../src/run/processes/scratch.ts';
import { LineCountRunner } from './line-count-runner.ts';
import { stageOf, workerPath } from './line-input.ts';

const [, , path = '', tmpDirectory = ''] = process.argv;
const { size } = statSync(path);
const stage = stageOf([{ path, size }]);

class EndlessRunner extends LineCountRunner {
  override merge(): void {
    process.stdout.write('merging\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
}

const half = Math.ceil(size / 2);
const partitions = {
  count: 2,
  at: (index: number) => ({
    index,
    spans: [{ file: 0, startByte: index * half, stopByte: index === 0 ? half : size }],
  }),
  startIsCertain: (index: number) => index === 0,
};
const program = { workerPath, scratchDirectory: scratchPath(tmpDirectory) };
const executor = new ProcessesExecutor({ links: forkWorkers(2, program), program });
process.stdout.write('forked\n');
await executor.execute({
  stage,
  partitions,
  runner: new EndlessRunner(stage),
  workerCount: 2,
  now: () => performance.now(),
});
