import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hourMs, minuteMs } from '#lib/time.ts';
import { type Missing, newestHole, newestHoles } from './holes.ts';
import { joinWindows, uncovered, windowRules } from './windows.ts';

const start = Date.parse('2026-11-19T00:00:00Z');
const at = (minute: number): number => start + minute * minuteMs;

test('nothing is missed by nobody', () => expect(newestHole([])).toBeNull());

test('the newest three hours are filled for all that miss some of them, and for no one else', () => {
  const missing = [
    { id: 1, windows: [{ from: at(0), to: at(700) }] },
    { id: 2, windows: [{ from: at(10), to: at(20) }] },
    { id: 3, windows: [{ from: at(650), to: at(660) }] },
  ];
  expect(newestHole(missing)).toEqual({ window: { from: at(540), to: at(700) }, seriesIds: [1, 3] });
});

const minute = fc.integer({ min: 0, max: 4000 });
const missingSeries = fc.array(
  fc
    .array(fc.tuple(minute, fc.integer({ min: 1, max: 900 })), { maxLength: 4 })
    .map((pairs) => joinWindows(pairs.map(([from, length]) => ({ from: at(from), to: at(from + length) })))),
  { maxLength: 8 },
);

test('filled again and again, every missed minute is asked for exactly once, newest first', () => {
  fc.assert(
    fc.property(missingSeries, (all) => {
      let missing: Missing[] = all.map((windows, id) => ({ id, windows })).filter(({ windows }) => windows.length > 0);
      let before = Number.POSITIVE_INFINITY;
      for (let hole = newestHole(missing); hole; hole = newestHole(missing)) {
        const { window, seriesIds } = hole;
        expect(window.to).toBeLessThanOrEqual(before);
        expect(window.to - window.from).toBeLessThanOrEqual(windowRules.sliceMs);
        expect(seriesIds.length).toBeGreaterThan(0);
        before = window.from;
        missing = missing
          .map(({ id, windows }) => ({
            id,
            windows: seriesIds.includes(id) ? windows.flatMap((one) => uncovered(one, [window])) : windows,
          }))
          .filter(({ windows }) => windows.length > 0);
      }
      expect(missing).toEqual([]);
    }),
  );
});

test('a slice never reaches over a cut of three hours, so that neighbours ask for equal windows', () => {
  const hole = newestHole([{ id: 1, windows: [{ from: at(0), to: at(1000) }] }]);
  expect((hole?.window.from ?? 1) % (3 * hourMs)).toBe(0);
});

test('one run takes several small holes, each newer than the next, or one that is large', () => {
  const small = [{ id: 1, windows: [{ from: at(0), to: at(5000) }] }];
  const holes = newestHoles(small);
  expect(holes).toHaveLength(8);
  for (const [index, { window }] of holes.entries()) expect(window.to).toBe(holes[index - 1]?.window.from ?? at(5000));
  const large = Array.from({ length: 5000 }, (_, id) => ({ id, windows: [{ from: at(0), to: at(5000) }] }));
  expect(newestHoles(large)).toHaveLength(1);
});
