import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../src/core/text-style.ts';
import { summary } from '../../../src/report/summary.ts';
import { INLINE_REPORT, METRICS, REPORT } from './measured.ts';

describe('summary', () => {
  it('tells records, bytes, time, and what the workers were worth', () => {
    expect(summary(REPORT, PLAIN)).toBe(
      '5,000,005 records, 565 MB in 0.19 s (3 GB/s), 2 workers, estimated speedup 1.4',
    );
  });

  it('has no speedup where nothing ran in parallel', () => {
    expect(summary(INLINE_REPORT, PLAIN)).toBe('2 records, 1 kB in 21 ms (48 kB/s)');
  });

  it('tells what went wrong on the way', () => {
    expect(summary({ ...REPORT, metrics: { ...METRICS, workersDied: 1 } }, PLAIN)).toContain(
      ', 1 worker died and was replaced, ',
    );
  });

  it('survives a run without anything to read', () => {
    const metrics = { ...METRICS, executor: 'inline', tasks: [], workers: [] } as const;
    expect(summary({ ...REPORT, metrics, wallMs: 0, inputs: [] }, PLAIN)).toBe('0 records, 0 B in 0.0 ms');
  });
});
