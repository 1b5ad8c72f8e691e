import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../src/core/text-style.ts';
import type { InputFile } from '../../../src/protocol/stage.ts';
import { stats } from '../../../src/report/stats.ts';
import { statsJson } from '../../../src/report/stats-json.ts';
import { jsonFile } from '../plan/inputs.ts';
import { FILES, INLINE_REPORT, METRICS, REPORT, span, task } from './measured.ts';

describe('stats', () => {
  it('prints all figures', () => {
    expect(stats(REPORT, PLAIN)).toMatchInlineSnapshot(`
      "wall               0.19 s
      start-up           31 ms
      scan               0.16 s
      combine            0.8 ms
      busy               0.27 s in all tasks, 68 ms of it reading
      bytes              565 MB (3 GB/s)
      records            5,000,005: 5,000,003 used, 0 filtered out, 2 skipped, 0 rejected
      executor           processes: 2 processors
      partitions         3
      seams run again    0
      tasks retried      0, 0 workers died
      skew               1.66 (busiest partition over the mean; 1 is even)
      estimated speedup  1.42 (an estimate: sum of task times over wall)

      worker    process  ready    busy  tasks  peak memory
      worker 1     4711  25 ms  0.12 s      1        71 MB
      worker 2     4712  25 ms  0.15 s      2      73.3 MB

      file          bytes       read       used  filtered out  skipped (blank lines)  rejected
      people.csv   565 MB  5,000,000  4,999,998             0                      2         0
      more.ndjson    1 kB          5          5             0                      0         0
      "
    `);
  });

  it('prints a run in this process', () => {
    expect(stats(INLINE_REPORT, PLAIN)).toMatchInlineSnapshot(`
      "wall               21 ms
      start-up           20 ms
      scan               0.16 s
      combine            0.8 ms
      busy               0.5 ms in all tasks, 0.1 ms of it reading
      bytes              1 kB (48 kB/s)
      records            2: 2 used, 0 filtered out, 0 skipped, 0 rejected
      executor           inline: -j 1: everything in this process
      partitions         1
      seams run again    0
      tasks retried      0, 0 workers died
      skew               1.00 (busiest partition over the mean; 1 is even)
      estimated speedup  1 (one process)

      worker      process  ready    busy  tasks  peak memory
      worker 1  pq itself      -  0.5 ms      1        55 MB

      file         bytes  read  used  filtered out  skipped (blank lines)  rejected
      more.ndjson   1 kB     2     2             0                      0         0
      "
    `);
  });

  it('lists twenty files and sums the rest', () => {
    const inputs = Array.from({ length: 25 }, (_, index) => jsonFile(`${index}.ndjson`, 100));
    const tasks = [
      task(
        0,
        0,
        1,
        inputs.map((_, index) => span(index, 0, 100, 3, 1)),
      ),
    ];
    const lines = stats({ ...REPORT, inputs, metrics: { ...METRICS, tasks } }, PLAIN)
      .trimEnd()
      .split('\n');
    expect(lines.at(-2)).toMatch(/^19\.ndjson +100 B +3 +2 +0 +1 +0$/);
    expect(lines.at(-1)).toMatch(/^and 5 more files +500 B +15 +10 +0 +5 +0$/);
  });

  it('counts what other stages did, but not the rows of a table once more', () => {
    const table = {
      ...jsonFile('a table of rows', 500),
      format: { kind: 'cells', dataStart: 0 },
    } as unknown as InputFile;
    const own = { ...METRICS, tasks: [task(0, 0, 10, [span(0, 0, 500, 7)])], tasksRetried: 1 };
    const workers = [
      { worker: 0, processId: 4712, readyMs: 25.1, busyMs: 20, taskCount: 3, residentBytes: 90e6 },
      { worker: 1, processId: undefined, readyMs: undefined, busyMs: 5, taskCount: 1, residentBytes: 60e6 },
    ];
    const side = { metrics: { ...METRICS, workers, tasksRetried: 2, workersDied: 1, seamsRerun: 3 }, inputs: FILES };
    const lines = stats({ ...REPORT, metrics: own, inputs: [table], sides: [side] }, PLAIN).split('\n');
    expect(lines).toContain('records            5,000,005: 5,000,003 used, 0 filtered out, 2 skipped, 0 rejected');
    expect(lines).toContain('busy               0.28 s in all tasks, 68 ms of it reading');
    expect(lines).toContain('partitions         3');
    expect(lines).toContain('seams run again    3');
    expect(lines).toContain('tasks retried      3, 1 worker died');
    expect(lines.filter((line) => line.startsWith('worker '))).toEqual([
      'worker      process  ready    busy  tasks  peak memory',
      'worker 1       4712  25 ms  0.17 s      5        90 MB',
      'worker 2  pq itself      -  5.0 ms      1        60 MB',
      'worker 3       4711  25 ms  0.12 s      1        71 MB',
    ]);
    expect(lines.join('\n')).not.toContain('a table of rows');
  });

  it('tells of the processes of a side with their reason, where the last stage had one', () => {
    const side = { metrics: METRICS, inputs: FILES, reason: 'of the side' };
    const lines = stats({ ...INLINE_REPORT, sides: [side] }, PLAIN);
    expect(lines).toContain('executor           processes: of the side\n');
    expect(lines).toMatch(/estimated speedup {2}\d+\.\d\d \(an estimate/);
  });

  it('holds more partitions than a call can have arguments', () => {
    const tasks = Array.from({ length: 200_000 }, (_, index) => task(index, 0, 1, []));
    expect(stats({ ...REPORT, inputs: [], metrics: { ...METRICS, tasks } }, PLAIN)).toContain(
      'partitions         200,000\n',
    );
  });
});

describe('statsJson', () => {
  it('has the same figures with their units', () => {
    expect(statsJson(REPORT)).toMatchInlineSnapshot(`
      {
        "busyMs": 270.3,
        "byteCount": 565001000,
        "combineMs": 0.8,
        "estimatedSpeedup": 1.4226315789473685,
        "estimatedSpeedupIs": "an estimate: sum of task times over wallMs",
        "executor": "processes",
        "files": [
          {
            "byteCount": 565000004,
            "filtered": 0,
            "name": "people.csv",
            "records": 5000000,
            "rejected": 0,
            "skipped": 2,
            "used": 4999998,
          },
          {
            "byteCount": 1000,
            "filtered": 0,
            "name": "more.ndjson",
            "records": 5,
            "rejected": 0,
            "skipped": 0,
            "used": 5,
          },
        ],
        "filtered": 0,
        "gigabytesPerSecond": 2.9736894736842103,
        "jobs": null,
        "joins": [],
        "partitionCount": 3,
        "readMs": 67.575,
        "reason": "2 processors",
        "records": 5000005,
        "rejected": 0,
        "scanMs": 155.5,
        "seamsRerun": 0,
        "skew": 1.664816870144284,
        "skewIs": "busyMs of the busiest partition over the mean",
        "skipped": 2,
        "startupMs": 31.2,
        "tasksRetried": 0,
        "used": 5000003,
        "wallMs": 190,
        "workers": [
          {
            "busyMs": 120,
            "processId": 4711,
            "readyMs": 24.6,
            "residentBytes": 71000000,
            "taskCount": 1,
            "worker": 0,
          },
          {
            "busyMs": 150.3,
            "processId": 4712,
            "readyMs": 25.1,
            "residentBytes": 73250000,
            "taskCount": 2,
            "worker": 1,
          },
        ],
        "workersDied": 0,
      }
    `);
  });

  it('has the same keys in every run, and survives JSON', () => {
    const inline = statsJson(INLINE_REPORT);
    expect(Object.keys(inline).sort()).toEqual(Object.keys(statsJson(REPORT)).sort());
    expect(JSON.parse(JSON.stringify(inline))).toEqual(inline);
  });
});
