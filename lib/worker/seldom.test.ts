import { expect, test } from 'vitest';
import { createSeldom } from './seldom.ts';

test('readings are made when they are due or the clock was set back; what failed is tried again when it is due', async () => {
  const asked: number[] = [];
  const list = createSeldom(60, async (now) => {
    asked.push(now);
    if (asked.length === 3) throw new Error('no database');
    return [];
  });
  const made: boolean[] = [];
  for (const now of [100, 130, 159, 160]) made.push((await list(now)) !== null);
  expect([made, asked]).toEqual([
    [true, false, false, true],
    [100, 160],
  ]);
  await expect(list(150)).rejects.toThrow('no database');
  for (const now of [150, 200, 210]) await list(now);
  expect(asked).toEqual([100, 160, 150, 210]);
});
