/** How the tests run: `npm test` all of them; PQ_TEST_RUNS=n makes n times as many random cases (npm run fuzz). */
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Vitest itself leaves a processor free.
    maxWorkers: availableParallelism(),
    testTimeout: 60_000 * Math.max(1, Number(process.env.PQ_TEST_RUNS ?? 1)),
  },
});
