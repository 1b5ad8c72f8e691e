/** Random columns of numbers as the kernel has them: at all scales, at both ends of what has room, nulls, slow rows. */
import fc from 'fast-check';
import type { Fixed } from '../../twins/expressions.ts';

const LARGEST = 10n ** 18n - 1n;

const mantissa = fc.oneof(
  fc.bigInt({ min: -LARGEST, max: LARGEST }),
  fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }),
  fc.bigInt({ min: -120n, max: 120n }),
  fc.constantFrom(LARGEST, -LARGEST, 0n, 10n ** 17n, -(10n ** 9n), 5n, -5n, 2n ** 31n, -(2n ** 31n)),
);
export const scale = fc.oneof(fc.constantFrom(0, 2), fc.integer({ min: 0, max: 18 }));
export const known = fc.record({ mantissa, scale });
export const fixed: fc.Arbitrary<Fixed> = fc.oneof(
  { weight: 8, arbitrary: known },
  { weight: 1, arbitrary: fc.constantFrom<Fixed>(null, 'slow') },
);
export const pairs = fc.array(fc.tuple(fixed, fixed), { minLength: 1, maxLength: 40 });
