const mostExact = 2 ** 53;

/**
 * A sample as the store keeps it: integers up to 2^53 as they are, every other number rounded once to the nearest float32; zero has no sign.
 * null for what is no sample: NaN and infinities, also those that only float32 makes of a number.
 */
export function storedValue(value: number): number | null {
  const kept = Number.isInteger(value) && Math.abs(value) <= mostExact ? value : Math.fround(value);
  return Number.isFinite(kept) ? kept + 0 : null;
}
