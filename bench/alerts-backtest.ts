import type { OwnRule } from '#lib/alerts/own-rule.ts';
import { systemScope } from '#lib/auth/scope.ts';
import { parseConfig } from '#lib/config.ts';
import type { Database } from '#lib/db.ts';
import { settledEnd } from '#lib/metrics/windows.ts';
import { listFirings } from '#lib/queries/backtests.ts';
import { saveSamples } from '#lib/store/samples.ts';
import { sealSamples } from '#lib/store/seal.ts';
import { transaction } from '#lib/store/transaction.ts';
import { seedEndpoint } from '#lib/testing/seed-fleet.ts';
import { dayMs, minuteMs } from '#lib/time.ts';
import { atMost, beside, exactly, type Figure } from './figure.ts';
import { inOwnDatabase } from './own-database.ts';

const endpoints = 40;
const days = 15;
const runs = 3;
const pointsAtOnce = 6 * 60;

const rulesOf = (): OwnRule[] => {
  const rules = [
    { id: 'slow', title: 'Slow', threshold: { metric: 'ModelLatency', statistic: 'p99', above: '1 s', for: '3 of 5' } },
    { id: 'errors', title: 'Errors', share: { metric: 'Invocation5XXErrors', of: 'Invocations', above: '2 %', atLeast: 100 } },
    { id: 'unused', title: 'Unused', silence: { metric: 'Invocations', over: '15m' } },
    { id: 'odd', title: 'Odd', anomaly: { metric: 'ModelLatency', statistic: 'p99' } },
  ];
  return parseConfig(JSON.stringify({ alerts: { rules } }), 'bench').alerts.rules;
};

/** A day's curve with noise that is the same at each run, and a broken half hour on each third day. */
const wave = (minute: number, nth: number): number =>
  1 + 0.4 * Math.sin((2 * Math.PI * minute) / 1440) + ((minute * 7919 + nth * 104_729) % 101) / 500;
const isBroken = (minute: number): boolean => minute % (3 * 1440) < 30;
const figures: Readonly<Record<string, (minute: number, nth: number) => number>> = {
  'endpoint.latency.model p99': (minute, nth) => (isBroken(minute) ? 1_500_000 : 200_000 * wave(minute, nth)),
  'endpoint.invocations Sum': (minute, nth) => Math.round(1000 * wave(minute, nth)),
  'endpoint.errors.5xx Sum': (minute) => (isBroken(minute) ? 50 : 1),
};

async function seed(db: Database, now: number): Promise<number> {
  const to = settledEnd(now);
  const from = to - days * dayMs;
  const none = Object.fromEntries(Object.keys(figures).map((name) => [name, () => null]));
  for (let nth = 0; nth < endpoints; nth += 1) {
    await seedEndpoint(db, { name: `endpoint-${nth}`, team: 'search', figures: none, hours: 1 }, to);
  }
  const { rows } = await db.pool.query<{ id: number; account: string; name: string; figure: string }>(
    `select id, account, name, metric_id || ' ' || statistic as figure from series order by id`,
  );
  let points = 0;
  for (let first = from; first < to; first += pointsAtOnce * minuteMs) {
    const minutes = Math.min(pointsAtOnce, (to - first) / minuteMs);
    const at = Array.from({ length: minutes }, (_, minute) => first + minute * minuteMs);
    const batches = rows.map(({ id, name, figure }) => {
      const nth = Number(name.split('-')[1]);
      return { seriesId: id, at, values: at.map((one) => figures[figure]?.((one - from) / minuteMs, nth) ?? 0) };
    });
    await transaction(db, (client) => saveSamples(client, rows[0]?.account ?? '', batches));
    points += minutes * rows.length;
    await sealSamples(db, { now: first + dayMs, keptDays: days + 1, signal: new AbortController().signal });
  }
  await db.pool.query(
    `insert into series_ledger (account, series_id, region, asked) select account, id, region, int4multirange(int4range($1::int, $2::int)) from series`,
    [from / minuteMs, to / minuteMs],
  );
  await db.pool.query('analyze');
  return points;
}

/** Each kind of rule over fifteen days of forty endpoints, from the database to the list of firings. */
export const measureBacktest = (): Promise<Figure[]> =>
  inOwnDatabase(async (db) => {
    const now = Date.now();
    const points = await seed(db, now);
    const told: Figure[] = [beside('points stored', points, '')];
    for (const rule of rulesOf()) {
      const tookMs: number[] = [];
      let fired = 0;
      for (let run = 0; run < runs; run += 1) {
        const begunAt = performance.now();
        fired = (await listFirings(systemScope(), rule, { from: now - days * dayMs, now })).firings.length;
        tookMs.push(performance.now() - begunAt);
      }
      told.push(
        atMost(
          `${rule.test.kind}: ${days} days of ${endpoints} endpoints, the best of ${runs}`,
          Math.min(...tookMs) / 1000,
          's',
          1,
        ),
      );
      if (rule.id === 'unused') told.push(exactly('silence: firings of what is never silent', fired, '', 0));
      else told.push(beside(`${rule.test.kind}: firings`, fired, ''));
    }
    return told;
  });
