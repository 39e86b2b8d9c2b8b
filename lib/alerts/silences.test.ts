import { describe, expect, test } from 'vitest';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { boundMatcher, isSilencedBy, type SilenceMatcher, silenceSpan, silenceWord } from './silences.ts';

const open: SilenceMatcher = { team: 'all', rules: [], kinds: [], account: null, region: null, name: null };
const alert = {
  ...{ rule: 'endpoint_errors', team: 'search', account: '111122223333', region: 'eu-west-1' },
  ...{ kind: 'endpoint', name: 'search-ranker-v7' },
};
const now = Date.parse('2026-11-19T07:42:10Z');

const isNamed = (pattern: string, name: string) => isSilencedBy({ ...open, name: pattern }, { ...alert, name });

describe('a name', () => {
  test.each([
    ['ranker', 'ranker', true],
    ['ranker', 'ranker-v7', false],
    ['ranker-*', 'ranker-v7', true],
    ['ranker-*', 'my-ranker-v7', false],
    ['a*a', 'a', false],
    ['', 'a', false],
    ['ranker.v7', 'ranker-v7', false],
    ['(a+)+$*', 'aaaa', false],
    ['[a-z]*', 'ranker', false],
    ['r_nker', 'ranker', false],
    ['100%*', '100%-cpu', true],
    ['\\*', '\\x', true],
    ['RANKER', 'ranker', false],
  ])('%j is of %j: %s', (pattern, name, isMatched) => expect(isNamed(pattern, name)).toBe(isMatched));

  test('is compared at once, however hostile the pattern', () => {
    const began = performance.now();
    expect(isNamed(`${'*a'.repeat(20_000)}*b`, 'a'.repeat(20_000))).toBe(false);
    expect(isNamed(`${'*'.repeat(100_000)}b`, 'a'.repeat(100_000))).toBe(false);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe('a silence', () => {
  test.each([
    [{ team: 'search' }, true],
    [{ team: 'fraud' }, false],
    [{ rules: ['endpoint_latency', 'endpoint_errors'] }, true],
    [{ rules: ['endpoint_latency'] }, false],
    [{ kinds: ['endpoint'] }, true],
    [{ kinds: ['labeling_job'] }, false],
    [{ account: '111122223333', region: 'eu-west-1' }, true],
    [{ account: '111122223333', region: 'us-east-1' }, false],
    [{ account: '444455556666' }, false],
    [{ name: 'search-*' }, true],
    [{ name: 'ranker-*' }, false],
    [{ team: 'search', rules: ['endpoint_errors'], kinds: ['endpoint'], name: '*-v7' }, true],
  ] as [Partial<SilenceMatcher>, boolean][])('of %j is about the alert: %s', (said, isAbout) =>
    expect(isSilencedBy({ ...open, ...said }, alert)).toBe(isAbout),
  );

  test.each([{}, { name: '*' }, { name: '**' }, { name: '' }])('of everything there is, is refused: %j', (said) =>
    expect(() => boundMatcher({ ...open, ...said })).toThrow('every alert of every team'),
  );

  test('says each thing once, and of a team may be of all that is its own', () => {
    expect(boundMatcher({ ...open, team: 'search', name: '**' })).toEqual({ ...open, team: 'search' });
    expect(boundMatcher({ ...open, rules: ['a', 'a'], name: 'a**b' })).toEqual({ ...open, rules: ['a'], name: 'a*b' });
  });
});

describe('how long', () => {
  const asked = { startsAt: null, endsAt: null, minutes: null };
  test.each([
    [{ minutes: 60 }, 0, hourMs],
    [{ endsAt: now + hourMs }, 0, hourMs],
    [{ startsAt: now - minuteMs, endsAt: now + hourMs }, 0, hourMs],
    [{ startsAt: now + dayMs, minutes: 5 }, dayMs, dayMs + 5 * minuteMs],
    [{ startsAt: now + dayMs, endsAt: now + 31 * dayMs }, dayMs, 31 * dayMs],
  ])('%j', (said, from, to) => {
    const span = silenceSpan({ ...asked, ...said }, now);
    expect([span.startsAt - now, span.endsAt - now]).toEqual([from, to]);
  });

  test.each([
    [{}, 'endsAt: say either'],
    [{ minutes: 5, endsAt: now + hourMs }, 'endsAt: say either'],
    [{ endsAt: now }, 'endsAt: is in the past'],
    [{ startsAt: now + hourMs, endsAt: now + hourMs }, 'endsAt: is not after'],
    [{ endsAt: now + 30 * dayMs + 1 }, 'endsAt: is more than 30 days'],
    [{ startsAt: now + 366 * dayMs, minutes: 5 }, 'startsAt: is more than a year'],
  ])('%j is refused', (said, why) => expect(() => silenceSpan({ ...asked, ...said }, now)).toThrow(why));

  test.each([
    [-1, 1, null, 'active'],
    [0, 1, null, 'active'],
    [-1, 0, null, 'over'],
    [1, 2, null, 'planned'],
    [-1, 1, 0, 'over'],
    [1, 2, -1, 'over'],
  ] as const)('from %d to %d, ended at %s: %s', (from, to, ended, word) =>
    expect(silenceWord({ startsAt: now + from, endsAt: now + to, endedAt: ended === null ? null : now + ended }, now)).toBe(word),
  );
});
