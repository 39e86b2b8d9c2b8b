import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Texts } from './texts.ts';

const word = fc.stringMatching(/^[a-dA-D:/é-]{0,12}$/);

test('finds the very texts that hold one of those asked for, by any letters’ size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(word, { maxLength: 40 }),
      fc.array(fc.stringMatching(/^[a-dA-D:/é-]{1,4}$/), { minLength: 1, maxLength: 3 }),
      async (some, wanted) => {
        // More than a block, so that both what is packed and what is not yet is looked into.
        const all = Array.from(
          { length: 1500 },
          (_, index) => `${some[index % (some.length || 1)] ?? ''}${index % 7 === 0 ? 'Dd' : ''}`,
        );
        const texts = new Texts();
        const all600 = Int32Array.from({ length: 600 }, (_, index) => index * 2);
        // Asked before all are there, and again: what is remembered of the first is gone on from.
        for (const [index, text] of all.entries()) {
          texts.add(index * 2, text);
          if (index === 1100) await texts.seek(wanted, async () => {})(all600);
        }
        const ids = await texts.seek(wanted, async () => {})(Int32Array.from(all, (_, index) => index * 2));
        const expected = all.map((text) => wanted.some((one) => text.toLowerCase().includes(one.toLowerCase())));
        expect(all.map((_, index) => ids[index * 2] === 1)).toEqual(expected);
        expect(ids.filter((_, id) => id % 2 === 1).every((one) => one === 0)).toBe(true);
      },
    ),
    { numRuns: 25 },
  );
});

test('what is added while it looks hides nothing that was there', async () => {
  const texts = new Texts();
  for (let id = 0; id < 1500; id += 1) texts.add(id, `text ${id}`);
  // The first block is unpacked, and then others have their turn: 1,000 more texts pack what stood open.
  const seek = texts.seek(['text 14'], async () => {
    for (let id = 1500; id < 2500; id += 1) texts.add(id, 'more');
  });
  const ids = await seek(Int32Array.from({ length: 1500 }, (_, id) => id));
  expect([ids[14], ids[1444], ids[1300]]).toEqual([1, 1, 0]);
});

test('looks only where the ids that are asked about have their texts, and goes on from there', async () => {
  const texts = new Texts();
  for (let id = 0; id < 4096; id += 1) texts.add(id, `text ${id}`);
  let blocks = 0;
  const breathe = async () => {
    blocks += 1;
  };
  const range = (from: number, to: number) => Int32Array.from({ length: to - from }, (_, index) => from + index);
  const first = range(0, 1000);
  expect((await texts.seek(['text 7'], breathe)(first))[777]).toBe(1);
  expect(blocks).toBe(1);
  await texts.seek(['text 7'], breathe)(first);
  expect(blocks).toBe(1);
  const ids = await texts.seek(['text 7'], breathe)(range(900, 2000));
  expect([blocks, ids[777], ids[7000], ids[1777]]).toEqual([2, 1, undefined, 0]);
});
