import { type AlertSeverity, alertSeverities } from '#lib/catalog/alert-rules.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import type { AlertSubject } from './reading.ts';

/** What breaks on one resource within so long is of one cause, as far as anybody can tell who is not there yet. */
export const sameResourceMs = hourMs;
/** So long it takes until all that one cause strikes in a Region was read; what comes later is news. */
export const sameRuleMs = 5 * minuteMs;

/** That an alert began, and whose it is. */
export type Beginning = AlertSubject & { rule: string; team: string };
/** What is said of its rule. */
export type Gravity = { severity: AlertSeverity; isMoment: boolean };

/** What is told at once, and once. `id`: of what was told before; null of what is new. */
export type Incident<One> = { id: string | null; gravity: Gravity; members: One[] };

const placeOf = ({ account, region, team }: Beginning): string => `${account} ${region} ${team}`;
const ruleKey = (one: Beginning): string => `${placeOf(one)} ${one.rule}`;
const resourceKey = (one: Beginning): string => `${placeOf(one)} ${one.kind} ${one.name}`;

/** Whoever was told of the greater is not told of the lesser. */
export const covers = (told: Gravity, one: Gravity): boolean =>
  alertSeverities[told.severity].rank <= alertSeverities[one.severity].rank;

type Known<One> = {
  gravityOf: (one: One) => Gravity;
  /** What was told before, is open, and covers this one. */
  formerOf: (one: One) => Incident<One> | null;
};

/**
 * Of one channel and one judging, what is told together: one rule broken on many resources of a team in a Region, and many rules broken on one
 * resource, the gravest first. A moment is a fact of its own: it goes with its own rule in its own judging alone.
 */
export function gather<One extends Beginning>(all: readonly One[], { gravityOf, formerOf }: Known<One>): Incident<One>[] {
  const incidents = new Set<Incident<One>>();
  const byRule = new Map<string, Incident<One>>();
  const byResource = new Map<string, Incident<One>>();
  const rank = (one: One): number => alertSeverities[gravityOf(one).severity].rank;
  for (const one of all.toSorted((a, b) => rank(a) - rank(b))) {
    const gravity = gravityOf(one);
    const near = [gravity.isMoment ? undefined : byResource.get(resourceKey(one)), byRule.get(ruleKey(one))];
    const incident = near.find((each) => each !== undefined && covers(each.gravity, gravity)) ?? formerOf(one) ?? fresh(gravity);
    incident.members.push(one);
    incidents.add(incident);
    if (!byRule.has(ruleKey(one))) byRule.set(ruleKey(one), incident);
    if (!gravity.isMoment && !byResource.has(resourceKey(one))) byResource.set(resourceKey(one), incident);
  }
  return [...incidents];
}

const fresh = <One>(gravity: Gravity): Incident<One> => ({ id: null, gravity, members: [] });
