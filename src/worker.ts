/** Composition root of a child process: the data side behind the messages of a worker. */
import { compileKernel } from './engine/kernel.ts';
import { createRunner } from './engine/runner.ts';
import { serve } from './run/processes/serve.ts';

// Before the first message: a worker is ready when its kernel is compiled.
compileKernel();
serve((stage) => createRunner(stage));
