import { describe, expect, test } from 'vitest';
import { evaluate, type MathScope, type Value } from './math-evaluate.ts';
import { idsIn, parseExpression } from './math-parse.ts';

const series: Record<string, Map<number, number>> = {
  m1: new Map([
    [0, 1],
    [60_000, 4],
    [120_000, 9],
  ]),
  m2: new Map([
    [0, 2],
    [120_000, 3],
  ]),
  zero: new Map([[0, 0]]),
};
const scope: MathScope = {
  series: (id) => series[id] ?? new Map(),
  metrics: ['m1', 'm2'],
  periodSeconds: 60,
  instants: [0, 60_000, 120_000],
};
const shown = (value: Value): unknown => (value instanceof Map ? [...value.values()] : value);

describe('metric math', () => {
  test.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['-2 ^ 2', -4],
    ['2 ^ 3 ^ 2', 512],
    ['10 - 4 - 3', 3],
    ['m1 * 2', [2, 8, 18]],
    ['1 - m2', [-1, -2]],
    ['m1 / m2', [0.5, 3]],
    ['100 * m1 / (m1 + m2)', [100 / 3, 75]],
    ['m1 / zero', [Number.POSITIVE_INFINITY]],
    ['SUM(m1)', 14],
    ['AVG(METRICS())', [1.5, 4, 6]],
    ['MAX([m1, m2])', [2, 4, 9]],
    ['SUM(METRICS("m2"))', [2, 3]],
    ['FILL(m2, 0)', [2, 0, 3]],
    ['FILL(m2, REPEAT)', [2, 2, 3]],
    ['RATE(m1)', [0.05, 5 / 60]],
    ['DIFF(m1)', [3, 5]],
    ['RUNNING_SUM(m1)', [1, 5, 14]],
    ['m1 / PERIOD(m1)', [1 / 60, 4 / 60, 9 / 60]],
    ['IF(m1 > 3, m1, 0)', [0, 4, 9]],
    ['IF(m1 > 3 AND m1 < 9, 1)', [1]],
    ['CEIL(m1 / 2)', [1, 2, 5]],
    ['m1 >= 4 || m1 == 1', [1, 1, 1]],
  ])('%s', (text, expected) => expect(shown(evaluate(parseExpression(text), scope))).toEqual(expected));

  test.each(['', '1 +', 'm1 m2', '(m1', 'm1 $ 2', 'SUM(m1'])('%j is no expression', (text) => {
    expect(() => parseExpression(text)).toThrow(SyntaxError);
  });

  test.each([
    ['ANOMALY_DETECTION_BAND(m1, 2)', 'ANOMALY_DETECTION_BAND is not available'],
    ['DIFF(METRICS())', 'array'],
    ['SUM("m1")', 'text'],
  ])('%s is refused', (text, message) => expect(() => evaluate(parseExpression(text), scope)).toThrow(message));

  test('names', () => expect(idsIn(parseExpression('IF(a > 1, [b, -c], 2) / d'))).toEqual(['a', 'b', 'c', 'd']));
});
