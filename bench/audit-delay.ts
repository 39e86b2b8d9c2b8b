import { setTimeout as sleep } from 'node:timers/promises';
import { compose } from '#demo/scenario/compose.ts';
import type { Place } from '#demo/scenario/types.ts';
import { deliveryLagSeconds } from '#demo/services/cloudtrail/delivery.ts';
import { LogFiles } from '#demo/services/cloudtrail/log-files.ts';
import { trails } from '#demo/services/cloudtrail/trails.ts';
import { TrailSpoils } from '#demo/trail-spoils.ts';
import { floorTo, hourMs, minuteMs } from '#lib/time.ts';
import { cookieHeader, demoSession } from '../e2e/session.ts';
import { withWorkingProduct } from './demo-product.ts';
import { atLeast, atMost, beside, exactly, type Figure, quantile } from './figure.ts';

const seed = 'delay';
/** Enough events for a percentile, at any time of the day; as many as a place of some hundred people has. */
const busyTimes = 40;
const watchedMs = 14 * minuteMs;
/** What AWS showed within so much of the end may still be under way. */
const graceMs = 3 * minuteMs;
const pollMs = 2000;
/** No event takes AWS longer. */
const longestMs = 15 * minuteMs;

/** When AWS shows an event: in Event history, in the bucket of the organization's trail. Epoch ms. */
type Shown = { happenedAt: number; inHistoryAt: number; inBucketAt: number };

const keyOf = (account: string, eventId: string): string => `${account} ${eventId}`;

/** Every event that AWS shows between two moments, as the demo knows it. */
function shownBetween(busySince: number, from: number, to: number): Map<string, Shown> {
  const scenario = compose({ seed, scale: { endpoints: 40, busy: { times: busyTimes, since: busySince } } });
  const files = new LogFiles(scenario, new TrailSpoils());
  const organization = trails.find(({ isOrganization }) => isOrganization);
  const places: Place[] = scenario.accounts.flatMap(({ id, regions }) => regions.map((region) => ({ account: id, region })));
  const shown = new Map<string, Shown>();
  for (const place of places) {
    const delivered = new Map(
      (organization ? files.delivered(organization, place, from - hourMs, to + hourMs) : []).flatMap(({ deliveredAt, records }) =>
        records.map(({ eventID }) => [eventID, deliveredAt] as const),
      ),
    );
    for (const record of scenario.parts.flatMap((part) => part.events(place, from - hourMs, to))) {
      const happenedAt = Date.parse(record.eventTime);
      const inHistoryAt = happenedAt + deliveryLagSeconds(record.eventID) * 1000;
      const inBucketAt = delivered.get(record.eventID) ?? Number.POSITIVE_INFINITY;
      const first = Math.min(inHistoryAt, inBucketAt);
      if (first >= from && first < to) shown.set(keyOf(place.account, record.eventID), { happenedAt, inHistoryAt, inBucketAt });
    }
  }
  return shown;
}

type Page = { items: { account: string; eventId: string }[]; next: string | null };

/** Looks at the newest events as the page does, again and again. @returns when each event had its row, by its key */
async function watch(url: string, until: number): Promise<Map<string, number>> {
  const headers = cookieHeader(await demoSession(url));
  const seen = new Map<string, number>();
  while (Date.now() < until) {
    const began = Date.now();
    const search = new URLSearchParams({ from: new Date(began - longestMs).toISOString(), limit: '500' });
    for (let next: string | null = ''; next !== null; ) {
      if (next !== '') search.set('cursor', next);
      const answer = await fetch(`${url}/api/v1/events?${search}`, { headers });
      if (!answer.ok) throw new Error(`events: ${answer.status} ${await answer.text()}`);
      const page = (await answer.json()) as Page;
      for (const { account, eventId } of page.items) {
        const key = keyOf(account, eventId);
        if (!seen.has(key)) seen.set(key, Date.now());
      }
      next = page.next;
    }
    await sleep(Math.max(0, began + pollMs - Date.now()));
  }
  return seen;
}

const seconds = (list: readonly number[], share: number): number => quantile(list, share) / 1000;

/** From the moment at which AWS first shows an event until its row is on the page, by the product's real clock. */
export function measureDelay(): Promise<Figure[]> {
  const busySince = floorTo(Date.now(), hourMs);
  const flags = `--seed ${seed} --busy ${busyTimes}@${new Date(busySince).toISOString()}`;
  return withWorkingProduct(flags, async ({ url }) => {
    const from = Date.now();
    const to = from + watchedMs;
    const seen = await watch(url, to);
    const events = [...shownBetween(busySince, from, to - graceMs)].map(([key, one]) => ({ ...one, rowAt: seen.get(key) }));
    const rows = events.flatMap(({ rowAt, ...one }) => (rowAt === undefined ? [] : [{ ...one, rowAt }]));
    const first = rows.map(({ rowAt, inHistoryAt, inBucketAt }) => rowAt - Math.min(inHistoryAt, inBucketAt));
    const ofHistory = rows.map(({ rowAt, inHistoryAt }) => rowAt - inHistoryAt);
    const own = rows.map(({ happenedAt, inHistoryAt, inBucketAt }) => Math.min(inHistoryAt, inBucketAt) - happenedAt);
    return [
      atMost('from AWS’s first showing an event to its row, p95', seconds(first, 0.95), 's', 90),
      exactly('events that AWS showed and no row', events.length - rows.length, '', 0),
      atLeast('events watched', rows.length, '', 100),
      beside('from AWS’s first showing an event to its row, p50', seconds(first, 0.5), 's'),
      beside('the slowest', seconds(first, 1), 's'),
      beside('from Event history to its row, p95', seconds(ofHistory, 0.95), 's'),
      beside('AWS’s own delay, p50', seconds(own, 0.5), 's'),
      beside('AWS’s own delay, p95', seconds(own, 0.95), 's'),
      beside(
        'events whose log file came before Event history',
        rows.filter((one) => one.inBucketAt < one.inHistoryAt).length,
        '',
      ),
    ];
  });
}
