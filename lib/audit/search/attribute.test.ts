import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Attribute } from './attribute.ts';

const text = fc.constantFrom('', 'a', 'b', 'B', 'é', 'zz', 'ab', 'ba');
const world = fc.array(fc.record({ text, count: fc.integer({ min: 0, max: 4 }) }), { maxLength: 30 });

const made = (words: readonly { text: string; count: number }[]) => {
  const attribute = new Attribute();
  words.forEach((word, id) => {
    attribute.set(id, word.text);
  });
  const byText = new Map<string, number>();
  for (const word of words) if (word.count > 0) byText.set(word.text, (byText.get(word.text) ?? 0) + word.count);
  return { attribute, byText, byId: Uint32Array.from(words, ({ count }) => count) };
};

describe('an attribute', () => {
  test('counts by text, and lists the most frequent first', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 1, max: 9 }), (words, limit) => {
        const { attribute, byText, byId } = made(words);
        expect(attribute.counts(byId)).toEqual(byText);
        const sorted = [...byText]
          .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
          .map(([value, count]) => ({ value, count }));
        expect(attribute.most(byId, limit)).toEqual(sorted.slice(0, limit));
      }),
    );
  });

  test('remembers what a question came to, until a word is added', () => {
    const { attribute } = made([{ text: 'a', count: 1 }]);
    const isA = (value: string) => value === 'a';
    const first = attribute.ids('is a', isA);
    expect(attribute.ids('is a', isA)).toBe(first);
    attribute.set(1, 'a');
    expect([...attribute.ids('is a', isA).subarray(0, 3)]).toEqual([1, 1, 0]);
  });
});
