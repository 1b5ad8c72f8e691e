import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PartitionOptions, type PlannedPartitions, planPartitions } from '../../../src/plan/partitions.ts';
import type { InputFile, Span } from '../../../src/protocol/stage.ts';
import { jsonFile } from './inputs.ts';

const MIB = 1024 ** 2;

function allSpans(list: PlannedPartitions): readonly Span[] {
  return Array.from({ length: list.count }, (_, index) => list.at(index).spans).flat();
}

/** '0:5-10 1:0-7 | 2:0-3' for two partitions, the first of which has two spans; ? where the start is a guess. */
function printed(files: readonly InputFile[], options: PartitionOptions): string {
  const list = planPartitions(files, options);
  return Array.from({ length: list.count }, (_, index) => {
    const spans = list
      .at(index)
      .spans.map(({ file, startByte, stopByte }) => `${file}:${startByte}-${stopByte ?? 'end'}`);
    return `${list.startIsCertain(index) ? '' : '?'}${spans.join(' ')}`;
  }).join(' | ');
}

describe('planPartitions', () => {
  it('cuts a big file into even pieces of about the target', () => {
    const list = planPartitions([jsonFile('a', 565_000_000)], { jobs: 2 });
    expect(list.targetBytes).toBe(16 * MIB);
    expect(list.count).toBe(34);
    const sizes = allSpans(list).map(({ startByte, stopByte }) => (stopByte ?? 0) - startByte);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it('makes eight a job of a middling one', () => {
    expect(planPartitions([jsonFile('a', 40 * MIB)], { jobs: 2 }).count).toBe(16);
  });

  it('leaves no tiny piece', () => {
    expect(planPartitions([jsonFile('a', MIB + 1000)], { jobs: 2 }).count).toBe(1);
    expect(planPartitions([jsonFile('a', 1.6 * MIB)], { jobs: 2 }).count).toBe(2);
  });

  it('packs small files, next to one that is cut', () => {
    const files = [0.3 * MIB, 0.3 * MIB, 2 * MIB, 0.3 * MIB, 0.9 * MIB].map((size) => jsonFile('f', Math.floor(size)));
    expect(printed(files, { jobs: 1 })).toBe(
      '0:0-314572 1:0-314572 | 2:0-1048576 | ?2:1048576-2097152 | 3:0-314572 | 4:0-943718',
    );
  });

  it('never cuts what has to be decoded, and packs it when it is small', () => {
    const decoded = (storedBytes: number | undefined): InputFile => {
      const decoding = { storedBytes, compression: 'gzip', encoding: undefined, root: undefined } as const;
      return { ...jsonFile('a.gz', 0), size: undefined, decoding };
    };
    const files = [40 * MIB, MIB / 4, MIB / 4, undefined, MIB / 4].map(decoded);
    expect(printed(files, { jobs: 8 })).toBe('0:0-end | 1:0-end 2:0-end | 3:0-end | 4:0-end');
    expect(printed(files, { jobs: 1, chunkBytes: 10 })).toBe('0:0-end | 1:0-end | 2:0-end | 3:0-end | 4:0-end');
    expect(printed(files, { jobs: 1, partitions: 100 })).toBe('0:0-end | 1:0-end | 2:0-end | 3:0-end | 4:0-end');
  });

  it('packs tiny files by what it takes to open them', () => {
    const files = Array.from({ length: 10_000 }, () => jsonFile('f', 100));
    const list = planPartitions(files, { jobs: 2 });
    expect(list.count).toBe(16);
    expect(list.at(0).spans.length).toBe(list.at(7).spans.length);
    expect(allSpans(list).length).toBe(10_000);
  });

  it('has work for every worker even of the smallest files', () => {
    const files = [10, 10, 10].map((size) => jsonFile('f', size));
    expect(printed(files, { jobs: 1000 })).toBe('0:0-10 | 1:0-10 | 2:0-10');
    expect(printed(files, { jobs: 1 })).toBe('0:0-10 1:0-10 2:0-10');
  });

  it('cuts at multiples of an explicit chunk size and packs nothing', () => {
    const files = [jsonFile('a', 25, 5), jsonFile('b', 3), jsonFile('c', 0)];
    expect(printed(files, { jobs: 2, chunkBytes: 8 })).toBe('0:5-13 | ?0:13-21 | ?0:21-25 | 1:0-3 | 2:0-0');
  });

  it('makes as many partitions of a file as told', () => {
    const files = [jsonFile('a', 10)];
    expect(printed(files, { jobs: 2, partitions: 3 })).toBe('0:0-3 | ?0:3-6 | ?0:6-10');
    expect(planPartitions(files, { jobs: 2, partitions: 7 }).count).toBe(7);
    expect(planPartitions(files, { jobs: 2, partitions: 700 }).count).toBe(10);
    expect(printed([...files, ...files], { jobs: 8, partitions: 1 })).toBe('0:0-10 1:0-10');
  });

  it('makes a partition of a table without rows', () => {
    const format = { kind: 'cells', columns: ['a'], dataStart: 0, starts: [0] } as const;
    const files = [{ path: 't', name: 't', size: 0, mtimeMs: undefined, format }];
    for (const options of [{ jobs: 1 }, { jobs: 2, chunkBytes: 5 }, { jobs: 2, partitions: 3 }])
      expect(printed(files, options)).toBe('0:0-0');
  });

  it('reads a stream to its end, in a partition of its own', () => {
    const files = [jsonFile('a', 5), { ...jsonFile('-'), size: undefined }, jsonFile('b', 0)];
    expect(printed(files, { jobs: 1 })).toBe('0:0-5 | 1:0-end | 2:0-0');
  });

  it('cuts rows of cells at the first start behind each even cut, for certain', () => {
    const file = tableFile(100, [0, 15, 30, 35, 70, 90]);
    expect(printed([file], { jobs: 2, partitions: 4 })).toBe('0:0-30 | 0:30-70 | 0:70-90 | 0:90-100');
    expect(printed([file], { jobs: 2, partitions: 2 })).toBe('0:0-70 | 0:70-100');
    expect(printed([file], { jobs: 2, chunkBytes: 40 })).toBe('0:0-70 | 0:70-90 | 0:90-100');
    expect(printed([file], { jobs: 2, chunkBytes: 1 })).toBe(
      '0:0-15 | 0:15-30 | 0:30-35 | 0:35-70 | 0:70-90 | 0:90-100',
    );
    expect(printed([file, file], { jobs: 1 })).toBe('0:0-100 1:0-100');
    expect(printed([tableFile(0, [0])], { jobs: 2, chunkBytes: 1 })).toBe('0:0-0');
  });

  it('makes eight a job of a middling table, and packs one that cannot be cut', () => {
    const starts = Array.from({ length: 160 }, (_, at) => at * (MIB / 4));
    expect(planPartitions([tableFile(40 * MIB, starts)], { jobs: 2 }).count).toBe(16);
    const whole = tableFile(MIB, [0]);
    expect(printed([whole, whole], { jobs: 1, partitions: 1 })).toBe(`0:0-${MIB} 1:0-${MIB}`);
  });

  it('has no partitions of no files, and none beyond the last', () => {
    const none = planPartitions([], { jobs: 2 });
    expect(none.count).toBe(0);
    expect(() => none.at(0)).toThrow(RangeError);
    expect(() => planPartitions([jsonFile('a', 5)], { jobs: 2 }).at(1)).toThrow('there is no partition 1');
  });

  it('makes millions of partitions only when asked for them', () => {
    const list = planPartitions([jsonFile('a', 4e12), jsonFile('b', 10)], { jobs: 2, chunkBytes: 1 });
    expect(list.count).toBe(4e12 + 10);
    expect(list.at(3e12)).toEqual({ index: 3e12, spans: [{ file: 0, startByte: 3e12, stopByte: 3e12 + 1 }] });
    expect(list.startIsCertain(4e12)).toBe(true);
  });
});

describe('planPartitions, whatever the input', () => {
  const file = fc
    .record({ size: fc.option(fc.nat({ max: 5000 }), { nil: undefined, freq: 9 }), dataStart: fc.nat({ max: 20 }) })
    .map(({ size, dataStart }) => ({ ...jsonFile('f'), size, format: { kind: 'ndjson', dataStart } as const }));
  const table = fc
    .record({
      size: fc.nat({ max: 5000 }),
      starts: fc.uniqueArray(fc.integer({ min: 1, max: 4999 }), { maxLength: 9 }),
    })
    .map(({ size, starts }) =>
      tableFile(size, [0, ...starts.filter((start) => start < size).sort((one, other) => one - other)]),
    );
  const options = fc.record(
    {
      jobs: fc.integer({ min: 1, max: 20 }),
      chunkBytes: fc.integer({ min: 1, max: 6000 }),
      partitions: fc.integer({ min: 1, max: 6000 }),
    },
    { requiredKeys: ['jobs'] },
  );
  const inputs = fc.array(fc.oneof({ weight: 3, arbitrary: file }, table), { maxLength: 12 });

  it('covers every byte of every file once, in order', () => {
    fc.assert(
      fc.property(inputs, options, (files, chosen) => {
        expectCoverage(files, allSpans(planPartitions(files, chosen)));
      }),
    );
  });

  it('covers large files too', () => {
    const large = fc.array(fc.nat({ max: 2 ** 46 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(large, fc.integer({ min: 1, max: 3000 }), (sizes, partitions) => {
        const files = sizes.map((size) => jsonFile('f', size));
        expectCoverage(files, allSpans(planPartitions(files, { jobs: 2, partitions })));
      }),
      { numRuns: 30 },
    );
  });

  it('is certain of the start exactly where a file begins, or of rows of cells', () => {
    fc.assert(
      fc.property(inputs, options, (files, chosen) => {
        const list = planPartitions(files, chosen);
        for (let index = 0; index < list.count; index++) {
          const { spans, index: ownIndex } = list.at(index);
          expect(ownIndex).toBe(index);
          const [first, ...others] = spans;
          const isTable = files[first?.file ?? -1]?.format?.kind === 'cells';
          expect(list.startIsCertain(index)).toBe(isTable || first?.startByte === firstByte(files, first));
          for (const other of others) expect(other.startByte).toBe(firstByte(files, other));
        }
      }),
    );
  });

  it('cuts no empty pieces', () => {
    fc.assert(
      fc.property(inputs, options, (files, chosen) => {
        const list = planPartitions(files, chosen);
        for (let index = 0; index < list.count; index++) {
          const [span] = list.at(index).spans;
          const isFirst = span?.startByte === firstByte(files, span);
          if (!isFirst) expect(span?.stopByte).toBeGreaterThan(span?.startByte ?? Infinity);
        }
      }),
    );
  });
});

function tableFile(size: number, starts: readonly number[]): InputFile {
  const format = { kind: 'cells', columns: ['a'], dataStart: 0, starts } as const;
  return { path: 't', name: 't', size, mtimeMs: undefined, format };
}

function firstByte(files: readonly InputFile[], span: Span | undefined): number | undefined {
  const file = files[span?.file ?? -1];
  return file && Math.min(file.format?.dataStart ?? 0, file.size ?? Infinity);
}

function expectCoverage(files: readonly InputFile[], spans: readonly Span[]): void {
  let next = 0;
  for (const [index, { size, format }] of files.entries()) {
    let reached: number | null = Math.min(format?.dataStart ?? 0, size ?? Infinity);
    const firstOfFile = next;
    for (; spans[next]?.file === index; next++) {
      expect(spans[next]?.startByte).toBe(reached);
      reached = spans[next]?.stopByte ?? null;
    }
    expect(next).toBeGreaterThan(firstOfFile);
    expect(reached).toBe(size ?? null);
  }
  expect(next).toBe(spans.length);
}
