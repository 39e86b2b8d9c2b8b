import { dayMs } from '#lib/time.ts';
import type { EngineContext, EngineOperation } from '../../engine.ts';
import { paginate } from '../../paging.ts';
import type { AlarmSource, Dimension } from '../../scenario/types.ts';
import { invalidCombination, invalidNextToken } from './errors.ts';

const maxRecords = 100;
const defaultRecords = 50;

/** Composite alarms are asked for by type; without types CloudWatch answers metric alarms alone, and here there are no others. */
export const describeAlarms: EngineOperation = (input, context) => {
  if (input.AlarmNames !== undefined && input.AlarmNamePrefix !== undefined) {
    throw invalidCombination('AlarmNamePrefix and AlarmNames cannot be used together.');
  }
  const named = hasMetricAlarms(input) ? alarmsOf(context).filter((alarm) => isNamed(alarm, input)) : [];
  const { now } = context;
  const isByState = input.StateValue !== undefined || input.ActionPrefix !== undefined;
  // Describing is the dear part: without a filter on what it says, only the page's own alarms are described.
  const page = pageOf(isByState ? named.filter((alarm) => matches(alarm.describe(now), input)) : named, input);
  return { MetricAlarms: page.items.map((alarm) => alarm.describe(now)), CompositeAlarms: [], NextToken: page.nextToken };
};

/** Alarms on one metric, all of them at once: its dimensions must be the very same, and what else is given too. */
export const describeAlarmsForMetric: EngineOperation = (input, context) => {
  const wanted = { ...input, Dimensions: dimensionsKey(input.Dimensions) };
  const found = alarmsOf(context)
    .map((alarm) => alarm.describe(context.now))
    .filter((alarm) => {
      const shown: Record<string, unknown> = { ...alarm, Dimensions: dimensionsKey(alarm.Dimensions) };
      return Object.entries(wanted).every(([member, value]) => value === undefined || shown[member] === value);
    });
  return { MetricAlarms: found };
};

const dimensionsKey = (dimensions: unknown): string =>
  ((Array.isArray(dimensions) ? dimensions : []) as Dimension[])
    .map(({ Name, Value }) => `${Name}=${Value}`)
    .sort()
    .join('\n');

const hasMetricAlarms = ({ AlarmTypes: types }: Record<string, unknown>): boolean =>
  !Array.isArray(types) || types.length === 0 || types.includes('MetricAlarm');

const alarmsOf = (context: EngineContext): AlarmSource[] =>
  context.scenario.parts.flatMap((part) => part.alarms(context, context.now)).sort((a, b) => (a.name < b.name ? -1 : 1));

function isNamed(alarm: AlarmSource, input: Record<string, unknown>): boolean {
  if (Array.isArray(input.AlarmNames) && !input.AlarmNames.includes(alarm.name)) return false;
  return typeof input.AlarmNamePrefix !== 'string' || alarm.name.startsWith(input.AlarmNamePrefix);
}

function matches(alarm: Record<string, unknown>, { StateValue: state, ActionPrefix: prefix }: Record<string, unknown>): boolean {
  if (state !== undefined && alarm.StateValue !== state) return false;
  if (typeof prefix !== 'string') return true;
  const actions = [alarm.AlarmActions, alarm.OKActions, alarm.InsufficientDataActions].flat();
  return actions.some((action) => typeof action === 'string' && action.startsWith(prefix));
}

const pageOf = <T>(items: readonly T[], input: Record<string, unknown>) =>
  paginate({
    items,
    input,
    maxKey: 'MaxRecords',
    default: defaultRecords,
    max: maxRecords,
    invalidToken: invalidNextToken,
  });

/** Kept for 30 days. */
const historyMs = 30 * dayMs;

export const describeAlarmHistory: EngineOperation = (input, context) => {
  const from = Math.max(timeOr(input.StartDate, 0), context.now - historyMs);
  const to = Math.min(timeOr(input.EndDate, context.now), context.now);
  const items = alarmsOf(context)
    .filter((alarm) => hasMetricAlarms(input) && (input.AlarmName === undefined || alarm.name === input.AlarmName))
    .flatMap((alarm) => alarm.history(from, to))
    .filter(({ item }) => input.HistoryItemType === undefined || item.HistoryItemType === input.HistoryItemType)
    .map(({ at, item }) => ({ ...item, Timestamp: at / 1000 }))
    .sort((a, b) => b.Timestamp - a.Timestamp);
  const page = pageOf(input.ScanBy === 'TimestampAscending' ? items.reverse() : items, input);
  return { AlarmHistoryItems: page.items, NextToken: page.nextToken };
};

const timeOr = (seconds: unknown, otherwise: number): number => (typeof seconds === 'number' ? seconds * 1000 : otherwise);
