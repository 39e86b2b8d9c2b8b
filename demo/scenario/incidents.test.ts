import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMs, minuteMs } from '#lib/time.ts';
import { type IncidentRow, incidentKinds, incidentRows, incidentsBetween, occurrencesOf, phaseAt } from './incidents.ts';

const instants = fc.integer({ min: Date.parse('2025-08-01'), max: Date.parse('2028-01-01') });

describe('the schedule of incidents', () => {
  test.each(incidentKinds)('%s comes round within a day, whole', (kind) => {
    const { periodMinutes, jitterMinutes, durationMinutes } = incidentRows[kind];
    expect(periodMinutes + 2 * jitterMinutes + durationMinutes).toBeLessThanOrEqual(1440);
  });

  test('any 24 hours hold a whole one of each', () => {
    fc.assert(
      fc.property(instants, (from) => {
        const whole = incidentsBetween(undefined, from, from + dayMs).filter((one) => one.from >= from && one.to <= from + dayMs);
        expect(new Set(whole.map(({ kind }) => kind))).toEqual(new Set(incidentKinds));
      }),
    );
  });

  test('at every moment something is visibly wrong', () => {
    fc.assert(
      fc.property(instants, (at) => {
        const late = { dead_node: 0, backlog_growth: 24, cold_start_wave: 4 } as const;
        const seen = Object.entries(late).some(([kind, minutes]) =>
          occurrencesOf(kind as keyof typeof late, at, at + 1).some((one) => at >= one.from + minutes * minuteMs),
        );
        expect(seen).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('an occurrence is the same whichever interval finds it, and lasts until its last phase', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 3000 }), (from, minutes) => {
        const to = from + minutes * minuteMs;
        for (const one of incidentsBetween(undefined, from, to)) {
          expect(incidentsBetween(one, one.from, one.from + 1)).toContainEqual(one);
          const phases = Object.keys((incidentRows[one.kind] as IncidentRow).phases);
          for (const phase of phases) expect(phaseAt(one, phase)).toBeLessThanOrEqual(one.to);
        }
      }),
    );
  });
});
