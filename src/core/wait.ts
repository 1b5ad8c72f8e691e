/** Waits without a turn of the event loop: for descriptors that somebody made non-blocking. */
export function waitMs(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
