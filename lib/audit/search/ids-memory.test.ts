import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IdsMemory } from './ids-memory.ts';

test('gives what was remembered last of a key, as long as no more than so many others came', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.uint8Array({ max: 1, maxLength: 40 })), { maxLength: 40 }),
      (sets) => {
        const memory = new IdsMemory<number>({ open: 2, packed: 2 });
        const order: number[] = [];
        const last = new Map<number, { ids: Uint8Array; about: number }>();
        for (const [about, [key, ids]] of sets.entries()) {
          memory.set(`${key}`, { ids, about });
          last.set(key, { ids, about });
          order.splice(0, order.length, ...order.filter((one) => one !== key), key);
        }
        const kept = order.slice(-4);
        expect(kept.map((key) => memory.get(`${key}`))).toEqual(kept.map((key) => last.get(key)));
        for (const key of order.slice(0, -4)) expect(memory.get(`${key}`)).toBeUndefined();
        memory.clear();
        expect(kept.map((key) => memory.get(`${key}`))).toEqual(kept.map(() => undefined));
      },
    ),
  );
});

test('those asked for last are the same array each time', () => {
  const memory = new IdsMemory<null>({ open: 1, packed: 1 });
  const ids = Uint8Array.of(0, 1, 1, 0);
  memory.set('a', { ids, about: null });
  expect(memory.get('a')?.ids).toBe(ids);
  memory.set('b', { ids: new Uint8Array(0), about: null });
  expect(memory.get('a')?.ids).not.toBe(ids);
  expect(memory.get('a')?.ids).toEqual(ids);
});
