/** How many random cases: the usual number, times PQ_TEST_RUNS. */
export function runs(usual: number): { numRuns: number } {
  return { numRuns: Math.ceil(usual * Number(process.env.PQ_TEST_RUNS ?? 1)) };
}
