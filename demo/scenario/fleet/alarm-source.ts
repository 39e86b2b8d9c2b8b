import { minuteMs } from '#lib/time.ts';
import type { AlarmSource } from '../types.ts';
import { type AlarmState, observed, stateAt, type Transition, transitions } from './alarm-state.ts';
import { type AlarmDefinition, alarmDefinitions, alarmRequest } from './alarms.ts';
import { seconds } from './names.ts';
import { alarmArn } from './operations/scaling.ts';
import type { EndpointSpec } from './spec.ts';

const stamp = (minute: number): string => {
  const at = new Date(minute * minuteMs);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${two(at.getUTCFullYear() % 100)} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:00`;
};
const iso = (minute: number): string => `${new Date(minute * minuteMs).toISOString().slice(0, 19)}.000+0000`;

type Looked = { minute: number; value: number };

function lookedAt(definition: AlarmDefinition, minute: number): Looked[] {
  const found: Looked[] = [];
  for (let back = 0; back < definition.periods; back += 1) {
    const value = observed(definition, minute - back);
    if (value !== undefined) found.push({ minute: minute - back, value });
  }
  return found;
}

/** CloudWatch's sentence about a state. */
function reason(definition: AlarmDefinition, state: AlarmState, minute: number): { text: string; data?: string } {
  const looked = lookedAt(definition, minute);
  const { threshold, sign, periods, toAlarm } = definition;
  if (state === 'INSUFFICIENT_DATA') return { text: `Insufficient Data: ${periods} datapoints were unknown.` };
  const bad = looked.filter(({ value }) => (value - threshold) * sign > 0);
  const told = state === 'ALARM' ? bad : looked.filter((one) => !bad.includes(one));
  if (told.length === 0) {
    return {
      text: `Threshold Crossed: no datapoints were received for ${periods} periods and ${periods} missing datapoints were treated as [NonBreaching].`,
    };
  }
  const word = sign === 1 ? 'greater' : 'less';
  const points = told.slice(0, 5).map(({ value, minute: at }) => `${value} (${stamp(at)})`);
  const text = `Threshold Crossed: ${told.length} out of the last ${periods} datapoints [${points.join(', ')}] ${told.length === 1 ? 'was' : 'were'} ${state === 'ALARM' ? '' : 'not '}${word} than the threshold (${threshold}) (minimum ${toAlarm} datapoint${toAlarm === 1 ? '' : 's'} for ${state === 'ALARM' ? 'OK -> ALARM' : 'ALARM -> OK'} transition).`;
  return { text, data: JSON.stringify(reasonData(definition, minute, looked)) };
}

const reasonData = (definition: AlarmDefinition, minute: number, looked: readonly Looked[]) => ({
  version: '1.0',
  queryDate: iso(minute + 1),
  startDate: iso(minute - definition.periods + 1),
  statistic: definition.statistic,
  period: 60,
  recentDatapoints: looked.map(({ value }) => value).reverse(),
  threshold: definition.threshold,
});

function metricAlarm(definition: AlarmDefinition, now: number): Record<string, unknown> {
  const { state, last } = stateAt(definition, now);
  const since = last?.at ?? definition.createdAt + 5 * minuteMs;
  const { text, data } = reason(definition, state, last?.minute ?? Math.floor(since / minuteMs) + definition.periods);
  const isOff = definition.disabledAt !== undefined && definition.disabledAt <= now;
  return {
    ...alarmRequest(definition),
    AlarmArn: alarmArn(definition.spec, definition.name),
    AlarmConfigurationUpdatedTimestamp: seconds(isOff ? (definition.disabledAt ?? 0) : definition.createdAt),
    ActionsEnabled: !isOff,
    InsufficientDataActions: [],
    ...(definition.isScaling ? { OKActions: [] } : {}),
    StateValue: state,
    StateReason: text,
    ...(data ? { StateReasonData: data } : {}),
    StateUpdatedTimestamp: seconds(since),
    StateTransitionedTimestamp: seconds(since),
  };
}

function stateItem(definition: AlarmDefinition, { from, to, minute, at }: Transition) {
  const { text, data } = reason(definition, to, minute);
  return {
    at,
    item: {
      AlarmName: definition.name,
      AlarmType: 'MetricAlarm',
      HistoryItemType: 'StateUpdate',
      HistorySummary: `Alarm updated from ${from} to ${to}`,
      HistoryData: JSON.stringify({
        version: '1.0',
        oldState: { stateValue: from },
        newState: { stateValue: to, stateReason: text, ...(data ? { stateReasonData: JSON.parse(data) } : {}) },
      }),
    },
  };
}

function actionItem(definition: AlarmDefinition, { to, at }: Transition) {
  const [action] = definition.actions;
  const isOff = definition.disabledAt !== undefined && definition.disabledAt <= at;
  const acts = to === 'ALARM' || (to === 'OK' && !definition.isScaling);
  if (!action || !acts || isOff) return [];
  const item = {
    AlarmName: definition.name,
    AlarmType: 'MetricAlarm',
    HistoryItemType: 'Action',
    HistorySummary: `Successfully executed action ${action}`.slice(0, 255),
    HistoryData: JSON.stringify({ actionState: 'Succeeded', stateUpdateTimestamp: at, notificationResource: action }),
  };
  return [{ at: at + 40, item }];
}

const sourceOf = (definition: AlarmDefinition): AlarmSource => ({
  name: definition.name,
  describe: (now) => metricAlarm(definition, now),
  history: (from, to) =>
    transitions(definition, from, to).flatMap((change) => [stateItem(definition, change), ...actionItem(definition, change)]),
});

const known = new WeakMap<EndpointSpec, readonly { source: AlarmSource; createdAt: number }[]>();

/** Alarms on an endpoint that exist at `now`. */
export function alarmsOf(spec: EndpointSpec, now: number): AlarmSource[] {
  const sources =
    known.get(spec) ??
    alarmDefinitions(spec).map((definition) => ({ source: sourceOf(definition), createdAt: definition.createdAt }));
  known.set(spec, sources);
  return sources.filter(({ createdAt }) => createdAt <= now).map(({ source }) => source);
}
