/**
 * The columns of an answer as cells in kernel memory, some groups at a time. The kernel writes what is plain (keys,
 * counts, sums, extremes); quotients, roots, and what lies in side tables is written here.
 */
import type { AggregateFunction } from '../../core/aggregates.ts';
import { formatDecimal } from '../../core/decimal.ts';
import type { AggregateOutput, OutputColumn } from '../../protocol/result.ts';
import { BooleansState } from '../aggregates/booleans.ts';
import { DifferentState } from '../aggregates/different.ts';
import { DistinctState } from '../aggregates/distinct.ts';
import { ExtremeState } from '../aggregates/extreme.ts';
import type { GroupedNumbers } from '../aggregates/grouped-numbers.ts';
import type { GroupedTexts } from '../aggregates/grouped-texts.ts';
import { HyperLogLogState } from '../aggregates/hyperloglog.ts';
import { PickedState } from '../aggregates/picked.ts';
import { ProductsState } from '../aggregates/products.ts';
import { RowsState } from '../aggregates/rows.ts';
import type { SquaresState } from '../aggregates/squares.ts';
import type { GroupState, TextValue } from '../aggregates/state.ts';
import { type SmallSum, type Sum, SumState } from '../aggregates/sum.ts';
import { TextsState } from '../aggregates/texts.ts';
import { ValuesState } from '../aggregates/values.ts';
import { BATCH_ROWS } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { cellKind, Kind } from '../values/cells.ts';
import { formatFixedQuotient } from '../values/fixed.ts';
import { orderStatistic } from '../values/order-statistics.ts';
import { formatQuotient } from '../values/ratio.ts';
import { formatDeviation, formatVariance } from '../values/variance.ts';
import { distinctAnswers } from './distinct-answers.ts';
import { DistinctValues } from './distinct-values.ts';
import type { PartialAggregator } from './partial-aggregate.ts';
import type { PlacedState } from './placed-states.ts';
import { productTexts, RegressionCache } from './product-texts.ts';
import { TextArena } from './text-arena.ts';
import { TextLists } from './text-lists.ts';

/** A number that the kernel leaves to us (src/kernel/assembly/rows.ts). */
const DECLINED = 15;
/** Bytes of a number that the kernel writes. */
const NUMBER_BYTES = 40;

/** Writes a column's cells of `rows` groups (u32 at `order`) to `out`. */
type Fill = (order: number, rows: number, out: number) => void;
/** The text of a group's number; undefined for null. */
type TextOf = (group: number) => string | undefined;

export class AnswerCells {
  /** Addresses of each column's cells, and a list of them (u32) for the kernel. */
  readonly columns: readonly number[];
  readonly list: number;
  readonly #fills: readonly Fill[];
  readonly #arena: TextArena;
  readonly #regressions = new RegressionCache();

  constructor(kernel: Kernel, aggregator: PartialAggregator, outputs: readonly OutputColumn[]) {
    this.#arena = new TextArena(kernel);
    const writer = new ColumnWriter(kernel, aggregator, this.#arena, this.#regressions);
    this.#fills = outputs.map((output) => writer.fillOf(output));
    this.columns = outputs.map(() => kernel.allocate(BATCH_ROWS * 8));
    this.list = kernel.allocate(outputs.length * 4);
    kernel.u32(this.list, outputs.length).set(this.columns);
  }

  /** Of up to BATCH_ROWS groups; what was there before is overwritten. */
  fill(order: number, rows: number): void {
    this.#arena.clear();
    this.#regressions.clear();
    for (const [c, fill] of this.#fills.entries()) fill(order, rows, this.columns[c] as number);
  }
}

class ColumnWriter {
  readonly #kernel: Kernel;
  readonly #aggregator: PartialAggregator;
  readonly #arena: TextArena;
  readonly #regressions: RegressionCache;
  readonly #numbers = new Map<ValuesState, GroupedNumbers>();
  readonly #texts = new Map<TextsState, GroupedTexts>();
  /** Of each such state, once however many columns are made from it. */
  readonly #distinct = new Map<DistinctState, DistinctValues>();

  constructor(kernel: Kernel, aggregator: PartialAggregator, arena: TextArena, regressions: RegressionCache) {
    this.#kernel = kernel;
    this.#aggregator = aggregator;
    this.#arena = arena;
    this.#regressions = regressions;
  }

  fillOf(output: OutputColumn): Fill {
    if (output.kind === 'key') return this.#fillKeys(output.key);
    const [first, second] = output.states.map((state) => this.#aggregator.states[state] as PlacedState);
    const placed = first as PlacedState;
    if (placed.state instanceof ProductsState) return this.#fillProducts(placed, placed.state, output);
    if (placed.state instanceof BooleansState) return this.#fillBooleans(placed, placed.state, output);
    if (placed.state instanceof ValuesState) return this.#fillOrderStatistics(placed.state, output);
    if (placed.state instanceof PickedState) return this.#fillPicked(placed);
    if (placed.state instanceof TextsState) return this.#fillLists(placed.state, output);
    if (placed.state instanceof DistinctState) return this.#fillDistinct(placed.state, output);
    if (placed.state instanceof DifferentState) return this.#fillCount(placed.state);
    if (placed.state instanceof HyperLogLogState) return this.#fillEstimates(placed, placed.state);
    if (output.function === 'null_count') return this.#fillNullCounts(placed, second as PlacedState);
    return this.#fillValues(output.function, placed, second);
  }

  #fillProducts(placed: PlacedState, state: ProductsState, output: AggregateOutput): Fill {
    const addressOf = (group: number): number => this.#at(placed, group);
    return this.#fillTexts(productTexts(this.#kernel, state, addressOf, output, this.#regressions));
  }

  #fillDistinct(state: DistinctState, output: AggregateOutput): Fill {
    const { parts } = this.#aggregator.table;
    const values = this.#distinct.get(state) ?? new DistinctValues(this.#kernel, state, parts.count);
    this.#distinct.set(state, values);
    return this.#fillEach(distinctAnswers(this.#kernel, values, output));
  }

  #fillCount(state: DifferentState): Fill {
    return this.#fillTexts(() => String(state.count));
  }

  #fillEstimates(placed: PlacedState, state: HyperLogLogState): Fill {
    return this.#fillTexts((group) => String(state.read(this.#at(placed, group))));
  }

  #fillBooleans(placed: PlacedState, state: BooleansState, output: AggregateOutput): Fill {
    const answerAt = (address: number): boolean | undefined =>
      output.function === 'any' ? state.any(this.#kernel, address) : state.all(this.#kernel, address);
    return this.#fillTexts((group) => answerAt(this.#at(placed, group))?.toString(), Kind.boolean);
  }

  #fillOrderStatistics(state: ValuesState, { function: aggregate, parameter }: AggregateOutput): Fill {
    const answerOf = orderStatistic(aggregate, parameter);
    const numbers = this.#numbersOf(state);
    return this.#fillEach((group) => answerOf(numbers.of(group)));
  }

  #fillPicked(placed: PlacedState): Fill {
    const { call } = this.#kernel;
    const stride = this.#aggregator.table.recordBytes;
    return (order, rows, out) => call.pickedCells(this.#baseOf(placed), stride, order, rows, out);
  }

  #fillLists(state: TextsState, output: AggregateOutput): Fill {
    const texts = this.#texts.get(state) ?? state.byGroup(this.#aggregator.table.parts.count);
    this.#texts.set(state, texts);
    const lists = new TextLists(this.#kernel, this.#arena, texts, output);
    return (order, rows, out) => {
      for (let row = 0; row < rows; row++) lists.put(this.#groupAt(order, row), out + row * 8);
    };
  }

  /** In order once for all that is computed from it. */
  #numbersOf(state: ValuesState): GroupedNumbers {
    const known = this.#numbers.get(state) ?? state.byGroup(this.#aggregator.table.parts.count);
    this.#numbers.set(state, known);
    return known;
  }

  /** From how many records there are, and how many values. */
  #fillNullCounts(rows: PlacedState, values: PlacedState): Fill {
    const [rowsOf, valuesOf] = [this.#countOf(rows), this.#countOf(values)];
    return this.#fillTexts((group) => String(rowsOf(group) - valuesOf(group)));
  }

  #countOf(placed: PlacedState): (group: number) => number {
    const { state } = placed;
    if (state instanceof RowsState) return (group) => state.read(this.#kernel, this.#at(placed, group));
    if (!(state instanceof SumState)) throw new Error('a count is not computed from this state');
    const scale = this.#scaleOf(placed);
    return (group) => state.read(this.#kernel, this.#at(placed, group), group, scale).count;
  }

  #fillKeys(key: number): Fill {
    const { call } = this.#kernel;
    const { keyColumns } = this.#aggregator.table;
    return (order, rows, out) => call.groupsKeyCells(order, rows, keyColumns, key, out);
  }

  #fillValues(aggregate: AggregateFunction, placed: PlacedState, second: PlacedState | undefined): Fill {
    const { call } = this.#kernel;
    const { state } = placed;
    const stride = this.#aggregator.table.recordBytes;
    const scale = this.#scaleOf(placed);
    if (state instanceof ExtremeState) {
      const fill: Fill = (order, rows, out) => call.extremeCells(this.#baseOf(placed), stride, order, rows, out);
      return this.#mend(fill, state, (group) => state.read(this.#kernel, this.#at(placed, group), group, scale));
    }
    if (state instanceof RowsState) return this.#fillCounts(placed);
    if (!(state instanceof SumState)) throw new Error(`${aggregate} is not computed from this state`);
    const sumOf = (group: number): Sum => state.read(this.#kernel, this.#at(placed, group), group, scale);
    if (aggregate === 'count') {
      return this.#mend(this.#fillCounts(placed), state, (group) => number(`${sumOf(group).count}`));
    }
    if (aggregate === 'sum') return this.#mend(this.#fillSums(placed), state, (group) => number(sumText(sumOf(group))));
    if (aggregate === 'avg') {
      const smallOf = (group: number) => state.readSmall(this.#kernel, this.#at(placed, group), group);
      return this.#fillTexts((group) => smallAverage(smallOf(group), scale) ?? average(sumOf(group)));
    }
    return this.#fillTexts(this.#spread(aggregate, sumOf, second as PlacedState));
  }

  #fillCounts(placed: PlacedState): Fill {
    const stride = this.#aggregator.table.recordBytes;
    return (order, rows, out) => {
      const arena = this.#arena.reserve(rows * NUMBER_BYTES);
      this.#arena.take(this.#kernel.call.countCells(this.#baseOf(placed), stride, order, rows, out, arena));
    };
  }

  #fillSums(placed: PlacedState): Fill {
    const stride = this.#aggregator.table.recordBytes;
    const scale = this.#scaleOf(placed);
    return (order, rows, out) => {
      const arena = this.#arena.reserve(rows * NUMBER_BYTES);
      this.#arena.take(this.#kernel.call.sumCells(this.#baseOf(placed), stride, order, rows, scale, out, arena));
    };
  }

  #spread(aggregate: AggregateFunction, sumOf: (group: number) => Sum, placed: PlacedState): TextOf {
    const squares = placed.state as SquaresState;
    const scale = this.#scaleOf(placed);
    const format = aggregate.startsWith('var') ? formatVariance : formatDeviation;
    const isSample = !aggregate.endsWith('_pop');
    const squaresOf = (group: number) => squares.read(this.#kernel, this.#at(placed, group), group, scale);
    return (group) => format({ ...sumOf(group), squares: squaresOf(group) }, isSample);
  }

  #fillTexts(textOf: TextOf, kind: number = Kind.number): Fill {
    return (order, rows, out) => {
      for (let row = 0; row < rows; row++) this.#arena.put(textOf(this.#groupAt(order, row)), kind, out + row * 8);
    };
  }

  #fillEach(answerOf: (group: number) => TextValue | undefined): Fill {
    return (order, rows, out) => {
      for (let row = 0; row < rows; row++) {
        const value = answerOf(this.#groupAt(order, row));
        this.#arena.put(value?.text, value?.kind ?? Kind.null, out + row * 8);
      }
    };
  }

  /** Has the kernel fill, and then writes what it has declined or cannot know. */
  #mend(fill: Fill, state: GroupState, valueOfGroup: (group: number) => TextValue | undefined): Fill {
    return (order, rows, out) => {
      fill(order, rows, out);
      for (let row = 0; row < rows; row++) {
        const cell = out + row * 8;
        const isDeclined = cellKind(this.#kernel, cell) === DECLINED;
        if (!isDeclined && !state.hasSlow()) continue;
        const group = this.#groupAt(order, row);
        if (!isDeclined && !state.hasSlow(group)) continue;
        const value = valueOfGroup(group);
        this.#arena.put(value?.text, value?.kind ?? Kind.null, cell);
      }
    };
  }

  #groupAt(order: number, row: number): number {
    return this.#kernel.words[order / 4 + row] as number;
  }

  #scaleOf({ columns: [column] }: PlacedState): number {
    return column === undefined ? 0 : this.#aggregator.scaleOf(column);
  }

  /** Address of group 0's state. */
  #baseOf({ offset }: PlacedState): number {
    const { parts, statesOffset } = this.#aggregator.table;
    return parts.records + statesOffset + offset;
  }

  #at(placed: PlacedState, group: number): number {
    return this.#baseOf(placed) + group * this.#aggregator.table.recordBytes;
  }
}

function number(text: string | undefined): TextValue | undefined {
  return text === undefined ? undefined : { text, kind: Kind.number };
}

function sumText({ count, sum }: Sum): string | undefined {
  return count > 0 ? formatDecimal(sum) : undefined;
}

function average({ count, sum }: Sum): string | undefined {
  return count > 0 ? formatQuotient(sum, BigInt(count)) : undefined;
}

/** The same with doubles, where they are exact; undefined where they are not. */
function smallAverage(sum: SmallSum | undefined, scale: number): string | undefined {
  return sum && sum.count > 0 ? formatFixedQuotient(sum.mantissa, sum.count, scale) : undefined;
}
