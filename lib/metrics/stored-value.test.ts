import { expect, test } from 'vitest';
import { storedValue } from './stored-value.ts';

test.each([
  { value: 0, stored: 0 },
  { value: -0, stored: 0 },
  { value: 0.1, stored: 0.10000000149011612 },
  { value: 16_777_217, stored: 16_777_217 },
  { value: 2 ** 53, stored: 2 ** 53 },
  { value: 2 ** 53 + 2, stored: 2 ** 53 },
  { value: -(2 ** 53), stored: -(2 ** 53) },
  { value: 1e-46, stored: 0 },
  { value: 1e39, stored: null },
  { value: Number.NaN, stored: null },
  { value: Number.NEGATIVE_INFINITY, stored: null },
])('$value is stored as $stored', ({ value, stored }) => {
  expect(storedValue(value)).toBe(stored);
});
