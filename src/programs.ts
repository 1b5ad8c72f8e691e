/**
 * Both programs in one bundle: a child runs on the code that V8 has compiled for its parent (bin/load.js), which does
 * the same work. Children are killed, and keep nothing themselves.
 */
export const startMain = () => import('./main.ts');
export const startWorker = () => import('./worker.ts');
