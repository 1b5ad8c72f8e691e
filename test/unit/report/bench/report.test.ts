import { describe, expect, it, test } from 'vitest';
import { PLAIN } from '../../../../src/core/text-style.ts';
import { benchFigures } from '../../../../src/report/bench/figures.ts';
import { formatTime } from '../../../../src/report/bench/format-time.ts';
import { benchJson } from '../../../../src/report/bench/json.ts';
import { benchTable } from '../../../../src/report/bench/table.ts';
import { lane, reportOf, STRONG, WEAK } from './measured.ts';

describe('benchFigures', () => {
  it('compares medians with that of one job', () => {
    const { lanes, fit } = benchFigures(STRONG);
    expect(lanes.map(({ speedup }) => speedup)).toEqual([1, 1.6, 3]);
    expect(lanes.map(({ efficiency }) => efficiency)).toEqual([1, 0.8, 0.75]);
    expect(lanes.map(({ bytesPerSecond }) => bytesPerSecond)).toEqual([500e6, 800e6, 1500e6]);
    // x y: 1/2 * 1/8 + 3/4 * 1/12 = 1/8; x x: 1/4 + 9/16 = 13/16.
    expect(fit?.serialFraction).toBeCloseTo(2 / 13, 12);
    expect(fit?.limit).toBeCloseTo(6.5, 12);
  });

  it('fits no law to more workers than processors or partitions', () => {
    const { fit } = benchFigures({ ...STRONG, processors: 2 });
    expect(fit?.serialFraction).toBeCloseTo(0.25, 12);
    const single = [lane(1, [100]), lane(2, [100], { workers: 1 })];
    expect(benchFigures({ ...STRONG, lanes: single }).fit).toBeUndefined();
  });
});

describe('benchTable', () => {
  it('tells conditions, figures and the law', () => {
    expect(benchTable(reportOf(STRONG), PLAIN)).toMatchInlineSnapshot(`
      "command   pq agg --agg 'max(age) as '\\''oldest'\\''' people.csv
      input     1 file, 600 MB
      machine   Abacus 4, 4 processors, 16 GB of memory, linux x64
      versions  pq 0.1.0, Node 26.0.0
      runs      3 with each -j, by turns, after 1 warm-up each; times are of whole processes
      baseline  -j 1: one process, the inline executor

      -j   median      IQR    least     most      rate  speedup  efficiency  serial fraction
       1  1200 ms  20.0 ms  1190 ms  1230 ms  500 MB/s     1.00       100 %                -
       2   750 ms  10.0 ms   740 ms   760 ms  800 MB/s     1.60        80 %            0.250
       4   400 ms   7.5 ms   395 ms   410 ms  1.5 GB/s     3.00        75 %            0.111

      Amdahl's law fits best with a serial fraction of 0.154: however many the workers, a speedup of at most 6.5
      "
    `);
  });

  it('tells weak scaling', () => {
    expect(benchTable(reportOf(WEAK), PLAIN)).toMatchInlineSnapshot(`
      "command   pq agg --agg 'max(age) as '\\''oldest'\\''' people.csv
      input     1 file, 600 MB, named once for each worker
      machine   Abacus 4, 4 processors, 16 GB of memory, linux x64
      versions  pq 0.1.0, Node 26.0.0
      runs      3 with each -j, by turns, after 1 warm-up each; times are of whole processes
      baseline  -j 1: one process, the inline executor

      -j  median     IQR   least    most    rate  scaled speedup  scaled efficiency  serial fraction
       1  300 ms  0.0 ms  300 ms  300 ms  2 GB/s            1.00              100 %                -
       2  400 ms  0.0 ms  400 ms  400 ms  3 GB/s            1.50               75 %            0.500
       4  400 ms  0.0 ms  400 ms  400 ms  6 GB/s            3.00               75 %            0.333

      Gustafson's law fits best with a serial fraction of 0.350: w workers do w - 0.350 (w - 1) times the work in the same time
      "
    `);
  });

  it('sets off headings and warnings, and stays aligned', () => {
    const marked = { ...PLAIN, heading: (text: string) => `<${text}>`, warning: (text: string) => `!${text}!` };
    const busy = { ...STRONG, processors: 2 };
    const text = benchTable(reportOf(busy), marked);
    expect(text).toContain('<-j>');
    expect(text).toContain('!warning:! the machine was busy');
    expect(text.replace(/[<>!]/g, '')).toBe(benchTable(reportOf(busy), PLAIN));
  });

  it.each([
    ['makes nothing of a serial fraction below 0', [lane(1, [400]), lane(2, [160])], 'no part of the work was seen'],
    ['says when workers are for nothing', [lane(1, [400]), lane(2, [500])], 'more workers gain nothing'],
    ['fits nothing to the baseline alone', [lane(1, [400])], 'only -j 1 was measured'],
    ['fits nothing where nothing can be told', [lane(1, [400]), lane(8, [200])], 'no law fitted'],
  ])('%s', (_, lanes, text) => {
    expect(benchTable(reportOf({ ...STRONG, lanes }), PLAIN)).toContain(text);
  });

  it('shortens a command with many files', () => {
    const report = { ...reportOf(STRONG), command: ['agg', '--count', ...Array.from({ length: 98 }, () => 'a b')] };
    expect(benchTable(report, PLAIN)).toMatch(/^command +pq agg --count( 'a b'){9} \.\.\. \(101 words\)$/m);
  });
});

describe('warnings', () => {
  const warningsOf = (...lanes: readonly ReturnType<typeof lane>[]): readonly string[] =>
    benchJson(reportOf({ ...STRONG, lanes })).warnings as readonly string[];

  it('are none where all is well', () => {
    expect(warningsOf(...STRONG.lanes)).toEqual([]);
  });

  it('tell of too few processors, and of too few partitions', () => {
    expect(warningsOf(lane(1, [800, 800, 800]), lane(8, [200, 200, 200]))).toEqual([
      '-j 8: there are only 4 processors; more workers take turns on them',
    ]);
    expect(warningsOf(lane(1, [800, 800, 800]), lane(4, [200, 200, 200], { workers: 3 }))).toEqual([
      '-j 4: the input makes only 3 partitions, and that many workers took part',
    ]);
  });

  it('tell of a difference that may be noise: middle halves that overlap', () => {
    const noisy = lane(2, [900, 1100, 1300]);
    expect(warningsOf(lane(1, [1000, 1100, 1400]), noisy)).toEqual([
      '-j 2: its times (1000 ms to 1200 ms) overlap those of -j 1 (1050 ms to 1250 ms): the difference may be noise',
    ]);
    expect(warningsOf(lane(1, [1300, 1300, 1300]), noisy)).toEqual([]);
  });

  it('tell of a machine that others use', () => {
    expect(benchJson(reportOf({ ...STRONG, loadBefore: 2.25 })).warnings).toEqual([
      'the machine was busy before the first run (load 2.3 on 4 processors): others may show in the times',
    ]);
  });

  it('tell of too few runs', () => {
    expect(warningsOf(lane(1, [800, 800]))).toEqual([
      '2 runs of each: too few to tell a difference from noise (--runs)',
    ]);
  });

  it('tell of runs that are mostly starting', () => {
    const [warning] = warningsOf(lane(1, [120, 120, 120]), lane(2, [60, 60, 60]));
    expect(warning).toMatch(/^-j 2 takes 60\.0 ms: much of that is starting processes/);
    expect(warningsOf(lane(1, [100, 100, 100]))).toEqual([]);
  });

  it('tell of a first run that had to wait for the disk', () => {
    expect(warningsOf(lane(1, [300, 300, 300], { warmUpMs: [2000, 300] }))).toEqual([
      'the first run took 2000 ms, the median is 300 ms: most likely the files were not in the page cache; it is not counted',
    ]);
    expect(warningsOf(lane(1, [2000, 300, 300], { warmUpMs: [] }))).toEqual([
      'the first run took 2000 ms, the median is 300 ms: most likely the files were not in the page cache; it is counted, because of --warmup 0',
    ]);
    expect(warningsOf(lane(1, [300, 300, 300], { warmUpMs: [590] }))).toEqual([]);
  });

  it('tell of input that is larger than the memory, once however often it is named', () => {
    const lanes = [lane(1, [900, 900, 900]), lane(2, [450, 450, 450], { inputBytes: 1.2e9 })];
    const measurement = { ...STRONG, lanes, memoryBytes: 1e9 };
    expect(benchJson(reportOf({ ...measurement, scaling: 'strong' })).warnings).toEqual([
      '1.2 GB do not fit into the page cache: every run waits for the disk',
    ]);
    expect(benchJson(reportOf({ ...measurement, scaling: 'weak' })).warnings).toEqual([]);
  });
});

describe('benchJson', () => {
  it('has every time, and the same keys in every benchmark', () => {
    const json = benchJson(reportOf(STRONG));
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
    expect(json).toMatchObject({ scaling: 'strong', version: '0.1.0', fileCount: 1, runs: 3, warmUps: 1 });
    const [baseline, second] = json.lanes as readonly Record<string, unknown>[];
    expect(baseline).toEqual({
      ...{ jobs: 1, workers: 1, inputBytes: 600_000_000, timesMs: [1200, 1190, 1230], warmUpMs: [1200] },
      ...{ medianMs: 1200, lowerQuartileMs: 1195, upperQuartileMs: 1215, interquartileMs: 20 },
      ...{ minMs: 1190, maxMs: 1230, bytesPerSecond: 500e6, speedup: 1, efficiency: 1, serialFraction: null },
    });
    expect(second?.serialFraction).toBeCloseTo(0.25, 12);
    const alone = benchJson(reportOf({ ...STRONG, lanes: [lane(1, [400])] }));
    expect(alone.fit).toBeNull();
    expect(Object.keys(alone)).toEqual(Object.keys(json));
  });
});

test.each([
  [0, '0.0 ms'],
  [21.44, '21.4 ms'],
  [99.94, '99.9 ms'],
  [99.96, '100 ms'],
  [9999.4, '9999 ms'],
  [9999.6, '10.0 s'],
  [61_000, '1 min 01 s'],
])('formatTime(%f) is %s', (elapsedMs, text) => {
  expect(formatTime(elapsedMs)).toBe(text);
});
