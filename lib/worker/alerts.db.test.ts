import { beforeAll, describe, expect, test } from 'vitest';
import { teamsScope } from '#lib/auth/scope.ts';
import { database } from '#lib/db.ts';
import { logFor } from '#lib/log.ts';
import { getAlert, listAlerts, listAlertTransitions } from '#lib/queries/alerts.ts';
import { acknowledgeAlert } from '#lib/store/acknowledgements.ts';
import { expireAlerts, saveAlertReadings } from '#lib/store/alerts.ts';
import { transaction } from '#lib/store/transaction.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { place, seedEndpoint, seedResource, seedRun } from '#lib/testing/seed-fleet.ts';
import { dayMs, fixedClock, hourMs, minuteMs } from '#lib/time.ts';
import { createAlertJudge } from './alerts.ts';

const owner = await testDatabase();
process.env.DATABASE_URL = owner.workerUrl;
const worker = database(owner.workerUrl);

const now = Date.parse('2026-11-19T07:42:10Z');
const scope = everyScope();
const log = logFor('test');
const judge = (at: number) => createAlertJudge({ db: worker, clock: fixedClock(at), log })();
const noFilter = { rules: [], severities: [], state: null, assignees: [] };
const listed = async (at: number, of = scope) =>
  (await listAlerts(of, { team: 'all', now: at, from: at - dayMs, filter: noFilter })).rows;
const of = async (name: string, at: number) => (await listed(at)).find((one) => one.name === name);

beforeAll(async () => {
  const readTo = Math.floor(now / minuteMs) * minuteMs - 2 * minuteMs;
  const calm = { 'endpoint.invocations Sum': () => 1000, 'endpoint.latency.model p99': () => 200_000 };
  const ill = (minute: number) => (minute >= -22 ? 41 : 0);
  await seedEndpoint(owner, { name: 'calm', team: 'fraud', figures: calm }, readTo);
  await seedEndpoint(owner, { name: 'burning', team: 'search', figures: { ...calm, 'endpoint.errors.5xx Sum': ill } }, readTo);
  await seedEndpoint(owner, { name: 'rolled-back', team: 'fraud', status: 'Failed', figures: calm }, readTo);
  await seedResource(
    owner,
    {
      ...{ kind: 'training_job', name: 'train-7', team: 'search', status: 'Failed' },
      description: { FailureReason: 'AlgorithmError: CUDA out of memory' },
    },
    now - hourMs,
  );
  for (let hour = 26; hour >= 0; hour -= 1) {
    await seedRun(owner, { from: readTo - (hour + 1) * hourMs, to: readTo - hour * hourMs });
  }
});

describe('what the worker judges', () => {
  test('is told once, with since when and why, by what the pages say too', async () => {
    expect((await judge(now)).map(({ step }) => step)).toEqual(['fired', 'fired', 'fired']);
    expect((await listed(now)).map(({ name, rule, word, sentence }) => [name, rule, word, sentence]).toSorted()).toEqual([
      ['burning', 'endpoint_errors', 'firing', 'answers 4.1 % of calls with 5xx, limit 1 %'],
      ['rolled-back', 'endpoint_status', 'firing', 'is Failed'],
      ['train-7', 'job_failed', 'firing', 'failed: AlgorithmError: CUDA out of memory'],
    ]);
    expect(await of('burning', now)).toMatchObject({
      beganAt: Math.floor(now / minuteMs) * minuteMs - 24 * minuteMs,
      firedAt: now,
    });
  });

  test('is left alone by a second worker within the minute, and told no second time after it', async () => {
    expect(await judge(now + 30_000)).toEqual([]);
    expect(await Promise.all([1, 2, 3, 4].map((n) => judge(now + 2 * minuteMs + n)))).toEqual([[], [], [], []]);
    expect(await judge(now - 3 * hourMs)).toEqual([]);
    expect(await listed(now + 3 * minuteMs)).toHaveLength(3);
  });

  test('is looked at again as soon as something was read, and not before', async () => {
    const judged = async () =>
      (await owner.pool.query(`select value::float8 as at from cursor where collector = 'alerts'`)).rows[0]?.at;
    const from = now + 10 * minuteMs;
    await judge(from);
    await judge(from + 20_000);
    expect(await judged()).toBe(from);
    await seedRun(owner, { from: from + 10_000, to: from + 15_000, collector: 'inventory' });
    await judge(from + 9_000);
    expect(await judged()).toBe(from);
    await judge(from + 20_000);
    expect(await judged()).toBe(from + 20_000);
  });

  test('stays as it is while nobody can read the place', async () => {
    expect(await judge(now + 41 * minuteMs)).toEqual([]);
    expect((await of('burning', now + 41 * minuteMs))?.word).toBe('firing');
  });

  test('ends when what it is about is no more, and a failed job after a day', async () => {
    await owner.pool.query(`update resource set deleted_at = $1 where name = 'rolled-back'`, [new Date(now + 42 * minuteMs)]);
    const later = now + 43 * minuteMs;
    expect((await judge(later)).map(({ step }) => step)).toEqual(['gone']);
    expect((await of('rolled-back', later))?.word).toBe('resolved');
    expect((await judge(now + 25 * hourMs)).map(({ step }) => step)).toEqual(['calm', 'resolved']);
  });

  test('is, asked as of then, what it was then', async () => {
    expect(await listed(now - minuteMs)).toEqual([]);
    expect((await listed(now + 42 * minuteMs)).map(({ word }) => word)).toEqual(['firing', 'firing', 'firing']);
    const alert = await of('rolled-back', now + hourMs);
    expect(alert?.resolvedAt).toBe(now + 43 * minuteMs);
  });

  test('is seen by its team and nobody else', async () => {
    const mine = teamsScope(['search']);
    expect((await listed(now, mine)).map(({ name }) => name).toSorted()).toEqual(['burning', 'train-7']);
    const theirs = await of('rolled-back', now);
    await expect(getAlert(mine, theirs?.id ?? -1, { now })).rejects.toMatchObject({ code: 'not_found' });
    expect(await listAlertTransitions(mine, { ...place, id: theirs?.id ?? -1 }, { now })).toEqual([]);
  });
});

describe('steps that are kept', () => {
  const subject = { ...place, kind: 'endpoint', name: 'calm' };
  const broken = {
    rule: 'endpoint_latency',
    subject,
    verdict: 'broken',
    since: null,
    sentence: 'p99',
    figure: '604 ms',
  } as const;
  const holds = { rule: 'endpoint_latency', subject, verdict: 'holds' } as const;
  const start = now + 30 * hourMs;

  test('are one each, however many workers judge the same moment at once', async () => {
    const news = await Promise.all([1, 2, 3, 4, 5].map(() => saveAlertReadings(worker, [broken], start)));
    expect(news.flat().map(({ step }) => step)).toEqual(['fired']);
  });

  test('are none where the transaction did not end', async () => {
    await owner.pool.query(
      'alter table alert_transition add constraint none check (at < $1)'.replace('$1', `'${new Date(start + 1).toISOString()}'`),
    );
    await expect(saveAlertReadings(worker, [holds], start + minuteMs)).rejects.toThrow('none');
    await owner.pool.query('alter table alert_transition drop constraint none');
    const news = await saveAlertReadings(worker, [holds], start + minuteMs);
    expect(news.map(({ step }) => step)).toEqual(['calm']);
  });

  test('are in order, and what somebody had seen has been seen by nobody once it is back', async () => {
    const alert = await of('calm', start + 2 * minuteMs);
    await transaction(owner, (client) =>
      acknowledgeAlert(client, alert?.id ?? -1, {
        teams: 'all',
        by: { id: 'a', name: 'Ada' },
        at: start + 2 * minuteMs,
        until: null,
      }),
    );
    expect((await of('calm', start + 3 * minuteMs))?.acknowledgedBy).toBe('Ada');
    await saveAlertReadings(worker, [holds], start + 10 * minuteMs);
    expect((await of('calm', start + 11 * minuteMs))?.word).toBe('resolved');
    await saveAlertReadings(worker, [broken], start + 12 * minuteMs);
    const back = await of('calm', start + 13 * minuteMs);
    expect(back).toMatchObject({ id: alert?.id, word: 'firing', returns: 1, acknowledgedBy: null });
    const steps = await listAlertTransitions(scope, { ...place, id: back?.id ?? -1 }, { now: start + 13 * minuteMs });
    expect(steps.map(({ step, at }) => [step, (at - start) / minuteMs])).toEqual([
      ['fired', 0],
      ['calm', 1],
      ['resolved', 10],
      ['again', 12],
    ]);
  });

  test('begin anew more than an hour after the end: a second alert', async () => {
    for (const minute of [20, 26, 32]) await saveAlertReadings(worker, [holds], start + minute * minuteMs);
    const news = await saveAlertReadings(worker, [broken], start + 3 * hourMs);
    expect(news.map(({ step }) => step)).toEqual(['fired']);
    expect((await listed(start + 4 * hourMs)).filter(({ name }) => name === 'calm')).toHaveLength(2);
  });

  test('are of one alert where a resource changed hands while it was read, and stands in it twice', async () => {
    const twice = { ...broken, subject: { ...subject, name: 'moved' } };
    expect(await saveAlertReadings(worker, [twice, twice], start + 4 * hourMs)).toHaveLength(1);
  });

  test('wait for the tags of a new resource, which say whom to tell; ten minutes at most', async () => {
    const at = start + 4 * hourMs;
    const fresh = { ...broken, subject: { ...subject, name: 'fresh' } };
    await seedResource(owner, { kind: 'endpoint', name: 'fresh', team: 'unowned', description: {} }, at);
    await owner.pool.query(`update resource set first_seen_at = $1, tags_at = null where name = 'fresh'`, [new Date(at)]);
    const fired = async (reading: typeof fresh, minute: number) =>
      (await saveAlertReadings(worker, [reading], at + minute * minuteMs)).filter(({ step }) => step === 'fired').length;
    expect(await fired(fresh, 9)).toBe(0);
    await owner.pool.query(`update resource set team = 'search', tags_at = $1 where name = 'fresh'`, [new Date(at)]);
    expect(await fired(fresh, 9)).toBe(1);
    await owner.pool.query(`update resource set team = 'unowned', tags_at = null, name = 'other' where name = 'fresh'`);
    const other = { ...broken, subject: { ...subject, name: 'other' } };
    expect(await fired(other, 10)).toBe(1);
  });

  test('ten thousand at once are ten thousand alerts, and the day after none', async () => {
    const many = Array.from({ length: 10_000 }, (_, nth) => ({ ...broken, subject: { ...subject, name: `n-${nth}` } }));
    const at = start + 5 * hourMs;
    expect(await saveAlertReadings(worker, many, at)).toHaveLength(10_000);
    // None of them is in the inventory.
    const ended = await saveAlertReadings(worker, [], at + minuteMs);
    expect(ended.filter(({ step }) => step === 'gone')).toHaveLength(10_000);
    let gone = 0;
    for (let some = -1; some !== 0; gone += some) some = await expireAlerts(worker, { before: new Date(at + dayMs), most: 4000 });
    expect(gone).toBeGreaterThanOrEqual(10_000);
    const { rows } = await owner.pool.query<{ n: number }>(
      'select count(*)::int as n from alert_transition t where not exists (select from alert a where (a.account, a.id) = (t.account, t.alert))',
    );
    expect(rows[0]?.n).toBe(0);
  });
});
