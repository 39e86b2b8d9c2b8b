import { expect, test } from 'vitest';
import { minuteMs } from '#lib/time.ts';
import { type Happened, rankCauses } from './causes.ts';

const beganAt = Date.parse('2026-11-19T03:04:00Z');
const about = { kind: 'endpoint', name: 'search-ranker-v7', beganAt };
const happened = (title: string, minutes: number, more: Partial<Happened> = {}): Happened => ({
  ...{ ...about, title, at: beganAt + minutes * minuteMs, eventId: 'e', isByPerson: true, isFailed: false },
  ...more,
});
const config = { kind: 'endpoint_config', name: 'search-ranker-v7-42' };

test.each([
  { name: 'a change of the thing itself', one: happened('UpdateEndpoint', -4), weight: 3 },
  { name: 'one that the first minute already shows', one: happened('UpdateEndpoint', 1), weight: 3 },
  { name: 'a change of what it is made of', one: happened('CreateEndpointConfig', -6, config), weight: 2 },
  { name: 'a change after it began', one: happened('UpdateEndpoint', 10), weight: 1 },
  { name: 'a change that failed', one: happened('UpdateEndpoint', -4, { isFailed: true }), weight: 1 },
  { name: 'a tag', one: happened('AddTags', -4), weight: 1 },
  { name: 'a call of a service', one: happened('UpdateEndpointWeightsAndCapacities', -1, { isByPerson: false }), weight: 1 },
  { name: 'what a service did', one: happened('Scale-out 4 → 6', -4, { eventId: null, isByPerson: false }), weight: 1 },
])('$name', ({ one, weight }) => {
  expect(rankCauses([one], about).map((cause) => cause.weight)).toEqual([weight]);
});

test('the change of the thing itself is first, the nearer of two before the other, and nothing is left out', () => {
  const all = [
    happened('Scale-out 4 → 6', 2, { eventId: null, isByPerson: false }),
    happened('CreateEndpointConfig', -5, config),
    happened('UpdateEndpoint', -50),
    happened('AddTags', -1),
    happened('UpdateEndpointWeightsAndCapacities', -3, { isByPerson: false }),
    happened('UpdateEndpoint', -4),
  ];
  const ranked = rankCauses(all, about);
  expect(ranked.map(({ happening: { title, at } }) => [title, (at - beganAt) / minuteMs])).toEqual([
    ['UpdateEndpoint', -4],
    ['UpdateEndpoint', -50],
    ['CreateEndpointConfig', -5],
    ['AddTags', -1],
    ['Scale-out 4 → 6', 2],
    ['UpdateEndpointWeightsAndCapacities', -3],
  ]);
  expect(ranked.every(({ why }) => why.endsWith('.'))).toBe(true);
});
