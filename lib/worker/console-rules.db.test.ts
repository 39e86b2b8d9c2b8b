import { beforeAll, describe, expect, test } from 'vitest';
import { parseConfig } from '#lib/config.ts';
import { database } from '#lib/db.ts';
import { requireFreeRuleIds } from '#lib/launch/rule-ids.ts';
import { logFor } from '#lib/log.ts';
import { getAlert, listAlerts } from '#lib/queries/alerts.ts';
import { listConsoleRules, listRuleRecords } from '#lib/queries/console-rules.ts';
import { countMatches } from '#lib/queries/rule-matches.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { seedEndpoint } from '#lib/testing/seed-fleet.ts';
import { dayMs, fixedClock, minuteMs } from '#lib/time.ts';
import { createAlertJudge } from './alerts.ts';
import { bookNow } from './notify.ts';

const owner = await testDatabase();
process.env.DATABASE_URL = owner.workerUrl;
const worker = database(owner.workerUrl);
const now = Date.parse('2026-11-19T07:42:10Z');
const readTo = Math.floor(now / minuteMs) * minuteMs - 2 * minuteMs;
const scope = everyScope();
const slow = (above = '1 s') => ({
  ...{ id: 'slow', title: 'Answers slowly', severity: 'page' },
  threshold: { metric: 'ModelLatency', statistic: 'p99', above, for: '3 of 5' },
});
const configOf = (...rules: object[]) => parseConfig(JSON.stringify({ alerts: { rules } }), 'f');

const made = (team: string, source: object, rule = 'slow') =>
  owner.pool.query(
    `insert into alert_rule (rule, team, source, made_by_id, made_by, made_at) values ($1, $2, $3, 'x', 'Ada', $4)
     on conflict (rule) do update set team = $2, source = $3, version = default`,
    [rule, team, typeof source === 'string' ? source : JSON.stringify(source), new Date(now)],
  );
const judge = createAlertJudge({
  ...{ db: worker, log: logFor('test'), config: configOf() },
  clock: { now: () => at, speed: 1 },
});
let at = now;
/** What each further minute brings of the rule. */
const stepsAfter = async (minutes: number) => {
  at += minutes * minuteMs;
  return (await judge()).map(({ step }) => step).filter((step) => step !== 'calm');
};
const firing = async () =>
  (
    await listAlerts(scope, {
      team: 'all',
      now: at,
      from: at - dayMs,
      filter: { rules: ['slow'], severities: [], state: null, assignees: [] },
    })
  ).rows
    .filter(({ resolvedAt }) => resolvedAt === null)
    .map(({ name, facts }) => [name, facts?.title, facts?.owner]);

beforeAll(async () => {
  const figures = { 'endpoint.latency.model p99': () => 1_500_000 };
  for (const [name, team] of [
    ['ranker', 'search'],
    ['scorer', 'fraud'],
  ] as const) {
    await seedEndpoint(owner, { name, team, figures, hours: 30 }, readTo);
  }
  await owner.pool.query(
    `insert into series_ledger (account, series_id, region, asked)
     select account, id, region, int4multirange(int4range($1::int, $2::int)) from series`,
    [(readTo - 3 * dayMs) / minuteMs, readTo / minuteMs],
  );
  // The catalogue's own have their say first.
  await judge();
});

describe('a rule that is made in the console', () => {
  test('is judged by at once, for its own team whatever it says, changed, and gone once it is deleted', async () => {
    await made('search', { ...slow(), teams: ['search', 'fraud'] });
    expect(await stepsAfter(1)).toEqual(['fired']);
    expect(await firing()).toEqual([['ranker', 'Answers slowly', 'search']]);
    expect((await bookNow({ alerts: configOf().alerts }))('slow')).toMatchObject({ severity: 'page', owner: 'search' });

    await made('search', { ...slow('1200 ms'), title: 'Answers very slowly', severity: 'ticket' });
    expect(await stepsAfter(1)).toEqual([]);
    expect(await firing()).toEqual([['ranker', 'Answers very slowly', 'search']]);
    expect((await bookNow({ alerts: configOf().alerts }))('slow')).toMatchObject({ severity: 'ticket' });

    await made('all', slow());
    expect(await stepsAfter(1)).toEqual(['fired']);
    await made('all', { ...slow(), teams: ['fraud'] });
    expect(await stepsAfter(1)).toEqual(['gone']);
    expect((await firing()).map(([name]) => name)).toEqual(['scorer']);

    await owner.pool.query('delete from alert_rule');
    expect(await stepsAfter(1)).toEqual(['gone']);
    expect(await firing()).toEqual([]);
    const { rows } = await owner.pool.query<{ id: number }>(`select id::float8 as id from alert where rule = 'slow' limit 1`);
    expect((await getAlert(scope, rows[0]?.id ?? 0, { now: at })).facts).toBeNull();
  });

  test.each([
    ['{', 'id'],
    ['"text"', 'title'],
    [JSON.stringify({ ...slow(), threshold: { ...slow().threshold, metric: 'TakenAway' } }), 'threshold.metric'],
    [JSON.stringify({ ...slow(), burns: 3 }), 'burns'],
  ])('is listed as broken where this version does not take %s, and others are judged by', async (text, field) => {
    await owner.pool.query('delete from alert_rule');
    await made('all', text as unknown as object, 'broken');
    await made('search', slow());
    expect((await listConsoleRules(scope)).map(({ id }) => id)).toEqual(['slow']);
    const [broken, well] = await listRuleRecords(scope, { team: 'all' });
    expect([broken?.id, broken?.rule, well?.id, well?.problems]).toEqual(['broken', null, 'slow', null]);
    if (text !== '{') expect(broken?.problems?.map((one) => one.field)).toContain(field);
    await stepsAfter(1);
    expect((await firing()).map(([name]) => name)).toEqual(['ranker']);
  });

  test('gives way to one of the file, and the next start fails, naming both and what to do', async () => {
    await made('search', slow());
    const config = configOf({ ...slow(), title: 'Of the file' });
    const inFile = createAlertJudge({ db: worker, log: logFor('test'), config, clock: fixedClock(at + 2 * minuteMs) });
    await inFile();
    expect((await bookNow(config))('slow')).toMatchObject({ title: 'Of the file', owner: null });
    const start = requireFreeRuleIds(worker, config, { TRAILWATCH_CONFIG: '/etc/tw.yaml' });
    await expect(start).rejects.toMatchObject({
      message: expect.stringMatching(
        /^\/etc\/tw\.yaml alerts\.rules\[0\]\.id: slow is taken by a rule of team search that Ada made/,
      ),
      mend: expect.stringContaining('another id'),
    });
    await requireFreeRuleIds(worker, configOf({ ...slow(), id: 'other' }), {});
    await requireFreeRuleIds(worker, configOf(), {});
  });

  test.each([
    [{ names: null }, 2, ['ranker', 'scorer']],
    [{ names: ['r*'] }, 1, ['ranker']],
    [{ names: ['r_nker', '*%'] }, 0, []],
    [{ names: ['*'], teams: ['fraud'] }, 1, ['scorer']],
    [{ accounts: ['999999999999'] }, 0, []],
  ])('says how many it is about: %j', async (said, matched, names) => {
    const of = { teams: null, accounts: null, regions: null, names: null, ...said };
    expect(await countMatches(scope, { kind: 'endpoint', scope: of })).toEqual({ living: 2, matched, names });
  });
});
