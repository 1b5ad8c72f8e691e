/** Who runs the tasks of a stage. */
import type { TaskRunner } from '../protocol/runner.ts';
import type { Stage } from '../protocol/stage.ts';
import { FilesRunner } from './files-runner.ts';
import { JoinRunner } from './join-runner.ts';
import { MergeRunner } from './merge-runner.ts';
import { ScanRunner } from './scan-runner.ts';
import { SortMergeRunner } from './sort-merge-runner.ts';

/** In `sharedDirectory` it puts aside what other processes are to read. */
export function createRunner(stage: Stage, sharedDirectory: string): TaskRunner {
  if (stage.kind === 'write-files') return new FilesRunner(stage);
  if (stage.kind === 'merge') return new MergeRunner(stage, sharedDirectory);
  if (stage.kind === 'join') return new JoinRunner(stage, sharedDirectory);
  return stage.kind === 'sort-merge' ? new SortMergeRunner(stage) : new ScanRunner(stage, { sharedDirectory });
}
