// Expressions: quotients, rounded once (the rule is that of src/engine/values/ratio.ts).
//
// A quotient is exact when it is whole at the dividend's scale. Any other is the double nearest to it, in the shortest
// digits that read back as that double: the decimals between the middles of it and its neighbours are compared by their
// integers at a scale where the double has 18 or 19 digits, and digits are dropped as long as one is left between them.
import { SCALE_NULL, SCALE_SLOW, MAX_SCALE, powerOf10, multiplyWide, wideLow, wideHigh, rescale, fits } from './numbers';
import { isSmall, put, scaleOfOdd } from './expression-numbers';

/** Integers that doubles hold. */
const EXACT: u64 = 1 << 53;
/** Decimals of so many digits are told apart by the doubles nearest to them. */
const DIGITS_15: i64 = 1000000000000000;

/** Null for 0. What is too large, too small or too long is slow. */
export function divideNumbers(
  m1: usize, s1: usize, m2: usize, s2: usize, n: u32, mantissas: usize, scales: usize,
): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const s = <u32>load<u8>(s1 + r), t = <u32>load<u8>(s2 + r);
    if (max(s, t) > MAX_SCALE) { store<u8>(scales + r, <u8>scaleOfOdd(s, t)); continue; }
    const b = load<i64>(m2 + (r << 3));
    if (b == 0) { store<u8>(scales + r, <u8>SCALE_NULL); continue; }
    const scale = divide(rescale(load<i64>(m1 + (r << 3)), t), s, b, t);
    put(quotient, scale, r, mantissas, scales);
  }
}

let quotient: i64 = 0;

/** dividend / 10^scale / divisor, where the dividend has been made larger by 10^more; returns the quotient's scale. */
function divide(large: i64, scale: u32, divisor: i64, more: u32): u32 {
  quotient = 0;
  if (!fits) return SCALE_SLOW;
  let dividend = large, decimals = scale;
  while (decimals && dividend % 10 == 0) { dividend /= 10; decimals--; }
  const whole = dividend / divisor;
  if (whole * divisor == dividend) {
    quotient = whole;
    return isSmall(whole) ? decimals : SCALE_SLOW;
  }
  const numerator = <u64>(dividend < 0 ? -dividend : dividend);
  const base = <u64>(divisor < 0 ? -divisor : divisor);
  multiplyWide(base, powerOf10(decimals));
  if (numerator > EXACT || wideHigh != 0 || wideLow > EXACT) return SCALE_SLOW;
  const found = shortest(numerator, wideLow);
  if ((dividend < 0) != (divisor < 0)) quotient = -quotient;
  return found;
}

@inline function shortest(numerator: u64, denominator: u64): u32 {
  const value = <f64>numerator / <f64>denominator;
  // Doubles below are written with an exponent.
  if (value < 0.000001) return SCALE_SLOW;
  return value < 0.016 ? terminating(numerator, denominator) : digitsOf(value);
}

/** A quotient that is exact in 15 digits and 18 decimals. */
function terminating(numerator: u64, denominator: u64): u32 {
  let decimals: u32 = MAX_SCALE;
  let large = rescale(<i64>numerator, decimals);
  while (!fits) large = rescale(<i64>numerator, --decimals);
  let value = large / <i64>denominator;
  if (value * <i64>denominator != large) return SCALE_SLOW;
  while (decimals && value % 10 == 0) { value /= 10; decimals--; }
  if (value >= DIGITS_15) return SCALE_SLOW;
  quotient = value;
  return decimals;
}

const FRACTION: u64 = (1 << 52) - 1;

/** Of a double from 0.016 on that is below 2^53. */
function digitsOf(value: f64): u32 {
  const bits = reinterpret<u64>(value);
  const exponent = <i32>(bits >> 52) - 1075;
  const fraction = bits & FRACTION;
  const four = (fraction | (FRACTION + 1)) << 2;
  // 18 digits, or 19: the logarithm of the power of 2 may be one less than that of the value. 17 are always enough, and
  // the one behind them says how they are rounded.
  const decimals = 17 - (((exponent + 52) * 1233) >> 12);
  const power = decimals > <i32>MAX_SCALE ? 10 * powerOf10(MAX_SCALE) : powerOf10(<u32>decimals);
  const shift = <u64>(2 - exponent);
  const isEven = (fraction & 1) == 0;
  let middle = scaled(four, power, shift), middleIsWhole = isWhole;
  // Below a power of 2 the next double is half as far away.
  let low = scaled(four - (fraction ? 2 : 1), power, shift);
  let lowIsWhole = isWhole && isEven;
  let high = scaled(four + 2, power, shift);
  if (isWhole && !isEven) high--;
  let dropped: i32 = 0;
  let last: u64 = 0;
  while (high / 10 > low / 10 || (lowIsWhole && low % 10 == 0 && dropped < decimals)) {
    lowIsWhole = lowIsWhole && low % 10 == 0;
    middleIsWhole = middleIsWhole && last == 0;
    last = middle % 10;
    middle /= 10; low /= 10; high /= 10;
    dropped++;
  }
  // Of two that are as near the even one.
  if (middleIsWhole && last == 5 && (middle & 1) == 0) last = 4;
  const isBeyondLow = middle == low && !lowIsWhole;
  quotient = <i64>(middle + <u64>(isBeyondLow || last >= 5));
  const scale = <u32>(decimals - dropped);
  return scale <= MAX_SCALE ? scale : SCALE_SLOW;
}

let isWhole: bool = false;

/** a * b / 2^shift, rounded down; sets isWhole. */
@inline function scaled(a: u64, b: u64, shift: u64): u64 {
  multiplyWide(a, b);
  isWhole = (wideLow & ((<u64>1 << shift) - 1)) == 0;
  return (wideHigh << (64 - shift)) | (wideLow >> shift);
}
