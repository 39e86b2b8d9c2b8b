import { at, listAt, textAt } from '#lib/catalog/answer.ts';

/** Whether somebody would be told: an alarm whose actions are on, one whose actions are off, or none. */
export type Watch = { state: 'on' | 'off' | 'none'; alarms: readonly { name: string; stateValue: string | null }[] };
export type AlarmCoverage = { errors: Watch; latency: Watch };

const watched = {
  errors: new Set([
    'Invocation5XXErrors',
    'Invocation4XXErrors',
    'InvocationModelErrors',
    'InvocationFailures',
    'MidStreamErrors',
  ]),
  latency: new Set([
    'ModelLatency',
    'OverheadLatency',
    'FirstChunkLatency',
    'TotalProcessingTime',
    'TimeInBacklog',
    'ApproximateAgeOfOldestRequest',
  ]),
} as const;

type Target = { metric: string | undefined; dimensions: readonly unknown[] };

/** The metrics an alarm reads: its own, or those of its metric math. */
const targetsOf = (alarm: unknown): Target[] => [
  { metric: textAt(alarm, 'MetricName'), dimensions: listAt(alarm, 'Dimensions') },
  ...listAt(alarm, 'Metrics').map((query) => ({
    metric: textAt(query, 'MetricStat.Metric.MetricName'),
    dimensions: listAt(query, 'MetricStat.Metric.Dimensions'),
  })),
];

const isAbout = (target: Target, subject: AlarmSubject): boolean =>
  target.dimensions.some((one) => {
    const value = textAt(one, 'Value');
    const name = textAt(one, 'Name');
    return (
      (name === 'EndpointName' && value === subject.endpoint) ||
      (name === 'InferenceComponentName' && value !== undefined && (subject.components ?? []).includes(value))
    );
  });

export type AlarmSubject = { endpoint: string; components?: readonly string[] };

/** @param alarms DescribeAlarms' MetricAlarms of the endpoint's own account and Region, as stored */
export function alarmCoverage(alarms: readonly unknown[], subject: AlarmSubject): AlarmCoverage {
  const watch = (metrics: ReadonlySet<string>): Watch => {
    const hits = alarms.filter((alarm) =>
      targetsOf(alarm).some((target) => target.metric !== undefined && metrics.has(target.metric) && isAbout(target, subject)),
    );
    const isOn = (alarm: unknown) => at(alarm, 'ActionsEnabled') === true && listAt(alarm, 'AlarmActions').length > 0;
    return {
      state: hits.length === 0 ? 'none' : hits.some(isOn) ? 'on' : 'off',
      alarms: hits.map((alarm) => ({ name: textAt(alarm, 'AlarmName') ?? '', stateValue: textAt(alarm, 'StateValue') ?? null })),
    };
  };
  return { errors: watch(watched.errors), latency: watch(watched.latency) };
}
