import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accounts } from '#demo/accounts.ts';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { settledEnd } from '#lib/metrics/windows.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import type { RunReport } from './context.ts';
import { collectCycle } from './cycle.ts';
import { fillMetrics, metrics } from './metrics/metrics.ts';
import { collectingWith, configFor } from './testing/collecting.ts';
import { compareWithOracle } from './testing/oracle.ts';

/** One Region of each account, each another. */
const places = accounts.map(({ id, regions }, nth) => ({ account: id, region: regions[nth % regions.length] ?? '' }));
const start = Date.parse('2026-11-18T22:41:07Z');
const steps = [1, 9, 31, 45].map((minutes) => minutes * minuteMs);
/** ListMetrics shows a new metric after up to 15 minutes, and is asked every 15. */
const untilListed = [2, 16, 16].map((minutes) => minutes * minuteMs);

describe.each(places)('$account $region', (at) => {
  let now = start;
  const clock = { now: () => now, speed: 0 };
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let account: TestAccount;
  let collecting: ReturnType<typeof collectingWith>;

  beforeAll(async () => {
    database = await testDatabase('worker');
    account = await startAccount({ clock, faults: { throttle: 0.1, error: 0.02, cut: 0.02, malformed: 0.01, seed: 11 } });
    collecting = collectingWith({ configText: configFor(at), environment: account.environment, db: database, clock });
  });
  afterAll(async () => {
    collecting.close();
    await account.close();
  });

  test('six hours of every series are the scenario’s own, to the last digit, through throttles, errors, cuts and torn bodies', {
    timeout: 900_000,
  }, async () => {
    const reports: RunReport[] = await collectCycle(collecting);
    for (const step of steps) {
      now += step;
      reports.push(...(await collectCycle(collecting)));
    }
    await account.turn('faults', '');
    const to = settledEnd(now);
    const from = to - 6 * hourMs;
    for (const step of untilListed) {
      now += step;
      reports.push(...(await collectCycle(collecting)));
    }
    for (let filled = await fillMetrics(collecting.place); filled; filled = await fillMetrics(collecting.place)) {
      reports.push(filled);
      if ((filled.window?.to ?? from) <= from) break;
    }

    const verdict = await compareWithOracle(database.pool, account.scenario, at, { from, to });
    const retries = reports.reduce((sum, one) => sum + one.retries, 0);
    console.log(
      `${at.account} ${at.region}: ${verdict.series} series, ${verdict.points} points after ${retries} retries: ` +
        `${verdict.missing} missing, ${verdict.surplus} double, ${verdict.wrong} wrong`,
    );
    expect(verdict).toMatchObject({ unknownSeries: [], missing: 0, surplus: 0, wrong: 0, examples: [] });
    expect(verdict.points).toBeGreaterThan(50_000);
    expect(retries).toBeGreaterThan(50);

    const measured = reports.filter((one) => one.collector === 'metrics' && one.purpose !== 'repair');
    for (const report of measured) expect(report.getMetricDataCalls, JSON.stringify(report)).toBe(report.counts.minimumCalls);
  });

  test('what is looked at, rather than published, is stored of nothing but what is known', async () => {
    const { rows } = await database.pool.query<{ strangers: number }>(
      `select count(*)::int as strangers from series s where statistic = 'Sample' and not exists (
         select from resource r where (r.account, r.region, r.kind, r.name) = (s.account, s.region, s.kind, s.name))`,
    );
    expect(rows).toEqual([{ strangers: 0 }]);
  });

  test('to collect the same again changes nothing and doubles nothing', { timeout: 300_000 }, async () => {
    const count = async () =>
      (
        await database.pool.query(
          `select count(*)::int as points, md5(string_agg(series_id || ts::text || value, ',' order by series_id, ts)) from sample`,
        )
      ).rows;
    const before = await count();
    await database.pool.query("update run set status = 'failed' where collector = 'metrics'");
    await metrics.collect(collecting.place);
    expect(await count()).toEqual(before);
  });
});
