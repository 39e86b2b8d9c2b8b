import { expect, test } from 'vitest';
import { compose } from '#demo/scenario/compose.ts';
import { culpritsBetween } from '#demo/scenario/floor/culprits.ts';
import { places } from '#demo/scenario/floor/setting.ts';
import type { TrailRecord } from '#demo/scenario/types.ts';
import { ruleIds, ruleRow } from '#lib/audit/detections/rules.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { forgetEvents } from '#lib/testing/seed-events.ts';
import { dayMs } from '#lib/time.ts';
import { saveAuditEvents } from './audit.ts';

const db = await testDatabase('worker');
const to = Date.parse('2026-11-20T00:00:00Z');
const calmUntil = to - dayMs;
const scale = { endpoints: 40, calmUntil };
const isAlarm = (rule: string): boolean => ruleRow(rule)?.severity !== 'info';

const passesRole = ({ readOnly, requestParameters }: TrailRecord): boolean =>
  !readOnly && /"(executionR|r)oleArn"/.test(JSON.stringify(requestParameters));

/** Eight days of everything, and the passed roles of the two weeks before: what is usual must be known. */
function eventsOf(seed: string): TrailRecord[] {
  const { parts } = compose({ seed, scale });
  const between = (from: number, until: number) =>
    places.flatMap((place) => parts.flatMap((part) => part.events(place, from, until)));
  return [...between(to - 22 * dayMs, to - 8 * dayMs).filter(passesRole), ...between(to - 8 * dayMs, to)];
}

async function save(records: readonly TrailRecord[]): Promise<void> {
  for (let at = 0; at < records.length; at += 2500) {
    const deliveries = records.slice(at, at + 2500).map((record) => ({ raw: JSON.stringify(record), source: 'import' as const }));
    await saveAuditEvents(db, deliveries, new Date(to));
  }
}

async function found(): Promise<string[]> {
  const { rows } = await db.pool.query<{ rule: string; account: string; event_id: string }>(
    'select rule, account, event_id from detection',
  );
  return rows.filter(({ rule }) => isAlarm(rule)).map(({ rule, account, event_id }) => `${rule} ${account} ${event_id}`);
}

test.each((process.env.TRAILWATCH_SEEDS ?? 'first,second').split(','))(
  'seed %s: of a quiet week nothing is found, and of the day after it each culprit once and nobody else',
  async (seed) => {
    await forgetEvents(db.pool);
    await save(eventsOf(seed));
    const culprits = culpritsBetween({ seed, scale }, calmUntil, to);
    expect(ruleIds.filter((rule) => !culprits.some(({ crime }) => crime === rule))).toEqual([]);
    const alarming = culprits.filter(({ crime }) => isAlarm(crime));
    expect((await found()).toSorted()).toEqual(
      alarming.map(({ crime, account, eventId }) => `${crime} ${account} ${eventId}`).toSorted(),
    );
  },
  60_000,
);
