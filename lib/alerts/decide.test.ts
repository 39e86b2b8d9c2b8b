import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AlertRuleId, alertRuleIds, alertRules } from '#lib/catalog/alert-rules.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import { type AlertState, type AlertStep, decide, end, sameWithinMs } from './decide.ts';
import type { Reading } from './reading.ts';
import '#lib/testing/properties.ts';

const start = Date.parse('2026-11-19T03:00:00Z');
const subject = { account: '111122223333', region: 'eu-west-1', kind: 'endpoint', name: 'search-ranker-v7' };
type Verdict = Reading['verdict'];

const reading = (rule: AlertRuleId, verdict: Verdict, since: number | null = null): Reading =>
  verdict === 'broken'
    ? { rule, subject, verdict, since, sentence: 'p99 is 604 ms, limit 400 ms', figure: '604 ms' }
    : { rule, subject, verdict };

/** Minute by minute: b broken, h holds, u unknown; the steps with the minute that each was taken in. */
function play(rule: AlertRuleId, verdicts: string, from = start): { steps: string[]; state: AlertState | null } {
  const words: Record<string, Verdict> = { b: 'broken', h: 'holds', u: 'unknown' };
  const steps: string[] = [];
  let state: AlertState | null = null;
  for (const [minute, letter] of [...verdicts].entries()) {
    const decision = decide(state, reading(rule, words[letter] ?? 'unknown'), from + minute * minuteMs);
    steps.push(...decision.transitions.map(({ step }) => `${minute} ${step}`));
    state = decision.next;
  }
  return { steps, state };
}

describe('what becomes of an alert, minute by minute', () => {
  test.each([
    { name: 'well all the time', verdicts: 'hhhhhhhh', steps: [] },
    { name: 'nobody could read', verdicts: 'uuuuuuuu', steps: [] },
    { name: 'broken, told once', verdicts: 'hhbbbbbb', steps: ['2 fired'] },
    { name: 'over when it held for five minutes', verdicts: 'bbhhhhhhhh', steps: ['0 fired', '2 calm', '7 resolved'] },
    { name: 'not over before', verdicts: 'bbhhhhbb', steps: ['0 fired', '2 calm', '6 again'] },
    { name: 'what cannot be read ends nothing', verdicts: 'bbuuuuuuuuuu', steps: ['0 fired'] },
    { name: 'nor does it hold up what holds', verdicts: 'bhhuuhhh', steps: ['0 fired', '1 calm', '6 resolved'] },
    {
      name: 'what nobody could read for long was not calm meanwhile',
      verdicts: `bh${'u'.repeat(15)}${'h'.repeat(7)}`,
      steps: ['0 fired', '1 calm', '22 resolved'],
    },
    {
      name: 'back within the hour: the same, and twice as slow to end',
      verdicts: `b${'h'.repeat(6)}b${'h'.repeat(12)}`,
      steps: ['0 fired', '1 calm', '6 resolved', '7 again', '8 calm', '18 resolved'],
    },
    {
      name: 'back after more than an hour: another',
      verdicts: `b${'h'.repeat(68)}b`,
      steps: ['0 fired', '1 calm', '6 resolved', '69 fired'],
    },
  ])('$name', ({ verdicts, steps }) => {
    expect(play('endpoint_latency', verdicts).steps).toEqual(steps);
  });

  test.each(alertRuleIds)('%s ends once its promise has held for as long as its row says', (rule) => {
    const minutes = alertRules[rule].clearMs / minuteMs;
    const { steps } = play(rule, `b${'h'.repeat(minutes + 2)}`);
    expect(steps).toEqual(['0 fired', '1 calm', `${minutes + 1} resolved`]);
  });

  test('it began when the fact began, and never after it was told', () => {
    const at = (since: number | null) => decide(null, reading('endpoint_errors', 'broken', since), start).next?.beganAt;
    expect([at(start - hourMs), at(null), at(start + hourMs)]).toEqual([start - hourMs, start, start]);
  });

  test('what is no more has ended, once', () => {
    const { next } = decide(null, reading('endpoint_errors', 'broken'), start);
    const ended = end(next as AlertState, start + 1);
    expect(ended.transitions.map(({ step }) => step)).toEqual(['gone']);
    expect(end(ended.next as AlertState, start + 2).transitions).toEqual([]);
  });
});

const steps = fc.array(
  fc.record({
    verdict: fc.constantFrom<Verdict>('broken', 'holds', 'unknown'),
    /** Also standing still, and back. */
    afterMs: fc.oneof(fc.constant(minuteMs), fc.integer({ min: -2 * hourMs, max: 2 * hourMs })),
    isToldTwice: fc.boolean(),
  }),
  { maxLength: 80 },
);
const follows: Record<AlertStep | 'nothing', readonly AlertStep[]> = {
  nothing: ['fired'],
  fired: ['calm'],
  calm: ['again', 'resolved'],
  again: ['calm'],
  resolved: ['again', 'fired'],
  gone: ['again', 'fired'],
};

test('whatever is read, whenever, and however often: steps follow each other, times go forward, and nothing is told twice', () => {
  fc.assert(
    fc.property(fc.constantFrom(...alertRuleIds), steps, (rule, asked) => {
      let [now, state, last]: [number, AlertState | null, AlertStep | 'nothing'] = [start, null, 'nothing'];
      let lastAt = Number.NEGATIVE_INFINITY;
      for (const { verdict, afterMs, isToldTwice } of asked) {
        now += afterMs;
        const decision = decide(state, reading(rule, verdict), now);
        for (const { step, at } of decision.transitions) {
          expect(follows[last]).toContain(step);
          expect(at).toBeGreaterThanOrEqual(lastAt);
          [last, lastAt] = [step, at];
        }
        // A worker that died after it had kept this begins again with the same reading.
        if (isToldTwice && decision.next) expect(decide(decision.next, reading(rule, verdict), now).transitions).toEqual([]);
        state = decision.next;
        const isOpen = state !== null && state.resolvedAt === null;
        expect(isOpen).toBe(['fired', 'calm', 'again'].includes(last));
        if (state) expect(state.beganAt).toBeLessThanOrEqual(state.firedAt);
      }
    }),
  );
});

test('a fact that lasts is never lost: broken at a later moment than any, it is open', () => {
  fc.assert(
    fc.property(fc.constantFrom(...alertRuleIds), steps, (rule, asked) => {
      let [now, state, latest]: [number, AlertState | null, number] = [start, null, start];
      for (const { verdict, afterMs } of asked) {
        now += afterMs;
        latest = Math.max(latest, now);
        state = decide(state, reading(rule, verdict), now).next;
      }
      const { next } = decide(state, reading(rule, 'broken'), latest + sameWithinMs);
      expect(next?.resolvedAt).toBeNull();
    }),
  );
});
