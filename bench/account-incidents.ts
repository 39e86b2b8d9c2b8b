import { capacityAt } from '#demo/scenario/fleet/capacity.ts';
import { situationOf } from '#demo/scenario/fleet/situation.ts';
import type { EndpointSpec } from '#demo/scenario/fleet/spec.ts';
import { errors5xx } from '#demo/scenario/fleet/traffic-series.ts';
import { isAt } from '#demo/scenario/floor/setting.ts';
import { type Incident, type IncidentKind, incidentRows, incidentsBetween, phaseAt } from '#demo/scenario/incidents.ts';
import type { Place } from '#demo/scenario/types.ts';
import { type AlertRuleId, alertRules } from '#lib/catalog/alert-rules.ts';
import { endpointRules } from '#lib/catalog/health.ts';
import { minuteMs } from '#lib/time.ts';

/** The change that made an incident, by the demo's own word: an event of a name, on the resource itself or on what it is made of. */
type Change = { event: string; kind: string; name: string; at: number };
/** A rule that has to tell of an incident, the fact of which began at `factAt`. Epoch ms. */
export type Must = { rule: AlertRuleId; name: string; factAt: number };

/** Something that goes wrong, and what the rules make of it. `may`: rules that its aftermath or its depth may break as well. */
export type Cause = Place & {
  what: string;
  kind: string;
  /** What of that kind it may show on. */
  names: readonly string[];
  from: number;
  to: number;
  must: readonly Must[];
  may: readonly AlertRuleId[];
  change: Change | null;
};

/** Told by then, if at all. */
export const dueAt = ({ rule, factAt }: Must): number => factAt + alertRules[rule].earliestMs;

type Struck = { incident: Incident; spec: EndpointSpec };
type Expected = {
  must: (struck: Struck) => Must[];
  may: readonly AlertRuleId[];
  /** The name of the event on the endpoint itself, and its phase. */
  change: { event: string; phase: string } | null;
};

const afterMinutes = (incident: Incident, minutes: number): number => incident.from + minutes * minuteMs;
const at =
  (rule: AlertRuleId, minutes: number) =>
  ({ incident, spec }: Struck): Must[] => [{ rule, name: spec.name, factAt: afterMinutes(incident, minutes) }];

/** The first minute of the incident at which the demo's own truth is so. */
function firstMinute({ incident }: Struck, isSo: (minute: number) => boolean): number | null {
  for (let minute = Math.ceil(incident.from / minuteMs); minute < incident.to / minuteMs; minute += 1) {
    if (isSo(minute)) return minute * minuteMs;
  }
  return null;
}

/** Beyond the limit by more than the noise of a gauge. */
const surelyFull = 91.5;

/** Of all that was asked in a minute, what was answered with 5xx: the counts that the demo publishes. */
function errorShare(spec: EndpointSpec, minute: number): number {
  let [errors, requests] = [0, 0];
  for (const variant of spec.variants.keys()) {
    const now = situationOf(spec, variant, minute);
    errors += errors5xx({ spec, variant, part: 0 }, now);
    requests += now.requests;
  }
  return requests === 0 ? 0 : (100 * errors) / requests;
}

/** The first minute of five on end with too many errors; chance may spare one. */
function errorsSeen(struck: Struck): Must[] {
  const { limit, minutes } = endpointRules.errors;
  let run = 0;
  const last = firstMinute(struck, (minute) => {
    run = errorShare(struck.spec, minute) > limit ? run + 1 : 0;
    return run === minutes;
  });
  return last === null ? [] : [{ rule: 'endpoint_errors', name: struck.spec.name, factAt: last - (minutes - 1) * minuteMs }];
}

/** When memory is short for good: a gauge that is about its limit says so now and then. */
function memoryShort(struck: Struck): Must[] {
  const factAt = firstMinute(struck, (minute) => situationOf(struck.spec, 0, minute).memory > surelyFull);
  return factAt === null ? [] : [{ rule: 'endpoint_memory', name: struck.spec.name, factAt }];
}

/** Of one instance that dies the rest is fewer than wanted; where there is but one, the demo keeps it. */
function instanceMissing(struck: Struck): Must[] {
  const [variant] = struck.spec.variants;
  const factAt = firstMinute(struck, (minute) => {
    const { running, desired } = variant ? capacityAt(struck.spec, variant, minute) : { running: 0, desired: 0 };
    return running < desired;
  });
  return factAt === null ? [] : [{ rule: 'endpoint_capacity', name: struck.spec.name, factAt }];
}

const { bad_deployment: bad, auto_rollback: auto } = incidentRows;
/** All of the traffic is on the smaller instances by then. */
const grownMinutes = bad.phases.shifted + 3;
/** Seconds that the oldest request has waited grow by 48 a minute: a quarter of an hour after so many minutes. */
const backlogMinutes = 900 / 48;

/** Which rules tell of each kind of incident, and by when; what `incidentRows` and its effects say, in the words of the rules. */
const expected: Readonly<Record<IncidentKind, Expected>> = {
  bad_deployment: {
    must: (struck) => [
      ...at('endpoint_latency', grownMinutes)(struck),
      ...at('endpoint_capacity', bad.phases.scaleOut)(struck),
      ...errorsSeen(struck),
    ],
    may: ['endpoint_errors', 'endpoint_memory'],
    change: { event: 'UpdateEndpoint', phase: 'update' },
  },
  auto_rollback: {
    must: (struck) => [...errorsSeen(struck), ...at('endpoint_status', auto.phases.rollback)(struck)],
    may: ['endpoint_latency'],
    change: { event: 'UpdateEndpoint', phase: 'update' },
  },
  memory_leak: { must: memoryShort, may: ['endpoint_latency', 'endpoint_errors'], change: null },
  dead_node: { must: instanceMissing, may: ['endpoint_errors', 'endpoint_latency'], change: null },
  backlog_growth: { must: at('endpoint_backlog', backlogMinutes), may: ['endpoint_latency'], change: null },
  cold_start_wave: { must: errorsSeen, may: ['endpoint_latency'], change: null },
  traffic_shift: {
    must: errorsSeen,
    may: ['endpoint_latency'],
    change: { event: 'UpdateEndpointWeightsAndCapacities', phase: 'shift' },
  },
  no_traffic: { must: () => [], may: [], change: null },
};

/** Events come a little after the phase that they begin. */
const changeWithinMs = 30_000;
export const isChange = (change: Change, one: { title: string; kind: string; name: string; at: number }): boolean =>
  one.title === change.event &&
  one.kind === change.kind &&
  one.name === change.name &&
  one.at >= change.at &&
  one.at < change.at + changeWithinMs;

/** Incidents of endpoints that overlap a window. */
export function fleetCauses(specs: readonly EndpointSpec[], from: number, to: number): Cause[] {
  return incidentsBetween(undefined, from, to).flatMap((incident): Cause[] => {
    const spec = specs.find(
      (one) => one.name === incident.endpoint && one.account === incident.account && one.region === incident.region,
    );
    if (!spec) return [];
    const { must, may, change } = expected[incident.kind];
    const { account, region, kind, endpoint: name } = incident;
    return [
      {
        ...{ account, region, what: kind, kind: 'endpoint', names: [name], from: incident.from, to: incident.to, may },
        must: must({ incident, spec }),
        change: change && { event: change.event, kind: 'endpoint', name, at: phaseAt(incident, change.phase) },
      },
    ];
  });
}

const rulesOf = ({ must, may }: Cause): Set<string> => new Set([...must.map(({ rule }) => rule), ...may]);
/** What ends leaves traces in the minutes that rules look back at. */
const slackMs = 15 * minuteMs;

/** Whether an alert is of an incident. `firedAt`: epoch ms. */
export const isOf = (alert: Place & { rule: string; kind: string; name: string; firedAt: number }, cause: Cause): boolean =>
  isAt(alert, cause) &&
  alert.kind === cause.kind &&
  cause.names.includes(alert.name) &&
  rulesOf(cause).has(alert.rule) &&
  alert.firedAt >= cause.from &&
  alert.firedAt <= cause.to + slackMs;

/** Whether an alert is CloudWatch's own alarm on what an incident struck; the demo's are called after it. */
export const mirrors = (alert: Place & { rule: string; name: string; firedAt: number }, cause: Cause): boolean =>
  isAt(alert, cause) &&
  alert.rule === 'cloudwatch_alarm' &&
  cause.names.some((name) => alert.name.startsWith(`${name}-`)) &&
  alert.firedAt >= cause.from &&
  alert.firedAt <= cause.to + slackMs;
