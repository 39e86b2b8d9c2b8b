import { expect, test } from 'vitest';
import type { Plot, PlotChange } from '#lib/catalog/plot.ts';
import { laneMarks } from './lane-layout.ts';
import { indexAt, lastIndex, reading } from './reading.ts';

const plot: Plot = {
  id: 'latency',
  title: 'Model latency',
  unit: 'ms',
  from: 600,
  step: 60,
  series: [{ id: 'p99', label: 'p99', role: 'p99', values: [180.123456789, null, null, 622] }],
  gaps: [
    { from: 660, to: 720, absence: 'throttled', why: '' },
    { from: 600, to: 660, absence: 'denied', why: '', repairedAt: 900 },
  ],
  lines: [],
  asOf: 900,
};

test.each([
  [0, '180'],
  [1, 'throttled'],
  [2, 'no traffic'],
  [3, '622'],
  [null, ''],
])('sample %s reads %s', (index, text) => {
  expect(reading(plot, 0, index)).toBe(text);
});

test.each([
  [600, 0],
  [629, 0],
  [631, 1],
  [780, 3],
  [500, null],
  [900, null],
])('the instant %i is sample %s', (at, index) => {
  expect(indexAt(plot, at)).toBe(index);
});

test('the last value is the last there is', () => {
  expect(lastIndex([1, 2, null])).toBe(1);
  expect(lastIndex([null])).toBeNull();
});

const change = (at: number, label: string, filled = true): PlotChange => ({ at, label, filled });
const frame = { from: 0, to: 100, left: 38, width: 600 };

test('words stand beside their mark, on the side where there is room', () => {
  const marks = laneMarks(
    [change(95, '03:00 UpdateEndpoint, data-eng-2'), change(10, '01:58 scale-in'), change(200, 'outside')],
    frame,
  );
  expect(marks.map(({ x, label }) => [x, label?.anchor])).toEqual([
    [98, 'start'],
    [608, 'end'],
  ]);
});

test('where words would stand on others, the person’s change speaks first', () => {
  const marks = laneMarks(
    [
      change(50, 'a service scaled something out', false),
      change(51, 'a person changed the configuration'),
      change(52, 'another service acted', false),
    ],
    {
      ...frame,
      width: 460,
    },
  );
  expect(marks.map(({ label }) => label !== null)).toEqual([false, true, true]);
});
