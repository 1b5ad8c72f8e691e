/** Times of runs that are to be compared: finer than formatDuration, which is made to be read once. */
import { formatDuration } from '../../core/sizes.ts';

const IN_SECONDS_FROM_MS = 9999.5;
const WITH_TENTHS_BELOW_MS = 99.95;

/** '21.4 ms', '412 ms', '12.3 s'. */
export function formatTime(elapsedMs: number): string {
  if (elapsedMs >= IN_SECONDS_FROM_MS) return formatDuration(elapsedMs);
  return `${elapsedMs.toFixed(elapsedMs < WITH_TENTHS_BELOW_MS ? 1 : 0)} ms`;
}
