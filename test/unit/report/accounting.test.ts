import { describe, expect, it } from 'vitest';
import type { TaskRecord } from '../../../src/protocol/metrics.ts';
import { checkAccounting } from '../../../src/report/accounting.ts';
import { jsonFile } from '../plan/inputs.ts';
import { FILES, METRICS, span, task } from './measured.ts';

const SMALL = [jsonFile('a', 10, 2), jsonFile('b', 5), jsonFile('empty', 0)];

function problem(...tasks: readonly TaskRecord[]): string | undefined {
  return checkAccounting({ ...METRICS, tasks }, SMALL);
}

describe('checkAccounting', () => {
  it('is content with a run that read everything once', () => {
    expect(checkAccounting(METRICS, FILES)).toBeUndefined();
    const packed = task(2, 0, 1, [span(1, 0, 5, 1), span(2, 0, 0, 0)]);
    expect(problem(task(0, 0, 1, [span(0, 2, 6, 1)]), task(1, 1, 1, [span(0, 6, 10, 1)]), packed)).toBeUndefined();
  });

  it('counts the header of a file that was read unseen as read', () => {
    const { format: _, ...unseen } = SMALL[0] as (typeof SMALL)[number];
    const checked = (first: number) =>
      checkAccounting({ ...METRICS, tasks: [task(0, 0, 1, [span(0, first, 10, 1)])] }, [unseen]);
    expect(checked(0)).toBeUndefined();
    expect(checked(2)).toBe('a, bytes 2 to 10: expected to go on from byte 0');
  });

  it('lets a record reach over a whole partition', () => {
    const tasks = [span(0, 2, 10, 1), span(0, 10, 10, 0), span(1, 0, 5, 1), span(2, 0, 0, 0)];
    expect(problem(...tasks.map((one, index) => task(index, 0, 1, [one])))).toBeUndefined();
  });

  it('is content with any end of a stream', () => {
    const stream = { ...jsonFile('-'), size: undefined };
    expect(checkAccounting({ ...METRICS, tasks: [task(0, 0, 1, [span(0, 0, 77, 1)])] }, [stream])).toBeUndefined();
    expect(checkAccounting({ ...METRICS, tasks: [] }, [stream])).toBe('-: never read');
  });

  it('misses partitions', () => {
    expect(problem(task(1, 0, 1, []))).toBe('partition 0 was not counted exactly once');
    expect(problem(task(0, 0, 1, []), task(0, 0, 1, []))).toBe('partition 1 was not counted exactly once');
  });

  it('misses records', () => {
    const lost = { ...span(0, 2, 10, 7), used: 5, skipped: 1 };
    expect(problem(task(0, 0, 1, [lost]))).toBe(
      'a, bytes 2 to 10: 7 records, but 5 used, 0 filtered out, 1 skipped, 0 rejected',
    );
  });

  it('sees gaps, overlaps, and spans out of order', () => {
    const withSeam = (end: number, start: number) =>
      problem(task(0, 0, 1, [span(0, 2, end, 1), span(0, start, 10, 1)]));
    expect(withSeam(5, 6)).toBe('a, bytes 6 to 10: expected to go on from byte 5');
    expect(withSeam(6, 5)).toBe('a, bytes 5 to 10: expected to go on from byte 6');
    expect(problem(task(0, 0, 1, [span(0, 3, 10, 1)]))).toBe('a, bytes 3 to 10: expected to go on from byte 2');
    expect(problem(task(0, 0, 1, [span(0, 2, 1, 1)]))).toBe('a, bytes 2 to 1: expected to go on from byte 2');
  });

  it('sees a file that was not read to its end, or not at all', () => {
    expect(problem(task(0, 0, 1, [span(0, 2, 9, 1)]))).toBe('a: read to byte 9 of 10');
    expect(problem(task(0, 0, 1, [span(0, 2, 10, 1), span(1, 0, 5, 1)]))).toBe('empty: never read');
  });
});
