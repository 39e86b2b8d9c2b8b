import { expect, test } from 'vitest';
import { startAccount } from '#demo/testing/account.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import { audit, fillAudit } from './audit.ts';
import { collectingWith, configFor } from './testing/collecting.ts';

const db = await testDatabase('worker');
const place = { account: '111122223333', region: 'eu-west-1' };

test('after a silence, events that were on their way when it began are read', async () => {
  const silentFrom = Date.parse('2026-11-18T09:00:00Z');
  const to = silentFrom + 9 * hourMs;
  let now = silentFrom;
  const clock = { now: () => now, speed: 0 };
  const aws = await startAccount({ clock, endpoints: 4 });
  const collecting = collectingWith({ configText: configFor(place), environment: aws.environment, db, clock });
  await audit.collect(collecting.place);
  now = to;
  await audit.collect(collecting.place);
  while ((await fillAudit(collecting.place)) !== null);
  collecting.close();
  await aws.close();
  const happened = aws.scenario.parts
    .flatMap((part) => part.events(place, silentFrom - hourMs, to - 11 * minuteMs))
    .map(({ eventID }) => eventID);
  const { rows } = await db.pool.query<{ event_id: string }>('select event_id from audit_event');
  const stored = new Set(rows.map(({ event_id }) => event_id));
  expect(happened.filter((id) => !stored.has(id))).toEqual([]);
  expect(happened.length).toBeGreaterThan(50);
});
