import { expect, test } from 'vitest';
import { minuteMs } from '#lib/time.ts';
import { arrived, latestMs, settledAfterMs } from './late.ts';

const datum = { values: [1, 2], counts: [3, 4] };
const minutes = Array.from({ length: 1000 }, (_, minute) => minute);
/** How many of a thousand minutes have all come so long after their end. */
const whole = (ageMs: number, late: number): number =>
  minutes.filter((minute) => arrived(datum, { minute, now: (minute + 1) * minuteMs + ageMs, stream: 7, late }) === datum).length;

test('data is there two minutes after its minute; of late minutes only after up to six', () => {
  expect(whole(settledAfterMs, 0)).toBe(1000);
  expect(whole(settledAfterMs, 0.2)).toBeGreaterThan(750);
  expect(whole(settledAfterMs, 0.2)).toBeLessThan(850);
  expect(whole(settledAfterMs + minuteMs, 1)).toBeLessThan(400);
  expect(whole(latestMs, 1)).toBe(1000);
});

test('whoever is not late keeps the pace', () => {
  const at = (late: number) =>
    minutes.map((minute) => arrived(datum, { minute, now: (minute + 1) * minuteMs + 60_000, stream: 7, late }));
  const changed = at(0).filter((one, minute) => (one?.counts.length ?? 0) !== (at(0.1)[minute]?.counts.length ?? 0));
  expect(changed.length).toBeLessThan(120);
});
