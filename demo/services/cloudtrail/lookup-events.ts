import { AwsError } from '../../aws-error.ts';
import type { EngineContext } from '../../engine.ts';
import type { TrailRecord } from '../../scenario/types.ts';
import { openToken, parametersOf, sealToken } from '../../tokens.ts';
import { blockMs, byNewest, deliveryLagSeconds, eventsOfBlock } from './delivery.ts';
import { accessKeyOf, eventOf, resourcesOf, usernameOf } from './event.ts';

const historyMs = 90 * 86_400_000;
/** A call reads at most this much history; a rare attribute then answers short or empty pages that carry a token, as AWS's do. */
const blocksPerCall = 20;

type Attribute = { AttributeKey?: unknown; AttributeValue?: unknown };

const matchers: Readonly<Record<string, (record: TrailRecord, value: string) => boolean>> = {
  EventId: (record, value) => record.eventID === value,
  EventName: (record, value) => record.eventName === value,
  ReadOnly: (record, value) => String(record.readOnly) === value,
  Username: (record, value) => usernameOf(record) === value,
  ResourceType: (record, value) => resourcesOf(record).some((resource) => resource.ResourceType === value),
  ResourceName: (record, value) => resourcesOf(record).some((resource) => resource.ResourceName === value),
  EventSource: (record, value) => record.eventSource === value,
  AccessKeyId: (record, value) => accessKeyOf(record) === value,
};

function matcherOf(input: Record<string, unknown>): (record: TrailRecord) => boolean {
  const attributes = (input.LookupAttributes ?? []) as Attribute[];
  if (!Array.isArray(attributes) || attributes.length > 1) throw invalidAttributes('Only one lookup attribute can be specified.');
  const [attribute] = attributes;
  if (!attribute) return () => true;
  const matches = matchers[String(attribute.AttributeKey)];
  const value = attribute.AttributeValue;
  if (!matches || typeof value !== 'string' || value === '' || value.length > 2000) {
    throw invalidAttributes('The lookup attribute is not valid.');
  }
  return (record) => matches(record, value);
}

const invalidAttributes = (message: string): AwsError => new AwsError('InvalidLookupAttributesException', message);

function pageSize(asked: unknown): number {
  if (asked === undefined || asked === null) return 50;
  if (typeof asked === 'number' && Number.isInteger(asked) && asked >= 1 && asked <= 50) return asked;
  throw new AwsError('InvalidMaxResultsException', 'Max results should be between 1 and 50.');
}

/** Where a page begins: the moment at which the first page was asked for, and the last event that was given. */
type Position = { now: number; before: number; after?: { time: number; id: string } };

function positionOf(input: Record<string, unknown>, parameters: string, now: number): Position {
  const end = typeof input.EndTime === 'number' ? input.EndTime * 1000 : now;
  if (input.NextToken === undefined || input.NextToken === null) return { now, before: Math.min(end, now) };
  const [asOf, before, time, id] = (openToken(input.NextToken, parameters) ?? '').split(',');
  if (!asOf || !before) throw new AwsError('InvalidNextTokenException', 'Invalid next token.');
  return { now: Number(asOf), before: Number(before), ...(id ? { after: { time: Number(time), id } } : {}) };
}

const comesAfter = (record: TrailRecord, { time, id }: { time: number; id: string }): boolean => {
  const eventTime = new Date(time).toISOString().replace('.000Z', 'Z');
  return byNewest(record, { ...record, eventTime, eventID: id }) > 0;
};

const timeOf = (record: TrailRecord): number => Date.parse(record.eventTime);

/**
 * cloudtrail.LookupEvents: management events of one Region and the last 90 days, newest first, at most 50 a page, by at
 * most one attribute. What was not delivered yet when the first page was asked for is on none of the pages.
 */
export const lookupEvents = (
  input: Record<string, unknown>,
  { account, region, now, scenario, knobs }: Pick<EngineContext, 'account' | 'region' | 'now' | 'scenario' | 'knobs'>,
): Record<string, unknown> => {
  const { StartTime, EndTime, EventCategory } = input;
  if (typeof StartTime === 'number' && typeof EndTime === 'number' && EndTime < StartTime) {
    throw new AwsError('InvalidTimeRangeException', 'The start time must be before the end time.');
  }
  if (EventCategory !== undefined && EventCategory !== 'insight') {
    throw new AwsError('InvalidEventCategoryException', 'The event category is not valid.');
  }
  const size = pageSize(input.MaxResults);
  const matches = matcherOf(input);
  const parameters = parametersOf({ ...input, account, region }, ['NextToken', 'MaxResults']);
  const position = positionOf(input, parameters, now);
  if (EventCategory === 'insight') return { Events: [] };
  const start = Math.max(typeof StartTime === 'number' ? StartTime * 1000 : 0, position.now - historyMs);
  const found: TrailRecord[] = [];
  let block = Math.floor(position.before / blockMs);
  const lowest = Math.max(Math.floor(start / blockMs), block - blocksPerCall + 1);
  const isVisible = (record: TrailRecord): boolean => {
    const at = timeOf(record);
    const isKnown = at + deliveryLagSeconds(record.eventID) * 1000 <= position.now;
    return isKnown && at >= start && at <= position.before && (!position.after || comesAfter(record, position.after));
  };
  for (; block >= lowest && found.length < size + 1; block -= 1) {
    for (const record of eventsOfBlock(scenario, { account, region }, block)) {
      if (isVisible(record) && matches(record) && !knobs.spoils.isDropped(record)) found.push(record);
    }
  }
  const page = found.slice(0, size);
  const last = page.at(-1);
  const hasMore = found.length > size;
  const hasHistory = (block + 1) * blockMs > start;
  const next =
    hasMore && last
      ? `${position.now},${timeOf(last)},${timeOf(last)},${last.eventID}`
      : `${position.now},${(block + 1) * blockMs - 1}`;
  return {
    Events: page.map(eventOf),
    ...(hasMore || hasHistory ? { NextToken: sealToken(next, parameters) } : {}),
  };
};
