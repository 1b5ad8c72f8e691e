/** A child process like src/worker.ts, around the runner of these tests. */
import { serve } from '../../../src/run/processes/serve.ts';
import { LineCountRunner } from './line-count-runner.ts';

serve((stage) => new LineCountRunner(stage));
