import { describe, expect, test } from 'vitest';
import { conditionOf } from './alerts/own-rule.ts';
import { parseConfig } from './config.ts';

const rulesOf = (...rows: string[]) =>
  parseConfig(`alerts:\n  rules:\n${rows.map((row) => `    - { ${row} }`).join('\n')}\n`, 'trailwatch.yaml').alerts.rules;

const problemOf = (...rows: string[]): string => {
  try {
    rulesOf(...rows);
  } catch (error) {
    return (error as Error).message;
  }
  return 'no problem';
};

const slow = 'id: slow, title: Slow, threshold: { metric: ModelLatency, statistic: p99, above: 800 ms';

describe('rules of one’s own', () => {
  test('in the metric’s own unit, with what is usual where nothing is said', () => {
    const rules = rulesOf(
      `${slow}, clear: 0.6 s, for: 3 of 5 }, severity: page, teams: [search], names: ["search-*"], runbook: "https://wiki.example/slow"`,
      'id: errors, title: Errors, share: { metric: Invocation5XXErrors, of: Invocations, above: 2 %, atLeast: 100, over: 10m }',
      'id: unused, title: Unused, silence: { metric: Invocations }',
      'id: gpu, title: GPU idle, kind: training_job, threshold: { metric: GPUUtilization, statistic: Average, below: 10 }',
    );
    expect(rules.map(({ test: one }) => conditionOf(one))).toEqual([
      'p99 ModelLatency above 800 ms, 3 of 5 min, over at 600 ms',
      'Invocation5XXErrors over 2 % of Invocations, of 100 or more, over 10 min',
      'no Invocations for 15 min, where there was some at that time yesterday',
      'Average GPUUtilization below 10 %, 5 of 5 min',
    ]);
    expect(rules[0]).toMatchObject({
      severity: 'page',
      kind: 'endpoint',
      scope: { teams: ['search'], accounts: null, names: ['search-*'] },
      runbook: 'https://wiki.example/slow',
      clearMs: 300_000,
    });
  });

  test.each<[string, string[], RegExp]>([
    [
      'a metric that nobody has',
      ['id: a, title: A, silence: { metric: Invocation }'],
      /rules\[0\]\.silence\.metric: nothing collects Invocation of endpoint: expected one of .*Invocations/,
    ],
    [
      'a statistic that is not collected',
      [`${slow.replace('p99', 'p95')} }`],
      /threshold\.statistic: ModelLatency is collected as Average, p50/,
    ],
    ['what is no count', ['id: a, title: A, silence: { metric: MemoryUtilization }'], /MemoryUtilization is no count/],
    ['levels out of order', [`${slow}, clear: 900 ms }`], /threshold\.clear: expected a level that is not above the limit/],
    ['another unit', [`${slow.replace('800 ms', '80 %')} }`], /threshold\.above: the metric is in Microseconds/],
    ['no number', [`${slow.replace('800 ms', 'fast')} }`], /threshold\.above: expected a number, with its unit/],
    ['more minutes than there are', [`${slow}, for: 6 of 5 }`], /threshold\.for: expected how many of how many minutes/],
    [
      'less than a minute',
      ['id: a, title: A, silence: { metric: Invocations, over: 30s }'],
      /silence\.over: expected whole minutes/,
    ],
    [
      'neither above nor below',
      ['id: a, title: A, threshold: { metric: ModelLatency, statistic: p99 }'],
      /threshold: expected either above or below/,
    ],
    ['no test at all', ['id: a, title: A'], /rules\[0\]: expected one of threshold, share, silence and anomaly/],
    ['two at once', [`${slow} }, silence: { metric: Invocations }`], /expected one of threshold, share, silence and anomaly/],
    [
      'a share of everything',
      ['id: a, title: A, share: { metric: Invocation5XXErrors, of: Invocations, above: 100 % }'],
      /share\.above: expected 0 % or more/,
    ],
    [
      'an id of a rule that is always there',
      ['id: endpoint_errors, title: A, silence: { metric: Invocations }'],
      /rules\[0\]\.id: a rule that is always there has this id/,
    ],
    ['an id twice', [`${slow} }`, `${slow} }`], /rules\[1\]\.id: expected each id once/],
    [
      'a kind without metrics',
      ['id: a, title: A, kind: model, silence: { metric: Invocations }'],
      /rules\[0\]\.kind: expected one of endpoint/,
    ],
    ['a runbook that runs', [`${slow} }, runbook: "javascript:alert(1)"`], /runbook: expected an address/],
  ])('%s', (_, rows, message) => {
    expect(problemOf(...rows)).toMatch(message);
  });
});
