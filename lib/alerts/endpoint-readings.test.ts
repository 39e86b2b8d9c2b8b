import { describe, expect, test } from 'vitest';
import { type Absence, absences } from '#lib/catalog/absence.ts';
import type { EndpointEvidence, HealthReport, RuleResult } from '#lib/metrics/health.ts';
import type { Track } from '#lib/metrics/track.ts';
import { endpointReadings } from './endpoint-readings.ts';

const subject = { account: '111122223333', region: 'eu-west-1', kind: 'endpoint', name: 'fraud-score-eu' };
const result = (more: Partial<RuleResult>): RuleResult => ({
  ...{ id: 'errors', promise: '', figure: '4.1 %', word: null, absence: null, since: 7, sentence: 'answers 4.1 %' },
  ...more,
});
const endsAt = Date.parse('2026-11-19T07:40:00Z');
const track = (...values: (number | null)[]): Track => ({ endsAt, values });
const minutes = (count: number, value: number | null): (number | null)[] => Array.from({ length: count }, () => value);
const steady = track(...minutes(120, 1));
const evidence = (more: Partial<EndpointEvidence> = {}): EndpointEvidence => ({
  ...{ status: 'InService', isPast: false, statusAt: null, failureReason: null, readTo: endsAt, blocked: null },
  ...{ calls: steady, errorShare: steady, p99Ms: steady, p99LimitMs: 400, running: steady, wanted: steady },
  ...{ memory: steady, disk: steady, gpuMemory: steady, oldestRequestS: steady },
  ...more,
});
const report = (rules: readonly RuleResult[]): HealthReport => ({ word: 'healthy', sentence: '', since: null, rules });
const verdictOf = (rules: readonly RuleResult[], rule = 'endpoint_errors', more: Partial<EndpointEvidence> = {}) =>
  endpointReadings(subject, report(rules), evidence(more)).find((one) => one.rule === rule)?.verdict;

test.each([
  { word: 'failing', verdict: 'broken' },
  { word: 'degraded', verdict: 'broken' },
  { word: 'unknown', verdict: 'unknown' },
  { word: 'changing', verdict: 'unknown' },
  { word: 'no_traffic', verdict: 'holds' },
  { word: null, verdict: 'holds' },
] as const)('a rule of health that says $word: $verdict', ({ word, verdict }) => {
  expect(verdictOf([result({ word })])).toBe(verdict);
});

test.each(Object.keys(absences) as Absence[])('nothing was read (%s): only what has nothing to break holds', (absence) => {
  const isUnread = ['late', 'throttled', 'denied', 'not_collected'].includes(absence);
  expect(verdictOf([result({ absence })])).toBe(isUnread ? 'unknown' : 'holds');
});

test('a place that was not read lately: its minutes are empty because nobody asked, and only the status is known', () => {
  const rules = [result({ absence: 'no_traffic' }), result({ id: 'status' }), result({ id: 'read', word: 'unknown' })];
  expect([verdictOf(rules), verdictOf(rules, 'endpoint_status')]).toEqual(['unknown', 'holds']);
});

test('a rule that was not judged says nothing, and what is broken keeps its words', () => {
  expect(verdictOf([])).toBe('unknown');
  const slow = result({ id: 'latency', word: 'failing', sentence: 'p99 is 604 ms', figure: '604 ms' });
  const reading = endpointReadings(subject, report([slow]), evidence()).find(({ rule }) => rule === 'endpoint_latency');
  expect(reading).toEqual({
    ...{ rule: 'endpoint_latency', subject, verdict: 'broken', since: 7 },
    ...{ sentence: 'p99 is 604 ms', figure: '604 ms' },
  });
});

describe('minutes without a value are no good news', () => {
  const silent = (quiet: number) => track(...minutes(120, 1), ...minutes(quiet, null));
  test.each([
    {
      name: 'nobody calls any more: a breaker may be open',
      rule: 'endpoint_errors',
      id: 'errors',
      more: { errorShare: silent(5) },
      verdict: 'unknown',
    },
    {
      name: 'for an hour nobody has called',
      rule: 'endpoint_errors',
      id: 'errors',
      more: { errorShare: silent(61) },
      verdict: 'holds',
    },
    {
      name: 'one minute of five was read',
      rule: 'endpoint_errors',
      id: 'errors',
      more: { errorShare: silent(4) },
      verdict: 'holds',
    },
    { name: 'p99 of no calls', rule: 'endpoint_latency', id: 'latency', more: { p99Ms: silent(5) }, verdict: 'unknown' },
    { name: 'memory that was not read', rule: 'endpoint_memory', id: 'memory', more: { memory: silent(7) }, verdict: 'unknown' },
    {
      name: 'Describe is refused, for however long',
      rule: 'endpoint_down',
      id: 'down',
      more: { running: silent(90) },
      verdict: 'unknown',
    },
    {
      name: 'no request waits any more',
      rule: 'endpoint_backlog',
      id: 'backlog',
      more: { oldestRequestS: silent(20) },
      verdict: 'holds',
    },
  ] as const)('$name: $verdict', ({ rule, id, more, verdict }) => {
    expect(verdictOf([result({ id })], rule, more)).toBe(verdict);
  });
});

test.each([
  { status: 'Creating', rule: 'endpoint_down', id: 'down', verdict: 'unknown' },
  { status: 'Updating', rule: 'endpoint_down', id: 'down', verdict: 'broken' },
  { status: 'Creating', rule: 'endpoint_capacity', id: 'capacity', verdict: 'unknown' },
  { status: 'Updating', rule: 'endpoint_capacity', id: 'capacity', verdict: 'unknown' },
] as const)('$rule while it is $status: $verdict', ({ status, rule, id, verdict }) => {
  const rules = [result({ id, word: 'failing' }), result({ id: 'status', word: 'changing' })];
  expect(verdictOf(rules, rule, { status })).toBe(verdict);
});
