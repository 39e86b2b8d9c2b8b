import { expect, test } from 'vitest';
import { askInHalves, type Part } from './halves.ts';

type Outcome = { query: number; isAnswered: boolean };

/** A service that refuses whatever holds one of the poisonous queries. */
function serviceWith(poisonous: readonly number[], refusal: 'query' | 'server') {
  let calls = 0;
  const ask = async (queries: readonly number[]): Promise<Part<number, Outcome>> => {
    calls += 1;
    const isRefused = queries.some((query) => poisonous.includes(query));
    return {
      queries,
      points: queries.map((query) => ({ query, isAnswered: !isRefused })),
      refusal: isRefused ? refusal : null,
    };
  };
  return { ask, calls: () => calls };
}

const all = Array.from({ length: 500 }, (_, index) => index);

async function outcome(poisonous: readonly number[], refusal: 'query' | 'server' = 'query') {
  const service = serviceWith(poisonous, refusal);
  const points = await askInHalves(await service.ask(all), service.ask, 40);
  expect(points.map(({ query }) => query).toSorted((a, b) => a - b)).toEqual(all);
  return { unanswered: points.filter(({ isAnswered }) => !isAnswered).map(({ query }) => query), further: service.calls() - 1 };
}

test.each([[[0]], [[137]], [[499]]])('one poisonous query leaves only itself unanswered: %j', async (poisonous) => {
  const { unanswered, further } = await outcome(poisonous);
  expect(unanswered).toEqual(poisonous);
  expect(further).toBeLessThanOrEqual(18);
});

test('two are both found', async () => expect((await outcome([3, 402])).unanswered).toEqual([3, 402]));

test('nothing refused costs nothing', async () => expect(await outcome([])).toEqual({ unanswered: [], further: 0 }));

test('many stop at the bound, and clean parts are kept', async () => {
  const { unanswered, further } = await outcome(all.filter((query) => query % 40 === 0));
  expect(further).toBeLessThanOrEqual(40);
  expect(unanswered.length).toBeLessThan(400);
});

test('one query that the server fails at is found', async () => {
  expect(await outcome([250], 'server')).toEqual({ unanswered: [250], further: 18 });
});

test('a server that fails at all is not asked for ever smaller parts', async () => {
  expect(await outcome(all, 'server')).toEqual({ unanswered: all, further: 2 });
});
