/** Against figures that were computed by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as scaling from '../../../../src/report/bench/scaling.ts';
import { interquartileMs, spreadOf } from '../../../../src/report/bench/spread.ts';

describe('spreadOf', () => {
  it('takes the middle of an odd number of times', () => {
    // 1 2 3 4 9: quartiles at the second and the fourth.
    const spread = spreadOf([9, 1, 4, 2, 3]);
    expect(spread).toEqual({ medianMs: 3, lowerQuartileMs: 2, upperQuartileMs: 4, minMs: 1, maxMs: 9 });
    expect(interquartileMs(spread)).toBe(2);
  });

  it('takes the mean of the middle two of an even number', () => {
    // 10 20 30 40: the quartiles are a quarter from 20 towards 10, and from 30 towards 40: 17.5 and 32.5.
    const spread = spreadOf([40, 10, 30, 20]);
    expect(spread).toMatchObject({ medianMs: 25, lowerQuartileMs: 17.5, upperQuartileMs: 32.5 });
    expect(interquartileMs(spread)).toBe(15);
  });

  it('of one time is that time', () => {
    expect(spreadOf([7])).toEqual({ medianMs: 7, lowerQuartileMs: 7, upperQuartileMs: 7, minMs: 7, maxMs: 7 });
  });

  it('of nothing is a bug', () => {
    expect(() => spreadOf([])).toThrow(RangeError);
  });

  it('is in order, and does not depend on that of the times', () => {
    const times = fc.array(fc.double({ min: 0.1, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 });
    const property = fc.property(times, (timesMs) => {
      const spread = spreadOf(timesMs);
      const { minMs, lowerQuartileMs, medianMs, upperQuartileMs, maxMs } = spread;
      const inOrder = [minMs, lowerQuartileMs, medianMs, upperQuartileMs, maxMs];
      expect(inOrder.toSorted((left, right) => left - right)).toEqual(inOrder);
      expect(spreadOf(timesMs.toReversed())).toEqual(spread);
    });
    fc.assert(property);
  });
});

describe('strong scaling', () => {
  it('1200 ms in 400 ms with 4 workers: speedup 3, efficiency 0.75', () => {
    const speedup = scaling.strongSpeedup(1200, 400);
    expect(speedup).toBe(3);
    expect(scaling.efficiency({ jobs: 4, speedup })).toBe(0.75);
  });

  it('Karp and Flatt of that: (1/3 - 1/4) / (1 - 1/4) = (1/12) / (3/4) = 1/9', () => {
    expect(scaling.karpFlatt({ jobs: 4, speedup: 3 })).toBeCloseTo(1 / 9, 12);
  });

  it('is 0 by Karp and Flatt where all workers count, below where there are more than that, 1 where they are for nothing', () => {
    expect(scaling.karpFlatt({ jobs: 8, speedup: 8 })).toBe(0);
    // (1/2.5 - 1/2) / (1 - 1/2) = -0.2
    expect(scaling.karpFlatt({ jobs: 2, speedup: 2.5 })).toBeCloseTo(-0.2, 12);
    expect(scaling.karpFlatt({ jobs: 4, speedup: 1 })).toBe(1);
  });

  it('says nothing about the baseline itself', () => {
    expect(scaling.karpFlatt({ jobs: 1, speedup: 1 })).toBeUndefined();
    expect(scaling.fitAmdahl([{ jobs: 1, speedup: 1 }])).toBeUndefined();
    expect(scaling.fitAmdahl([])).toBeUndefined();
  });

  it('fits 1.6 with 2 workers and 2 with 4 by a serial fraction of 4/13', () => {
    // x = 1 - 1/p: 1/2, 3/4; y = 1/S - 1/p: 1/8, 1/4; (1/16 + 3/16) / (1/4 + 9/16) = (1/4) / (13/16) = 4/13.
    const fitted = scaling.fitAmdahl([
      { jobs: 2, speedup: 1.6 },
      { jobs: 4, speedup: 2 },
    ]);
    expect(fitted).toBeCloseTo(4 / 13, 12);
    expect(scaling.amdahlLimit(fitted ?? 0)).toBeCloseTo(3.25, 12);
  });

  it('finds the serial fraction that Amdahl put in, and so does Karp and Flatt at every point', () => {
    const property = fc.property(fc.double({ min: 0.001, max: 1, noNaN: true }), (serial) => {
      const points = [2, 3, 4, 8, 64].map((jobs) => ({ jobs, speedup: 1 / (serial + (1 - serial) / jobs) }));
      expect(scaling.fitAmdahl(points)).toBeCloseTo(serial, 9);
      for (const point of points) expect(scaling.karpFlatt(point)).toBeCloseTo(serial, 9);
    });
    fc.assert(property);
  });

  it('has no limit without a serial part', () => {
    expect(scaling.amdahlLimit(0)).toBeUndefined();
    expect(scaling.amdahlLimit(-0.1)).toBeUndefined();
  });
});

describe('weak scaling', () => {
  it('4 workers do 4 times the work of 300 ms in 400 ms: scaled speedup 3, efficiency T1/T4 = 0.75', () => {
    const speedup = scaling.scaledSpeedup(300, { jobs: 4, elapsedMs: 400 });
    expect(speedup).toBe(3);
    expect(scaling.efficiency({ jobs: 4, speedup })).toBe(0.75);
  });

  it('Gustafson of that: (4 - 3) / (4 - 1) = 1/3', () => {
    expect(scaling.gustafson({ jobs: 4, speedup: 3 })).toBeCloseTo(1 / 3, 12);
    expect(scaling.gustafson({ jobs: 1, speedup: 1 })).toBeUndefined();
  });

  it('fits 1.5 with 2 workers and 3 with 4 by (1 * 0.5 + 3 * 1) / (1 + 9) = 0.35', () => {
    const points = [
      { jobs: 2, speedup: 1.5 },
      { jobs: 4, speedup: 3 },
    ];
    expect(scaling.fitGustafson(points)).toBeCloseTo(0.35, 12);
  });
});
