import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PqError } from '../../../src/core/errors.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatQuantity,
  formatRate,
  parseSize,
} from '../../../src/core/sizes.ts';

describe('parseSize', () => {
  it.each([
    ['1', 1],
    ['512', 512],
    ['512B', 512],
    ['64k', 65_536],
    ['64K', 65_536],
    ['64kB', 65_536],
    ['64KiB', 65_536],
    ['16M', 16_777_216],
    ['16 MiB', 16_777_216],
    [' 16mb ', 16_777_216],
    ['1.5G', 1_610_612_736],
    ['.5k', 512],
    ['2T', 2_199_023_255_552],
  ])('%j is %i bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(['', ' ', '0', '0.1', '-1', '1e3', '16X', 'M', '1.', '16 M B', '16iB5', 'Infinity', '9999999T', '1,5G'])(
    '%j is not a size',
    (text) => {
      expect(() => parseSize(text)).toThrow(PqError);
      expect(() => parseSize(text)).toThrow(`not a size: ${JSON.stringify(text)}`);
    },
  );
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [1024, '1.02 kB'],
    [999_499, '999 kB'],
    [999_500, '1 MB'],
    [565_432_100, '565 MB'],
    [1_123_456_789, '1.12 GB'],
    [1.5e18, '1500 PB'],
  ])('%i is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('never shows a thousand of a unit', () => {
    fc.assert(fc.property(fc.nat({ max: 1e15 }), (bytes) => Number.parseFloat(formatBytes(bytes)) < 1000));
  });
});

describe('formatRate', () => {
  it('is bytes a second in two digits', () => {
    expect(formatRate(565_000_000, 160)).toBe('3.5 GB/s');
    expect(formatRate(100, 1000)).toBe('100 B/s');
  });

  it('is unknown without time', () => {
    expect(formatRate(100, 0)).toBeUndefined();
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0.0 ms'],
    [0.42, '0.4 ms'],
    [9.94, '9.9 ms'],
    [9.96, '10 ms'],
    [99.4, '99 ms'],
    [99.6, '0.10 s'],
    [160, '0.16 s'],
    [9994, '9.99 s'],
    [9996, '10.0 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min 00 s'],
    [125_400, '2 min 05 s'],
    [3_599_900, '1 h 00 min'],
    [11_520_000, '3 h 12 min'],
  ])('%d ms is %s', (elapsedMs, text) => {
    expect(formatDuration(elapsedMs)).toBe(text);
  });
});

describe('counts', () => {
  it('have thousands apart', () => {
    expect([0, 999, 1000, 1234567].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567']);
  });

  it('know one from many', () => {
    expect(formatQuantity(1, 'file')).toBe('1 file');
    expect(formatQuantity(0, 'file')).toBe('0 files');
    expect(formatQuantity(2, 'process', 'processes')).toBe('2 processes');
  });
});
