import { actionRow } from '#lib/catalog/audit-actions.ts';
import { hourMs, minuteMs } from '#lib/time.ts';

/** Something that happened to a resource, as causes are weighed. `at`: epoch ms. */
export type Happened = {
  kind: string;
  name: string;
  at: number;
  /** The event's name, or what a service says that it did. */
  title: string;
  eventId: string | null;
  isByPerson: boolean;
  isFailed: boolean;
};

/** How much speaks for it: three of three is a change of the thing itself, shortly before. */
export type CauseWeight = 1 | 2 | 3;
export type Cause<One extends Happened> = { happening: One; weight: CauseWeight; why: string };

/** What happened, and was noticed a moment later: minutes of CloudWatch begin before the call that they show. */
const noticedWithinMs = 2 * minuteMs;
/** A change takes its time: a deployment goes on for an hour and more. */
export const causesReachMs = hourMs;

type About = { kind: string; name: string; beganAt: number };

const isOwn = (one: Happened, { kind, name }: About): boolean => one.kind === kind && one.name === name;

function weigh(one: Happened, about: About): Omit<Cause<Happened>, 'happening'> {
  const where = isOwn(one, about) ? 'On it' : `On ${one.name}, which it is made of`;
  if (one.at > about.beganAt + noticedWithinMs) return { weight: 1, why: `${where}, after it began: it may follow from it.` };
  if (one.isFailed) return { weight: 1, why: `${where}, and it failed: it may keep it from recovering.` };
  // Target tracking calls UpdateEndpointWeightsAndCapacities all day: it follows what happens.
  const isByItself = one.eventId === null || !one.isByPerson;
  if (isByItself || actionRow(one.title)?.changes !== true) {
    const says = isByItself ? 'a service did it by itself' : 'no configuration is changed by it';
    return { weight: 1, why: `${where}; ${says}.` };
  }
  return isOwn(one, about)
    ? { weight: 3, why: 'It changed the thing itself, before it began.' }
    : { weight: 2, why: `It changed ${one.name}, which it is made of, before it began.` };
}

/**
 * What happened around the beginning of an alert, the likeliest cause first: changes of the thing itself, then of what it is made of, then the rest;
 * of the same weight the nearest to the beginning.
 */
export function rankCauses<One extends Happened>(happenings: readonly One[], about: About): Cause<One>[] {
  const distance = ({ happening: { at } }: Cause<One>): number => Math.abs(about.beganAt - at);
  return happenings
    .map((happening): Cause<One> => ({ happening, ...weigh(happening, about) }))
    .toSorted((a, b) => b.weight - a.weight || distance(a) - distance(b));
}
