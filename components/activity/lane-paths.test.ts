import { expect, test } from 'vitest';
import { marks } from '#lib/audit/search/pairs.ts';
import { lanePaths } from './lane-paths.ts';

const drawing = { from: 0, to: 1000, beganAt: null, expiresAt: null, uncovered: [] };
const bins = (...given: number[]): Uint8Array => Uint8Array.from(given);

test('nothing is drawn across time without events', () => {
  const [reads, ...others] = lanePaths({ ...drawing, bins: bins(marks.read, 0, 0, marks.read) });
  expect([reads?.d.match(/M/g)?.length, others]).toEqual([2, []]);
  expect(lanePaths({ ...drawing, bins: bins(0, 0, 0, 0) })).toEqual([]);
});

test('what is beside each other is one bar, and each kind has a shape of its own', () => {
  const paths = lanePaths({ ...drawing, bins: bins(marks.write, marks.write | marks.denied, marks.failed, 0) });
  expect(paths.map(({ d, fill, stroke }) => [d.match(/M/g)?.length, fill ?? stroke])).toEqual([
    [1, 'var(--text)'],
    [1, 'var(--degraded)'],
    [2, 'var(--failing)'],
  ]);
});

test('a beginning and an end are brackets where they fall within the axis, and what is not complete is hatched', () => {
  const paths = lanePaths({ ...drawing, bins: bins(0), beganAt: 100, expiresAt: 2000, uncovered: [{ from: 900, to: 1200 }] });
  expect(paths.map(({ stroke }) => stroke)).toEqual(['var(--unknown)', 'var(--text-2)']);
  expect(paths[1]?.d).toBe('M106.0 2H100.0V22H106.0');
  const drawn = [...(paths[0]?.d ?? '').matchAll(/[ML]([\d.]+)/g)].map(([, x]) => Number(x));
  expect([Math.min(...drawn), Math.max(...drawn)]).toEqual([900, 1000]);
});
