import { describe, expect, test } from 'vitest';
import { floor } from '#demo/scenario/floor/part.ts';
import { prodEu } from '#demo/scenario/floor/setting.ts';
import type { CallContext, LogLine, Scenario, ScenarioPart } from '#demo/scenario/types.ts';
import { hasModels, validateOutput } from '#demo/testing/models.ts';
import { checkInput } from '../constraints/check.ts';
import { patternTest } from './filter-pattern.ts';
import { operations } from './operations.ts';

const now = Date.parse('2026-11-19T07:42:10Z');
const hourMs = 3_600_000;
/** Three streams, a line each 40 s for five hours, some at one moment. */
const lines: LogLine[] = Array.from({ length: 450 }, (_, index) => ({
  at: now - 5 * hourMs + Math.floor(index / 2) * 80_000,
  stream: `s${index % 3}`,
  message: index % 50 === 0 ? `ERROR number ${index}` : `line ${index}`,
}));
const partLines =
  (of: readonly LogLine[]): ScenarioPart['logLines'] =>
  (_, group, from, to) =>
    group === '/test' ? of.filter((line) => line.at >= from && line.at < to) : undefined;
const part: ScenarioPart = {
  ...floor({ seed: 'logs', scale: { endpoints: 1 } }),
  logGroups: () => [{ name: '/test', createdAt: now - 30 * hourMs }],
  logLines: partLines(lines),
};
const scenario: Scenario = { seed: 'logs', scale: { endpoints: 1 }, accounts: [], parts: [part] };
const context: CallContext = { ...prodEu, now, scenario };
const call = (name: string, input: Record<string, unknown>, at = context) => {
  checkInput(`logs.${name}`, input);
  const answer = operations[`logs.${name}`]?.(input, at);
  if (!answer) throw new Error(`no operation ${name}`);
  if (hasModels()) expect(validateOutput('logs', name, answer)).toEqual([]);
  return answer as { events: { message: string }[]; nextToken?: string; nextForwardToken: string; nextBackwardToken: string };
};
const own = (stream: string): string[] => lines.filter((line) => line.stream === stream).map((line) => line.message);

describe('what is not there, and what makes no sense', () => {
  const jobs = { logGroupName: '/aws/sagemaker/TrainingJobs' };
  const real: CallContext = {
    ...context,
    scenario: { ...scenario, parts: [floor({ seed: 'logs', scale: { endpoints: 1 } })] },
  };
  test.each([
    ['GetLogEvents', { ...jobs, logStreamName: 'nope' }, 'The specified log stream does not exist.'],
    ['GetLogEvents', { ...jobs, logStreamName: 'nope/algo-1-1700000000' }, 'The specified log stream does not exist.'],
    ['GetLogEvents', { logGroupName: '/nope', logStreamName: 'nope' }, 'The specified log group does not exist.'],
    ['FilterLogEvents', { ...jobs, logStreamNames: ['nope'] }, 'The specified log stream does not exist.'],
    ['FilterLogEvents', { ...jobs, startTime: 10, endTime: 5 }, 'startTime'],
    ['GetLogEvents', { ...jobs, logStreamName: 'nope', startTime: 10, endTime: 5 }, 'startTime'],
    ['FilterLogEvents', { ...jobs, logStreamNames: ['a'], logStreamNamePrefix: 'a' }, 'logStreamNamePrefix'],
  ])('%s %j', (name, input, message) => {
    expect(() => call(name, input, real)).toThrow(message);
  });
});

test('GetLogEvents gives no more than 1 MB a page', () => {
  const wide = lines.map((line) => ({ ...line, stream: 's', message: line.message.padEnd(10_000, '.') }));
  const at = { ...context, scenario: { ...scenario, parts: [{ ...part, logLines: partLines(wide) }] } };
  let count = 0;
  for (let token: string | undefined, before: string | undefined = 'x'; token !== before; ) {
    before = token;
    const answer = call(
      'GetLogEvents',
      { logGroupName: '/test', logStreamName: 's', startFromHead: true, ...(token ? { nextToken: token } : {}) },
      at,
    );
    expect(answer.events.reduce((sum, event) => sum + event.message.length + 26, 0)).toBeLessThanOrEqual(1_048_576);
    count += answer.events.length;
    token = answer.nextForwardToken;
  }
  expect(count).toBe(wide.length);
});

describe('FilterLogEvents', () => {
  test.each([
    [{ limit: 7 }, lines.length],
    [{ limit: 7, startFromHead: false, startTime: now - 6 * hourMs }, lines.length],
    [{ filterPattern: 'ERROR' }, 9],
    [{ filterPattern: 'ERROR', logStreamNames: ['s0'] }, 3],
    [{ filterPattern: '?ERROR ?"line 1"', logStreamNamePrefix: 's' }, undefined],
    [{ startTime: now - hourMs, endTime: now }, lines.filter((line) => line.at >= now - hourMs).length],
  ])('%j turns its pages to the end, each line once', (input, expected) => {
    const found: string[] = [];
    let token: string | undefined;
    let pages = 0;
    do {
      const answer = call('FilterLogEvents', { logGroupName: '/test', ...input, ...(token ? { nextToken: token } : {}) });
      found.push(...answer.events.map((event) => event.message));
      token = answer.nextToken;
      pages += 1;
    } while (token && pages < 200);
    expect(new Set(found).size).toBe(found.length);
    if (expected !== undefined) expect(found.length).toBe(expected);
  });

  test('a long search answers an empty page that carries a token', () => {
    const answer = call('FilterLogEvents', { logGroupName: '/test', limit: 5, endTime: now });
    expect(answer.events).toEqual([]);
    expect(answer.nextToken).toBeDefined();
  });
});

describe('GetLogEvents', () => {
  test('forward: all lines in order, then the same token again', () => {
    const found: string[] = [];
    let token: string | undefined;
    for (let page = 0; page < 60; page += 1) {
      const answer = call('GetLogEvents', {
        logGroupName: '/test',
        logStreamName: 's1',
        limit: 20,
        startFromHead: true,
        ...(token ? { nextToken: token } : {}),
      });
      found.push(...answer.events.map((event) => event.message));
      if (answer.nextForwardToken === token) break;
      token = answer.nextForwardToken;
    }
    expect(found).toEqual(own('s1'));
  });

  test('backward: the last lines first, page by page to the beginning', () => {
    let found: string[] = [];
    let token: string | undefined;
    for (let page = 0; page < 60; page += 1) {
      const answer = call('GetLogEvents', {
        logGroupName: '/test',
        logStreamName: 's2',
        limit: 20,
        ...(token ? { nextToken: token } : {}),
      });
      found = [...answer.events.map((event) => event.message), ...found];
      if (answer.nextBackwardToken === token) break;
      token = answer.nextBackwardToken;
    }
    expect(found).toEqual(own('s2'));
  });

  test('going back from where one went on gives the page before', () => {
    const input = { logGroupName: '/test', logStreamName: 's0', limit: 10 };
    const first = call('GetLogEvents', { ...input, startFromHead: true });
    const second = call('GetLogEvents', { ...input, nextToken: first.nextForwardToken });
    const back = call('GetLogEvents', { ...input, nextToken: second.nextBackwardToken });
    expect(back.events).toEqual(first.events);
  });
});

test.each([
  ['FilterLogEvents', { logGroupName: '/none' }, 'ResourceNotFoundException'],
  ['FilterLogEvents', { logGroupName: '/test', nextToken: 'made up' }, 'InvalidParameterException'],
  ['FilterLogEvents', { logGroupName: '/test', limit: 10_001 }, 'InvalidParameterException'],
  ['DescribeLogStreams', { logGroupName: '/test', limit: 51 }, 'InvalidParameterException'],
  [
    'DescribeLogStreams',
    { logGroupName: '/test', orderBy: 'LastEventTime', logStreamNamePrefix: 's' },
    'InvalidParameterException',
  ],
])('%s %j: %s', (name, input, code) => {
  expect(() => call(name, input)).toThrow(expect.objectContaining({ code }));
});

test.each([
  ['ERROR Exception', 'ERROR in Exception', true],
  ['ERROR Exception', 'ERROR', false],
  ['?ERROR ?Exception', 'an Exception', true],
  ['?ERROR ?Exception', 'fine', false],
  ['"out of memory"', 'CUDA out of memory', true],
  ['"out of memory"', 'memory out of', false],
  ['ERROR -retry', 'ERROR retry', false],
  ['{ $.event_type = "TasksSubmitted" }', '{"event_type":"TasksSubmitted"}', true],
  ['{ $.event_type = "Tasks*" }', '{"event_type":"Other"}', false],
  ['', 'anything', true],
])('pattern %s on %s: %s', (pattern, message, expected) => {
  expect(patternTest(pattern)(message)).toBe(expected);
});
