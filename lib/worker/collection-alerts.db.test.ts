import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { teamsScope } from '#lib/auth/scope.ts';
import { logFor } from '#lib/log.ts';
import { tallyAlerts } from '#lib/queries/alert-tallies.ts';
import { countAlerts, findNewestAlert, getAlert, listAlerts, listAlertTransitions } from '#lib/queries/alerts.ts';
import { listAlertNotifications } from '#lib/queries/notifications.ts';
import { getShell } from '#lib/queries/shell.ts';
import { acknowledgeAlert, unacknowledgeAlert } from '#lib/store/acknowledgements.ts';
import { transaction } from '#lib/store/transaction.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { place } from '#lib/testing/seed-fleet.ts';
import { seedCollectionRun } from '#lib/testing/seed-runs.ts';
import { dayMs, fixedClock, minuteMs } from '#lib/time.ts';
import { createAlertJudge } from './alerts.ts';
import { alertWorld, configOf, start, well } from './testing/alert-world.ts';

const file = join(mkdtempSync(join(tmpdir(), 'collection-alerts-')), 'trailwatch.yaml');
const asked = `accounts: [{ id: '${place.account}', name: prod, regions: [${place.region}] }]`;
writeFileSync(file, `${asked}\nbudget: { monthlyUsd: 40 }\n`);
process.env.TRAILWATCH_CONFIG = file;

const { owner, worker, send } = await alertWorld();
const hook = await well();
const config = configOf({ hook });
const scope = everyScope();
const member = teamsScope(['search', 'fraud']);
const at = (minute: number): number => start + minute * minuteMs;
const judge = (minute: number) => createAlertJudge({ db: worker, clock: fixedClock(at(minute)), log: logFor('test'), config })();
const list = async (minute: number, of = scope) =>
  (
    await listAlerts(of, {
      team: 'all',
      now: at(minute),
      from: at(-60),
      filter: { rules: [], severities: [], state: null, assignees: [] },
    })
  ).rows;

type Run = Omit<Parameters<typeof seedCollectionRun>[1], 'startedAt'>;
/** Runs of a collector at each of these minutes. */
const runs = async (collector: string, from: number, to: number, more: Run = {}) => {
  for (let minute = from; minute <= to; minute += 2) {
    await seedCollectionRun(owner, { collector, ...more, startedAt: at(minute) });
  }
};
const denied: Run = { status: 'failed', failures: [{ service: 'cloudtrail', operation: 'LookupEvents' }] };

beforeEach(async () => {
  hook.received.length = 0;
  await owner.pool.query(
    'truncate run, run_failure, account, account_standing, account_region, budget_step, call_meter, cursor cascade',
  );
});

describe('a collector that gets nothing', () => {
  test('is told once, of its place, and that it ended; neither at a first start nor after a pause of Trailwatch', async () => {
    expect(await judge(-70)).toEqual([]);
    await runs('inventory', -60, 40);
    await runs('audit', -60, -2);
    await runs('audit', 0, 30, denied);
    expect(await judge(1)).toEqual([]);
    expect(await judge(13)).toEqual([]);
    expect((await judge(16)).map(({ step }) => step)).toEqual(['fired']);
    expect(await judge(18)).toEqual([]);
    const [alert] = await list(18);
    expect(alert).toMatchObject({
      ...{ rule: 'collection_failing', kind: 'collector', name: 'audit', ...place, arn: null, team: 'unowned', beganAt: at(0) },
      sentence: 'is denied, so that nothing new is known of who changed what',
    });
    await send(config, at(18));
    expect(hook.received.map(({ body }) => body)).toMatchObject([
      {
        ...{ event: 'fired', headline: 'Alert: Collection fails · audit', region: place.region, team: 'unowned' },
        alerts: [{ kind: 'collector', arn: null, resourceUrl: `https://trailwatch.example/all/runs/accounts/${place.account}` }],
      },
    ]);
    await runs('audit', 32, 40);
    expect((await judge(33)).map(({ step }) => step)).toEqual(['calm']);
    expect((await judge(39)).map(({ step }) => step)).toEqual(['resolved']);
    // The machine slept for five hours: all of it is late, and none of it is news.
    expect(await judge(340)).toEqual([]);
    await runs('inventory', 341, 341);
    expect(await judge(342)).toEqual([]);
  });

  test('is over where nobody asks any more, and what a Region took with it is no news', async () => {
    await runs('inventory', -60, 20);
    await runs('audit', -60, 18, denied);
    await runs('audit', -60, 18, { ...denied, region: 'us-east-1' });
    expect((await judge(16)).map(({ step }) => step)).toEqual(['fired']);
    await owner.pool.query(
      `insert into account_region (account, region, word, code, message, since, looked_at, again_at) values ($1, $2, 'denied', 'c', 'm', $3, $3, $3)`,
      [place.account, place.region, new Date(at(17))],
    );
    expect((await judge(18)).map(({ step }) => step)).toEqual(['gone']);
  });

  test('is the account’s where that refuses the role', async () => {
    await owner.pool.query(
      `insert into account (id, name, source, state, first_seen_at, seen_at) values ($1, 'prod', 'config', 'ACTIVE', $2, $2)`,
      [place.account, new Date(start)],
    );
    await owner.pool.query(
      `insert into account_standing (account, refusals, refused_since, refused_code, measured_at) values ($1, 6, $2, 'AccessDenied', $2)`,
      [place.account, new Date(at(0))],
    );
    for (const collector of ['inventory', 'audit', 'metrics']) await runs(collector, 0, 16, denied);
    expect(await judge(14)).toEqual([]);
    expect(await judge(16)).toHaveLength(1);
    expect(await list(16)).toMatchObject([{ kind: 'account', name: place.account, region: '', figure: '16 min' }]);
    await send(config, at(16));
    expect(hook.received[0]?.body).toMatchObject({ headline: `Alert: Collection fails · ${place.account}`, region: '' });
  });
});

test('a budget that leaves something out is told with what it leaves out, of no account', async () => {
  await owner.pool.query(
    `insert into call_meter values ('2026-11-19', $1, $2, 'cloudwatch', 'GetMetricData', 1, 0, 0, 1, 39.2, 39.2, 1)`,
    [place.account, place.region],
  );
  const step = (minute: number, name: string) =>
    owner.pool.query(
      `insert into budget_step (at, step, pace, reading, budget_usd, spent_usd, forecast_usd, usual_usd) values ($1, $2, '{}', 'statistic', 40, 39, 41, 90)`,
      [new Date(at(minute)), name],
    );
  await step(0, 'defer_normal');
  expect(await judge(12)).toEqual([]);
  await step(13, 'screen_only');
  expect(await judge(22)).toEqual([]);
  expect(await judge(24)).toHaveLength(1);
  await send(config, at(24));
  expect(hook.received[0]?.body).toMatchObject({
    headline: 'Alert: Collection is over budget · monthly budget',
    alerts: [
      {
        sentence: 'would not last, $39.20 of $40.00 so far: only what is on screen',
        resourceUrl: expect.stringMatching(/runs\/spend$/),
      },
    ],
  });
  await step(25, 'usual');
  for (const minute of [26, 32]) await judge(minute);
  expect((await judge(37)).map(({ step: one }) => one)).toEqual(['resolved']);
});

test('who sees some teams alone sees nothing of it, and cannot say that he has it', async () => {
  await runs('inventory', -60, 20);
  await runs('audit', -60, 18, denied);
  await judge(16);
  await send(config, at(16));
  const [alert] = await list(17);
  const id = alert?.id ?? -1;
  const now = at(17);
  const seen = async (of: typeof scope) => {
    const ask = { team: 'all', now, from: now - dayMs };
    return [
      (await list(17, of)).length,
      (await countAlerts(of, ask)).length,
      (await tallyAlerts(of, ask)).length,
      await findNewestAlert(of, ask),
      (await getShell(of, 'all', now)).counts.alerts,
      (await listAlertTransitions(of, { ...place, id }, { now })).length,
      (await listAlertNotifications(of, { ...place, id }, { now })).length,
    ];
  };
  expect(await seen(scope)).toEqual([1, 1, 1, at(16), 1, 1, 1]);
  expect(
    (
      await listAlerts(scope, {
        team: 'unowned',
        now,
        from: 0,
        filter: { rules: [], severities: [], state: null, assignees: [] },
      })
    ).rows,
  ).toHaveLength(1);
  const before = process.env.DATABASE_URL;
  // Both walls: that of the question as the worker may ask it, and that of the web's role in the database.
  for (const url of [owner.workerUrl, owner.webUrl]) {
    process.env.DATABASE_URL = url;
    expect(await seen(member)).toEqual([0, 0, 0, null, 0, 0, 0]);
    await expect(getAlert(member, id, { now })).rejects.toMatchObject({ code: 'not_found' });
  }
  expect(
    (
      await listAlerts(teamsScope(['unowned']), {
        team: 'all',
        now,
        from: 0,
        filter: { rules: [], severities: [], state: null, assignees: [] },
      })
    ).rows,
  ).toEqual([]);
  expect((await list(17)).map(({ name }) => name)).toEqual(['audit']);
  process.env.DATABASE_URL = before;

  const by = { id: 'm', name: 'Mia' };
  const acknowledge = (teams: 'all' | string[]) =>
    transaction(owner, (client) => acknowledgeAlert(client, id, { teams, by, at: now, until: null }));
  const takeBack = (teams: 'all' | string[]) =>
    transaction(owner, (client) => unacknowledgeAlert(client, id, { teams, by, at: now }));
  await expect(acknowledge(['search', 'unowned'])).rejects.toMatchObject({ code: 'conflict' });
  await acknowledge('all');
  await expect(takeBack(['search', 'unowned'])).rejects.toMatchObject({ code: 'conflict' });
  await takeBack('all');
});
