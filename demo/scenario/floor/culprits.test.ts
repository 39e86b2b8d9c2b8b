import { describe, expect, test } from 'vitest';
import { dayMs, hourMs } from '#lib/time.ts';
import { compose } from '../compose.ts';
import { culpritsBetween } from './culprits.ts';
import { places } from './setting.ts';

const now = Date.parse('2026-11-20T00:00:00Z');
const seeds = ['first', 'second', 'third', 'fourth'];
const of = (seed: string) => ({ seed, scale: { endpoints: 40 } });

describe.each(seeds)('the culprits of seed %s', (seed) => {
  test('are as many kinds in any 24 hours', () => {
    const culprits = culpritsBetween(of(seed), now - 10 * dayMs, now);
    const all = [...new Set(culprits.map(({ crime }) => crime))];
    for (let from = now - 10 * dayMs; from < now - dayMs; from += hourMs) {
      const some = new Set(culprits.filter(({ at }) => at >= from && at < from + dayMs).map(({ crime }) => crime));
      expect(all.filter((one) => !some.has(one))).toEqual([]);
    }
    expect(all.length).toBeGreaterThan(20);
  });

  test('stand in the records that CloudTrail tells of', () => {
    const { parts } = compose(of(seed));
    const told = new Map(
      places.flatMap((place) =>
        parts.flatMap((part) => part.events(place, now - dayMs, now)).map((record) => [record.eventID, record] as const),
      ),
    );
    for (const { eventId, who, from, on } of culpritsBetween(of(seed), now - dayMs, now)) {
      const record = told.get(eventId);
      expect(record?.sourceIPAddress).toBe(from);
      expect(JSON.stringify([record?.userIdentity, record?.requestParameters]).toLowerCase()).toContain(who.toLowerCase());
      expect(JSON.stringify([record?.requestParameters, record?.sourceIPAddress])).toContain(on);
    }
  });

  test('are nobody before the time until which it is calm', () => {
    const scale = { endpoints: 40, calmUntil: now - dayMs };
    const alarming = culpritsBetween({ seed, scale }, now - 3 * dayMs, now - dayMs).filter(
      ({ crime }) => crime !== 'deployment_deleted',
    );
    expect(alarming).toEqual([]);
    expect(culpritsBetween({ seed, scale }, now - dayMs, now).length).toBeGreaterThan(30);
  });
});

test('who did it, where and when is of the seed', () => {
  const told = seeds.map((seed) =>
    culpritsBetween(of(seed), now - dayMs, now).map(({ crime, at, who, on }) => `${crime} ${at} ${who} ${on}`),
  );
  expect(new Set(told.flat()).size).toBeGreaterThan(told.flat().length * 0.8);
});
