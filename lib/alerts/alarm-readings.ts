import { type Answer, at, listAt, textAt, timeAt } from '#lib/catalog/answer.ts';
import { lateAfterMs } from '#lib/catalog/collectors.ts';
import type { Reading, Verdict } from './reading.ts';

/** An alarm as DescribeAlarms told it. Epoch ms. */
export type WatchedAlarm = {
  account: string;
  region: string;
  name: string;
  status: string | null;
  seenAt: number;
  description: Answer;
};

/** A scaling policy's alarm is in ALARM whenever there is something to scale, most of the night: it is a means, and asks for nobody. */
const isMeans = (description: Answer): boolean => {
  const actions = listAt(description, 'AlarmActions');
  return actions.length > 0 && actions.every((one) => typeof one === 'string' && /^arn:[^:]+:autoscaling:/.test(one));
};

const longest = 600;

function verdictOn({ status, seenAt, description }: WatchedAlarm, now: number): Verdict {
  // Whoever switched its actions off wants nobody to be told.
  if (at(description, 'ActionsEnabled') === false) return { verdict: 'holds' };
  if (now - seenAt > lateAfterMs) return { verdict: 'unknown' };
  if (status === 'OK') return { verdict: 'holds' };
  if (status !== 'ALARM') return { verdict: 'unknown' };
  const since = timeAt(description, 'StateTransitionedTimestamp') ?? timeAt(description, 'StateUpdatedTimestamp') ?? null;
  const reason = textAt(description, 'StateReason')?.slice(0, longest);
  return {
    verdict: 'broken',
    since,
    sentence: reason ? `is in ALARM: ${reason}` : 'is in ALARM, and AWS does not say why',
    figure: '',
  };
}

/** What CloudWatch makes of its alarms; too few data are neither an alarm nor its end. `now` in epoch ms. */
export const alarmReadings = (alarms: readonly WatchedAlarm[], now: number): Reading[] =>
  alarms
    .filter(({ description }) => !isMeans(description))
    .map((alarm) => {
      const { account, region, name } = alarm;
      return { rule: 'cloudwatch_alarm', subject: { account, region, kind: 'alarm', name }, ...verdictOn(alarm, now) };
    });
