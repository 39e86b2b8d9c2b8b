import { beforeAll, describe, expect, test } from 'vitest';
import { createOwnWatch } from '#lib/alerts/own-watch.ts';
import { parseConfig } from '#lib/config.ts';
import { database } from '#lib/db.ts';
import { logFor } from '#lib/log.ts';
import { listAlerts } from '#lib/queries/alerts.ts';
import { listOwnReadings } from '#lib/queries/own-readings.ts';
import { sealSamples } from '#lib/store/seal.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { seedEndpoint } from '#lib/testing/seed-fleet.ts';
import { seedSamples } from '#lib/testing/seed-samples.ts';
import { dayMs, fixedClock, hourMs, minuteMs } from '#lib/time.ts';
import { createAlertJudge } from './alerts.ts';

const owner = await testDatabase();
process.env.DATABASE_URL = owner.workerUrl;
const worker = database(owner.workerUrl);
const now = Date.parse('2026-11-19T07:42:10Z');
const readTo = Math.floor(now / minuteMs) * minuteMs - 2 * minuteMs;
const scope = everyScope();

const configOf = (...rules: object[]) => parseConfig(JSON.stringify({ alerts: { rules } }), 'f');
const slow = {
  ...{ id: 'slow', title: 'Answers in more than a second', severity: 'page' },
  threshold: { metric: 'ModelLatency', statistic: 'p99', above: '1 s', for: '3 of 5' },
};
const failing = {
  id: 'failing',
  title: 'Fails',
  share: { metric: 'Invocation5XXErrors', of: 'Invocations', above: '2 %', atLeast: 100 },
};
const unused = { id: 'unused', title: 'Nobody calls', silence: { metric: 'Invocations', over: '10m' } };

const verdicts = async (rules: object[], at = now) =>
  (await listOwnReadings(scope, { rules: configOf(...rules).alerts.rules, now: at, watch: createOwnWatch() }))
    .map(({ rule, subject, verdict }) => `${rule} ${subject.name} ${verdict}`)
    .toSorted();

/** As the ledger has what was asked of CloudWatch: all of the last days, or less. */
const askedTo = (to: number, name = '%') =>
  owner.pool.query(
    `insert into series_ledger (account, series_id, region, asked)
     select account, id, region, int4multirange(int4range($1::int, $2::int)) from series where name like $3
     on conflict (account, series_id) do update set asked = excluded.asked`,
    [(to - 3 * dayMs) / minuteMs, to / minuteMs, name],
  );

beforeAll(async () => {
  const calls = { 'endpoint.invocations Sum': () => 1000, 'endpoint.latency.model p99': () => 200_000 };
  const recent = (minute: number, some: number, else_: number) => (minute >= -8 ? some : else_);
  const seeds: [string, string, Record<string, (minute: number) => number | null>][] = [
    ['calm', 'fraud', calls],
    ['slow-one', 'search', { ...calls, 'endpoint.latency.model p99': (minute) => recent(minute, 1_500_000, 200_000) }],
    ['failing-one', 'search', { ...calls, 'endpoint.errors.5xx Sum': (minute) => recent(minute, 30, 0) }],
    ['silent-one', 'fraud', { ...calls, 'endpoint.invocations Sum': (minute) => (minute >= -14 ? null : 1000) }],
    ['never-called', 'fraud', { 'endpoint.invocations Sum': () => null }],
  ];
  for (const [name, team, figures] of seeds) await seedEndpoint(owner, { name, team, figures, hours: 30 }, readTo);
  await askedTo(readTo);
});

/** As a worker keeps what it collected: days that have ended packed and rolled up. */
const seal = () => sealSamples(owner, { now, keptDays: 60 });

describe('rules of one’s own', () => {
  test('read what is stored, of every endpoint', async () => {
    expect(await verdicts([slow, failing, unused])).toEqual([
      'failing calm holds',
      'failing failing-one broken',
      'failing never-called holds',
      'failing silent-one unknown',
      'failing slow-one holds',
      'slow calm holds',
      'slow failing-one holds',
      'slow silent-one holds',
      'slow slow-one broken',
      'unused calm holds',
      'unused failing-one holds',
      'unused never-called unknown',
      'unused silent-one broken',
      'unused slow-one holds',
    ]);
  });

  test('watch whom they name', async () => {
    expect(await verdicts([{ ...slow, names: ['s*-one'] }])).toEqual(['slow silent-one holds', 'slow slow-one broken']);
    expect(await verdicts([{ ...slow, teams: ['search'], names: ['f*', 'slow*'] }])).toEqual([
      'slow failing-one holds',
      'slow slow-one broken',
    ]);
    expect(
      await verdicts([
        { ...slow, regions: ['us-east-1'] },
        { ...unused, accounts: ['999999999999'] },
      ]),
    ).toEqual([]);
  });

  test('know nothing of what was not read for long', async () => {
    await askedTo(readTo - 20 * minuteMs, 'slow-one');
    expect(await verdicts([{ ...slow, names: ['slow-one'] }])).toEqual(['slow slow-one unknown']);
    await askedTo(readTo);
  });

  test('are told once, end when they hold, and when they are taken out of the file', async () => {
    const judge = (at: number, ...rules: object[]) =>
      createAlertJudge({ db: worker, clock: fixedClock(at), log: logFor('test'), config: configOf(...rules) })();
    const steps = async (at: number, ...rules: object[]) =>
      (await judge(at, ...rules)).map(({ step }) => step).filter((step) => step !== 'calm');
    // The catalogue's own have their say as well: of them nothing is asked here.
    await judge(now);
    const fired = await judge(now + minuteMs, slow, unused);
    expect(fired.map(({ step }) => step)).toEqual(['fired', 'fired']);
    const listed = async (at: number) =>
      (
        await listAlerts(scope, {
          team: 'all',
          now: at,
          from: at - dayMs,
          filter: { rules: [], severities: [], state: null, assignees: [] },
        })
      ).rows.filter(({ rule }) => rule === 'slow' || rule === 'unused');
    expect((await listed(now + minuteMs)).map(({ rule, name, sentence, figure }) => [rule, name, sentence, figure])).toEqual(
      expect.arrayContaining([
        ['slow', 'slow-one', 'p99 ModelLatency of AllTraffic is 1.5 s, above 1 s, 5 of 5 min', '1.5 s'],
        ['unused', 'silent-one', expect.stringContaining('no Invocations in the last 10 min'), '0'],
      ]),
    );
    expect(await steps(now + 2 * minuteMs, slow, unused)).toEqual([]);
    expect(await steps(now + 3 * minuteMs, slow)).toEqual(['gone']);
    expect(await steps(now + 4 * minuteMs, { ...slow, threshold: { ...slow.threshold, above: '2 s' } })).toEqual([]);
    expect(await steps(now + 10 * minuteMs, { ...slow, threshold: { ...slow.threshold, above: '2 s' } })).toEqual(['resolved']);
  });

  test('know what is out of the ordinary by the series’ own past, and go on from where they were', async () => {
    const odd = { id: 'odd', title: 'Unlike itself', anomaly: { metric: 'ModelLatency', statistic: 'p99' }, names: ['odd-*'] };
    const usual = (minute: number) => 200_000 + 1000 * ((minute * minute) % 7);
    const seeds: [string, (minute: number) => number][] = [
      ['odd-one', (minute) => (minute >= -5 ? 2_000_000 : usual(minute))],
      ['odd-calm', usual],
    ];
    for (const [name, value] of seeds) {
      await seedEndpoint(owner, { name, team: 'search', figures: { 'endpoint.latency.model p99': value }, hours: 96 }, readTo);
      await seedEndpoint(
        owner,
        { name: `${name}-new`, team: 'search', figures: { 'endpoint.latency.model p99': value }, hours: 9 },
        readTo,
      );
    }
    await askedTo(readTo);
    const watch = createOwnWatch();
    const ask = async (at: number, ...rules: object[]) =>
      (await listOwnReadings(scope, { rules: configOf(...rules).alerts.rules, now: at, watch })).map(
        ({ subject, ...one }) => [subject.name, one.verdict, one.verdict === 'broken' ? one.sentence : ''] as const,
      );
    const first = await ask(now, odd);
    expect(first.map(([name, verdict]) => `${name} ${verdict}`).toSorted()).toEqual([
      'odd-calm holds',
      'odd-calm-new unknown',
      'odd-one broken',
      'odd-one-new unknown',
    ]);
    expect(first.find(([name]) => name === 'odd-one')?.[2]).toMatch(
      /^p99 ModelLatency of AllTraffic is 2 s where 20\d ms was expected: .* × as far out as it ever went$/,
    );
    // Asked again, nothing new was read; and a watch that begins anew comes to the same.
    expect(await ask(now + minuteMs, odd)).toEqual(first);
    expect(await verdicts([odd], now + minuteMs)).toEqual([
      'odd odd-calm holds',
      'odd odd-calm-new unknown',
      'odd odd-one broken',
      'odd odd-one-new unknown',
    ]);
    // Nobody asks any more: it is forgotten.
    await ask(now + 2 * minuteMs, slow);
    expect(
      (await owner.pool.query<{ id: number }>(`select id from series where name = 'odd-one'`)).rows.map(({ id }) =>
        watch.anomalies.fedTo(id),
      ),
    ).toEqual([null]);
  });

  test('burn a budget over windows of days, from what is rolled up, and go on from what is held', async () => {
    const burning = {
      ...{ id: 'burning', title: 'Burns', names: ['burn-*'] },
      burn: { metric: 'Invocation5XXErrors', of: 'Invocations', objective: 99, period: '14d' },
    };
    const errors = (minute: number, recent: number, before: number) => (minute >= -10 * 60 ? recent : before);
    const seeds: [string, (minute: number) => number | null][] = [
      ['burn-fast', (minute) => (minute >= -70 ? 200 : 0)],
      ['burn-slow', (minute) => errors(minute, 60, 6)],
      ['burn-over', (minute) => (minute >= -300 ? 0 : 60)],
      ['burn-calm', () => null],
    ];
    for (const [name, value] of seeds) {
      const figures = { 'endpoint.invocations Sum': () => 1000, 'endpoint.errors.5xx Sum': value };
      await seedEndpoint(owner, { name, team: 'search', figures, hours: 24 * 10 }, readTo);
    }
    await owner.pool.query(
      `insert into series_ledger (account, series_id, region, asked)
       select account, id, region, int4multirange(int4range($1::int, $2::int)) from series where name like 'burn-%'
       on conflict (account, series_id) do update set asked = excluded.asked`,
      [(readTo - 30 * dayMs) / minuteMs, readTo / minuteMs],
    );
    await seal();
    const { rules } = configOf(burning).alerts;
    const watch = createOwnWatch();
    const ask = async (at: number, held = watch) =>
      (await listOwnReadings(scope, { rules, now: at, watch: held })).toSorted((a, b) =>
        a.subject.name.localeCompare(b.subject.name),
      );
    const told = await ask(now);
    expect(told.map(({ subject, verdict }) => `${subject.name} ${verdict}`)).toEqual([
      'burn-calm holds',
      'burn-fast broken',
      'burn-over holds',
      'burn-slow broken',
    ]);
    expect(told.flatMap((one) => (one.verdict === 'broken' ? one.sentence : []))).toEqual([
      expect.stringMatching(
        /^Invocation5XXErrors are 20 % of 60.000 Invocations in the last 1 h: 20 × as fast as 99 % allows, over 14\.4 ×; 90\.\d % of the budget of 14 d is left/,
      ),
      expect.stringMatching(
        /^Invocation5XXErrors are 1\.34 % of 4.360.000 Invocations in the last 3 d: 1\.34 × as fast as 99 % allows, over 1 ×; 17\.6 % of the budget of 14 d is left/,
      ),
    ]);
    // What is held and extended through two hours is what is read anew.
    const walking = createOwnWatch();
    for (const minutes of [-130, -70, -10, 0]) await ask(now + minutes * minuteMs, walking);
    const later = now + 5 * minuteMs;
    expect(await ask(later, walking)).toEqual(await ask(later, createOwnWatch()));
    // And of a clock that was set back.
    const earlier = now - 90 * minuteMs;
    expect(await ask(earlier, walking)).toEqual(await ask(earlier, createOwnWatch()));
    // Of a hole that is filled in later what came of it is read again.
    const slow = `series_id in (select id from series where name = 'burn-slow')`;
    const hole = [readTo / minuteMs - 40 * 60, readTo / minuteMs - 38 * 60];
    await owner.pool.query(
      `update series_ledger set asked = asked - int4multirange(int4range($1::int, $2::int)) where ${slow}`,
      hole,
    );
    await ask(later + minuteMs);
    const { rows: errorsOf } = await owner.pool.query<{ account: string; id: number }>(
      `select account, id from series where name = 'burn-slow' and metric_id = 'endpoint.errors.5xx'`,
    );
    for (const one of errorsOf) {
      await seedSamples(owner, one, { from: readTo - 40 * hourMs, values: new Array<number>(120).fill(1000) });
    }
    await seal();
    await owner.pool.query(
      `update series_ledger set asked = asked + int4multirange(int4range($1::int, $2::int)) where ${slow}`,
      hole,
    );
    const filled = await ask(later + 2 * minuteMs);
    expect(filled).toEqual(await ask(later + 2 * minuteMs, createOwnWatch()));
    expect(filled.map((one) => (one.verdict === 'broken' ? one.figure : one.verdict))).toEqual([
      'holds',
      expect.any(String),
      'holds',
      '4.08 ×',
    ]);
  });

  test('compare with the same time of former weeks', async () => {
    const changed = {
      ...{ id: 'changed', title: 'Other than usual', names: ['week-*'] },
      change: { metric: 'Invocations', above: 2, atLeast: 100, over: '30m', weeks: 3 },
    };
    const slower = {
      ...changed,
      id: 'slower',
      change: { metric: 'ModelLatency', statistic: 'p99', above: '50 %', atLeast: '1 ms' },
    };
    const seeds: [string, number, number, number][] = [
      ['week-usual', 24 * 23, 100, 0],
      ['week-more', 24 * 23, 300, 900_000],
      ['week-young', 24 * 9, 300, 900_000],
    ];
    for (const [name, hours, recent, latency] of seeds) {
      const figures = {
        'endpoint.invocations Sum': (minute: number) => (minute >= -40 ? recent : 100),
        'endpoint.latency.model p99': (minute: number) => (minute >= -40 ? latency : 500_000),
      };
      await seedEndpoint(owner, { name, team: 'search', figures, hours }, readTo);
      await owner.pool.query(
        `insert into series_ledger (account, series_id, region, asked)
         select account, id, region, int4multirange(int4range($1::int, $2::int)) from series where name = $3`,
        [(readTo - hours * hourMs) / minuteMs, readTo / minuteMs, name],
      );
    }
    await seal();
    expect(await verdicts([changed, slower])).toEqual([
      'changed week-more broken',
      'changed week-usual holds',
      'changed week-young unknown',
      'slower week-more broken',
      'slower week-usual holds',
      'slower week-young unknown',
    ]);
    expect(await verdicts([changed], now - 60 * minuteMs)).toEqual([
      'changed week-more holds',
      'changed week-usual holds',
      'changed week-young unknown',
    ]);
    const { rules } = configOf(changed).alerts;
    const [reading] = (await listOwnReadings(scope, { rules, now, watch: createOwnWatch() })).filter(
      ({ verdict }) => verdict === 'broken',
    );
    expect(reading).toMatchObject({
      sentence:
        'Sum Invocations of the last 30 min is 9\u202f000, 3 × the 3\u202f000 of the same time in former weeks (median of 3)',
    });
  });
});
