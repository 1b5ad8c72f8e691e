/**
 * From a logical plan to what is run: a scan that many workers share, and a finish for what needs all rows in one place.
 * The plan is cut at its first step that does: an aggregate's groups are merged, all else is gathered in order.
 */
import type { AggregateFunction } from '../core/aggregates.ts';
import { PqError } from '../core/errors.ts';
import { isRowsTable } from '../core/rows-table.ts';
import type { OutputColumn, RowFormat } from '../protocol/result.ts';
import type {
  ColumnPath,
  DistinctRows,
  FinishStage,
  Operator,
  RowOrder,
  ScanStage,
  SortKey,
  SortRows,
  StageEnvironment,
  Step,
  WriteRows,
} from '../protocol/stage.ts';
import { partsOf, uniqueNames } from './aggregate-parts.ts';
import { toAggregate } from './aggregate-states.ts';
import { bindExpression, columnNumbers, columnsOf, usesFileName } from './bind-expression.ts';
import { checkColumns, checkSourceUse } from './check-columns.ts';
import { distinctRows } from './distinct-rows.ts';
import { constantNames } from './file-columns.ts';
import {
  type ClosedFrame,
  type Frame,
  keyOf,
  type NamedSlot,
  type OpenFrame,
  openFrame,
  RECORD,
  resolve,
} from './frame.ts';
import { addsRightRows, isOfLeftOnly, joinedColumns } from './join-columns.ts';
import { joinRows, keysOf } from './join-rows.ts';
import { cutRows, type Keeping, keySteps, type PartitionKeys, withoutColumns } from './keep-rows.ts';
import {
  type Aggregate,
  type Join,
  type LogicalPlan,
  type MapColumns,
  type Partition,
  type Project,
  type Scan,
  type Sort,
  unchain,
} from './logical-plan.ts';
import { ofSide } from './missing-columns.ts';
import { neededPaths } from './needed-paths.ts';
import { outputNames } from './output-names.ts';
import type { AggregateExpr } from './parse/aggregate-expr.ts';
import type { Expr } from './parse/expr.ts';
import { numberExpr, pathTo } from './parse/make-expr.ts';
import { callExpr } from './parse/static-type.ts';
import { partitionColumns } from './partition-by.ts';
import { asQuotedText } from './quoted-names.ts';
import { type NumberOf, type Slot, StageBuilder } from './stage-builder.ts';
import { wholeRecordsOf } from './whole-records.ts';

/** What is known of the input before it is read. */
export interface ScanSchema {
  /** All columns, each under the text of its path; undefined where nobody has asked for them, none where there are no
   * records. */
  readonly columns: readonly ColumnPath[] | undefined;
  /** The records are JSON objects, and pass as they are. */
  readonly isOpen: boolean;
}

/** How it will be run, and how the answer is to be written. */
export interface LoweringOptions {
  readonly environment: StageEnvironment;
  /** Other processes read the input even where only its first rows are wanted. */
  readonly isTimed: boolean;
  readonly formatOf: FormatOf;
  /** Of a partition by range, as keys, if they have been chosen. */
  readonly bounds?: readonly string[] | undefined;
}

export interface LoweredPlan {
  readonly scan: ScanStage;
  /** Of an aggregate at the end of the scan: its answer. */
  readonly outputs: readonly OutputColumn[] | undefined;
  /** What is done to all rows in one place, one stage behind the other; an aggregate ends one. */
  readonly finishes: readonly FinishStage[];
  /** Of the answer; undefined where its rows are whole records. */
  readonly names: readonly string[] | undefined;
  /** No more rows are wanted at some point: the input is read from its start, by one process. */
  readonly stopsEarly: boolean;
  /** Set where rows are kept as a data set. */
  readonly keeping: Keeping | undefined;
  /** What joins need of their other sides. */
  readonly joins: readonly JoinNeeds[];
  /** The scan cuts its rows into buckets, and this is done with those of both sides. */
  readonly joinStage: LoweredJoin | undefined;
}

/** A join of rows that were cut, with what is done behind it before all rows are needed. */
export interface LoweredJoin {
  readonly join: Join;
  readonly leftColumns: readonly ColumnPath[];
  readonly steps: readonly Step[];
  readonly operator: Operator;
}

/** The right side of a join, as it has to be when the join begins. */
export interface JoinNeeds {
  readonly join: Join;
  /** Columns of the plan on the right. */
  readonly names: readonly string[];
  /** Where its keys are: among them, or behind them. */
  readonly rightKeys: readonly number[];
  readonly extraKeys: readonly Expr[];
  /** Where a row comes is one more column, at the end. */
  readonly hasPlace: boolean;
}

interface AggregateCall {
  readonly function: AggregateFunction;
  readonly slots: readonly Slot[];
  readonly isDistinct: boolean;
  readonly parameter: string | undefined;
}

/** What is to be done with the rows of the scan at its end: they are put in an order, or wanted once. */
interface Ending {
  /** It is the order in which rows came, and nothing that was asked for. */
  readonly isPlace?: true;
  /** Not all rows are wanted of it: those that are not are not to be looked at behind it. */
  readonly isPartial: boolean;
  /** What it looks at. */
  readonly slots: readonly Slot[];
  make(rows: WriteRows, numberOf: NumberOf): SortRows | DistinctRows;
}

type KeySlot = Omit<SortKey, 'column'> & { readonly slot: Slot };

const ONE = numberExpr('1');

/** How an answer of these columns is written; undefined names: records of JSON. */
export type FormatOf = (names: readonly string[] | undefined) => RowFormat;

/** Throws PQ_COLUMN_NOT_FOUND and PQ_USAGE. */
export function lower(plan: LogicalPlan, schema: ScanSchema, options: LoweringOptions): LoweredPlan {
  try {
    return new Lowering(plan, schema, options).run();
  } catch (error) {
    throw asQuotedText(error, plan);
  }
}

type PlanStep = ReturnType<typeof unchain>['steps'][number];

const CELLS: RowFormat = { kind: 'cells' };

class Lowering {
  readonly #scan: Scan;
  readonly #steps: readonly PlanStep[];
  readonly #options: LoweringOptions;
  readonly #allColumns: readonly NamedSlot[] | undefined;
  #builder = new StageBuilder();
  #frame: Frame;
  #scanStage: ScanStage | undefined;
  #outputs: readonly OutputColumn[] | undefined;
  #finishColumns: readonly ColumnPath[] = [];
  readonly #finishes: FinishStage[] = [];
  #stopsEarly = false;
  #ending: Ending | undefined;
  #keys: PartitionKeys | undefined;
  #keeping: Keeping | undefined;
  /** Of rows that were joined: where those of each side came. */
  #places: readonly KeySlot[] = [];
  /** Keys of the join whose rows were cut. */
  #cutKeys: readonly Slot[] = [];
  readonly #joins = new Map<Join, JoinNeeds>();
  /** Of the stage that joins rows that were cut: what it comes with while it is open, and what it is. */
  #cut: Pick<LoweredJoin, 'join' | 'leftColumns'> | undefined;
  #joinStage: LoweredJoin | undefined;

  constructor(plan: LogicalPlan, schema: ScanSchema, options: LoweringOptions) {
    const { scan, steps } = unchain(plan);
    this.#scan = scan;
    this.#steps = steps;
    this.#options = options;
    const isComplete = schema.columns !== undefined && schema.columns.length > 0;
    this.#allColumns = schema.columns?.map((path) => ({ name: path.text, slot: this.#builder.candidate(path) }));
    this.#frame = schema.isOpen
      ? this.#wholeRecords()
      : { kind: 'closed', columns: this.#allColumns ?? [], isComplete, readsPaths: true };
  }

  run(): LoweredPlan {
    for (const [at, step] of this.#steps.entries()) this.#add(step, this.#steps.slice(at + 1));
    const { names, operator } = this.#output();
    if (this.#keys !== undefined) this.#keep(this.#keys, operator);
    else if (this.#isShared) this.#seal(this.#ended(operator));
    else if (!this.#isDone(operator)) this.#sealFinish(operator);
    const scan = this.#scanStage as ScanStage;
    checkColumns(this.#scan, scan);
    return {
      scan,
      joinStage: this.#joinStage,
      outputs: this.#outputs,
      finishes: this.#finishes,
      names,
      keeping: this.#keeping,
      stopsEarly: this.#stopsEarly,
      joins: [...this.#joins.values()],
    };
  }

  /** With what is not in the files themselves: their names, if these are to be there, and values that they were cut by. */
  #wholeRecords(): OpenFrame {
    const frame = openFrame(this.#builder.source(RECORD));
    const { sourceColumn } = this.#scan.dialect;
    const names = [...this.#scan.files.flatMap(constantNames), ...(sourceColumn === undefined ? [] : [sourceColumn])];
    return { ...frame, set: new Map(names.map((name) => [name, this.#builder.source(pathTo(name))])) };
  }

  get #isScanning(): boolean {
    return this.#scanStage === undefined;
  }

  /** What is done next is shared out. */
  get #isShared(): boolean {
    return this.#isScanning || this.#cut !== undefined;
  }

  /** Ends what is shared out. */
  #seal(operator: Operator): void {
    const cut = this.#cut;
    if (cut === undefined) this.#scanStage = this.#sealScan(operator);
    else this.#joinStage = { ...cut, steps: this.#builder.build().steps, operator };
    this.#cut = undefined;
  }

  // ---- steps ------------------------------------------------------------------------------------------------------

  #add(step: PlanStep, later: readonly PlanStep[]): void {
    switch (step.kind) {
      case 'filter':
        this.#filter(step.condition, later);
        break;
      case 'project':
        if (!step.items.every(isColumn)) this.#settlePartial([step, ...later], []);
        this.#project(step);
        break;
      case 'map':
        this.#settlePartial([step, ...later], []);
        this.#map(step);
        break;
      case 'aggregate':
        this.#aggregate(step, later);
        break;
      case 'sort':
        this.#sort(step, later);
        break;
      case 'check-order':
        this.#checkOrder(step);
        break;
      case 'head':
        this.#head(step.count, later);
        break;
      case 'tail':
        this.#tail(step.count, later);
        break;
      case 'distinct':
        this.#distinct(step.columns, later);
        break;
      case 'repeat':
        this.#repeat(step.count, later);
        break;
      case 'sample':
        this.#sample(step.fraction, step.seed);
        break;
      case 'join':
        this.#join(step, later);
        break;
      case 'partition':
        this.#partition(step);
        break;
    }
  }

  /** Ends the scan if its rows are to be in an order before what comes next. */
  #settle(later: readonly PlanStep[], needed: readonly ColumnPath[] = []): void {
    if (this.#ending !== undefined) this.#gather(later, needed);
  }

  #settlePartial(later: readonly PlanStep[], needed: readonly ColumnPath[]): void {
    if (this.#ending?.isPartial === true) this.#gather(later, needed);
  }

  #filter(condition: Expr, later: readonly PlanStep[]): void {
    this.#settlePartial(later, columnsOf(condition));
    const bind = this.#binder(condition);
    this.#builder.add((numberOf) => ({ kind: 'filter', condition: bind(numberOf) }));
  }

  /** Resolves an expression's names now; numbers come when the stage is built. */
  #binder(expr: Expr) {
    if ((!this.#isScanning || this.#isJoined) && usesFileName(expr)) {
      throw unsupported('filename() comes before anything that gathers rows: sort, distinct, tail, agg, join', {
        hint: "keep it before: map 'file = filename()' then ...",
      });
    }
    const slots = new Map(columnsOf(expr).map((path) => [keyOf(path), this.#resolve(path)]));
    return (numberOf: NumberOf) => bindExpression(expr, (path) => numberOf(slots.get(keyOf(path)) as Slot));
  }

  #resolve(path: ColumnPath): Slot {
    return resolve(this.#frame, path, this.#builder);
  }

  #valueOf(expr: Expr): Slot {
    return expr.kind === 'column' ? this.#resolve(expr.path) : this.#builder.expression(this.#binder(expr));
  }

  #project({ items }: Project): void {
    const frame = this.#frame;
    const hasAll = items.some(({ kind }) => kind === 'all');
    if (frame.kind === 'open' && hasAll) {
      this.#editRecord(frame, items);
      return;
    }
    const columns = items.flatMap((item): readonly NamedSlot[] => {
      if (item.kind === 'expression') return [{ name: item.name, slot: this.#valueOf(item.expression) }];
      const excluded = new Set(item.exclude.map((path) => this.#resolve(path)));
      return (frame as ClosedFrame).columns.filter(({ slot }) => !excluded.has(slot));
    });
    const names = uniqueNames(columns.map(({ name }) => name));
    const named = columns.map(({ slot }, index) => ({ name: names[index] as string, slot }));
    this.#frame = {
      kind: 'closed',
      columns: named,
      isComplete: true,
      readsPaths: frame.kind === 'open' ? frame.kept === undefined : frame.readsPaths,
    };
  }

  #editRecord(frame: OpenFrame, items: Project['items']): void {
    const set = new Map(frame.set);
    const removed = new Set(frame.removed);
    for (const item of items) {
      if (item.kind === 'all') {
        for (const path of item.exclude) removed.add(memberName(path));
        for (const path of item.exclude) set.delete(memberName(path));
      } else set.set(item.name, this.#valueOf(item.expression));
    }
    for (const name of set.keys()) removed.delete(name);
    this.#frame = { ...frame, set, removed };
  }

  #map({ assignments }: MapColumns): void {
    for (const { name, expression } of assignments) {
      const slot = this.#valueOf(expression);
      const frame = this.#frame;
      if (frame.kind === 'open') {
        const removed = new Set([...frame.removed].filter((other) => other !== name));
        this.#frame = { ...frame, set: new Map([...frame.set, [name, slot]]), removed };
      } else {
        const isThere = frame.columns.some((column) => column.name === name);
        const columns = isThere
          ? frame.columns.map((column) => (column.name === name ? { name, slot } : column))
          : [...frame.columns, { name, slot }];
        this.#frame = { ...frame, columns };
      }
    }
  }

  #head(count: number, later: readonly PlanStep[]): void {
    if (this.#ending?.isPlace) {
      this.#ending = this.#inPlace(count);
      return;
    }
    this.#settle(later);
    if (this.#isScanning && this.#options.isTimed) this.#gather(later, []);
    if (this.#isScanning) this.#stopsEarly = true;
    this.#builder.add(() => ({ kind: 'head', count }));
  }

  #sample(fraction: number, seed: number): void {
    if (!this.#isScanning || this.#ending !== undefined || this.#isJoined)
      throw unsupported('sample comes before anything that gathers rows: sort, distinct, agg, join');
    const record = this.#builder.source(RECORD);
    this.#builder.add((numberOf) => ({ kind: 'sample', fraction, seed, record: numberOf(record) }));
  }

  /** The rows of a scan are wanted once at its end. */
  #distinct(paths: readonly ColumnPath[], later: readonly PlanStep[]): void {
    this.#settle(later, paths);
    const { columns } = this.#frame.kind === 'closed' ? this.#frame : { columns: [] };
    const all = (): readonly Slot[] => columns.map(({ slot }) => this.#builder.use(slot));
    const slots = paths.length > 0 ? paths.map((path) => this.#resolve(path)) : all();
    const make = (rows: WriteRows, numberOf: NumberOf) => distinctRows(slots.map(numberOf), rows);
    if (this.#isScanning) this.#ending = { isPartial: true, slots, make };
    else this.#builder.add((numberOf) => ({ kind: 'distinct', columns: slots.map(numberOf) }));
  }

  /** The rows of a scan are put in order at its end: what is done to each row alone is done before. */
  #sort({ keys, limit, isUnique }: Sort, later: readonly PlanStep[]): void {
    // Of rows with equal keys the order in which they would have come decides; where only the first is wanted, it has to
    // be known before.
    const refinesPlace = this.#ending?.isPlace === true && !isUnique;
    const needed = keys.flatMap(({ expression }) => columnsOf(expression));
    if (!refinesPlace) this.#settle(later, needed);
    const own = keys.map(({ expression, isDescending, nulls, values }) => {
      return { slot: this.#valueOf(expression), isDescending, nullsFirst: nulls === 'first', values };
    });
    const slots: readonly KeySlot[] = refinesPlace ? [...own, ...this.#places] : own;
    const make = (numberOf: NumberOf): RowOrder => ({
      keys: slots.map(({ slot, ...key }) => ({ column: numberOf(slot), ...key })),
      isUnique,
      ...(limit === undefined ? {} : { limit }),
    });
    const isPartial = isUnique || limit !== undefined;
    const ending = (rows: WriteRows, numberOf: NumberOf): SortRows => ({
      kind: 'sort-rows',
      order: make(numberOf),
      rows,
    });
    if (this.#isShared) this.#ending = { isPartial, slots: slots.map(({ slot }) => slot), make: ending };
    else this.#builder.add((numberOf) => ({ kind: 'sort', order: make(numberOf) }));
  }

  /** Rows come together as their keys and the names of their files. */
  #checkOrder({ keys, isUnique }: Pick<Sort, 'keys' | 'isUnique'>): void {
    if (!this.#isScanning || this.#ending !== undefined || this.#isJoined)
      throw unsupported('sort --check comes before anything that gathers rows: sort, distinct, agg, join');
    const file = this.#valueOf(callExpr('filename', [], ONE));
    const slots = [...keys.map(({ expression }) => this.#valueOf(expression)), file];
    this.#scanStage = this.#sealScan(this.#writeCells(slots));
    this.#beginFinish(slots.map((_, index) => `key ${index + 1}`));
    const order: RowOrder = {
      keys: keys.map(({ isDescending, nulls, values }, column) => {
        return { column, isDescending, nullsFirst: nulls === 'first', values };
      }),
      isUnique,
    };
    this.#builder.add(() => ({ kind: 'check-order', order, file: keys.length }));
    this.#frame = { kind: 'closed', columns: [], isComplete: true, readsPaths: false };
  }

  /** The end of the scan. */
  #ended(rows: WriteRows): WriteRows | SortRows | DistinctRows {
    return this.#ending === undefined ? rows : this.#ending.make(rows, this.#builder.build().numberOf);
  }

  /** Of every partition, and then of what is left of all of them. */
  #tail(count: number, later: readonly PlanStep[]): void {
    this.#settle(later);
    const add = (): void => this.#builder.add(() => ({ kind: 'tail', count }));
    if (this.#isScanning) {
      add();
      this.#gather(later, []);
    }
    add();
  }

  // ---- joins ------------------------------------------------------------------------------------------------------

  get #isJoined(): boolean {
    return this.#joins.size > 0;
  }

  /** Rows of one side meet those of the other one by one; for right rows that nothing matches, all have to come by. */
  #join(join: Join, later: readonly PlanStep[]): void {
    const leftNames = (this.#frame as ClosedFrame).columns.map(({ name }) => name);
    const isCut = isCutBy(join) && this.#isScanning && this.#ending === undefined;
    const isAligned = join.choice?.strategy === 'prepartitioned' && this.#isScanning && this.#ending === undefined;
    const comesLate = addsRightRows(join.how);
    if (isCut) this.#cutLeft(join, later);
    else if (isAligned && comesLate) this.#places = [placeKey(this.#builder.compute(() => ({ kind: 'place' })))];
    else if (this.#ending !== undefined || (this.#isScanning && comesLate && !isAligned))
      this.#gather([join, ...later], []);
    const left = this.#frame as ClosedFrame;
    const rightNames = outputNames(join.right) ?? [];
    const rightSlots = new Map(rightNames.map((name) => [name, { path: undefined } as Slot]));
    const leftKeys = isCut ? this.#cutKeys : ofSide('left', () => join.keys.map((key) => this.#valueOf(key.left)));
    const rightPlace: Slot = { path: undefined };
    const hasPlace = (isCut && hasRightPlace(join)) || (isAligned && comesLate) || join.isSwapped === true;
    this.#joins.set(join, { join, names: [], ...keysOf(join, []), hasPlace });
    this.#builder.join([...rightSlots.values()], (numberOf, used) => {
      const isWanted = (name: string): boolean =>
        used.includes(rightSlots.get(name) as Slot) || join.sharedNames?.includes(name) === true;
      const names = rightNames.filter(isWanted);
      const slots = names.map((name) => rightSlots.get(name) as Slot);
      const needs = { join, names, ...keysOf(join, names), hasPlace };
      this.#joins.set(join, needs);
      const keySlots = needs.extraKeys.map((): Slot => ({ path: undefined }));
      const added = isOfLeftOnly(join.how) ? [] : [...slots, ...keySlots, ...(hasPlace ? [rightPlace] : [])];
      return { step: joinRows(needs, leftKeys.map(numberOf)), added };
    });
    // Of columns that nobody has listed, those that are asked for stay where they are.
    const isListed = left.isComplete || join.prefixLeft !== '' || !isOfLeftOnly(join.how);
    const columns = joinedColumns(join, leftNames, rightNames).flatMap((column): readonly NamedSlot[] => {
      const slotOfLeft = left.columns.find(({ name }) => name === column.left)?.slot;
      // Nobody asks for what has not come along.
      if (column.left !== undefined && slotOfLeft === undefined) return [];
      const slotOfRight = rightSlots.get(column.right ?? '');
      return [{ name: column.name, slot: this.#joinedSlot(join, slotOfLeft, slotOfRight) }];
    });
    if (isListed) this.#frame = { kind: 'closed', columns, isComplete: true, readsPaths: left.readsPaths };
    if (hasPlace) this.#places = [...this.#places, placeKey(rightPlace)];
    if (isCut || hasPlace) this.#ending = this.#inPlace(undefined);
  }

  /** Rows of the left side go into buckets, with their keys and where they come. */
  #cutLeft(join: Join, later: readonly PlanStep[]): void {
    const keys = ofSide('left', () => join.keys.map((key) => this.#valueOf(key.left)));
    const place = this.#builder.compute(() => ({ kind: 'place' }));
    const { columns } = this.#frame as ClosedFrame;
    const names = new Set(neededPaths([join, ...later]).flatMap(({ steps, text }) => [String(steps[0]), text]));
    const kept = passesAll(later) ? columns : columns.filter(({ name }) => names.has(name));
    const own = kept.map(({ slot }) => this.#builder.use(slot));
    // A key that comes along anyway is not there twice.
    const others = [...new Set(keys.filter((key) => !own.includes(key)))];
    const slots = [...own, ...others, place];
    const { numberOf } = this.#builder.build();
    const by = {
      kind: 'hash',
      columns: keys.map(numberOf),
      bucketCount: join.choice?.bucketCount ?? 1,
    } as const;
    this.#seal({ kind: 'cut-rows', by, rows: this.#writeCells(slots) });
    const keyNames = others.map((_, at) => `\0key ${at}`);
    this.#beginFinish([...kept.map(({ name }) => name), ...keyNames, '\0place']);
    const begun = (this.#frame as ClosedFrame).columns;
    this.#frame = { kind: 'closed', columns: begun.slice(0, kept.length), isComplete: true, readsPaths: false };
    this.#cut = { join, leftColumns: this.#finishColumns };
    this.#cutKeys = keys.map((key) => (begun[slots.indexOf(key)] as NamedSlot).slot);
    this.#places = [placeKey((begun.at(-1) as NamedSlot).slot)];
  }

  /** In the order in which rows would have come. */
  #inPlace(limit: number | undefined): Ending {
    const places = this.#places;
    const make = (rows: WriteRows, numberOf: NumberOf): SortRows => {
      const keys = places.map(({ slot, ...key }) => ({ column: numberOf(slot), ...key }));
      return { kind: 'sort-rows', order: { keys, isUnique: false, ...(limit === undefined ? {} : { limit }) }, rows };
    };
    const slots = places.map(({ slot }) => slot);
    return { ...(limit === undefined ? { isPlace: true } : {}), isPartial: limit !== undefined, slots, make };
  }

  /** A key that both sides have is that of the right one where there is no left row. */
  #joinedSlot({ how, isSwapped }: Join, left: Slot | undefined, right: Slot | undefined): Slot {
    // What was typed on the left has its own way to write the key.
    if (isSwapped) return (right ?? left) as Slot;
    if (left === undefined || right === undefined || !addsRightRows(how)) return (left ?? right) as Slot;
    this.#builder.use(right);
    return this.#builder.expression((numberOf) => ({
      kind: 'call',
      function: 'coalesce',
      arguments: [left, right].map((slot) => ({ kind: 'column', column: numberOf(slot) })),
    }));
  }

  // ---- data sets --------------------------------------------------------------------------------------------------

  /** Rows are cut where they are read, unless something before needed all of them, or the bounds of ranges are not known
   * yet. */
  #partition({ by }: Partition): void {
    const paths = partitionColumns(by);
    this.#settle([], paths);
    const hasNoBounds = by.kind === 'range' && this.#options.bounds === undefined;
    const isElsewhere = this.#cut !== undefined;
    if (isElsewhere || (this.#isScanning && hasNoBounds)) this.#gather([], paths);
    const slots = paths.map((path) => this.#resolve(path));
    const columns = paths.map((path) => keySteps(this.#frame, path));
    if (by.kind === 'value') this.#frame = withoutColumns(this.#frame, paths);
    this.#keys = { by, slots, columns };
  }

  /** Where rows have come together they are handed on as cells, the keys behind what is written. */
  #keep({ by, slots, columns }: PartitionKeys, rows: WriteRows): void {
    const { bounds = [] } = this.#options;
    const { numberOf } = this.#builder.build();
    const keys = slots.map(numberOf);
    if (this.#isScanning) {
      const operator = cutRows(by, keys, rows, bounds);
      this.#scanStage = this.#sealScan(operator);
      this.#keeping = { columns, gathered: undefined };
      return;
    }
    this.#sealFinish({ kind: 'write-rows', columns: [...rows.columns, ...keys], format: CELLS });
    const places = keys.map((_, at) => rows.columns.length + at);
    const written: WriteRows = { kind: 'write-rows', columns: [...rows.columns.keys()], format: rows.format };
    const operator = cutRows(by, places, written, bounds);
    this.#keeping = { columns, gathered: { operator, columnCount: rows.columns.length + keys.length } };
  }

  /** Of all rows: what is left of the optimizer's work stands between verbs that need all of them. */
  #repeat(count: number, later: readonly PlanStep[]): void {
    this.#settle(later);
    if (this.#isScanning) this.#gather(later, []);
    this.#builder.add(() => ({ kind: 'repeat', count }));
  }

  // ---- aggregates -------------------------------------------------------------------------------------------------

  #aggregate(step: Aggregate, later: readonly PlanStep[]): void {
    if (this.#ending !== undefined) this.#gather([step, ...later], []);
    const { keys, aggregates } = step;
    for (const each of aggregates) checkSourceUse(each, this.#scan.dialect.sourceColumn);
    const parts = aggregates.flatMap(partsOf);
    const names = uniqueNames([...keys.map((key) => key.text), ...parts.map((part) => part.name)]);
    const keySlots = keys.map((key) => this.#resolve(key));
    const slotsOf = new Map(aggregates.map((each) => [each, this.#argumentsOf(each)]));
    const bound = parts.map(({ expr, part }, index) => {
      const call = slotsOf.get(expr) as AggregateCall;
      return { ...call, part, name: names[keys.length + index] as string };
    });
    const make = (numberOf: NumberOf) =>
      toAggregate(
        keySlots.map((slot, index) => ({ name: names[index] as string, column: numberOf(slot) })),
        bound.map(({ slots, ...call }) => ({ ...call, columns: slots.map(numberOf) })),
      );
    if (this.#isScanning) {
      const { numberOf } = this.#builder.build();
      const { operator, outputs } = make(numberOf);
      this.#scanStage = this.#sealScan(operator);
      this.#outputs = outputs;
      this.#beginFinish(names);
    } else {
      this.#builder.add((numberOf) => ({ kind: 'aggregate', ...make(numberOf) }));
      this.#sealFinish({ kind: 'write-rows', columns: names.map((_, column) => column), format: CELLS });
      this.#beginFinish(names);
    }
  }

  /**
   * What an aggregate takes. With a condition, its values where that is true, and null elsewhere: nulls are left out.
   * What counts records counts the records in which it is true.
   */
  #argumentsOf(expr: AggregateExpr): AggregateCall {
    const { function: name, arguments: paths, condition, isDistinct, parameter } = expr;
    if (condition === undefined)
      return { function: name, slots: paths.map((path) => this.#resolve(path)), isDistinct, parameter };
    const columns = paths.map((path): Expr => ({ kind: 'column', path, source: path.text, start: 0 }));
    const call = { isDistinct, parameter };
    if (name === 'null_count') {
      const isNull = columns.map((column) => callExpr('is_null', [column], column));
      return {
        ...call,
        function: 'count',
        slots: [
          this.#valueWhere(
            isNull.reduce((all, one) => callExpr('and', [all, one], one), condition),
            ONE,
          ),
        ],
      };
    }
    if (columns.length === 0) return { ...call, function: name, slots: [this.#valueWhere(condition, ONE)] };
    return { ...call, function: name, slots: columns.map((column) => this.#valueWhere(condition, column)) };
  }

  #valueWhere(condition: Expr, value: Expr): Slot {
    return this.#valueOf(callExpr('case', [condition, value], condition));
  }

  // ---- the exchange -----------------------------------------------------------------------------------------------

  /** Ends the scan: its rows come together, with what later steps need of them. `needed` are paths that the next step
   * needs. */
  #gather(later: readonly PlanStep[], needed: readonly ColumnPath[]): void {
    this.#gatherInOrder(later, needed);
    this.#ending = undefined;
  }

  #gatherInOrder(later: readonly PlanStep[], needed: readonly ColumnPath[]): void {
    const frame = this.#frame;
    if (frame.kind === 'closed') {
      const isAll = frame.isComplete && passesAll(later);
      const wanted = isAll ? frame.columns : this.#neededOf(uniquePaths([...needed, ...neededPaths(later)]));
      // A row of no columns would be nothing.
      const columns = wanted.length === 0 ? [{ name: '\0row', slot: this.#valueOf(ONE) }] : wanted;
      const slots = columns.map(({ slot }) => this.#builder.use(slot));
      this.#seal(this.#ended(this.#writeCells(slots)));
      this.#beginFinish(columns.map(({ name }) => name));
      return;
    }
    const paths = uniquePaths([...needed, ...neededPaths(later)]).filter(
      ({ steps }) => !frame.removed.has(String(steps[0])),
    );
    const kept = paths.map((path) => ({ path, slot: this.#resolve(path) }));
    const record = this.#editedRecord(frame);
    this.#scanStage = this.#sealScan(this.#ended(this.#writeCells([record, ...kept.map(({ slot }) => slot)])));
    this.#builder = new StageBuilder();
    const columns = [RECORD, ...paths];
    const slots = columns.map((path) => this.#builder.source(path));
    this.#finishColumns = columns;
    const byPath = new Map(paths.map((path, index) => [keyOf(path), slots[index + 1] as Slot]));
    this.#frame = { ...openFrame(slots[0] as Slot), kept: byPath };
  }

  #neededOf(paths: readonly ColumnPath[]): readonly NamedSlot[] {
    return paths.map((path) => ({ name: path.text, slot: this.#resolve(path) }));
  }

  #writeCells(slots: readonly Slot[]): WriteRows {
    const { numberOf } = this.#builder.build();
    return { kind: 'write-rows', columns: slots.map(numberOf), format: CELLS };
  }

  #beginFinish(names: readonly string[]): void {
    this.#builder = new StageBuilder();
    this.#finishColumns = names.map(pathTo);
    const columns = names.map((name) => ({ name, slot: this.#builder.source(pathTo(name)) }));
    this.#frame = { kind: 'closed', columns, isComplete: true, readsPaths: false };
  }

  // ---- the ends of stages -----------------------------------------------------------------------------------------

  #output(): { readonly names: readonly string[] | undefined; readonly operator: WriteRows } {
    const frame = this.#frame;
    if (frame.kind === 'open') {
      const slot = this.#editedRecord(frame);
      const { numberOf } = this.#builder.build();
      return {
        names: undefined,
        operator: { kind: 'write-rows', columns: [numberOf(slot)], format: this.#options.formatOf(undefined) },
      };
    }
    const names = frame.columns.map(({ name }) => name);
    for (const { slot } of frame.columns) this.#builder.use(slot);
    const copy = this.#copyOf(frame);
    const { numberOf } = this.#builder.build();
    const operator: WriteRows = {
      kind: 'write-rows',
      columns: frame.columns.map(({ slot }) => numberOf(slot)),
      format: this.#options.formatOf(names),
    };
    return { names, operator: copy === undefined ? operator : { ...operator, copy: copy(numberOf) } };
  }

  /** Set where the answer begins with all columns of the input. */
  #copyOf({ columns }: ClosedFrame) {
    const all = this.#allColumns;
    const isSame = all?.every(({ name, slot }, at) => name === columns[at]?.name && slot === columns[at]?.slot);
    const { files, dialect } = this.#scan;
    const isInFiles = dialect.sourceColumn === undefined && files.every((file) => constantNames(file).length === 0);
    // Right rows that nothing matched have no record.
    const hasTable = files.some(isRowsTable);
    const isOfRecords = isSame && isInFiles && !hasTable && this.#places.length === 0;
    if (!this.#isScanning || all === undefined || !isOfRecords) return undefined;
    const record = this.#builder.source(RECORD);
    const others = [
      ...columns.slice(all.length).map(({ slot }) => slot),
      ...(this.#ending?.slots ?? []),
      ...(this.#keys?.slots ?? []),
    ];
    return (numberOf: NumberOf) => ({
      column: numberOf(record),
      names: all.map(({ name }) => name),
      otherUses: [...columnsOfSteps(this.#builder.build().steps), ...others.map(numberOf)],
    });
  }

  #editedRecord({ record, set, removed }: OpenFrame): Slot {
    if (set.size === 0 && removed.size === 0) return record;
    return this.#builder.compute((numberOf) => ({
      kind: 'edit',
      column: numberOf(record),
      set: [...set].map(([name, slot]) => ({ name, column: numberOf(slot) })),
      remove: [...removed],
    }));
  }

  #sealScan(operator: Operator): ScanStage {
    const { columns, steps } = this.#builder.build();
    const { files, dialect, nullValues } = this.#scan;
    const source = columns.findIndex(
      ({ steps: [name, ...more] }) => name !== undefined && name === dialect.sourceColumn && more.length === 0,
    );
    const sourceColumn = source < 0 ? {} : { sourceColumn: source };
    return {
      kind: 'scan',
      files,
      dialect,
      columns,
      ...sourceColumn,
      nullValues,
      steps,
      operator,
      environment: this.#options.environment,
    };
  }

  /** There is nothing to do behind the answer of the scan's aggregate. */
  #isDone({ columns }: WriteRows): boolean {
    const isAnswer = columns.length === this.#outputs?.length && columns.every((column, at) => column === at);
    return isAnswer && this.#finishes.length === 0 && !this.#builder.hasSteps;
  }

  #sealFinish(operator: WriteRows): void {
    const { steps } = this.#builder.build();
    this.#finishes.push({ columns: this.#finishColumns, steps, operator, environment: this.#options.environment });
  }
}

/** Both sides of a join are cut into buckets. */
function isCutBy({ choice }: Join): boolean {
  return choice?.strategy === 'shuffle' || choice?.strategy === 'naive';
}

/** Where right rows come has to be known: for those that come by themselves, and where they meet a left row in parts. */
function hasRightPlace({ how, choice }: Join): boolean {
  return addsRightRows(how) || (choice?.groupsRight === true && !isOfLeftOnly(how));
}

/** Rows without a place come last: right rows that no left row matched. */
function placeKey(slot: Slot): KeySlot {
  return { slot, isDescending: false, nullsFirst: false, values: 'place' };
}

/** Rows are wanted with all of their columns. */
function passesAll(steps: readonly PlanStep[]): boolean {
  return wholeRecordsOf(steps) !== 'none';
}

function isColumn(item: Project['items'][number]): boolean {
  return item.kind === 'all' || item.expression.kind === 'column';
}

function memberName(path: ColumnPath): string {
  const [name] = path.steps;
  if (path.steps.length === 1 && typeof name === 'string') return name;
  throw unsupported(`exclude takes members of the record, and not ${path.text}`);
}

function unsupported(message: string, more: { readonly hint?: string } = {}): PqError {
  return new PqError('PQ_USAGE', message, more);
}

function uniquePaths(paths: readonly ColumnPath[]): readonly ColumnPath[] {
  return [...new Map(paths.map((path) => [keyOf(path), path])).values()];
}

/** Columns that steps read, by number. */
function columnsOfSteps(steps: readonly Step[]): readonly number[] {
  const columns = new Set<number>();
  for (const step of steps) {
    if (step.kind === 'filter') for (const column of columnNumbers(step.condition)) columns.add(column);
    if (step.kind === 'compute')
      for (const one of step.expressions) {
        if (one.kind === 'expression') for (const column of columnNumbers(one.expression)) columns.add(column);
      }
    if (step.kind === 'distinct') for (const column of step.columns) columns.add(column);
    if (step.kind === 'sort') for (const { column } of step.order.keys) columns.add(column);
    if (step.kind === 'sample') columns.add(step.record);
    if (step.kind === 'join') for (const column of step.leftKeys) columns.add(column);
  }
  return [...columns];
}
