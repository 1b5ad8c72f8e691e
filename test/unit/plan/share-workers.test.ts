/** How many processes read the right side of a join while others read the left one. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shareWorkers } from '../../../src/plan/share-workers.ts';
import { runs } from '../../helpers/engine/runs.ts';

describe('two inputs at the same time', () => {
  test.each([
    ['of one size', 100, 100, 2, 1],
    ['of one size, for four', 100, 100, 4, 2],
    ['one three times as large, for four', 300, 100, 4, 1],
    ['the right one three times as large', 100, 300, 4, 3],
    ['nearly of one size', 120, 100, 2, 1],
    ['of one size, for three, would leave one with twice the work', 100, 100, 3, undefined],
    ['one far larger, which all read sooner together', 1000, 10, 2, undefined],
    ['for one process', 100, 100, 1, undefined],
    ['without a byte', 0, 0, 4, undefined],
    ['an empty one beside another', 100, 0, 2, undefined],
  ] as const)('%s', (_title, left, right, workers, share) => {
    expect(shareWorkers(left, right, workers)).toBe(share);
  });

  test('leave each some process, and none with far more than its part', () => {
    const size = fc.integer({ min: 1, max: 1e12 });
    fc.assert(
      fc.property(size, size, fc.integer({ min: 2, max: 256 }), (left, right, workers) => {
        const share = shareWorkers(left, right, workers);
        if (share === undefined) return;
        expect(share).toBeGreaterThanOrEqual(1);
        expect(share).toBeLessThan(workers);
        const longest = Math.max(left / (workers - share), right / share);
        expect(longest * workers).toBeLessThanOrEqual(1.2500001 * (left + right));
      }),
      runs(300),
    );
  });
});
