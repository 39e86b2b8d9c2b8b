import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PageRequest, paginate } from './paging.ts';

/** Turns pages by their tokens alone, as a client must. */
function turnAll<T>(request: PageRequest<T>): { items: T[]; sizes: number[] } {
  const items: T[] = [];
  const sizes: number[] = [];
  let input = request.input;
  for (;;) {
    const page = paginate({ ...request, input });
    items.push(...page.items);
    sizes.push(page.items.length);
    if (page.nextToken === undefined) return { items, sizes };
    input = { ...request.input, NextToken: page.nextToken };
  }
}

const list = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('pages', () => {
  test('every item once and in order, whatever the size, empty pages or not', () => {
    fc.assert(
      fc.property(
        fc.nat(300),
        fc.integer({ min: 1, max: 100 }),
        fc.string(),
        fc.boolean(),
        (count, MaxResults, NameContains, emptyPages) => {
          const { items, sizes } = turnAll({
            items: list(count),
            input: { MaxResults, NameContains },
            default: 10,
            max: 100,
            emptyPages,
          });
          expect(items).toEqual(list(count));
          expect(Math.max(...sizes)).toBeLessThanOrEqual(MaxResults);
          if (!emptyPages) expect(sizes.slice(0, -1).every((size) => size === MaxResults)).toBe(true);
        },
      ),
    );
  });

  test('a filtered list now and then has an empty page with a token; a plain one never', () => {
    const sizes = (input: Record<string, unknown>) =>
      turnAll({ items: list(200), input: { MaxResults: 5, ...input }, default: 10, max: 100, emptyPages: true }).sizes;
    const filtered = sizes({ LastModifiedTimeAfter: 1_700_000_000 });
    expect(filtered.filter((size) => size === 0).length).toBeGreaterThan(2);
    expect(filtered).toEqual(sizes({ LastModifiedTimeAfter: 1_700_000_000 }));
    expect(sizes({ SortBy: 'Name' })).not.toContain(0);
  });

  test('a token belongs to its parameters, but not to the page size', () => {
    const request = { items: list(50), default: 10, max: 100 };
    const { nextToken: NextToken } = paginate({ ...request, input: { SortBy: 'Name', MaxResults: 20 } });
    expect(paginate({ ...request, input: { MaxResults: 30, NextToken, SortBy: 'Name' } }).items).toEqual(list(50).slice(20));
    for (const input of [
      { NextToken },
      { NextToken, SortBy: 'Time' },
      { NextToken: 'abc' },
      { NextToken: `${NextToken}x`.slice(1) },
    ]) {
      expect(() => paginate({ ...request, input })).toThrow('Invalid pagination token.');
    }
  });

  test.each([
    [
      0,
      "1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      101,
      "1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100",
    ],
  ])('a size of %d', (MaxResults, message) => {
    expect(() => paginate({ items: [], input: { MaxResults }, default: 10, max: 100 })).toThrow(message);
  });
});
