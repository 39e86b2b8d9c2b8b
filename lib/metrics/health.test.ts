import { describe, expect, test } from 'vitest';
import { type EndpointEvidence, evaluateHealth, ownLatencyLimit } from './health.ts';
import { emptyTrack, type Track } from './track.ts';

const now = Date.parse('2026-11-19T07:42:10Z');
const endsAt = Date.parse('2026-11-19T07:40:00Z');
const minutes = 120;
const steady = (value: number | null): Track => ({ endsAt, values: Array.from({ length: minutes }, () => value) });
/** `value` in the last `count` minutes, `before` until then. */
const since = (count: number, value: number | null, before: number | null): Track => ({
  endsAt,
  values: Array.from({ length: minutes }, (_, index) => (index >= minutes - count ? value : before)),
});

const calm: EndpointEvidence = {
  status: 'InService',
  isPast: false,
  statusAt: null,
  failureReason: null,
  readTo: endsAt,
  blocked: null,
  calls: steady(1000),
  errorShare: steady(0.05),
  p99Ms: steady(200),
  p99LimitMs: 400,
  running: steady(6),
  wanted: steady(6),
  memory: steady(40),
  disk: steady(30),
  gpuMemory: emptyTrack('not_published', endsAt),
  oldestRequestS: emptyTrack('not_published', endsAt),
};
const at = (minutesAgo: number) => endsAt - minutesAgo * 60_000;

describe('evaluateHealth', () => {
  test.each<[string, Partial<EndpointEvidence>, string, string, number | null]>([
    ['calm', {}, 'healthy', 'is inside its rules', null],
    ['5xx for 22 min', { errorShare: since(22, 4.1, 0.1) }, 'failing', 'answers 4.1 % of calls with 5xx, limit 1 %', at(22)],
    [
      '5xx in 3 of 5 min',
      { errorShare: since(3, 4.1, 0.1) },
      'degraded',
      'answers up to 4.1 % of calls with 5xx, limit 1 %',
      at(3),
    ],
    ['5xx in 2 of 5 min', { errorShare: since(2, 4.1, 0.1) }, 'healthy', 'is inside its rules', null],
    [
      '5xx over',
      { errorShare: { endsAt, values: [...Array(60).fill(9), ...Array(60).fill(0)] } },
      'healthy',
      'is inside its rules',
      null,
    ],
    ['slow for 38 min', { p99Ms: since(38, 604, 200) }, 'failing', 'p99 is 604 ms, limit 400 ms', at(38)],
    ['slow, with no limit yet', { p99Ms: since(38, 604, 200), p99LimitMs: null }, 'healthy', 'is inside its rules', null],
    ['short for 12 min', { running: since(12, 4, 6) }, 'degraded', 'runs 4 of 6 wanted instances', at(12)],
    ['short for 9 min', { running: since(9, 4, 6) }, 'healthy', 'is inside its rules', null],
    ['none runs', { running: since(7, 0, 6) }, 'failing', 'runs none of 6 wanted instances', at(7)],
    ['scaled to zero on purpose', { running: steady(0), wanted: steady(0) }, 'healthy', 'is inside its rules', null],
    ['memory full', { memory: since(6, 96, 60) }, 'degraded', 'uses 96 % of its memory, limit 90 %', at(6)],
    ['updating', { status: 'Updating', statusAt: at(9) }, 'changing', 'is Updating', at(9)],
    ['failed', { status: 'Failed', failureReason: 'no image' }, 'failing', 'is Failed: no image', null],
    ['a status nobody knows', { status: 'Dreaming' }, 'unknown', 'is Dreaming', null],
    [
      'updating and failing',
      { status: 'Updating', errorShare: since(9, 8, 0) },
      'failing',
      'answers 8 % of calls with 5xx, limit 1 %',
      at(9),
    ],
    ['not read for 41 min', { readTo: now - 41 * 60_000 }, 'unknown', 'was last read 41 min ago', now - 41 * 60_000],
    [
      'not read for 41 min, and failing until then',
      { readTo: now - 41 * 60_000, errorShare: since(9, 8, 0), memory: steady(99) },
      'unknown',
      'was last read 41 min ago, failing then',
      now - 41 * 60_000,
    ],
    [
      'not read for 41 min, but failed by its own status',
      { readTo: now - 41 * 60_000, status: 'Failed' },
      'failing',
      'is Failed',
      null,
    ],
    ['never read', { readTo: null }, 'unknown', 'was not read yet', null],
    ['denied', { blocked: { absence: 'denied', since: at(41) } }, 'unknown', 'cannot be read: denied', at(41)],
    ['throttled just now', { blocked: { absence: 'throttled', since: now - 60_000 } }, 'healthy', 'is inside its rules', null],
    ['idle for 70 min', { calls: since(70, null, 10) }, 'no_traffic', 'had its last call 1 h 11 min ago', at(71)],
    [
      'idle and full',
      { calls: steady(null), memory: steady(99) },
      'degraded',
      'uses 99 % of its memory, limit 90 %',
      at(minutes),
    ],
    ['a past moment', { status: null, isPast: true }, 'healthy', 'is inside its rules', null],
    ['no status answered', { status: null }, 'unknown', 'has a status that could not be read', null],
  ])('%s', (_, changed, word, sentence, started) => {
    const report = evaluateHealth({ ...calm, ...changed }, now);
    expect([report.word, report.sentence, report.since]).toEqual([word, sentence, started]);
  });

  test('a rule without evidence says why and decides nothing', () => {
    const rule = evaluateHealth(calm, now).rules.find((one) => one.id === 'gpu_memory');
    expect(rule).toMatchObject({ word: null, absence: 'not_published', figure: 'not published for this kind' });
  });

  test('what decided stands first', () => {
    const { rules } = evaluateHealth({ ...calm, memory: steady(99), errorShare: steady(5) }, now);
    expect(rules.slice(0, 2).map((rule) => rule.id)).toEqual(['errors', 'memory']);
  });
});

test.each([
  [Array(200).fill(190), 380],
  [Array(200).fill(201), 410],
  [Array(200).fill(3), 50],
  [Array(119).fill(190), null],
  [[...Array(200).fill(100), ...Array(90).fill(9000)], 200],
])('an own limit is twice what was usual, rounded up', (values, limit) => {
  expect(ownLatencyLimit(values)).toBe(limit);
});
