/** The rows of a simulation on their way: handed over in turns, or written by each worker to its place. */
import type { Delivery, OutputPlace } from '../../../src/protocol/stage.ts';
import { RowDeliveries } from '../../../src/run/processes/row-deliveries.ts';
import type { Instruction } from '../../../src/run/scheduler/events.ts';

/** What a worker keeps of a task. */
export interface Kept {
  readonly partition: number;
  readonly startByte: number;
}

export class SimulatedRows {
  /** As they were handed over. */
  readonly taken: Kept[] = [];
  /** As they were written, by the first byte of their place. */
  readonly written = new Map<number, Kept>();
  /** Of all places that were given. */
  placedBytes = 0;
  readonly #deliveries: RowDeliveries;
  readonly #places = new Map<number, OutputPlace | undefined>();

  constructor(isPlaced: boolean) {
    const receiver = {
      place: (byteLength: number) => (isPlaced ? this.#place(byteLength) : undefined),
      take: (delivery: Delivery) => this.#take(delivery),
    };
    this.#deliveries = new RowDeliveries(receiver, true);
  }

  /** As the pool does when the scheduler says so, before the worker hears of it. */
  ask({ partition, byteLength }: Extract<Instruction, { kind: 'DeliverRows' }>): void {
    this.#places.set(partition, this.#deliveries.placeOf(partition, byteLength));
  }

  /** As the worker does. */
  give(rows: Kept): Delivery {
    const place = this.#places.get(rows.partition);
    if (place === undefined) return { kind: 'here', pieces: [Buffer.from(JSON.stringify(rows))], release: () => {} };
    this.written.set(place.startByte, rows);
    return { kind: 'placed' };
  }

  /** As the pool does when it hears of it. */
  hear(partition: number, delivery: Delivery): void {
    this.#deliveries.take(partition, delivery);
  }

  #place(byteLength: number): OutputPlace {
    const startByte = this.placedBytes;
    this.placedBytes += byteLength;
    return { path: '', name: '', startByte };
  }

  #take(delivery: Delivery): void {
    if (delivery.kind !== 'here') return;
    this.taken.push(...delivery.pieces.map((piece) => JSON.parse(Buffer.from(piece).toString()) as Kept));
  }
}

/** How long the rows of a partition are: it tells a wrong start from the right one. */
export function rowBytes(startByte: number): number {
  return 1 + startByte;
}
