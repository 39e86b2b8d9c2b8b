import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Answer, AwsCall, CallFailure } from './call.ts';
import { fetchAll, pages } from './pages.ts';
import type { AwsRegion } from './region.ts';
import { createTally } from './tally.ts';

type Page = { Items: number[]; NextToken?: string };
const call: AwsCall<{ NextToken?: string }, Page> = {
  ...{ service: 'sagemaker', operation: 'ListThings', action: null, feeds: 'things' },
  command: () => ({}),
};
const failure: CallFailure = {
  ...{ service: 'sagemaker', operation: 'ListThings', code: 'Throttling', word: 'throttled', message: '' },
  ...{ requestId: null, isGone: false },
};

/** Answers pages by number; the token of a page is the number of the next. */
const regionOf = (answer: (page: number) => Answer<Page>): AwsRegion => ({
  ...{ account: '1', region: 'r', tally: createTally() },
  send: async (_, input) => answer(Number((input as { NextToken?: string }).NextToken ?? 0)) as never,
});
const page = (number: number, total: number, items: number[]): Answer<Page> => ({
  ok: true,
  value: { Items: items, ...(number + 1 < total ? { NextToken: String(number + 1) } : {}) },
});

test('every item of every page is read, empty pages with a token among them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.integer(), { maxLength: 4 }), { minLength: 1, maxLength: 20 }), async (contents) => {
      const aws = regionOf((number) => page(number, contents.length, contents[number] ?? []));
      const { items, failure: failed } = await fetchAll(pages(aws, call, {}), (one) => one.Items);
      expect(items).toEqual(contents.flat());
      expect(failed).toBeNull();
    }),
  );
});

describe('ends', () => {
  test('with the failure of a page, keeping those before it', async () => {
    const aws = regionOf((number) => (number === 2 ? { ok: false, failure } : page(number, 9, [number])));
    expect(await fetchAll(pages(aws, call, {}), (one) => one.Items)).toEqual({ items: [0, 1], failure });
  });

  test('when AWS repeats a token', async () => {
    const aws = regionOf((number) => ({ ok: true, value: { Items: [number], NextToken: String((number + 1) % 3) } }));
    const { items, failure: failed } = await fetchAll(pages(aws, call, {}), (one) => one.Items);
    expect(failed?.code).toBe('RepeatedToken');
    expect(items.length).toBeLessThan(6);
  });

  test('after as many pages as allowed', async () => {
    const aws = regionOf((number) => page(number, 1e9, [number]));
    const { items, failure: failed } = await fetchAll(
      pages(aws, call, {}, { into: 'NextToken', maxPages: 7 }),
      (one) => one.Items,
    );
    expect(failed?.code).toBe('TooManyPages');
    expect(items.length).toBe(7);
  });
});
