/** Composition root of a child process: the data side behind the messages of a worker. */

import { createRunner } from './engine/create-runner.ts';
import { compileKernel } from './engine/kernel.ts';
import { serve } from './run/processes/serve.ts';

// Before the first message: a worker is ready when its kernel is compiled.
compileKernel();
serve(createRunner);
