import { describe, expect, it } from 'vitest';
import { chooseExecutor, type ExecutorFacts } from '../../../src/plan/choose-executor.ts';

const LARGE: ExecutorFacts = {
  totalBytes: 565e6,
  fileCount: 1,
  streams: 0,
  partitionCount: 34,
  jobs: undefined,
  availableParallelism: 2,
};

function chosen(facts: Partial<ExecutorFacts>): string {
  const { executor, workers, reason } = chooseExecutor({ ...LARGE, ...facts });
  return `${executor} ${workers}: ${reason}`;
}

describe('chooseExecutor', () => {
  it('shares large inputs out to all processors', () => {
    expect(chosen({})).toBe('processes 2: 2 processors');
    expect(chosen({ availableParallelism: 64 })).toBe('processes 34: 64 processors, but only 34 partitions');
  });

  it('counts files as work, too', () => {
    expect(chosen({ totalBytes: 1e6, fileCount: 10_000 })).toContain('inline 1: ');
    expect(chosen({ totalBytes: 1e6, fileCount: 100_000 })).toBe('processes 2: 2 processors');
  });

  it('obeys -j', () => {
    expect(chosen({ jobs: 8 })).toBe('processes 8: -j 8');
    expect(chosen({ jobs: 8, totalBytes: 10, availableParallelism: 1 })).toBe('processes 8: -j 8');
    expect(chosen({ jobs: 1 })).toBe('inline 1: -j 1: everything in this process');
  });

  it('starts no more than --memory-limit has room for', () => {
    expect(chosen({ jobs: 8, affordable: 3 })).toBe('processes 3: -j 8, but --memory-limit has room for 3');
    expect(chosen({ jobs: 2, affordable: 3 })).toBe('processes 2: -j 2');
    expect(chosen({ affordable: 1 })).toBe('inline 1: --memory-limit has room for one process');
    expect(chosen({ jobs: 1000, affordable: 300, partitionCount: 3 })).toContain('but only 3 partitions');
  });

  it('starts no process that would have nothing to do', () => {
    expect(chosen({ jobs: 1000, partitionCount: 3 })).toBe('processes 3: -j 1000, but only 3 partitions');
    expect(chosen({ jobs: 8, partitionCount: 1 })).toBe('inline 1: one partition: nothing to share out');
    expect(chosen({ jobs: 8, partitionCount: 0 })).toBe('inline 1: one partition: nothing to share out');
  });

  it('shares out small inputs that take long', () => {
    expect(chosen({ totalBytes: 10e6, workBytes: 640e6 })).toBe('processes 2: 2 processors');
    expect(chosen({ totalBytes: 1e6, workBytes: 64e6 })).toBe(
      'inline 1: 1 MB are read faster than workers start; -j starts them anyway',
    );
  });

  it('runs small inputs, pipes, and everything on one processor in this process', () => {
    expect(chosen({ totalBytes: 10_000 })).toBe(
      'inline 1: 10 kB are read faster than workers start; -j starts them anyway',
    );
    expect(chosen({ totalBytes: 10_000, fileCount: 10 })).toContain('inline 1: 10 kB in 10 files are read faster');
    expect(chosen({ streams: 1, jobs: 8 })).toBe('inline 1: a pipe can only be read once, in order, by one process');
    expect(chosen({ availableParallelism: 1 })).toBe('inline 1: one processor');
  });
});
