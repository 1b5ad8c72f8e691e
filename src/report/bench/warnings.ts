/** Why the figures of a benchmark may not mean what they seem to: each a sentence, none where all is well. Pure. */
import { formatBytes, formatQuantity } from '../../core/sizes.ts';
import { type BenchFigures, isTelling, type LaneFigures } from './figures.ts';
import { formatTime } from './format-time.ts';

/** Below this, much of a run is the start of its processes. */
const SHORT_MS = 100;
/** A first run that takes so many times the median, and so much longer, has read from the disk. */
const COLD_FACTOR = 2;
const COLD_EXTRA_MS = 100;
/** Fewer runs have no spread to speak of. */
const FEWEST_RUNS = 3;
/** Of the processors: what others take from then on can be seen in the times. */
const BUSY_PART = 0.5;
/** Of the memory: what is left of it can hold the files. */
const CACHEABLE_PART = 0.8;

export function benchWarnings(figures: BenchFigures): readonly string[] {
  const [baseline, ...others] = figures.lanes as [LaneFigures, ...LaneFigures[]];
  return [
    ...busyMachine(figures),
    ...tooFewRuns(baseline),
    ...others.flatMap((lane) => [
      ...tooFewProcessors(lane, figures.processors),
      ...tooFewPartitions(lane),
      ...noise(lane, baseline, figures),
    ]),
    ...shortRuns(figures.lanes),
    ...coldStart(figures.lanes),
    ...moreThanMemory(figures),
  ];
}

function busyMachine({ loadBefore, processors }: BenchFigures): readonly string[] {
  if (loadBefore <= processors * BUSY_PART) return [];
  const count = formatQuantity(processors, 'processor');
  return [
    `the machine was busy before the first run (load ${loadBefore.toFixed(1)} on ${count}): others may show in the times`,
  ];
}

function tooFewRuns({ timesMs }: LaneFigures): readonly string[] {
  if (timesMs.length >= FEWEST_RUNS) return [];
  return [`${formatQuantity(timesMs.length, 'run')} of each: too few to tell a difference from noise (--runs)`];
}

function tooFewProcessors({ jobs }: LaneFigures, processors: number): readonly string[] {
  if (jobs <= processors) return [];
  return [`-j ${jobs}: there are only ${formatQuantity(processors, 'processor')}; more workers take turns on them`];
}

function tooFewPartitions({ jobs, workers }: LaneFigures): readonly string[] {
  if (workers >= jobs) return [];
  const partitions = formatQuantity(workers, 'partition');
  return [`-j ${jobs}: the input makes only ${partitions}, and that many workers took part`];
}

/** The middle halves of the times are what they would be without any effect at all, if they overlap. */
function noise(lane: LaneFigures, baseline: LaneFigures, { scaling, processors }: BenchFigures): readonly string[] {
  const isSeparate = lane.upperQuartileMs < baseline.lowerQuartileMs || baseline.upperQuartileMs < lane.lowerQuartileMs;
  if (scaling === 'weak' || isSeparate || !isTelling(lane, processors)) return [];
  return [
    `-j ${lane.jobs}: its times (${middleHalf(lane)}) overlap those of -j 1 (${middleHalf(baseline)}): the difference may be noise`,
  ];
}

function middleHalf({ lowerQuartileMs, upperQuartileMs }: LaneFigures): string {
  return `${formatTime(lowerQuartileMs)} to ${formatTime(upperQuartileMs)}`;
}

function shortRuns(lanes: readonly LaneFigures[]): readonly string[] {
  const shortest = lanes.reduce((least, lane) => (lane.medianMs < least.medianMs ? lane : least));
  if (shortest.medianMs >= SHORT_MS) return [];
  return [
    `-j ${shortest.jobs} takes ${formatTime(shortest.medianMs)}: much of that is starting processes; a larger input says more`,
  ];
}

/** Only the very first run can find the files outside the page cache. */
function coldStart(lanes: readonly LaneFigures[]): readonly string[] {
  const [first] = lanes;
  const firstMs = first?.warmUpMs[0] ?? first?.timesMs[0];
  if (first === undefined || firstMs === undefined) return [];
  const isCold = firstMs > first.medianMs * COLD_FACTOR && firstMs > first.medianMs + COLD_EXTRA_MS;
  if (!isCold) return [];
  const counted = first.warmUpMs.length > 0 ? 'it is not counted' : 'it is counted, because of --warmup 0';
  return [
    `the first run took ${formatTime(firstMs)}, the median is ${formatTime(first.medianMs)}: most likely the files were not in the page cache; ${counted}`,
  ];
}

function moreThanMemory({ lanes, scaling, memoryBytes }: BenchFigures): readonly string[] {
  // With --weak the same files are read several times.
  const bytes = scaling === 'weak' ? lanes[0]?.inputBytes : lanes.at(-1)?.inputBytes;
  if (bytes === undefined || bytes <= memoryBytes * CACHEABLE_PART) return [];
  return [`${formatBytes(bytes)} do not fit into the page cache: every run waits for the disk`];
}
