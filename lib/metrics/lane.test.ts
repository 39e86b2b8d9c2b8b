import { expect, test } from 'vitest';
import type { EndpointEvidence } from './health.ts';
import { laneOf, worstLane } from './lane.ts';
import { emptyTrack, type Track } from './track.ts';

const quarter = 15 * 60_000;
const start = Date.parse('2026-11-19T00:00:00Z');
const to = start + 8 * quarter;
const track = (value: (minute: number) => number | null): Track => ({
  endsAt: to,
  values: Array.from({ length: 120 }, (_, minute) => value(minute)),
});
const none = emptyTrack('not_published', to);
const evidence = (changed: Partial<EndpointEvidence>): EndpointEvidence => ({
  ...{ status: 'InService', isPast: false, statusAt: null, failureReason: null, readTo: to, blocked: null, p99LimitMs: 400 },
  ...{ memory: none, disk: none, gpuMemory: none, oldestRequestS: none, running: none, wanted: none },
  calls: track(() => 10),
  errorShare: track(() => 0),
  p99Ms: track(() => 200),
  ...changed,
});
const seconds = (at: number) => at / 1000;
const all = [{ from: seconds(start), to: seconds(to) }];
const words = (changed: Partial<EndpointEvidence>, covered = all) =>
  laneOf(evidence(changed), covered, { from: start, to }).map(
    (one) => `${(one.from - start) / quarter}–${(one.to - start) / quarter} ${one.word}`,
  );

test.each<[string, Partial<EndpointEvidence>, { from: number; to: number }[], string[]]>([
  ['calm', {}, all, ['0–8 healthy']],
  [
    'errors in the third quarter',
    { errorShare: track((minute) => (minute >= 30 && minute < 40 ? 5 : 0)) },
    all,
    ['0–2 healthy', '2–3 failing', '3–8 healthy'],
  ],
  [
    'short of instances',
    { running: track((minute) => (minute < 60 ? 4 : 6)), wanted: track(() => 6) },
    all,
    ['0–4 degraded', '4–8 healthy'],
  ],
  ['quiet', { calls: track((minute) => (minute < 60 ? null : 1)) }, all, ['0–4 no_traffic', '4–8 healthy']],
  [
    'not read in between',
    {},
    [
      { from: seconds(start), to: seconds(start + 2 * quarter) },
      { from: seconds(start + 4 * quarter), to: seconds(to) },
    ],
    ['0–2 healthy', '2–4 unknown', '4–8 healthy'],
  ],
  ['read from the middle on', {}, [{ from: seconds(start + 4 * quarter), to: seconds(to) }], ['4–8 healthy']],
  ['the last minutes unsettled', {}, [{ from: seconds(start), to: seconds(to - 5 * 60_000) }], [`0–${8 - 1 / 3} healthy`]],
  ['nothing since half an hour', {}, [{ from: seconds(start), to: seconds(to - 2 * quarter) }], ['0–6 healthy', '6–8 unknown']],
])('%s', (_, changed, covered, expected) => {
  expect(words(changed, covered)).toEqual(expected);
});

test('a team is as bad as its worst endpoint at each moment', () => {
  const window = { from: start, to };
  const bad = laneOf(evidence({ errorShare: track((minute) => (minute < 30 ? 9 : 0)) }), all, window);
  const idle = laneOf(evidence({ calls: track(() => null) }), all, window);
  expect(worstLane([bad, idle], window).map((one) => one.word)).toEqual(['failing', 'healthy']);
  expect(worstLane([idle], window).map((one) => one.word)).toEqual(['no_traffic']);
});
