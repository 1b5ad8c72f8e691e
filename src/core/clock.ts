/** The time. The first use of `performance` would load what takes a millisecond of a short run. */

/** Milliseconds since this process started, with fractions. */
export function now(): number {
  return process.uptime() * 1000;
}
