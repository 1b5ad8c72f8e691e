/** Random worlds and random orders of events: the scheduler always comes to the one right end. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../helpers/engine/runs.ts';
import { rowBytes } from '../helpers/run/simulated-rows.ts';
import { PARTITION_BYTES, Simulation, type World } from '../helpers/run/simulation.ts';

const MOST_PARTITIONS = 24;
const partitions = fc.array(fc.nat(MOST_PARTITIONS), { maxLength: 8 });

/** Deaths are many here, so that retries are as good as endless. */
const worlds: fc.Arbitrary<World> = fc.record({
  partitionCount: fc.nat(MOST_PARTITIONS),
  workerCount: fc.integer({ min: 1, max: 5 }),
  retries: fc.constant(1_000),
  recordStarts: fc.array(fc.nat(MOST_PARTITIONS * PARTITION_BYTES), { maxLength: 60 }),
  certain: partitions,
  careless: fc.oneof(partitions, fc.constant(Array.from({ length: MOST_PARTITIONS }, (_, index) => index))),
  malformed: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: partitions }),
  poisoned: fc.constant([]),
});

/** Which worker, and what it does: a message handled and an answer delivered ten times as often as a death. */
const steps = fc.array(fc.tuple(fc.nat(9), fc.nat(20)), { maxLength: 300 });

test('every partition is collected once with its true start, or the lowest malformed one ends the run', () => {
  const property = fc.property(worlds, steps, (world, choices) => {
    const simulation = new Simulation(world);
    for (const [worker, action] of choices) simulation.step(worker, action === 20 ? 2 : action % 2);
    simulation.finish();
    expectTheTruth(simulation, world.partitionCount);
  });
  fc.assert(property, runs(2_000));
});

test('all rows are delivered once and in order, or the lowest malformed partition ends the run', () => {
  const property = fc.property(
    worlds,
    fc.integer({ min: 1, max: 8 }),
    fc.boolean(),
    steps,
    (world, within, isPlaced, choices) => {
      const simulation = new Simulation({ ...world, deliversWithin: within, isPlaced });
      for (const [worker, action] of choices) simulation.step(worker, action === 20 ? 2 : action % 2);
      simulation.finish();
      expectTheRows(simulation, world.partitionCount, isPlaced);
    },
  );
  fc.assert(property, runs(3_000));
});

test('a partition that kills every worker ends the run, and is named', () => {
  const property = fc.property(worlds, fc.nat(MOST_PARTITIONS), fc.nat(3), steps, (world, poison, retries, choices) => {
    fc.pre(poison < world.partitionCount);
    const simulation = new Simulation({ ...world, retries, malformed: [], poisoned: [poison] });
    for (const [worker, action] of choices) simulation.step(worker, action % 2);
    simulation.finish();
    expect(simulation.end).toMatchObject({
      kind: 'Abort',
      failure: { kind: 'worker-died', partition: { index: poison } },
    });
  });
  fc.assert(property, runs(500));
});

function expectTheTruth(simulation: Simulation, partitionCount: number): void {
  if (isMalformed(simulation, partitionCount)) return;
  const all = Array.from({ length: partitionCount }, (_, partition) => partition);
  expect(simulation.end).toEqual({ kind: 'Complete' });
  expect(simulation.collected.sort((left, right) => left.partition - right.partition)).toEqual(
    all.map((partition) => ({ partition, startByte: startInProof(simulation, partition) })),
  );
  expect(simulation.scheduler.records.map((record) => record.partition)).toEqual(all);
}

function expectTheRows(simulation: Simulation, partitionCount: number, isPlaced: boolean): void {
  const { rows } = simulation;
  const all = Array.from({ length: partitionCount }, (_, partition) => {
    return { partition, startByte: startInProof(simulation, partition) };
  });
  if (isMalformed(simulation, partitionCount)) {
    expect(rows.taken).toEqual(all.slice(0, rows.taken.length));
    return;
  }
  expect(simulation.end).toEqual({ kind: 'Complete' });
  expect(rows.taken).toEqual(isPlaced ? [] : all);
  if (!isPlaced) return;
  let place = 0;
  for (const kept of all) {
    expect(rows.written.get(place)).toEqual(kept);
    place += rowBytes(kept.startByte);
  }
  expect(rows.placedBytes).toBe(place);
  expect(rows.written.size).toBe(partitionCount);
}

/** Whether bad data ends the run: it has to be the lowest. */
function isMalformed(simulation: Simulation, partitionCount: number): boolean {
  const malformed = simulation.lowestMalformed;
  if (malformed === undefined || malformed >= partitionCount) return false;
  const error = { message: `in partition ${malformed}` };
  expect(simulation.end).toMatchObject({ kind: 'Abort', failure: { kind: 'data-error', error } });
  return true;
}

/** A record that spans whole partitions: they start, empty, where it ends. */
function startInProof(simulation: Simulation, partition: number): number {
  return partition === 0 ? 0 : Math.max(simulation.truth(partition).startByte, simulation.truth(partition - 1).endByte);
}
