import { expect, test } from 'vitest';
import { hourMs, minuteMs } from '#lib/time.ts';
import { TrailHours } from './hours.ts';
import { World } from './testing/world.ts';
import type { TrailResult } from './verdicts.ts';

const clean = new World();
const window = { from: clean.startAt, to: clean.endAt + 30 * minuteMs };

/** The states of the strip, a letter each. */
const letters = {
  altered: 'A',
  missing: 'M',
  unproved: '?',
  'never-delivered': 'N',
  off: 'o',
  'not-yet-due': '.',
  backfilled: 'b',
  verified: 'v',
};

const strip = (results: readonly TrailResult[]): string => {
  const hours = new TrailHours(window);
  for (const result of results) hours.add(result);
  return hours
    .list()
    .map(({ state }) => letters[state])
    .join('');
};

test.each<[string, (world: World) => void, string]>([
  // Digests end at 36:49: each touches two hours. Hours 5, 6 and 20 have backfill digests.
  ['clean', () => undefined, 'vvvvvbbbvvvvvvvvvvvvbbvvvvvvvv..'],
  ['an altered log', (world) => world.content('l12.0', () => '{}'), 'vvvvvbbbvvvvAvvvvvvvbbvvvvvvvv..'],
  ['a deleted log', (world) => world.remove('l12.0'), 'vvvvvbbbvvvvMvvvvvvvbbvvvvvvvv..'],
  ['a deleted digest', (world) => world.remove('d12'), 'vvvvvbbbvvvvMMvvvvvvbbvvvvvvvv..'],
  ['four deleted at the end', (world) => world.remove('d26', 'd27', 'd28', 'd29'), 'vvvvvbbbvvvvvvvvvvvvbbvvvvMMM...'],
])('%s', async (_, mutate, expected) => {
  const world = clean.clone();
  mutate(world);
  expect(strip(await world.results())).toBe(expected);
});

test('counts files, and says nothing good of an hour that nothing speaks of', async () => {
  const from = clean.startAt + 12 * hourMs;
  const hours = new TrailHours({ from, to: from + 1 });
  const world = clean.clone();
  world.content('l12.0', () => '{}');
  for (const result of await world.results()) hours.add(result);
  const [hour] = hours.list();
  expect(hour).toMatchObject({ state: 'altered', digests: { verified: 2, faulty: 0 }, logs: { verified: 1, faulty: 1 } });
  expect(new TrailHours({ from: 0, to: 1 }).list()).toEqual([
    { at: 0, state: 'unproved', digests: { verified: 0, faulty: 0 }, logs: { verified: 0, faulty: 0 } },
  ]);
});

test('an hour that CloudTrail delivered no digest of is made good by a backfill digest', () => {
  const span = { from: 0, to: hourMs, chain: 'c' };
  const hours = new TrailHours(span);
  hours.add({ of: 'period', kind: 'undelivered', count: 1, ...span });
  expect(hours.list()).toMatchObject([{ state: 'never-delivered' }]);
  hours.add({ of: 'digest', kind: 'verified', key: 'k', isBackfill: true, ...span });
  expect(hours.list()).toMatchObject([{ state: 'backfilled' }]);
});

test('a stretch of ten thousand years takes no longer than its window', () => {
  const hours = new TrailHours({ from: 0, to: 2 * hourMs });
  hours.add({ of: 'period', kind: 'off', count: 0, from: Date.parse('0001-01-01'), to: Date.parse('9999-12-31'), chain: 'c' });
  expect(hours.list().map(({ state }) => state)).toEqual(['off', 'off']);
});
