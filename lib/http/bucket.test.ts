import { expect, test } from 'vitest';
import { type Bucket, take } from './bucket.ts';

const allowance = { name: 'x', most: 3, everyMs: 200 };

test.each([
  { at: [0, 0, 0, 0], allowed: [true, true, true, false] },
  { at: [0, 0, 0, 199, 200, 201], allowed: [true, true, true, false, true, false] },
  { at: [0, 0, 0, 10_000, 10_000, 10_000, 10_000], allowed: [true, true, true, true, true, true, false] },
  { at: [1000, 1000, 1000, 0], allowed: [true, true, true, false] },
])('at $at: $allowed', ({ at, allowed }) => {
  let bucket: Bucket | undefined;
  const answers = at.map((now) => {
    const taken = take(bucket, allowance, now);
    bucket = taken.bucket;
    return taken.isAllowed;
  });
  expect(answers).toEqual(allowed);
});

test('says how long to wait', () => {
  expect(take({ left: 0.25, at: 0 }, allowance, 0)).toMatchObject({ isAllowed: false, left: 0, waitMs: 150 });
});
