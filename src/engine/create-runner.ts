/** Who runs the tasks of a stage. */
import type { TaskRunner } from '../protocol/runner.ts';
import type { Stage } from '../protocol/stage.ts';
import { MergeRunner } from './merge-runner.ts';
import { ScanRunner } from './scan-runner.ts';

export function createRunner(stage: Stage): TaskRunner {
  return stage.kind === 'merge' ? new MergeRunner(stage) : new ScanRunner(stage);
}
