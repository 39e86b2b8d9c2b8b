import { expect, test } from 'vitest';
import { compose } from '#demo/scenario/compose.ts';
import { rollOf } from '#demo/scenario/fleet/roll.ts';
import { prodEu } from '#demo/scenario/floor/setting.ts';
import { occurrencesOf, phaseAt } from '#demo/scenario/incidents.ts';
import { startAccount } from '#demo/testing/account.ts';
import { systemScope } from '#lib/auth/scope.ts';
import { inventory } from '#lib/collect/inventory/inventory.ts';
import { metrics } from '#lib/collect/metrics/metrics.ts';
import { collectingWith, configFor } from '#lib/collect/testing/collecting.ts';
import { settledEnd } from '#lib/metrics/windows.ts';
import { listAlertReadings } from '#lib/queries/alert-readings.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import { readingsAt } from './account-quiet.ts';
import { tapeOf } from './account-tape.ts';
import { judgeWorld } from './account-verdict.ts';
import { liveThrough } from './account-world.ts';
import { daysOf } from './alerts-account.ts';

const db = await testDatabase();
process.env.DATABASE_URL = db.webUrl;

const seed = 'seed 1';
const noon = Date.parse('2026-11-19T12:00:00Z');

/** As `npm run bench -- alerts account` does, of one incident alone. */
test('a deployment that was rolled back is told in time, with its cause first, and nothing else is', {
  timeout: 600_000,
}, async () => {
  const world = await liveThrough(db, { seed, from: noon, kinds: ['auto_rollback'] });
  const { told, wrong, ranked } = await judgeWorld(db, world);
  expect(told.filter(({ cause }) => cause === 'auto_rollback').map(({ rule, lateMs }) => [rule, lateMs])).toEqual([
    ['endpoint_errors', 0],
    ['endpoint_status', 0],
  ]);
  expect(told.filter(({ lateMs }) => lateMs !== 0)).toEqual([]);
  expect(wrong).toEqual([]);
  expect(ranked.map(({ isOwn, rank }) => [isOwn, rank])).toEqual([
    [true, 1],
    [true, 1],
  ]);
});

test('what is computed of a scenario is what was collected of it', async () => {
  const [incident] = occurrencesOf('auto_rollback', noon + 3 * 24 * hourMs, noon + 4 * 24 * hourMs);
  if (!incident) throw new RangeError('no incident');
  const now = Math.floor((phaseAt(incident, 'rollback') + 2 * minuteMs) / minuteMs) * minuteMs;
  let at = now - 4 * minuteMs;
  const clock = { now: () => at, speed: 0 };
  const account = await startAccount({ seed, clock });
  const collecting = collectingWith({ configText: configFor(prodEu), environment: account.environment, db, clock });
  await inventory.collect(collecting.place);
  at = now;
  await inventory.collect(collecting.place);
  await metrics.collect(collecting.place);
  collecting.close();
  await account.close();
  const scale = { endpoints: 40 };
  const reach = { readTo: settledEnd(now), watchedTo: settledEnd(now), blocked: null };
  const window = { from: now, to: now + 2 * minuteMs, pastMs: 3 * hourMs + 2 * minuteMs };
  const scenario = compose({ seed, scale });
  const here = rollOf(scale, seed).all.filter(({ account: id, region }) => id === prodEu.account && region === prodEu.region);
  const computed = here.flatMap((spec) => readingsAt(tapeOf(scenario, spec, window), spec, now, reach));
  const stored = (await listAlertReadings(systemScope(), now)).filter(
    ({ subject }) => subject.kind === 'endpoint' && subject.account === prodEu.account && subject.region === prodEu.region,
  );
  const said = (all: typeof stored): string[] =>
    all.map((one) => `${one.rule} ${one.subject.name} ${one.verdict} ${one.verdict === 'broken' ? one.figure : ''}`).sort();
  expect(said(computed)).toEqual(said(stored));
  expect(computed.filter(({ verdict }) => verdict === 'broken').length).toBeGreaterThan(0);
});

test.each([
  [[], 28],
  [['--days=0', '--json'], 0],
  [['--seeds=1', '--days=7'], 7],
])('%s', (words, days) => expect(daysOf(words)).toBe(days));

test.each(['--days=', '--days=x', '--days=100'])('%s is refused', (word) => expect(() => daysOf([word])).toThrow(RangeError));
