import { describe, expect, test } from 'vitest';
import { type CoverageChannel, coverageOf, type Watching } from './coverage.ts';
import { filterCoverage, parseCoverageFilter } from './coverage-filter.ts';
import { rulesWith } from './rule-book.ts';

const rules = new Map(rulesWith([]).map((rule) => [rule.id, rule]));
const watching = (id: string, absence?: 'denied' | 'late'): Watching => {
  const rule = rules.get(id);
  if (!rule) throw new Error(id);
  return { rule, blind: absence ? { absence, why: null } : null };
};
const subject = { account: '111122223333', region: 'eu-west-1', kind: 'endpoint', name: 'ranker', team: 'search' };
const channel = (id: string, said: Partial<CoverageChannel> = {}): CoverageChannel => ({
  ...{ id, kind: 'slack', hasHours: false },
  ...said,
});
const both = [watching('endpoint_errors'), watching('endpoint_memory')];
const silence = (said: object = {}) => ({
  ...{ id: 7, team: 'search', rules: [], kinds: [], account: null, region: null, name: null },
  ...{ endsAt: 1000, reason: 'a deployment', ...said },
});
const of = (
  list: readonly Watching[],
  channels: readonly CoverageChannel[],
  silences: readonly ReturnType<typeof silence>[] = [],
) => coverageOf(subject, list, { channels, silences });

describe('who would be told', () => {
  test('of all, where channels hear of each severity', () => {
    const told = of(both, [channel('oncall', { severities: ['page'] }), channel('room', { severities: ['ticket'] })]);
    expect(told).toMatchObject({ word: 'told', watching: 2, judged: 2, gaps: [] });
    expect([told.told.page, told.told.ticket].map((list) => list.map(({ id }) => id))).toEqual([['oncall'], ['room']]);
  });

  test.each<[string, CoverageChannel[]]>([
    ['no channel', []],
    ['a channel of another team', [channel('x', { teams: ['fraud'] })]],
    ['a channel of other kinds', [channel('x', { kinds: ['labeling_job'] })]],
    ['a channel of other rules', [channel('x', { rules: ['job_failed'] })]],
  ])('nobody, with %s: nothing of it is heard', (_, channels) => {
    expect(of(both, channels)).toMatchObject({
      word: 'nobody',
      told: { page: [], ticket: [] },
      gaps: [{ kind: 'unheard', severity: null, rules: ['Fails calls', 'Is short of memory'], isWhole: true }],
    });
  });

  test('in part, where one severity is heard and the other is not', () => {
    expect(of(both, [channel('x', { severities: ['page'] })])).toMatchObject({
      word: 'part',
      gaps: [{ kind: 'unheard', severity: 'ticket', rules: ['Is short of memory'], isWhole: true }],
    });
  });

  test('in part, where a rule of a severity is left out', () => {
    const list = [...both, watching('endpoint_latency')];
    expect(of(list, [channel('x', { rules: ['endpoint_errors', 'endpoint_memory'] })])).toMatchObject({
      word: 'part',
      gaps: [{ kind: 'unheard', severity: 'page', rules: ['Answers too slowly'], isWhole: false }],
    });
  });

  test('nobody, while all of it is silenced; in part, while some is; the silence that ends last is named', () => {
    const all = of(both, [channel('x')], [silence(), silence({ id: 8, endsAt: 2000 })]);
    expect(all).toMatchObject({
      word: 'nobody',
      told: { page: [] },
      gaps: [{ kind: 'silenced', silence: 8, until: 2000, isWhole: true }],
    });
    const some = of(both, [channel('x')], [silence({ rules: ['endpoint_errors'] }), silence({ name: 'other-*' })]);
    expect(some).toMatchObject({
      word: 'part',
      gaps: [{ kind: 'silenced', silence: 7, rules: ['Fails calls'], isWhole: false }],
    });
    expect(some.told).toMatchObject({ page: [], ticket: [{ id: 'x' }] });
  });

  test('nobody of what cannot be judged, by why', () => {
    const list = [watching('endpoint_errors', 'denied'), watching('endpoint_latency', 'late'), watching('endpoint_status')];
    expect(of(list, [channel('x')])).toMatchObject({
      ...{ word: 'part', watching: 3, judged: 1 },
      gaps: [
        { kind: 'blind', absence: 'denied', rules: ['Fails calls'] },
        { kind: 'blind', absence: 'late', rules: ['Answers too slowly'] },
      ],
    });
    expect(of(list.slice(0, 1), [channel('x')])).toMatchObject({ word: 'nobody', gaps: [{ kind: 'blind', isWhole: true }] });
  });

  test('in part, where what pages somebody is heard within hours alone', () => {
    const night = channel('night', { hasHours: true });
    expect(of(both, [night])).toMatchObject({ word: 'part', gaps: [{ kind: 'hours', channels: ['night'] }] });
    expect(of(both, [night, channel('always', { severities: ['page'] })]).word).toBe('told');
    expect(of([watching('endpoint_memory')], [night]).word).toBe('told');
  });

  test('nobody, where no rule watches', () => {
    expect(of([], [channel('x')])).toMatchObject({ word: 'nobody', watching: 0, gaps: [] });
  });
});

test('a URL filters by who is told, owner, place and name; what it does not know it leaves alone', () => {
  const row = (name: string, word: 'nobody' | 'told', team = 'search') => ({ ...subject, name, word, team });
  const rows = [row('Ranker', 'nobody'), row('query', 'told'), row('scorer', 'told', 'fraud')];
  const names = (search: Record<string, string | string[]>) =>
    filterCoverage(rows, parseCoverageFilter(search)).map(({ name }) => name);
  expect(names({})).toEqual(['Ranker', 'query', 'scorer']);
  expect(names({ told: 'nobody' })).toEqual(['Ranker']);
  expect(names({ told: ['told', '__proto__'], owner: 'fraud' })).toEqual(['scorer']);
  expect(names({ told: 'nonsense', name: 'RAN' })).toEqual(['Ranker']);
  expect(names({ account: '999999999999' })).toEqual([]);
  expect(names({ region: ['eu-west-1', ''] })).toHaveLength(3);
});
