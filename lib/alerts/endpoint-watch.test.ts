import { expect, test } from 'vitest';
import type { RuleResult } from '#lib/metrics/health.ts';
import { endpointWatch } from './endpoint-watch.ts';

const result = (id: RuleResult['id'], said: Partial<RuleResult> = {}): RuleResult => ({
  ...{ id, promise: '', figure: '', word: null, absence: null, since: null, sentence: '' },
  ...said,
});
const ids = ['latency', 'errors', 'down', 'capacity', 'status', 'memory', 'disk', 'gpu_memory', 'backlog'] as const;
const results = (said: Partial<Record<RuleResult['id'], Partial<RuleResult>>> = {}) =>
  [...ids, 'read' as const].map((id) => result(id, said[id]));
const of = (said: Parameters<typeof results>[0], isLatencyKnown = true) =>
  new Map(endpointWatch(results(said), { isLatencyKnown }).map(({ rule, blind }) => [rule, blind]));

test('all nine rules watch an endpoint whose health has something to say of each, and all can be judged', () => {
  expect([...of({}).values()]).toEqual(ids.map(() => null));
});

test('of what its kind does not publish no rule watches; no traffic can be judged', () => {
  const watch = of({
    gpu_memory: { absence: 'not_published' },
    backlog: { absence: 'published_elsewhere' },
    errors: { absence: 'no_traffic' },
  });
  expect([watch.has('endpoint_gpu_memory'), watch.has('endpoint_backlog')]).toEqual([false, false]);
  expect(watch.get('endpoint_errors')).toBeNull();
});

test.each(['denied', 'late', 'throttled', 'not_collected', 'not_enabled'] as const)('what is %s cannot be judged', (absence) => {
  expect(of({ memory: { absence } }).get('endpoint_memory')).toEqual({ absence, why: null });
});

test('without a look at its metrics its status alone can be judged', () => {
  const watch = of({ read: { word: 'unknown', absence: 'denied' } });
  expect([...watch].filter(([, blind]) => blind === null).map(([rule]) => rule)).toEqual(['endpoint_status']);
  expect(watch.get('endpoint_errors')).toEqual({ absence: 'denied', why: null });
  expect(of({ status: { word: 'unknown' } }).get('endpoint_status')).toEqual({ absence: 'not_collected', why: null });
});

test('before it is known what is usual, nobody can say that it answers too slowly', () => {
  expect(of({}, false).get('endpoint_latency')).toMatchObject({ absence: 'late', why: expect.stringContaining('usual') });
});
