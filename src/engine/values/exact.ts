/**
 * Exact numbers for expressions: units / 10^scale. Most numbers of real data are small, and a double holds their units
 * exactly; whatever does not fit has big integers (decimal.ts). Both give the same digits.
 */
import { type Decimal, formatDecimal, parseDecimal } from '../../core/decimal.ts';

/** Digits, after a dot has been taken out, that are read without big integers. */
const SMALL = /^-?\d{1,15}$/;

export class Exact {
  /** NaN when it is beyond ±2^53: then `big` has the units. */
  readonly units: number;
  readonly scale: number;
  private readonly big: bigint | undefined;

  private constructor(units: number, scale: number, big?: bigint) {
    this.units = units;
    this.scale = scale;
    this.big = big;
  }

  /** Of a safe integer. */
  static small(units: number, scale = 0): Exact {
    return new Exact(units === 0 ? 0 : units, scale);
  }

  static of({ mantissa, scale }: Decimal): Exact {
    const units = Number(mantissa);
    return Number.isSafeInteger(units) ? new Exact(units, scale) : new Exact(Number.NaN, scale, mantissa);
  }

  /** undefined when the text does not read as a number. */
  static parse(text: string): Exact | undefined {
    const dot = text.indexOf('.');
    if (dot < 0 && SMALL.test(text)) return Exact.small(Number(text));
    const digits = text.slice(0, dot) + text.slice(dot + 1);
    const isSmall = dot >= 0 && text[dot + 1] !== '-' && SMALL.test(digits);
    if (isSmall) return Exact.small(Number(digits), text.length - dot - 1);
    const decimal = parseDecimal(text);
    return decimal && Exact.of(decimal);
  }

  /** Of a double that is finite: what its shortest digits say. */
  static ofDouble(double: number): Exact {
    return Number.isSafeInteger(double) ? Exact.small(double) : (Exact.parse(String(double)) as Exact);
  }

  get mantissa(): bigint {
    return this.big ?? BigInt(this.units);
  }

  get decimal(): Decimal {
    return { mantissa: this.mantissa, scale: this.scale };
  }

  get isWhole(): boolean {
    return this.scale === 0 || this.mantissa % 10n ** BigInt(this.scale) === 0n;
  }

  /** -1, 0 or 1. */
  get sign(): number {
    return this.big === undefined ? Math.sign(this.units) : this.big < 0n ? -1 : 1;
  }

  /** All digits, without zeros that say nothing. */
  toString(): string {
    return this.big === undefined && this.scale === 0 ? String(this.units) : formatDecimal(this.decimal);
  }

  toDouble(): number {
    return this.scale === 0 && this.big === undefined ? this.units : Number(this.toString());
  }
}
