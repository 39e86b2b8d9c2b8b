import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectionRules, ruleIds } from '#lib/audit/detections/rules.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { expectedOf, type Plan, planned, recordOf } from '#lib/testing/detection-plans.ts';
import { dayMs } from '#lib/time.ts';
import { saveAuditEvents } from './audit.ts';
import { dropAuditMonths } from './audit-months.ts';

const db = await testDatabase();
const { pool } = db;
const receivedAt = new Date('2026-11-29T00:00:00Z');

/** An account of its own for each case, in place of the examples' one. */
let cases = 0;
const nextAccount = (): string => String(900_000_000_000 + cases++);

const save = (account: string, records: readonly object[]) =>
  saveAuditEvents(
    db,
    records.map((record) => ({ raw: JSON.stringify(record).replaceAll('111122223333', account), source: 'import' as const })),
    receivedAt,
  );

async function detections(account: string): Promise<string[]> {
  const { rows } = await pool.query<{ rule: string; event: string; basis: string }>(
    `select rule, event_id as event, replace(basis, account, '111122223333') as basis from detection where account = $1`,
    [account],
  );
  return rows.map(({ rule, event, basis }) => [rule, event, basis].join(' ').trim()).toSorted();
}

describe.each(ruleIds)('%s', (rule) => {
  test.each(['fires', 'passes'] as const)('%s on its example, whichever way it comes', async (how) => {
    const records = detectionRules[rule].examples[how];
    const last = String(records.at(-1)?.eventID);
    for (const order of [records, records.toReversed()]) {
      const account = nextAccount();
      for (const record of order) await save(account, [record]);
      const { rows } = await pool.query<{ event: string }>(
        'select event_id as event from detection where rule = $1 and account = $2',
        [rule, account],
      );
      expect(rows.map(({ event }) => event)).toEqual(how === 'fires' ? [last] : []);
    }
  });
});

test('whatever order events come in, in whatever batches, and however often: the same detections, and the right ones', async () => {
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(planned, { minLength: 20, maxLength: 90 }), fc.infiniteStream(fc.nat()), async (plans, draws) => {
      const account = nextAccount();
      const events = plans.map((plan, index): Plan => ({ ...plan, index }));
      const draw = (below: number): number => (draws.next().value as number) % below;
      const queue = [...events, ...events.slice(0, 10)]
        .map((plan) => ({ plan, place: draw(1_000_000) }))
        .toSorted((a, b) => a.place - b.place);
      while (queue.length > 0)
        await save(
          account,
          queue.splice(0, 1 + draw(25)).map(({ plan }) => recordOf(plan)),
        );
      const expected = expectedOf(events);
      seen += expected.length;
      expect(await detections(account)).toEqual(expected);
    }),
    { numRuns: 12 },
  );
  expect(seen).toBeGreaterThan(50);
}, 60_000);

test('a denial that comes late takes over what was allowed after it, and a success that comes late is the first', async () => {
  const account = nextAccount();
  const [denied, allowed] = detectionRules.denied_then_allowed.examples.fires;
  const at = (record: object | undefined, time: string) => ({ ...record, eventTime: `2026-11-12T${time}Z`, eventID: time });
  await save(account, [at(denied, '09:00:00'), at(allowed, '09:20:00')]);
  const found = async () => (await detections(account)).filter((one) => one.startsWith('denied_then_allowed'));
  expect(await found()).toEqual(['denied_then_allowed 09:20:00 09:00:00']);
  await save(account, [at(denied, '09:10:00')]);
  expect(await found()).toEqual(['denied_then_allowed 09:20:00 09:10:00']);
  await save(account, [at(allowed, '09:05:00'), at(allowed, '09:15:00')]);
  expect(await found()).toEqual(['denied_then_allowed 09:05:00 09:00:00', 'denied_then_allowed 09:15:00 09:10:00']);
});

test('saves at the same time judge as if one had come after the other', async () => {
  const { fires } = detectionRules.denied_then_allowed.examples;
  const burst = detectionRules.denial_burst.examples.fires;
  const account = nextAccount();
  await Promise.all([...fires, ...burst].map((record) => save(account, [record])));
  const { rows } = await pool.query(`select rule from detection where rule like 'deni%' and account = $1 order by 1`, [account]);
  expect(rows).toEqual([{ rule: 'denial_burst' }, { rule: 'denied_then_allowed' }]);
});

test('an event that is deleted for its age takes what was found in it along', async () => {
  const { fires } = detectionRules.vpc_removed.examples;
  const account = nextAccount();
  await save(account, [...fires, ...detectionRules.denial_burst.examples.fires]);
  await pool.query(`update event set received_at = '2026-01-01'`);
  expect(await detections(account)).not.toEqual([]);
  await dropAuditMonths(db, new Date('2027-01-01'));
  const { rows } = await pool.query(
    'select (select count(*)::int from detection) + (select count(*)::int from denial) + (select count(*)::int from guarded) as left',
  );
  expect(rows).toEqual([{ left: 0 }]);
});

test('fields that nobody would write by accident are stored as text, within bounds', async () => {
  const hostile = `\u0000\ud800 $1 '; drop table detection; -- ${'x'.repeat(5000)}`;
  const [template] = detectionRules.trail_stopped.examples.fires;
  const odd = (name: string, requestParameters: unknown, more: object = {}) => ({
    ...template,
    eventName: name,
    eventID: `odd-${name}`,
    requestParameters,
    ...more,
  });
  const account = nextAccount();
  await save(account, [
    odd('StopLogging', { name: hostile }),
    odd('ScheduleKeyDeletion', { keyId: hostile, pendingWindowInDays: hostile }, { eventSource: 'kms.amazonaws.com' }),
    odd('CreateTrainingJob', { trainingJobName: hostile, roleArn: hostile }, { eventSource: 'sagemaker.amazonaws.com' }),
    odd('Denied', { name: hostile }, { errorCode: 'AccessDenied', userIdentity: { type: 'IAMUser', userName: hostile } }),
    odd('UpdateTrail', { name: [hostile], isMultiRegionTrail: false, s3BucketName: hostile }),
  ]);
  const { rows } = await pool.query<{ most: number; n: number }>(
    "select max(length(found::text) + length(coalesce(object, ''))) as most, count(*)::int as n from detection",
  );
  expect(rows[0]?.n).toBe(3);
  expect(rows[0]?.most).toBeLessThan(1000);
});

test('1,500 networks of one role are noted, and only those that are news', async () => {
  const [template] = detectionRules.unusual_network.examples.fires;
  const role = { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/everywhere/x' };
  const records = Array.from({ length: 1500 }, (_, n) => ({
    ...template,
    userIdentity: role,
    eventID: `net-${n}`,
    eventTime: new Date(Date.parse('2026-10-01') + n * ((40 * dayMs) / 1500)).toISOString(),
    sourceIPAddress: `20.${n >> 8}.${n & 255}.9`,
  }));
  const account = nextAccount();
  for (let n = 0; n < records.length; n += 1000) await save(account, records.slice(n, n + 1000));
  expect(await detections(account)).toEqual([]);
  const { rows } = await pool.query('select count(*)::int as n from seen_pair where account = $1', [account]);
  expect(rows).toEqual([{ n: 1500 }]);
});
