import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '#lib/config.ts';
import { boundTo, parseRule, rulesYaml } from '#lib/config-one-rule.ts';
import { draftOf, draftSource } from './rule-draft.ts';
import { sourceOf } from './rule-source.ts';
import { ruleTestIds } from './rule-tests.ts';

const kept = { '1m': 15, '5m': 63, '1h': 455 };
const scope = { teams: ['search'], accounts: ['111122223333'], regions: ['eu-west-1'], names: ['a-*', 'b'] };
const words = { why: 'it: matters', mend: '- [x] "do" it # now', runbook: 'https://wiki.example/x?y=1', severity: 'page' };
const sources: Record<string, object> = {
  threshold: {
    threshold: { metric: 'ModelLatency', statistic: 'p99', above: '800 ms', clear: '0.6 s', for: '3 of 5' },
    ...scope,
  },
  share: { share: { metric: 'Invocation5XXErrors', of: 'Invocations', above: '2.5 %', atLeast: 100, over: '10m' }, ...words },
  silence: { silence: { metric: 'Invocations', over: '15m' }, clearAfter: '20m' },
  anomaly: { anomaly: { metric: 'ModelLatency', statistic: 'p99', beyond: 2.5 } },
  burn: { burn: { metric: 'Invocation5XXErrors', of: 'Invocations', objective: '99.9 %', period: '28d', atLeast: 10 } },
  'burn with windows of its own': {
    burn: { metric: 'Invocation5XXErrors', of: 'Invocations', objective: '99.95 %', windows: '90m/10m × 7.5, 2d/6h x 1' },
  },
  change: { change: { metric: 'Invocations', below: '50 %', atLeast: 100, weeks: 3 } },
  'change of a percentile': { change: { metric: 'ModelLatency', statistic: 'p99', above: 2.5, atLeast: '200 ms', over: '15m' } },
  'threshold below': {
    ...{ kind: 'training_job', title: 'yes', clearAfter: '10m' },
    threshold: { metric: 'GPUUtilization', statistic: 'Average', below: 5, for: '30 of 30' },
  },
  'threshold in microseconds': { threshold: { metric: 'ModelLatency', statistic: 'p99', above: 1234 } },
};
const cases = Object.entries(sources).map(([name, said]) => ({ name, source: { id: 'one', title: name, ...said } }));
const ruleOf = (source: object) => {
  const { rule, problems } = parseRule(source, kept);
  expect(problems).toBeNull();
  return rule;
};

test('every kind of test is tried', () => {
  expect(ruleTestIds.filter((kind) => !(kind in sources))).toEqual([]);
});

describe.each(cases)('$name', ({ source }) => {
  const written = ruleOf(source);

  test('is the same once written anew', () => {
    expect(written && ruleOf(sourceOf(written))).toEqual(written);
  });

  test('is the same once it went through the form', () => {
    expect(ruleOf(draftSource(draftOf(source as Record<string, unknown>)))).toEqual(written);
  });

  test('is the same once trailwatch.yaml took it', () => {
    expect(parseConfig(rulesYaml([source]), 'f').alerts.rules).toEqual([written]);
  });

  test('watches its team alone once it is that team’s', () => {
    expect(ruleOf(boundTo('fraud', source as Record<string, unknown>))?.scope.teams).toEqual(['fraud']);
  });
});

test.each([
  [{}, 'id', 'lower-case letters'],
  [{ id: 'endpoint_errors', title: 'x' }, 'id', 'always there'],
  [{ id: 'x', title: 'x' }, '', 'one of threshold'],
  [{ id: 'x', title: 'x', treshold: {} }, 'treshold', 'unknown key'],
  [{ id: 'x', title: 'x', threshold: { metric: 'Nothing', statistic: 'p99', above: 1 } }, 'threshold.metric', 'expected one of'],
  [{ id: 'x', title: 'x', threshold: { metric: 'ModelLatency', statistic: 'p98', above: 1 } }, 'threshold.statistic', 'p99'],
  [
    { id: 'x', title: 'x', threshold: { metric: 'ModelLatency', statistic: 'p99', above: '9 %' } },
    'threshold.above',
    'Microseconds',
  ],
  [{ id: 'x', title: 'x', silence: { metric: 'Invocations', over: 'long' } }, 'silence.over', 'whole minutes'],
  [
    { id: 'x', title: 'x', change: { metric: 'ModelLatency', statistic: 'p99', above: 3, atLeast: '9 ms', weeks: 3 } },
    'change.weeks',
    'retention.metrics.1m of',
  ],
  [{ id: 'x', title: 'x', runbook: 'javascript:alert(1)', silence: { metric: 'Invocations' } }, 'runbook', 'an address'],
  ['text', '', ''],
  [null, '', ''],
])('%j is refused at %j', (source, field, message) => {
  const { problems } = parseRule(source, kept);
  expect(problems?.map((one) => one.field)).toContain(field);
  expect(problems?.map((one) => one.message).join('\n')).toContain(message);
});

test('a form shows what it can of a rule that is none any more', () => {
  expect(draftOf({ id: 7, title: { a: 1 }, names: 'a', share: 'x', threshold: { metric: ['x'], above: 3 } })).toMatchObject({
    ...{ id: '7', title: '', names: 'a', test: 'threshold' },
    ...{ 'threshold.metric': '', 'threshold.above': '3' },
  });
});

test('whatever a title holds, trailwatch.yaml reads it as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), (title) => {
      const source = { id: 'one', title, silence: { metric: 'Invocations' } };
      expect(parseConfig(rulesYaml([source]), 'f').alerts.rules).toEqual([ruleOf(source)]);
    }),
  );
});
