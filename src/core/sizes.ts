/**
 * Sizes, durations and counts as people write and read them. What is typed is in powers of 1024 (16M is 16 MiB, as
 * GNU tools have it); what is reported is in powers of 1000, as throughput and file sizes are.
 */
import { PqError } from './errors.ts';

const POWERS_OF_1024: Readonly<Record<string, number>> = { '': 0, k: 1, m: 2, g: 3, t: 4 };

/** Bytes of '512', '64k', '16M', '1.5GiB', '2TB'; anything else, and nothing at all, is a PQ_USAGE error. */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+) ?([kmgt]?)(?:i?b)?$/i.exec(text.trim());
  const power = POWERS_OF_1024[(match?.[2] ?? '').toLowerCase()] ?? 0;
  const bytes = match === null ? NaN : Math.floor(Number(match[1]) * 1024 ** power);
  if (bytes >= 1 && bytes <= Number.MAX_SAFE_INTEGER) return bytes;
  throw new PqError('PQ_USAGE', `not a size: ${JSON.stringify(text)}`, {
    hint: 'a size is a number of bytes, with k, M, G or T after it when it is large: 500, 64k, 16M, 1.5G',
  });
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** '565 MB', '1.12 GB': as many significant digits as told, no trailing zeros. */
export function formatBytes(bytes: number, significantDigits = 3): string {
  let value = Math.round(bytes);
  let unit = 0;
  while (rounded(value, significantDigits) >= 1000 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${rounded(value, significantDigits)} ${BYTE_UNITS[unit]}`;
}

/** '3.5 GB/s'. No time at all makes no rate: undefined. */
export function formatRate(bytes: number, elapsedMs: number): string | undefined {
  return elapsedMs > 0 ? `${formatBytes((bytes / elapsedMs) * 1000, 2)}/s` : undefined;
}

/** '0.4 ms', '45 ms', '0.16 s', '12.3 s', '2 min 05 s', '3 h 12 min'. */
export function formatDuration(elapsedMs: number): string {
  if (elapsedMs < 9.95) return `${elapsedMs.toFixed(1)} ms`;
  if (elapsedMs < 99.5) return `${elapsedMs.toFixed(0)} ms`;
  if (elapsedMs < 9995) return `${(elapsedMs / 1000).toFixed(2)} s`;
  if (elapsedMs < 59_950) return `${(elapsedMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(elapsedMs / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${twoDigits(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/** '3 s', '2 min 05 s': no finer than a person can read while it changes. */
export function formatSeconds(durationMs: number): string {
  const seconds = Math.ceil(durationMs / 1000);
  return seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1000);
}

/** '5,000,000'. By hand: the first use of Intl costs more milliseconds than a small run has. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** '1 file', '3 files'. */
export function formatQuantity(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** What an input says about its bytes. */
interface Sized {
  readonly size: number | undefined;
  readonly startByte?: number;
  readonly decoding?: { readonly storedBytes: number | undefined };
}

/** Bytes of the file as it is stored, whatever its text has; undefined for a pipe. */
export function storedBytes({ size, decoding }: Sized): number | undefined {
  return decoding === undefined ? size : decoding.storedBytes;
}

/** The same from where our part of it starts. */
export function inputBytes(input: Sized): number | undefined {
  const bytes = storedBytes(input);
  return bytes === undefined ? undefined : bytes - (input.startByte ?? 0);
}

/** Undefined where one is not known. */
export function sumOfSizes(sizes: readonly (number | undefined)[]): number | undefined {
  return sizes.reduce((sum, size) => (sum === undefined || size === undefined ? undefined : sum + size), 0);
}

function rounded(value: number, significantDigits: number): number {
  return value >= 10 ** significantDigits ? Math.round(value) : Number(value.toPrecision(significantDigits));
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
