import fc from 'fast-check';
import { storedValue } from '../stored-value.ts';

const sources = [
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: 50, max: 400, noNaN: true }),
  fc.integer({ min: 0, max: 255 }),
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map((integer) => integer / 1000),
  fc.maxSafeInteger(),
  fc.integer({ min: 2 ** 24 - 3, max: 2 ** 24 + 9 }),
  fc.constantFrom(0, -0, 2 ** 53, -(2 ** 53), 0.5, 1e-45, 3.4e38),
];

/** Up to `most` slots as the store may hold them: stretches of one kind of number, with holes or without; NaN where there is none. */
export const sampleSlots = (most: number): fc.Arbitrary<Float64Array> =>
  fc
    .array(
      fc.tuple(
        fc.constantFrom(...sources).chain((source) => fc.array(source, { minLength: 1, maxLength: 30 })),
        fc.integer({ min: 1, max: 400 }),
        fc.constantFrom(1, 1, 2, 7),
      ),
      { maxLength: 8 },
    )
    .map((stretches) => {
      const slots = stretches.flatMap(([values, length, every]) =>
        Array.from({ length }, (_, index) => (index % every === 0 ? storedValue(values[index % values.length] ?? 0) : null)),
      );
      return Float64Array.from(slots.slice(0, most), (value) => value ?? Number.NaN);
    });
