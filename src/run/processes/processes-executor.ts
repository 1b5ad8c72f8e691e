/**
 * Runs a stage on child processes. Children are forked before there is a plan; when the answer is there they are killed
 * and not waited for. Whatever happens, cleanup() leaves no child and no file behind.
 */
import type { ExecutionMetrics } from '../../protocol/metrics.ts';
import type { ProgressListener } from '../../protocol/runner.ts';
import type { ExecutionOutcome, ExecutionRequest } from '../execution.ts';
import { Scheduler } from '../scheduler/scheduler.ts';
import { forkWorkers, type WorkerProgram } from './child.ts';
import { LocalLink } from './local-link.ts';
import { type Cutting, WorkerPool } from './pool.ts';
import { removeScratch } from './scratch.ts';
import { taskTimeoutError, workerDiedError } from './worker-died-error.ts';
import type { WorkerLink } from './worker-link.ts';

/** Two: the next task is there when one ends, and the round trip does not show. */
const TASKS_IN_FLIGHT = 2;
const DEFAULT_RETRIES = 2;
/** Tasks a worker whose rows may wait in memory for those before them. */
const TASKS_AHEAD = 4;
/** Tasks a worker, up to which a run may be over before children have started (plan/partitions.ts makes 8 or more). */
const SHORT_RUN_TASKS = 12;

export interface ProcessesRequest extends ExecutionRequest {
  /** How many children: at least 1 or this process, and no more than there are partitions. */
  readonly workerCount: number;
  /** How many workers may die of one partition before the run fails. */
  readonly retries?: number | undefined;
  /** How long a worker may be at a task; this process then runs none. */
  readonly taskTimeoutMs?: number | undefined;
  /** This process runs tasks, too, beside its children. */
  readonly useCoordinator?: boolean | undefined;
  /** When states are left cut, for a merge to follow. */
  readonly cutting?: Cutting | undefined;
  /** Hears of what the children have read; the runner of this process can be asked itself. */
  readonly onProgress?: ProgressListener | undefined;
}

interface ProcessesOptions {
  /** Children that were forked already (forkWorkers). More are forked, or some killed, when the plan is known. */
  readonly links: readonly WorkerLink[];
  readonly program: WorkerProgram;
  /** Of those of another one: see share(). */
  readonly part?: Part;
}

/** Of two things that are done at the same time: how many children each has. */
export interface ChildShares {
  readonly own: number;
  readonly other: number;
}

/** What one of them has. */
interface Part {
  readonly childCount: number;
  readonly hasCoordinator: boolean;
  /** Of the last stage that its children were given. */
  readonly stageNumber: number;
}

export class ProcessesExecutor {
  readonly #options: ProcessesOptions;
  #links: WorkerLink[];
  #stageNumber: number;
  /** Who has the children for now. */
  #parts: readonly ProcessesExecutor[] = [];

  constructor(options: ProcessesOptions) {
    this.#options = options;
    this.#links = [...options.links];
    this.#stageNumber = options.part?.stageNumber ?? 0;
  }

  /** Of the files that its processes share. */
  get scratchDirectory(): string {
    return this.#options.program.scratchDirectory;
  }

  /** It is one of two that have been shared out. */
  get isPart(): boolean {
    return this.#options.part !== undefined;
  }

  /** Two things at the same time; `own` has this process, too. Resolves when both have ended, however they did. */
  async share<Own, Other>(
    shares: ChildShares,
    own: (part: ProcessesExecutor) => Promise<Own>,
    other: (part: ProcessesExecutor) => Promise<Other>,
  ): Promise<readonly [PromiseSettledResult<Own>, PromiseSettledResult<Other>]> {
    const { program } = this.#options;
    const stageNumber = this.#stageNumber;
    const partOf = (childCount: number, hasCoordinator: boolean): ProcessesExecutor => {
      const part = { childCount, hasCoordinator, stageNumber };
      return new ProcessesExecutor({ links: this.#links.splice(0, childCount), program, part });
    };
    const parts = [partOf(shares.own, true), partOf(shares.other, false)] as const;
    this.#parts = parts;
    const settled = await Promise.allSettled([own(parts[0]), other(parts[1])]);
    this.#parts = [];
    this.#links.push(...parts.flatMap((part) => part.#links.splice(0)));
    this.#stageNumber = Math.max(...parts.map((part) => part.#stageNumber));
    return settled;
  }

  /** One stage after another; the children stay for the next. */
  async execute(wanted: ProcessesRequest): Promise<ExecutionOutcome> {
    const request = this.#withinPart(wanted);
    const { stage, runner, now, cutting, receiver, isUnordered, onProgress } = request;
    const stageNumber = ++this.#stageNumber;
    const startMs = now();
    const links = this.#linksFor(request);
    const scheduler = new Scheduler(request.partitions, {
      workerCount: links.length,
      retries: request.retries ?? DEFAULT_RETRIES,
      tasksInFlight: TASKS_IN_FLIGHT,
      deliversWithin: receiver && TASKS_AHEAD * links.length,
      starting: stageNumber === 1 && isShort(request) ? childrenAmong(links) : [],
    });
    const { scratchDirectory } = this;
    const spawn = (): WorkerLink => this.#spawn();
    const { taskTimeoutMs: limitMs, partitions } = request;
    const errorFor = (partition: number) => taskTimeoutError(partitions.at(partition), limitMs ?? 0, stage);
    const pool = new WorkerPool({
      ...(limitMs !== undefined && { taskTimeout: { limitMs, errorFor } }),
      ...{
        scheduler,
        stageNumber,
        stage,
        scratchDirectory,
        runner,
        cutting,
        receiver,
        isUnordered,
        links,
        spawn,
        now,
        onProgress,
      },
    });
    const failure = await pool.run(request.signal);
    const metrics = measure(scheduler, pool, startMs, now());
    if (failure === undefined) return { kind: 'completed', metrics, left: pool.left };
    const error = failure.kind === 'data-error' ? failure.error : workerDiedError(failure, stage);
    return { kind: 'failed', error, metrics };
  }

  /** At once and synchronously, for signal handlers too; may be called more than once. */
  cleanup(): void {
    this.#killAll();
    removeScratch(this.scratchDirectory);
  }

  #killAll(): void {
    for (const link of this.#links.splice(0)) link.kill();
    for (const part of this.#parts) part.#killAll();
  }

  #withinPart(request: ProcessesRequest): ProcessesRequest {
    const { part } = this.#options;
    if (part === undefined) return request;
    const useCoordinator = request.useCoordinator === true && part.hasCoordinator;
    return { ...request, useCoordinator, workerCount: Math.min(request.workerCount, part.childCount) };
  }

  #linksFor({ workerCount, partitions, runner, useCoordinator }: ProcessesRequest): readonly WorkerLink[] {
    const least = useCoordinator === true && workerCount === 0 ? 0 : 1;
    const count = Math.max(least, Math.min(workerCount, partitions.count));
    for (const superfluous of this.#links.splice(count)) superfluous.kill();
    while (this.#links.length < count) this.#spawn();
    return useCoordinator === true ? [...this.#links, new LocalLink(runner)] : [...this.#links];
  }

  #spawn(): WorkerLink {
    const [link] = forkWorkers(1, this.#options.program) as [WorkerLink];
    this.#links.push(link);
    return link;
  }
}

/**
 * This process can begin before its children are up, and end a short run alone; in a long one their first tasks wait
 * for them.
 */
function isShort({ useCoordinator, partitions, workerCount }: ProcessesRequest): boolean {
  return useCoordinator === true && partitions.count <= SHORT_RUN_TASKS * (workerCount + 1);
}

function childrenAmong(links: readonly WorkerLink[]): number[] {
  return links.flatMap(({ processId }, id) => (processId === undefined ? [] : [id]));
}

function measure(scheduler: Scheduler, pool: WorkerPool, startMs: number, endMs: number): ExecutionMetrics {
  const provedMs = pool.provedMs ?? endMs;
  return {
    executor: 'processes',
    tasks: scheduler.records,
    workers: pool.recorder.records,
    ...scheduler.counters,
    scanMs: provedMs - startMs,
    combineMs: endMs - provedMs,
  };
}
