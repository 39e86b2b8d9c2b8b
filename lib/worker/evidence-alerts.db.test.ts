import { beforeEach, describe, expect, test } from 'vitest';
import { teamsScope } from '#lib/auth/scope.ts';
import { logFor } from '#lib/log.ts';
import { listAlerts } from '#lib/queries/alerts.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { forgetEvents, seedEvents } from '#lib/testing/seed-events.ts';
import { place, seedResource } from '#lib/testing/seed-fleet.ts';
import { fixedClock, minuteMs } from '#lib/time.ts';
import { createAlertJudge } from './alerts.ts';
import { alertWorld, configOf, start, well } from './testing/alert-world.ts';

const { owner, worker, send } = await alertWorld();
const hook = await well();
const config = configOf({ hook });
const at = (minute: number): number => start + minute * minuteMs;
const judge = async (minute: number) => {
  const news = await createAlertJudge({ db: worker, clock: fixedClock(at(minute)), log: logFor('test'), config })();
  return news.map(({ step }) => step);
};
const list = async (minute: number, scope = everyScope()) =>
  (
    await listAlerts(scope, {
      team: 'all',
      now: at(minute),
      from: at(-60),
      filter: { rules: [], severities: [], state: null, assignees: [] },
    })
  ).rows;
const bodies = async (minute: number) => {
  await send(config, at(minute));
  return hook.received.map(({ body }) => [body.event, body.headline, body.team]);
};
const run = (collector: string, from: number, to: number) =>
  owner.pool.query(
    `insert into run (collector, account, region, purpose, window_from, window_to, started_at, ended_at, status) values ($1, $2, $3, 'live', $4, $5, $5, $5, 'ok')`,
    [collector, place.account, place.region, new Date(at(from)), new Date(at(to))],
  );

beforeEach(async () => {
  hook.received.length = 0;
  await owner.pool.query('truncate cursor, run, run_failure, resource_version, audit_source, trail, trail_hour cascade');
  await forgetEvents(owner.pool);
});

describe('what audit rules found', () => {
  const resources = (name: string) => [{ ...place, kind: 'endpoint' as const, name }];
  async function found(eventId: string, minute: number, severity: string, named: ReturnType<typeof resources> = []) {
    const time = new Date(at(minute));
    await seedEvents(owner, [{ ...place, eventId, at: time, who: 'Mia Kovač', eventName: 'StopLogging', resources: named }]);
    await owner.pool.query(
      `insert into detection (account, event_id, rule, at, severity, object, found) values ($1, $2, 'trail_stopped', $3, $4, 'Mia Kovač', '{}')`,
      [place.account, eventId, time, severity],
    );
  }

  test('is told once of an account, however often, and names nobody', async () => {
    await found('old', -24 * 60 - 1, 'critical');
    await found('mild', -3, 'medium');
    expect(await judge(0)).toEqual([]);
    await found('a', -2, 'critical');
    await found('b', -1, 'high');
    expect(await judge(1)).toEqual(['fired']);
    expect(await bodies(1)).toEqual([['fired', 'Alert: An audit rule found something · trail_stopped', 'unowned']]);
    expect(hook.received[0]?.body).toMatchObject({
      region: '',
      alerts: [{ kind: 'detection', figure: 'critical', resourceUrl: 'https://trailwatch.example/all/detections' }],
    });
    expect(JSON.stringify(hook.received[0]?.body)).not.toContain('Kova');
    await found('c', 2, 'critical');
    expect(await judge(3)).toEqual([]);
    expect(await list(3, teamsScope(['search', 'fraud']))).toEqual([]);
    // A day later it is no news any more, which nobody is told.
    expect(await judge(24 * 60 + 3)).toEqual(['calm', 'resolved']);
    expect(await bodies(24 * 60 + 3)).toHaveLength(1);
  });

  test('is read every five minutes, and ended by no worker that has not read it since', async () => {
    let minute = 0;
    const clock = { ...fixedClock(start), now: () => at(minute) };
    const workers = [1, 2].map(() => createAlertJudge({ db: worker, clock, log: logFor('test'), config }));
    const steps = async (nth: number, then: number) => {
      minute = then;
      return (await workers[nth]?.())?.map(({ step }) => step);
    };
    expect(await steps(0, 0)).toEqual([]);
    await found('a', 0.5, 'critical');
    expect(await steps(1, 1)).toEqual(['fired']);
    expect(await steps(0, 2)).toEqual([]);
    await found('b', 2.5, 'high', resources('ranker'));
    expect(await steps(0, 4)).toEqual([]);
    expect(await steps(0, 5)).toEqual(['fired']);
    expect(await steps(1, 6)).toEqual([]);
  });

  test('of a resource is its team’s', async () => {
    await found('a', -2, 'high', resources('ranker'));
    await found('b', -2, 'high', resources('nobody-knows-it'));
    expect(await judge(0)).toEqual(['fired', 'fired']);
    expect((await list(0, teamsScope(['search']))).map(({ kind, name, figure }) => [kind, name, figure])).toEqual([
      ['endpoint', 'ranker', 'high'],
    ]);
    expect((await bodies(0)).toSorted()).toEqual([
      ['fired', 'Alert: An audit rule found something · ranker', 'search'],
      ['fired', 'Alert: An audit rule found something · trail_stopped', 'unowned'],
    ]);
  });
});

describe('a change without an event', () => {
  const version = (from: number, to: number | null) =>
    owner.pool.query(
      `insert into resource_version (account, region, kind, name, valid_from, valid_to, configuration, hash) values ($1, $2, 'endpoint', 'ranker', $3, $4, '{}', 'h')`,
      [place.account, place.region, new Date(at(from)), to === null ? null : new Date(at(to))],
    );

  beforeEach(async () => {
    await version(-9000, 0);
    await version(0, null);
    await run('inventory', -31, -30);
  });

  test('is told an hour after it, once, to its team, and is no news a day later', async () => {
    await run('audit', -2880, 20);
    expect(await judge(59)).toEqual([]);
    expect(await judge(61)).toEqual(['fired']);
    expect(await judge(63)).toEqual([]);
    expect(await list(63, teamsScope(['search']))).toMatchObject([
      {
        ...{ rule: 'change_unexplained', kind: 'endpoint', name: 'ranker', beganAt: at(0), team: 'search' },
        sentence: 'was changed, and no event says by whom; what could explain it: nothing that Trailwatch knows of',
      },
    ]);
    expect(await bodies(63)).toEqual([['fired', 'Alert: A change that nobody is known to have made · ranker', 'search']]);
    expect(await judge(25 * 60 + 2)).toEqual(['calm', 'resolved']);
    expect(await bodies(25 * 60 + 2)).toHaveLength(1);
  });

  test('is none where its event came, or where events of then are not known', async () => {
    await run('audit', -2880, 10);
    expect(await judge(61)).toEqual([]);
    await run('audit', 10, 60);
    await seedEvents(owner, [
      {
        ...{ ...place, eventId: 'e', at: new Date(at(-3)), who: 'Mia', eventName: 'UpdateEndpoint' },
        resources: [{ ...place, kind: 'endpoint', name: 'ranker' }],
      },
    ]);
    expect(await judge(63)).toEqual([]);
  });

  test('is none on a first start, when the inventory sees for the first time what events say nothing of', async () => {
    expect(await judge(61)).toEqual([]);
    await run('audit', 40, 62);
    expect(await judge(63)).toEqual([]);
  });
});

test('where the evidence cannot be read, its alerts stay as they are, and the rest is judged', async () => {
  await owner.pool.query(
    `insert into detection (account, event_id, rule, at, severity, object, found) values ($1, 'x', 'trail_stopped', $2, 'critical', 'Mia', '{}')`,
    [place.account, new Date(at(-1))],
  );
  await seedEvents(owner, [
    { ...place, eventId: 'x', at: new Date(at(-1)), who: 'Mia', eventName: 'StopLogging', resources: [] },
  ]);
  expect(await judge(0)).toEqual(['fired']);
  await seedResource(owner, { kind: 'training_job', name: 'failed-1', team: 'search', status: 'Failed', description: {} }, at(5));
  await owner.pool.query('alter table detection rename to detection_away');
  expect(await judge(6)).toEqual(['fired']);
  await owner.pool.query('alter table detection_away rename to detection');
  expect((await list(6)).map(({ rule, word }) => [rule, word])).toEqual([
    ['job_failed', 'firing'],
    ['audit_detection', 'firing'],
  ]);
});
