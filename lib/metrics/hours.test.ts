import { expect, test } from 'vitest';
import { decodeFloatArray, minutesOf } from './hours.ts';

const hour = Date.parse('2026-11-19T03:00:00Z');
const filled = (start: number) => Array.from({ length: 60 }, (_, index) => start + index);

test.each([
  ['inside one hour', 5, 8, [5, 6, 7]],
  ['across two hours', 58, 62, [58, 59, 160, 161]],
  ['before and after what is stored', -2, 1, [null, null, 0]],
  ['a stored hour that ends early', 119, 122, [219, null, null]],
])('minutesOf: %s', (_, from, to, minutes) => {
  const rows = [
    { seriesId: 1, hour: hour + 3_600_000, values: filled(160) },
    { seriesId: 1, hour, values: filled(0) },
  ];
  expect(minutesOf(rows, hour + from * 60_000, hour + to * 60_000)).toEqual(minutes);
});

test('float8[] in binary, nulls included', () => {
  const bytes = Buffer.alloc(20 + 12 + 4 + 12);
  bytes.writeInt32BE(1, 0);
  bytes.writeInt32BE(1, 4);
  bytes.writeInt32BE(701, 8);
  bytes.writeInt32BE(3, 12);
  bytes.writeInt32BE(1, 16);
  bytes.writeInt32BE(8, 20);
  bytes.writeDoubleBE(1.5, 24);
  bytes.writeInt32BE(-1, 32);
  bytes.writeInt32BE(8, 36);
  bytes.writeDoubleBE(-2, 40);
  expect([...decodeFloatArray(bytes)]).toEqual([1.5, Number.NaN, -2]);
  expect(decodeFloatArray(Buffer.alloc(12))).toHaveLength(0);
});
