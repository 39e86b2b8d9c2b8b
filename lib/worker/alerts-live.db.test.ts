import { afterAll, beforeAll, expect, test } from 'vitest';
import { teamsScope } from '#lib/auth/scope.ts';
import { countOpenAlerts, listOpenCounts } from '#lib/queries/open-alerts.ts';
import { acknowledgeAlert, unacknowledgeAlert } from '#lib/store/acknowledgements.ts';
import { endSilence, makeSilence } from '#lib/store/silences.ts';
import { transaction } from '#lib/store/transaction.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import { alertWorld, broken, configOf, holds, start } from './testing/alert-world.ts';

const { owner, judge } = await alertWorld();
const config = configOf({});
const listening = await owner.pool.connect();
const heard: string[] = [];

beforeAll(async () => {
  listening.on('notification', ({ payload = '' }) => heard.push(payload));
  await listening.query('listen trailwatch');
});
afterAll(() => listening.release(true));

/** How often pages were told of alerts while this was done: notices of one server come in order, before the answer to what is asked after them. */
async function told(work: () => Promise<unknown>): Promise<number> {
  heard.splice(0);
  await work();
  await listening.query('select 1');
  return heard.filter((payload) => payload === '{"noun":"alerts"}').length;
}

/** What stands in sidebar and title, and on the wall. */
const counted = async (at: number, scope = everyScope()) => [
  await countOpenAlerts(scope, { team: 'all', now: at }),
  await listOpenCounts(scope, { team: 'all', now: at }),
];

test('open pages are told whenever alerts take a step, and when people acknowledge or silence some; of nothing new, nothing', async () => {
  const by = { id: 'p1', name: 'Ada' };
  const names = ['ranker', 'query'];
  expect(await told(() => judge(config, broken(names), start))).toBe(1);
  expect(await told(() => judge(config, broken(names), start + minuteMs))).toBe(0);
  expect(await counted(start)).toEqual([2, [{ team: 'search', page: 2, ticket: 0 }]]);
  expect(await counted(start, teamsScope(['fraud']))).toEqual([0, []]);

  const id = Number((await owner.pool.query('select min(id) as id from alert')).rows[0]?.id);
  const acknowledge = () =>
    transaction(owner, (client) => acknowledgeAlert(client, id, { teams: 'all', by, at: start, until: null }));
  expect(await told(acknowledge)).toBe(1);
  expect(await told(() => acknowledge().catch(() => null))).toBe(0);
  expect(await counted(start)).toEqual([1, [{ team: 'search', page: 1, ticket: 0 }]]);
  expect(await told(() => transaction(owner, (client) => unacknowledgeAlert(client, id, { teams: 'all', by, at: start })))).toBe(
    1,
  );

  const matcher = { team: 'search', rules: [], kinds: [], account: null, region: null, name: null };
  const span = { startsAt: start, endsAt: start + hourMs, reason: 'a deployment', by, at: start };
  let silence = 0;
  const silenced = await told(async () => {
    silence = await transaction(owner, (client) => makeSilence(client, { ...matcher, ...span }));
  });
  expect([await counted(start + 1), await counted(start + 2 * hourMs)]).toEqual([
    [0, []],
    [2, [{ team: 'search', page: 2, ticket: 0 }]],
  ]);
  const end = () => transaction(owner, (client) => endSilence(client, silence, { teams: 'all', by, at: start + minuteMs }));
  expect([silenced, await told(end), await told(() => end().catch(() => null))]).toEqual([1, 1, 0]);

  expect(await told(() => judge(config, holds(names), start + 20 * minuteMs))).toBe(1);
});
