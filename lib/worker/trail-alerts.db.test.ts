import { beforeEach, describe, expect, test } from 'vitest';
import { teamsScope } from '#lib/auth/scope.ts';
import { logFor } from '#lib/log.ts';
import { listAlerts } from '#lib/queries/alerts.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { seedEvents } from '#lib/testing/seed-events.ts';
import { place, seedResource } from '#lib/testing/seed-fleet.ts';
import { fixedClock, hourMs, minuteMs } from '#lib/time.ts';
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

const selectors = JSON.stringify({ basic: [{ ReadWriteType: 'All', IncludeManagementEvents: true }] });
const all = { ...place, name: 'organization-trail' };
const chainOf = (account: string, name = all.name) =>
  `AWSLogs/o-1/${account}/CloudTrail-Digest/eu-west-1/${name}/${place.region}`;

beforeEach(async () => {
  hook.received.length = 0;
  await owner.pool.query('truncate trail, audit_source, trail_hour, trail_finding, cursor, event cascade');
  await owner.pool.query(
    `insert into audit_source (id, bucket, prefix, region, account, found, seen_at) values (1, 'logs', '', $2, $1, 'configured', $3)`,
    [place.account, place.region, new Date(start)],
  );
  for (const [name, isOrganization] of [
    ['organization-trail', true],
    ['own-trail', false],
  ] as const) {
    await owner.pool.query(
      `insert into trail (account, region, name, bucket, prefix, is_organization, is_multi_region, is_validated, is_logging, started_at, delivered_at, selectors, seen_at)
       values ($1, $2, $3, 'logs', '', $4, true, true, true, $5, $6, $7, $6)`,
      [place.account, place.region, name, isOrganization, new Date(at(-9000)), new Date(at(-5)), selectors],
    );
  }
});
const set = (columns: string, ...values: unknown[]) =>
  owner.pool.query(`update trail set ${columns} where name = 'organization-trail'`, values);
const hour = (account: string, state: string, hours: number, chain = chainOf(account)) =>
  owner.pool.query(
    `insert into trail_hour (account, region, source, chain, hour, state, digests, faulty_digests, logs, faulty_logs, verified_at)
     values ($1, $2, 1, $3, $4, $5, 1, 1, 1, 1, $6)`,
    [account, place.region, chain, new Date(Math.floor(start / hourMs) * hourMs - hours * hourMs), state, new Date(start)],
  );

describe('a trail', () => {
  test('that is switched off is told, and that it is on again', async () => {
    expect(await judge(0)).toEqual([]);
    await set('is_logging = false, stopped_at = $1, seen_at = $2', new Date(at(1)), new Date(at(2)));
    expect(await judge(3)).toEqual(['fired']);
    expect(await list(3)).toMatchObject([
      { ...all, kind: 'trail', rule: 'trail_failing', beganAt: at(1), team: 'unowned', arn: null },
    ]);
    expect(await list(3, teamsScope(['search']))).toEqual([]);
    await send(config, at(3));
    expect(hook.received[0]?.body).toMatchObject({
      headline: 'Alert: A trail fails · organization-trail',
      alerts: [
        {
          sentence: 'is switched off: nothing that happens is delivered',
          resourceUrl: 'https://trailwatch.example/all/integrity',
        },
      ],
    });
    await set('is_logging = true, seen_at = $1', new Date(at(12)));
    expect(await judge(13)).toEqual(['calm']);
    expect(await judge(21)).toEqual([]);
    expect(await judge(29)).toEqual(['resolved']);
  });

  test('that was deleted has no alert any more', async () => {
    await set(`delivery_error = 'NoSuchBucket'`);
    expect(await judge(3)).toEqual(['fired']);
    await set('gone_at = $1', new Date(at(4)));
    expect(await judge(5)).toEqual(['gone']);
  });

  test('is told once of all that is altered and missing of the last day, by its own name and account', async () => {
    await hour(place.account, 'altered', 3);
    await hour('444455556666', 'altered', 3);
    await hour('444455556666', 'missing', 5);
    await hour('444455556666', 'altered', 30);
    await hour('444455556666', 'altered', 4, chainOf('444455556666', 'own-trail'));
    expect(await judge(0)).toEqual(['fired']);
    expect(await list(0)).toMatchObject([
      {
        name: 'organization-trail',
        sentence: 'has log files of the last 24 h that do not verify: 1 h altered, 1 h missing',
        beganAt: Math.floor(start / hourMs) * hourMs - 5 * hourMs,
      },
    ]);
  });

  test('that delivers nothing is late once an hour-old change is not delivered; of a quiet night nobody is told', async () => {
    await set('delivered_at = $1', new Date(at(-400)));
    const event = (eventId: string, minute: number, more: object = {}) =>
      seedEvents(owner, [{ ...place, eventId, at: new Date(at(minute)), who: 'Mia', readOnly: false, ...more }]);
    await event('a', -300, { readOnly: true });
    await event('b', -300, { eventSource: 'kms.amazonaws.com' });
    await event('c', -300, { account: '444455556666' });
    await event('d', -50);
    expect(await judge(0)).toEqual([]);
    await event('e', -90);
    expect(await judge(2)).toEqual(['fired']);
    expect(await list(2)).toMatchObject([{ name: 'organization-trail', beganAt: at(-90) }]);
  });
});

describe('an alarm', () => {
  const alarm = (name: string, status: string, more: object = {}) =>
    seedResource(
      owner,
      {
        ...{ kind: 'alarm', name, team: 'search', status },
        description: {
          ...{ ActionsEnabled: true, AlarmActions: ['arn:aws:sns:x'], StateReason: 'Threshold Crossed' },
          ...{ StateTransitionedTimestamp: new Date(at(-30)).toISOString(), ...more },
        },
      },
      at(0),
    );
  const turns = (status: string, minute: number) =>
    owner.pool.query(`update resource set status = $1, last_seen_at = $2 where name = 'search-5xx'`, [
      status,
      new Date(at(minute)),
    ]);

  test('is its team’s, since when AWS says, until it is OK', async () => {
    await alarm('search-5xx', 'ALARM');
    await alarm('TargetTracking-low', 'ALARM', { AlarmActions: ['arn:aws:autoscaling:eu-west-1:1:scalingPolicy:x'] });
    await alarm('calm', 'OK');
    expect(await judge(1)).toEqual(['fired']);
    expect(await list(1, teamsScope(['search']))).toMatchObject([
      {
        kind: 'alarm',
        name: 'search-5xx',
        beganAt: at(-30),
        sentence: 'is in ALARM: Threshold Crossed',
        facts: { severity: 'ticket' },
      },
    ]);
    expect(await list(1, teamsScope(['fraud']))).toEqual([]);
    await send(config, at(1));
    expect(hook.received[0]?.body).toMatchObject({
      ...{ headline: 'Alert: A CloudWatch alarm is in ALARM · search-5xx', team: 'search' },
      alerts: [{ resourceUrl: expect.stringMatching(/\/all\/resources\/alarm\/111122223333\/eu-west-1\/search-5xx$/) }],
    });
    await turns('INSUFFICIENT_DATA', 5);
    expect(await judge(6)).toEqual([]);
    await turns('OK', 10);
    expect(await judge(11)).toEqual(['calm']);
    expect(await judge(13)).toEqual(['resolved']);
  });

  test('that was deleted ends its alert', async () => {
    await alarm('search-5xx', 'ALARM');
    expect(await judge(1)).toEqual(['fired']);
    await owner.pool.query(`update resource set deleted_at = $1 where name = 'search-5xx'`, [new Date(at(2))]);
    expect(await judge(3)).toEqual(['gone']);
  });
});
