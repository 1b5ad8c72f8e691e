/** What the workers of an execution did, from their messages: for reports. */
import type { FromWorker } from '../../protocol/messages.ts';
import type { WorkerRecord } from '../../protocol/metrics.ts';
import type { WorkerLink } from './worker-link.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export class WorkerRecorder {
  readonly #records = new Map<number, Mutable<WorkerRecord>>();
  readonly #forkedMs = new Map<number, number>();

  get records(): readonly WorkerRecord[] {
    return [...this.#records.values()];
  }

  add(worker: number, link: WorkerLink): void {
    const { processId, forkedMs } = link;
    this.#forkedMs.set(worker, forkedMs);
    this.#records.set(worker, { worker, processId, readyMs: undefined, busyMs: 0, taskCount: 0, residentBytes: 0 });
  }

  record(worker: number, message: FromWorker): void {
    const record = this.#records.get(worker);
    if (record === undefined) return;
    // Not when the message is heard: the coordinator may have been busy.
    if (message.type === 'ready') record.readyMs = (this.#forkedMs.get(worker) ?? 0) + message.startupMs;
    if (message.type !== 'finished') return;
    record.taskCount += 1;
    record.residentBytes = Math.max(record.residentBytes, message.residentBytes);
    if (message.result.kind === 'succeeded') record.busyMs += message.result.metrics.busyMs;
  }
}
