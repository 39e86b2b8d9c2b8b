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

const burn = 'id: a, title: A, burn: { metric: Invocation5XXErrors, of: Invocations, objective: 99.9 %';
const change = 'id: c, title: C, change: { metric: Invocations, atLeast: 100';

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

  test('that look far back, with what is usual where nothing is said', () => {
    const rules = rulesOf(
      `${burn} }`,
      `id: b, title: B, burn: { metric: Invocation5XXErrors, of: Invocations, objective: 99.95, period: 7d, atLeast: 50, windows: [{ long: 2h, short: 10m, factor: 10 }] }`,
      `${change}, above: 3 }`,
      `id: d, title: D, change: { metric: ModelLatency, statistic: p99, below: 25 %, atLeast: 10 ms, over: 60m }`,
    );
    expect(rules.map(({ test: one }) => conditionOf(one))).toEqual([
      'Invocation5XXErrors of Invocations burn what 99.9 % in 30 d allows at 14.4 × over 1 h and 5 min, or 6 × over 6 h and 30 min, or 1 × over 3 d and 6 h',
      'Invocation5XXErrors of Invocations burn what 99.95 % in 7 d allows at 10 × over 2 h and 10 min, of 50 or more',
      'Sum Invocations of 30 min above 3 × the median of the same 30 min of the former 4 weeks, where either is 100 or more',
      'p99 ModelLatency of 1 h below 0.75 × the median of the same 1 h of the former 2 weeks, where either is 10 ms or more',
    ]);
  });

  test('that look back as far as samples are kept', () => {
    const withKept = (kept: string, row: string) => () =>
      parseConfig(`retention: { metrics: { ${kept} } }\nalerts: { rules: [{ ${row} }] }`, 'trailwatch.yaml');
    expect(withKept('1m: 15d, 5m: 30d, 1h: 30d', `${burn} }`)).not.toThrow();
    expect(withKept('1m: 15d, 5m: 29d, 1h: 29d', `${burn} }`)).toThrow(
      /trailwatch\.yaml:2:\d+ alerts\.rules\[0\]\.burn.*looks 30 d back, and samples by the hour are kept for 29d: expected less, or retention\.metrics\.1h of 30d/,
    );
    expect(withKept('1m: 15d, 5m: 28d', `${change}, above: 3 }`)).toThrow(
      /in steps of five minutes are kept for 28d: expected less, or .*5m of 29d/,
    );
    expect(withKept('1m: 15d, 5m: 29d', `${change}, above: 3 }`)).not.toThrow();
    const percentile = 'id: d, title: D, change: { metric: ModelLatency, statistic: p99, above: 2, atLeast: 10 ms';
    expect(withKept('1m: 15d', `${percentile} }`)).not.toThrow();
    expect(withKept('1m: 15d', `${percentile}, weeks: 3 }`)).toThrow(
      /change\.weeks.*by the minute are kept for 15d: expected less, or retention\.metrics\.1m of 22d/,
    );
  });

  test.each<[string, string[], RegExp]>([
    [
      'an objective of everything',
      [`${burn.replace('99.9 %', '100 %')} }`],
      /burn\.objective: expected a share above 0 % and below 100 %/,
    ],
    ['an objective of nothing', [`${burn.replace('99.9 %', '0')} }`], /burn\.objective: expected a share above 0 %/],
    [
      'an objective that nothing could miss',
      [`${burn.replace('99.9 %', '90 %')} }`],
      /windows\[0\]\.factor: more than everything .* below 10$/m,
    ],
    [
      'a budget of what is no count',
      ['id: a, title: A, burn: { metric: MemoryUtilization, of: Invocations, objective: 99 }'],
      /burn\.metric: MemoryUtilization is no count/,
    ],
    ['a period of hours', [`${burn}, period: 30h }`], /burn\.period: expected whole days/],
    [
      'a window longer than the period',
      [`${burn}, period: 2d }`],
      /windows\[2\]\.long: expected a window no longer than the period/,
    ],
    [
      'a short window that is not',
      [`${burn}, windows: [{ long: 1h, short: 60m, factor: 2 }] }`],
      /windows\[0\]\.short: expected a window shorter/,
    ],
    [
      'factors out of order',
      [`${burn}, windows: [{ long: 1h, short: 5m, factor: 2 }, { long: 6h, short: 5m, factor: 2 }] }`],
      /windows\[1\]\.factor: expected a factor below the one before/,
    ],
    [
      'windows out of order',
      [`${burn}, windows: [{ long: 6h, short: 5m, factor: 2 }, { long: 6h, short: 5m, factor: 1 }] }`],
      /windows\[1\]\.long: expected a window longer than the one before/,
    ],
    [
      'a window of weeks',
      [`${burn}, windows: [{ long: 8d, short: 5m, factor: 2 }] }`],
      /windows\[0\]\.long: expected a length like 5m/,
    ],
    ['a change of nothing', [`${change} }`], /change: expected either above or below/],
    ['less that is above', [`${change}, above: 0.5 }`], /change\.above: expected more than 1 times/],
    ['more that is below', [`${change}, below: 2 }`], /change\.below: expected less than 1 times/],
    ['all of it below', [`${change}, below: 100 % }`], /change\.below: expected less than 1 times, or less than 100 %/],
    ['a window of no whole steps', [`${change}, above: 2, over: 7m }`], /change\.over: expected a multiple of 5m/],
    ['one week', [`${change}, above: 2, weeks: 1 }`], /change\.weeks: expected a number of weeks from 2 to 8/],
    ['no floor', ['id: c, title: C, change: { metric: Invocations, above: 2 }'], /change\.atLeast: expected a number/],
    [
      'a floor of nothing',
      ['id: c, title: C, change: { metric: Invocations, above: 2, atLeast: 0 }'],
      /change\.atLeast: expected more than 0/,
    ],
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
    ['no test at all', ['id: a, title: A'], /rules\[0\]: expected one of threshold, share, silence, anomaly, burn and change/],
    [
      'two at once',
      [`${slow} }, silence: { metric: Invocations }`],
      /expected one of threshold, share, silence, anomaly, burn and change/,
    ],
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
