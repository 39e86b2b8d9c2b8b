import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { database } from '#lib/db.ts';
import { settledEnd } from '#lib/metrics/windows.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { hourMs, minuteMs, systemClock } from '#lib/time.ts';
import { collectCycle } from './cycle.ts';
import { inventory } from './inventory/inventory.ts';
import { metrics } from './metrics/metrics.ts';
import { collectingWith, configFor } from './testing/collecting.ts';
import { knowsTime } from './told-time.ts';

const at = { account: '444455556666', region: 'us-east-1' };
const db = await testDatabase('worker');
/** This machine's clock is two hours ahead of AWS's. */
const awsNow = (): number => Date.now() - 2 * hourMs;
let account: TestAccount;

beforeAll(async () => {
  account = await startAccount({ clock: { now: awsNow, speed: 1 }, wall: awsNow, endpoints: 40 });
});
afterAll(() => account.close());

/** A process that AWS has not told the time yet. */
function begin(environment = account.environment) {
  const made = collectingWith({ configText: configFor(at), environment, db, clock: systemClock, pace: 1000 });
  const { clock } = made.aws;
  return { ...made, clock, place: { ...made.place, clock } };
}

const empty = (): Promise<unknown> => database(db.url).pool.query('truncate run, series_ledger cascade');

const latest = async (): Promise<Record<string, number | null>> => {
  const { rows } = await db.pool.query<Record<string, number | null>>(
    `select extract(epoch from max(greatest(started_at, window_to, ended_at)))::float8 * 1000 as run,
       extract(epoch from max(window_to))::float8 * 1000 as "window",
       (select max(upper(asked))::float8 * 60000 from series_ledger) as asked from run`,
  );
  return rows[0] ?? {};
};

test('where AWS cannot be reached, nothing is planned by this machine’s clock, and each run says so', async () => {
  const alone = begin({ ...account.environment, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
  const reports = await collectCycle(alone);
  alone.close();
  expect(reports.map(({ collector }) => collector)).toContain('metrics');
  for (const { status, failures } of reports) {
    expect(status).toBe('failed');
    expect(failures).toMatchObject([{ subject: 'time', message: expect.stringMatching(/AWS has told no time yet/) }]);
  }
  await empty();
});

test('a machine two hours ahead asks AWS for the time before anything is planned', { timeout: 60_000 }, async () => {
  const collecting = begin();
  expect(knowsTime(collecting)).toBe(false);
  await collectCycle(collecting);
  expect(knowsTime(collecting)).toBe(true);
  collecting.close();
  const { run, asked } = await latest();
  expect(run).toBeLessThan(awsNow() + minuteMs);
  expect(asked).toBeGreaterThan(awsNow() - 5 * minuteMs);
  expect(asked).toBeLessThanOrEqual(settledEnd(awsNow()));
  const { rows } = await db.pool.query(`select counts ->> 'clockOffSeconds' as off from run where status = 'ok' limit 1`);
  expect(Number(rows[0]?.off)).toBeCloseTo(7200, -1);
});

test('what was planned before the time was told claims no minute that is still to come', { timeout: 60_000 }, async () => {
  await empty();
  const known = begin();
  await inventory.collect(known.place);
  known.close();
  const untold = begin();
  const [report] = (await metrics.collect(untold.place)) ?? [];
  untold.close();
  expect(report?.counts.written).toBeGreaterThan(0);
  const { window, asked } = await latest();
  expect(window).toBeLessThan(awsNow() + minuteMs);
  expect(asked).toBeLessThanOrEqual(settledEnd(awsNow()));
});
