import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasModels, validateOutput } from '#demo/testing/models.ts';
import { dayMs, minuteMs } from '#lib/time.ts';
import { stateAfter, stateAt, transitions } from './alarm-state.ts';
import { alarmDefinitions } from './alarms.ts';
import { fleet } from './part.ts';
import { rollOf } from './roll.ts';
import { places } from './row.ts';

const part = fleet({ seed: 'test', scale: { endpoints: 40 } });
const definitions = rollOf({ endpoints: 40 }, 'test').all.flatMap((spec) => alarmDefinitions(spec));
const now = Date.parse('2026-11-19T07:42:00Z');

describe('alarms', () => {
  test.skipIf(!hasModels())('are told as CloudWatch tells them', () => {
    for (const place of places) {
      const alarms = part.alarms(place, now);
      expect(
        validateOutput('cloudwatch', 'DescribeAlarms', { MetricAlarms: alarms.map((alarm) => alarm.describe(now)) }),
      ).toEqual([]);
      const items = alarms
        .flatMap((alarm) => alarm.history(now - 2 * dayMs, now))
        .map(({ at, item }) => ({ ...item, Timestamp: at / 1000 }));
      expect(items.length).toBeGreaterThan(0);
      expect(validateOutput('cloudwatch', 'DescribeAlarmHistory', { AlarmHistoryItems: items })).toEqual([]);
    }
  });

  test('the state is what the data say, at any moment', () => {
    const instants = fc.integer({ min: now - 20 * dayMs, max: now });
    fc.assert(
      fc.property(fc.constantFrom(...definitions), instants, (definition, at) => {
        if (at < definition.createdAt + 3_600_000) return;
        // What was heard is one to three minutes old: the state is that of one of the minutes just over.
        const minute = Math.floor(at / minuteMs);
        const possible = [1, 2].map((back) => stateAfter(definition, minute - back));
        expect(possible, definition.name).toContain(stateAt(definition, at).state);
      }),
      { numRuns: 600 },
    );
  });

  test('nothing breaches unheard, in any minute of a day', () => {
    const first = Math.floor((now - dayMs) / minuteMs);
    for (const definition of definitions.filter(({ isScaling }) => !isScaling)) {
      for (let minute = first; minute < first + 1440; minute += 1) {
        if (stateAfter(definition, minute) !== 'ALARM') continue;
        // Heard within the two minutes after, unless it was over by then.
        const heard = [1, 2].map((later) => stateAt(definition, (minute + later) * minuteMs + 59_999).state);
        expect(heard, `${definition.name} at ${minute}`).toContain('ALARM');
      }
    }
  });

  test('states alternate and history has one item for each change', () => {
    for (const definition of definitions.slice(0, 40)) {
      const changes = transitions(definition, now - 5 * dayMs, now);
      for (const [index, change] of changes.entries()) {
        expect(change.from).not.toBe(change.to);
        if (index > 0) expect(change.from).toBe(changes[index - 1]?.to);
      }
    }
  });

  test('most endpoints are watched, some not; one alarm is mute, one knows nothing', () => {
    const shown = places.flatMap((place) => part.alarms(place, now).map((alarm) => alarm.describe(now)));
    expect(shown.filter(({ ActionsEnabled }) => ActionsEnabled === false)).toHaveLength(1);
    expect(shown.filter(({ StateValue }) => StateValue === 'INSUFFICIENT_DATA').map(({ AlarmName }) => AlarmName)).toEqual([
      'kyc-v2-p99',
    ]);
    expect(shown.some(({ AlarmName }) => AlarmName === 'search-ranker-v7-p99')).toBe(false);
    expect(shown.some(({ AlarmName }) => AlarmName === 'search-ranker-v7-5xx')).toBe(true);
    expect(shown.find(({ AlarmName }) => AlarmName === 'fraud-score-eu-green-5xx')?.StateValue).toBe('ALARM');
  });
});
