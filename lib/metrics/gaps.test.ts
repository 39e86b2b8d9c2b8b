import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { absentAltogether, explainGaps, type GapEvidence, holderOf } from './gaps.ts';

const minute = 60;
const base: GapEvidence = {
  published: null,
  createdAt: null,
  endedAt: null,
  coveredTo: 10 * minute,
  covered: [{ from: 0, to: 10 * minute }],
  failures: [],
};
const missing = (pattern: string) => [...pattern].map((one) => one === '.');
const explain = (pattern: string, evidence: Partial<GapEvidence>) =>
  explainGaps({ from: 0, step: minute, isMissing: missing(pattern) }, { ...base, ...evidence }).map(
    (gap) => `${gap.from / minute}–${gap.to / minute} ${gap.absence}${gap.repairedAt === undefined ? '' : ' repaired'}`,
  );
const failure = { from: 2 * minute, to: 4 * minute, absence: 'throttled', message: 'Rate exceeded', repairedAt: null } as const;

describe('a missing minute is explained in one order', () => {
  test.each<[string, string, Partial<GapEvidence>, string[]]>([
    ['whole', '##########', {}, []],
    ['quiet in the middle', '##..######', {}, ['2–4 no_traffic']],
    ['not settled', '########..', { coveredTo: 8 * minute }, ['8–10 late']],
    ['never collected', '....', { coveredTo: null, covered: [] }, ['0–4 late']],
    ['an unrepaired failure', '##..######', { failures: [failure] }, ['2–4 throttled']],
    ['a repaired failure with data', '##########', { failures: [{ ...failure, repairedAt: 900 }] }, ['2–4 throttled repaired']],
    [
      'repaired, and nothing was there',
      '##..######',
      { failures: [{ ...failure, repairedAt: 900 }] },
      ['2–4 no_traffic', '2–4 throttled repaired'],
    ],
    ['no run covers it', '..########', { covered: [{ from: 120, to: 600 }] }, ['0–2 not_collected']],
    ['created on the way', '..########', { createdAt: 150 }, ['0–2 not_begun']],
    ['ended on the way', '######....', { endedAt: 360 }, ['6–10 ended']],
    ['ended outranks late', '######....', { endedAt: 360, coveredTo: 480 }, ['6–10 ended']],
    ['a failure outranks late', '##....', { coveredTo: 120, failures: [failure] }, ['2–4 throttled', '4–6 late']],
    [
      'not published outranks all',
      '....',
      { published: { absence: 'not_published', why: 'no GPU' }, endedAt: 0 },
      ['0–4 not_published'],
    ],
  ])('%s', (_, pattern, evidence, gaps) => {
    expect(explain(pattern, evidence)).toEqual(gaps);
  });
});

test('one word for a plot of nothing, late minutes aside', () => {
  const grid = { from: 0, step: minute, isMissing: missing('..........') };
  const gaps = explainGaps(grid, { ...base, coveredTo: 8 * minute });
  expect(absentAltogether(gaps, grid.isMissing)?.absence).toBe('no_traffic');
  expect(absentAltogether(gaps, missing('#.........'))).toBeUndefined();
});

test('the oldest span that holds an instant is found, whatever overlaps', () => {
  const span = fc.tuple(fc.nat(60), fc.nat(20)).map(([from, length]) => ({ from, to: from + length }));
  fc.assert(
    fc.property(fc.array(span, { maxLength: 12 }), fc.array(fc.nat(90), { maxLength: 30 }), (spans, instants) => {
      const sorted = spans.toSorted((a, b) => a.from - b.from);
      const find = holderOf(spans);
      for (const at of instants.toSorted((a, b) => a - b)) {
        expect(find(at)).toBe(sorted.find((one) => one.from <= at && at < one.to));
      }
    }),
  );
});
