import { describe, expect, test } from 'vitest';
import { Knobs } from '#demo/knobs.ts';
import { floor } from '#demo/scenario/floor/part.ts';
import { prodEu } from '#demo/scenario/floor/setting.ts';
import type { CallContext, Scenario } from '#demo/scenario/types.ts';
import { hasModels, validateOutput } from '#demo/testing/models.ts';
import { deliveryLagSeconds } from './delivery.ts';
import { lookupEvents } from './lookup-events.ts';

const part = floor({ seed: 'lookup', scale: { endpoints: 4 } });
const scenario: Scenario = { seed: 'lookup', scale: { endpoints: 4 }, accounts: [], parts: [part] };
const now = Date.parse('2026-11-19T07:42:10Z');
const knobs = new Knobs();
const context: CallContext = { ...prodEu, now, scenario };
type Answer = { Events: { EventId: string; EventTime: number; CloudTrailEvent: string; ReadOnly: string }[]; NextToken?: string };
const look = (input: Record<string, unknown>, at = now): Answer => lookupEvents(input, { ...context, knobs, now: at }) as Answer;

function all(input: Record<string, unknown>, at = now): Answer['Events'] {
  const found: Answer['Events'] = [];
  let token: string | undefined;
  do {
    const answer = look({ ...input, ...(token ? { NextToken: token } : {}) }, at);
    found.push(...answer.Events);
    token = answer.NextToken;
  } while (token);
  return found;
}

const StartTime = now / 1000 - 86_400;

describe('LookupEvents', () => {
  test('gives each visible event of the time once, newest first', () => {
    const events = all({ StartTime });
    const expected = part
      .events(prodEu, StartTime * 1000, now)
      .filter((record) => Date.parse(record.eventTime) + deliveryLagSeconds(record.eventID) * 1000 <= now);
    expect(new Set(events.map((event) => event.EventId))).toEqual(new Set(expected.map((record) => record.eventID)));
    expect(events.length).toBe(expected.length);
    expect(events.length).toBeGreaterThan(300);
    const times = events.map((event) => event.EventTime);
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });

  test.each([1, 7, 50])('pages of %i hold the same events', (MaxResults) => {
    const input = { StartTime: now / 1000 - 7200 };
    expect(all({ ...input, MaxResults })).toEqual(all(input));
  });

  test('an event shows 86 to 594 seconds after it happened, half of them within about 200', () => {
    const lags = part
      .events(prodEu, now - 5 * 86_400_000, now)
      .map((record) => deliveryLagSeconds(record.eventID))
      .sort((a, b) => a - b);
    expect(lags[0]).toBeGreaterThanOrEqual(86);
    expect(lags.at(-1)).toBeLessThanOrEqual(594);
    expect(Math.abs((lags[Math.floor(lags.length / 2)] ?? 0) - 201)).toBeLessThan(12);
  });

  test('what is late is missing now and there ten minutes later', () => {
    let late = 0;
    for (let at = now - 3 * 3_600_000; at < now; at += 600_000) {
      const input = { StartTime: at / 1000 - 3600, EndTime: at / 1000 };
      const early = all(input, at);
      const later = all(input, at + 600_000).map((event) => event.EventId);
      expect(later).toEqual(expect.arrayContaining(early.map((event) => event.EventId)));
      late += later.length - early.length;
    }
    expect(late).toBeGreaterThan(10);
  });

  test.each([
    ['EventName', 'CreateTrainingJob'],
    ['EventSource', 'kms.amazonaws.com'],
    ['Username', 'train-runner'],
    ['ReadOnly', 'false'],
    ['ResourceType', 'AWS::SageMaker::TrainingJob'],
  ])('%s = %s gives a part of all, and nothing else', (AttributeKey, AttributeValue) => {
    const found = all({ StartTime, LookupAttributes: [{ AttributeKey, AttributeValue }] });
    const whole = new Set(all({ StartTime }).map((event) => event.EventId));
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(whole.size);
    expect(found.every((event) => whole.has(event.EventId))).toBe(true);
  });

  test('a rare attribute answers empty pages that carry a token', () => {
    const answer = look({ LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'NeverHappens' }] });
    expect(answer.Events).toEqual([]);
    expect(answer.NextToken).toBeDefined();
  });

  const attribute = { AttributeKey: 'EventName', AttributeValue: 'x' };
  test.each([
    ['InvalidLookupAttributesException', { LookupAttributes: [attribute, attribute] }],
    ['InvalidLookupAttributesException', { LookupAttributes: [{ AttributeKey: 'Color', AttributeValue: 'x' }] }],
    ['InvalidTimeRangeException', { StartTime: 200, EndTime: 100 }],
    ['InvalidMaxResultsException', { MaxResults: 51 }],
    ['InvalidNextTokenException', { NextToken: 'made up' }],
    ['InvalidNextTokenException', { NextToken: look({}).NextToken, LookupAttributes: [attribute] }],
    ['InvalidEventCategoryException', { EventCategory: 'other' }],
  ])('%s', (code, input) => {
    expect(() => look(input)).toThrow(expect.objectContaining({ code }));
  });

  test.skipIf(!hasModels())('follows the service model; the record is inside as a string', () => {
    const answer = look({});
    expect(validateOutput('cloudtrail', 'LookupEvents', answer)).toEqual([]);
    for (const event of answer.Events) expect(JSON.parse(event.CloudTrailEvent).eventID).toBe(event.EventId);
  });
});

test('an event that was dropped is told of by nobody', () => {
  const names = () =>
    new Set(all({ StartTime: (now - 86_400_000) / 1000 }).map(({ CloudTrailEvent }) => nameIn(CloudTrailEvent)));
  const nameIn = (text: string): string => (JSON.parse(text) as { eventName: string }).eventName;
  const before = names();
  knobs.spoil('dropped=CreateTrainingJob *');
  const after = names();
  knobs.spoil('');
  expect([...before].filter((name) => !after.has(name))).toEqual(['CreateTrainingJob']);
});
