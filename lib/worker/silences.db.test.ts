import { beforeEach, describe, expect, test } from 'vitest';
import type { SilenceMatcher } from '#lib/alerts/silences.ts';
import { listAlerts } from '#lib/queries/alerts.ts';
import { endSilence, expireSilences, makeSilence } from '#lib/store/silences.ts';
import { transaction } from '#lib/store/transaction.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { minuteMs } from '#lib/time.ts';
import { alertWorld, broken, configOf, holds, start, well } from './testing/alert-world.ts';

const { owner, worker, judge, kept, seed } = await alertWorld();
const hook = await well();
const config = configOf({ hook });
const open: SilenceMatcher = { team: 'all', rules: [], kinds: [], account: null, region: null, name: null };
const by = { id: 'p', name: 'Ada' };

beforeEach(async () => {
  await owner.pool.query('truncate silence');
});

/** From and to, in minutes from the start. */
const silence = (said: Partial<SilenceMatcher>, from = -1, to = 60) =>
  transaction(owner, (client) =>
    makeSilence(client, {
      ...{ ...open, team: 'search', ...said, reason: 'a deployment', by },
      ...{ startsAt: start + from * minuteMs, endsAt: start + to * minuteMs, at: start + from * minuteMs },
    }),
  );
const judgeAt = (minute: number, readings: Parameters<typeof judge>[1] = []) =>
  judge(config, readings, start + minute * minuteMs);
/** What anybody is to be told, in order: "fired ranker". */
const told = async () => {
  const all = await kept(start + 1e9);
  return all.toSorted((a, b) => a.madeAt - b.madeAt).map(({ step, name }) => `${step} ${name}`);
};
const states = async (minute: number) => {
  const now = start + minute * minuteMs;
  const filter = { rules: [], severities: [], state: 'silenced', assignees: [] } as const;
  const { rows } = await listAlerts(everyScope(), { team: 'all', now, from: start, filter });
  return rows.map(({ name, silence: of }) => [name, of?.by, of?.reason]);
};

describe('what is silenced', () => {
  test('is judged, kept and listed, and nobody is told; others are', async () => {
    await silence({ name: 'rank*' });
    const news = await judgeAt(0, broken(['ranker', 'query', 'scorer']));
    expect(news.map(({ step }) => step)).toEqual(['fired', 'fired', 'fired']);
    expect((await told()).toSorted()).toEqual(['fired query', 'fired scorer']);
    expect(await states(1)).toEqual([['ranker', 'Ada', 'a deployment']]);
  });

  test('is the team’s own alone, from when the silence begins to its end', async () => {
    await silence({}, 5, 10);
    await judgeAt(4, broken(['query']));
    await judgeAt(5, broken(['query', 'ranker', 'scorer']));
    expect(await told()).toEqual(['fired query', 'fired scorer']);
    await judgeAt(9, broken(['ranker']));
    expect(await states(10)).toEqual([]);
    await judgeAt(10, broken(['ranker']));
    expect(await told()).toEqual(['fired query', 'fired scorer', 'fired ranker']);
  });

  test('ends for who heard that it began', async () => {
    await judgeAt(0, broken(['ranker']));
    await silence({}, 1);
    await judgeAt(2, holds(['ranker']));
    await judgeAt(9, holds(['ranker']));
    expect(await told()).toEqual(['fired ranker', 'resolved ranker']);
    // Back, and over again: of neither is anybody told, though the channel heard that it began the first time.
    await judgeAt(12, broken(['ranker']));
    await judgeAt(13, holds(['ranker']));
    await judgeAt(20, holds(['ranker']));
    await judgeAt(26, holds(['ranker']));
    expect(await told()).toEqual(['fired ranker', 'resolved ranker']);
  });
});

describe('once a silence ends', () => {
  test('what still fires is told, once, as what it was, by the first of those who judge', async () => {
    const id = await silence({ rules: ['endpoint_errors'] });
    await judgeAt(0, broken(['ranker']));
    await judgeAt(20, broken(['ranker']));
    expect(await told()).toEqual([]);
    const end = (at: number) => transaction(owner, (client) => endSilence(client, id, { teams: ['search'], by, at }));
    await end(start + 21 * minuteMs);
    await expect(end(start + 22 * minuteMs)).rejects.toMatchObject({ code: 'conflict' });
    await Promise.all([1, 2, 3, 4, 5].map((n) => judge(config, n % 2 ? broken(['ranker']) : [], start + 22 * minuteMs + n)));
    await judgeAt(23, broken(['ranker']));
    const [one, ...others] = await kept(start + 1e9);
    expect(others).toEqual([]);
    expect(one).toMatchObject({ step: 'fired', state: 'waiting' });
    expect(Math.floor(((one?.madeAt ?? 0) - start) / minuteMs)).toBe(22);
    await judgeAt(24, holds(['ranker']));
    await judgeAt(31, holds(['ranker']));
    expect(await told()).toEqual(['fired ranker', 'resolved ranker']);
  });

  test('a worker that dies before its transaction ends leaves it to the next', async () => {
    await silence({}, -1, 5);
    await judgeAt(0, broken(['ranker']));
    await owner.pool.query(`alter table notification add constraint none check (step <> 'fired')`);
    await expect(judgeAt(6, broken(['ranker']))).rejects.toThrow('none');
    await owner.pool.query('alter table notification drop constraint none');
    await judgeAt(7);
    expect(await told()).toEqual(['fired ranker']);
  });

  test('what is calm is told if it comes back, and what is over never', async () => {
    await silence({}, -1, 5);
    await judgeAt(0, broken(['ranker', 'query']));
    await judgeAt(4, holds(['ranker', 'query']));
    await judgeAt(6, [...broken(['ranker']), ...holds(['query'])]);
    expect(await told()).toEqual(['fired ranker']);
    await judgeAt(12, [...broken(['ranker']), ...holds(['query'])]);
    expect(await told()).toEqual(['fired ranker']);
  });

  test('another that holds keeps it back, and what comes back within the hour is told as such', async () => {
    await judgeAt(0, broken(['ranker']));
    await judgeAt(1, holds(['ranker']));
    await judgeAt(8, holds(['ranker']));
    await silence({}, 8, 15);
    await silence({ name: '*er' }, 8, 20);
    await judgeAt(10, broken(['ranker']));
    await judgeAt(16, broken(['ranker']));
    expect(await told()).toEqual(['fired ranker', 'resolved ranker']);
    await judgeAt(20);
    expect(await told()).toEqual(['fired ranker', 'resolved ranker', 'again ranker']);
  });

  test('a hundred are one message', async () => {
    const names = Array.from({ length: 100 }, (_, nth) => `many-${nth}`);
    for (const name of names) await seed(name, 'search');
    await silence({ name: 'many-*' }, -1, 5);
    await judgeAt(0, broken(names));
    await judgeAt(6);
    const { rows } = await owner.pool.query('select distinct notification from notification_alert');
    expect(rows).toHaveLength(1);
    expect(await told()).toHaveLength(100);
  });
});

test('silences that were over go with their retention, batch by batch, and no other', async () => {
  for (const to of [1, 2, 3]) await silence({}, 0, to);
  await silence({}, 0, 60);
  const early = await silence({ name: 'x' }, 0, 60);
  await transaction(owner, (client) => endSilence(client, early, { teams: 'all', by, at: start + minuteMs }));
  const expire = () => expireSilences(worker, { before: new Date(start + 10 * minuteMs), most: 3 });
  expect([await expire(), await expire(), await expire()]).toEqual([3, 1, 0]);
});

test('a team has two hundred that are not over, however many are sent at once', async () => {
  const sent = await Promise.allSettled(Array.from({ length: 205 }, () => silence({})));
  expect(sent.filter(({ status }) => status === 'fulfilled')).toHaveLength(200);
  expect(sent.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
  await silence({ team: 'fraud' });
});
