import { minuteMs } from '../time.ts';

/** What is asked of whoever is told. `page`: now, whatever the hour. `ticket`: within the working day. */
export const alertSeverities = { page: { rank: 0 }, ticket: { rank: 1 } } as const;
export type AlertSeverity = keyof typeof alertSeverities;
export const alertSeverityIds = Object.keys(alertSeverities) as AlertSeverity[];

type AlertRule = {
  title: string;
  severity: AlertSeverity;
  /** The condition as people read it; of endpoints it is the promise of the health rule that it watches, broken. */
  condition: string;
  why: string;
  mend: string;
  /** How long its promise must hold again before the alert ends; it begins when the health rule's own minutes are over. */
  clearMs: number;
  /** The earliest that anybody can be told after the fact: the rule's minutes, CloudWatch's delay and a round of collecting. */
  earliestMs: number;
  /** What it watches is listed only while it is broken: what is not listed holds again. */
  isListedWhileBroken: boolean;
  /** The fact is a moment, and no state that lasts: what comes after it says nothing of it. */
  isMoment?: true;
};

const rule = (row: AlertRule): AlertRule => row;
/** CloudWatch settles a minute after two; metrics are read every minute or every five. */
const delayMs = 7 * minuteMs;

/** The rules that are on from the first minute. An id never changes its meaning: alerts of years ago carry it. */
export const alertRules = {
  endpoint_latency: rule({
    title: 'Answers too slowly',
    severity: 'page',
    condition: 'p99 model latency over twice what is usual for the endpoint, 5 of 5 min',
    why: 'Callers wait, time out and try again, which makes it slower still.',
    mend: 'Look at what changed before it began: a deployment, a smaller instance, fewer of them. Going back to the former configuration is the fastest way out.',
    clearMs: 5 * minuteMs,
    earliestMs: 5 * minuteMs + delayMs,
    isListedWhileBroken: false,
  }),
  endpoint_errors: rule({
    title: 'Fails calls',
    severity: 'page',
    condition: 'over 1 % of calls answered with 5xx, 5 of 5 min',
    why: 'Each is a caller who got no answer.',
    mend: 'Read the first error lines of its log, and what changed before it began.',
    clearMs: 5 * minuteMs,
    earliestMs: 5 * minuteMs + delayMs,
    isListedWhileBroken: false,
  }),
  endpoint_down: rule({
    title: 'Runs no instance',
    severity: 'page',
    condition: 'none of the wanted instances runs, 5 of 5 min',
    why: 'Nobody is answered at all.',
    mend: 'Look at its status and why the last deployment or scaling failed: a container that does not start, or capacity that AWS does not have.',
    clearMs: 5 * minuteMs,
    earliestMs: 5 * minuteMs + delayMs,
    isListedWhileBroken: false,
  }),
  endpoint_capacity: rule({
    title: 'Runs fewer instances than wanted',
    severity: 'ticket',
    condition: 'fewer instances than wanted, 10 of 10 min',
    why: 'A scale-out failed or is stuck: the next peak finds too few.',
    mend: 'Read the scaling activities: a quota, or an instance type that AWS is short of.',
    clearMs: 10 * minuteMs,
    earliestMs: 10 * minuteMs + delayMs,
    isListedWhileBroken: false,
  }),
  endpoint_status: rule({
    title: 'Is not in service',
    severity: 'page',
    condition: 'a status other than InService that is no change under way',
    why: 'A deployment failed or was rolled back; the endpoint may not be what its team believes it is.',
    mend: 'AWS says why in the failure reason of the endpoint.',
    clearMs: 2 * minuteMs,
    earliestMs: 6 * minuteMs,
    isListedWhileBroken: false,
  }),
  endpoint_memory: rule({
    title: 'Is short of memory',
    severity: 'ticket',
    condition: 'memory over 90 %, 5 of 5 min',
    why: 'What takes more is killed and begins again, and its calls fail.',
    mend: 'Look whether it grows since a deployment (a leak) or with traffic (too small an instance).',
    clearMs: 10 * minuteMs,
    earliestMs: 5 * minuteMs + delayMs,
    isListedWhileBroken: false,
  }),
  endpoint_disk: rule({
    title: 'Is short of disk',
    severity: 'ticket',
    condition: 'disk over 90 %, 5 of 5 min',
    why: 'A full disk stops logs, downloads of models and often the container.',
    mend: 'Find what is written and not deleted; a larger volume needs a new configuration.',
    clearMs: 10 * minuteMs,
    earliestMs: 5 * minuteMs + delayMs,
    isListedWhileBroken: false,
  }),
  endpoint_gpu_memory: rule({
    title: 'Is short of GPU memory',
    severity: 'ticket',
    condition: 'GPU memory over 95 %, 5 of 5 min',
    why: 'The next larger batch is refused by the GPU, and its calls fail.',
    mend: 'Lower the batch size or the number of workers an instance.',
    clearMs: 10 * minuteMs,
    earliestMs: 5 * minuteMs + delayMs,
    isListedWhileBroken: false,
  }),
  endpoint_backlog: rule({
    title: 'Lets requests wait',
    severity: 'ticket',
    condition: 'the oldest asynchronous request waits over 15 min, 10 of 10 min',
    why: 'More is asked than is done, and the wait grows.',
    mend: 'Look whether it scales out, and what keeps it from that.',
    clearMs: 10 * minuteMs,
    earliestMs: 10 * minuteMs + delayMs,
    isListedWhileBroken: false,
  }),
  node_unhealthy: rule({
    title: 'A node is unhealthy',
    severity: 'ticket',
    condition: 'a HyperPod node failed, or awaits a reboot or its replacement',
    why: 'A training run on it stops or goes on with less.',
    mend: 'HyperPod replaces it where automatic recovery is on; else replace it, and let the run begin again from its checkpoint.',
    clearMs: 5 * minuteMs,
    earliestMs: 6 * minuteMs,
    isListedWhileBroken: false,
  }),
  labeling_stalled: rule({
    title: 'Labeling stands still',
    severity: 'ticket',
    condition: 'objects wait and nobody of the workteam worked for 30 min, at a time when five did yesterday and a week ago',
    why: 'The job will not be done when its team counts on it.',
    mend: 'Ask the workforce: a vendor that stopped, workers who cannot sign in, or a task that nobody takes.',
    clearMs: 5 * minuteMs,
    earliestMs: 36 * minuteMs,
    isListedWhileBroken: true,
  }),
  job_failed: rule({
    title: 'A job failed',
    severity: 'ticket',
    condition: 'a job ended with the status Failed in the last 24 h',
    why: 'What was to be trained, transformed or checked is not there.',
    mend: 'AWS says why in its failure reason; the last lines of its log say more.',
    clearMs: 0,
    earliestMs: 6 * minuteMs,
    isListedWhileBroken: true,
    isMoment: true,
  }),
  collection_failing: rule({
    title: 'Collection fails',
    severity: 'ticket',
    condition:
      'a collector got nothing from an account and Region for 15 min, or for an hour was denied or throttled in part; or an account refused the role for 15 min',
    why: 'What it feeds is not known from then on: charts, health and alerts are of before, or silent.',
    mend: 'Its page says which call fails, with what answer, and which permission would mend it. What is throttled or late comes by itself once AWS answers.',
    clearMs: 5 * minuteMs,
    earliestMs: 18 * minuteMs,
    isListedWhileBroken: false,
  }),
  collection_over_budget: rule({
    title: 'Collection is over budget',
    severity: 'ticket',
    condition:
      'the budget of the month is spent, or for 10 min leaves out what would else be read: one statistic of each metric, only what is on screen, or nothing',
    why: 'What is not asked for is not watched: rules that need it neither fire nor end.',
    mend: 'Raise the budget in trailwatch.yaml, or collect less: fewer Regions, fewer metrics. The page of spend says what the money goes to.',
    clearMs: 10 * minuteMs,
    earliestMs: 12 * minuteMs,
    isListedWhileBroken: false,
  }),
  trail_failing: rule({
    title: 'A trail fails',
    severity: 'ticket',
    condition:
      'a trail is switched off, cannot deliver, or has delivered nothing of a change that is an hour old; or its log files of the last 24 h are altered, missing or were never delivered',
    why: 'What happens is not written down, or what was written down proves nothing any more.',
    mend: 'Start it again, or give it back its bucket and key. Of what is altered or missing the page of log integrity names each hour and file; Event history keeps 90 days whatever the trail does.',
    clearMs: 15 * minuteMs,
    earliestMs: 12 * minuteMs,
    isListedWhileBroken: false,
  }),
  cloudwatch_alarm: rule({
    title: 'A CloudWatch alarm is in ALARM',
    severity: 'ticket',
    condition:
      'an alarm of the account is in ALARM, whose actions are on and do more than scale; it ends when CloudWatch says OK',
    why: 'Somebody set it because this matters.',
    mend: 'CloudWatch says why in its reason; the history of the alarm shows how often it came to this before.',
    clearMs: 2 * minuteMs,
    earliestMs: 4 * minuteMs,
    isListedWhileBroken: false,
  }),
  audit_detection: rule({
    title: 'An audit rule found something',
    severity: 'ticket',
    condition:
      'a detection of severity critical or high in the last 24 h: of the resource that its event names, else of the account',
    why: 'Somebody opened a door, or tried to: data, keys, roles or the log itself.',
    mend: 'Its event says who, from where and what; the detection says what to put back. What was meant to be is acknowledged.',
    clearMs: 0,
    earliestMs: 10 * minuteMs,
    isListedWhileBroken: true,
    isMoment: true,
  }),
  change_unexplained: rule({
    title: 'A change that nobody is known to have made',
    severity: 'ticket',
    condition:
      'a resource was made, changed or deleted in the last day, and an hour later no event explains it, though events of then are known and AWS was not at work on it',
    why: 'Either the log leaves something out, or something acts beside it.',
    mend: 'Compare the configuration before and after on the page of the resource, and look at what the trail leaves out.',
    clearMs: 0,
    earliestMs: 66 * minuteMs,
    isListedWhileBroken: true,
    isMoment: true,
  }),
} as const satisfies Record<string, AlertRule>;

export type AlertRuleId = keyof typeof alertRules;
export const alertRuleIds = Object.keys(alertRules) as AlertRuleId[];
export const isAlertRule = (text: string): text is AlertRuleId => Object.hasOwn(alertRules, text);
