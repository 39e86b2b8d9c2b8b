import { expect, test } from 'vitest';
import { clockFrom } from './time.ts';

const clockOf = (text: string) => clockFrom({ TRAILWATCH_DEMO: '1', TRAILWATCH_DEMO_CLOCK: text });
const instant = '2026-11-19T07:42:00Z';

test.each([
  [`fixed:${instant}`, { speed: 0, pace: 1 }],
  [`fixed:${instant} x20`, { speed: 0, pace: 20 }],
  [`from:${instant}@${instant} x60`, { speed: 60 }],
  [`from:${instant}`, { speed: 1 }],
])('%s', (text, expected) => expect(clockOf(text)).toMatchObject(expected));

test('a fixed clock says its instant, whatever its pace', () =>
  expect(clockOf(`fixed:${instant} x20`).now()).toBe(Date.parse(instant)));

test.each(['fixed:', `at:${instant}`, `fixed:${instant} 20`])('%j is refused', (text) =>
  expect(() => clockOf(text)).toThrow(RangeError),
);

test('without the demo account, time is the system’s', () =>
  expect(clockFrom({ TRAILWATCH_DEMO_CLOCK: `fixed:${instant}` }).speed).toBe(1));
