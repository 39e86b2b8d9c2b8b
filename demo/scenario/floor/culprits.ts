import { deployerOf } from '../fleet/owners.ts';
import { hasTrials } from '../fleet/roll.ts';
import { trialsOf } from '../fleet/trials.ts';
import { type Actor, trailRecord } from '../people.ts';
import type { Place, Scale } from '../types.ts';
import type { Deed } from './deed.ts';
import { domains } from './domains.ts';
import { floorDeeds } from './events.ts';
import { notebooks } from './notebooks.ts';
import { places } from './setting.ts';

/**
 * Who did what: the demo's own word on its incidents, against which whoever looks for them is held. One for each event and what it is evidence
 * of. `on`: what it befell, empty where that is the account; `team`: whose that is, where it is a resource of a team.
 */
export type Culprit = Place & {
  crime: string;
  eventId: string;
  at: number;
  who: string;
  from: string;
  on: string;
  team: string | null;
};

const nameOf = (actor: Actor): string => {
  if ('person' in actor) return actor.person;
  if ('workload' in actor) return actor.session;
  if ('user' in actor) return actor.user;
  return 'root' in actor ? 'root' : actor.service;
};

const owners = new Map<unknown, string | null>([
  ...notebooks.map(({ name, team }) => [name, team] as const),
  ...domains.map(({ id, team }) => [id, team] as const),
]);

/** Whose resource a request names; jobs and endpoints carry their team with them. */
function teamOf({ request }: Deed): string | null {
  const tags = Array.isArray(request?.Tags) ? (request.Tags as { Key: string; Value: string }[]) : [];
  const tag = tags.find(({ Key }) => Key === 'team');
  return tag?.Value ?? owners.get(request?.NotebookInstanceName ?? request?.DomainId) ?? null;
}

type Of = { seed: string; scale: Scale };

/** The endpoints that are tried out for a day are deleted for real. */
const deletions = ({ seed, scale }: Of, place: Place, from: number, to: number): (Deed & { team: string | null })[] =>
  (hasTrials(scale) ? trialsOf(seed).between(place, from, to) : [])
    .filter(({ deletedAt }) => deletedAt >= from && deletedAt < to)
    .map((spec) => {
      const request = { EndpointName: spec.name };
      return {
        ...{ at: spec.deletedAt, actor: deployerOf(spec, 'routine'), source: 'sagemaker', name: 'DeleteEndpoint', request },
        ...{ discriminator: JSON.stringify(request), shows: { deployment_deleted: spec.name }, team: spec.team },
      };
    });

function culpritsOf(seed: string, place: Place, { shows = {}, team, ...deed }: Deed & { team?: string | null }): Culprit[] {
  const { eventID, sourceIPAddress } = trailRecord({ seed, place, ...deed });
  return Object.entries(shows).map(([crime, on]) => ({
    ...place,
    ...{ crime, on, eventId: eventID, at: deed.at, who: nameOf(deed.actor) },
    ...{ from: String(sourceIPAddress), team: team ?? teamOf(deed) },
  }));
}

/** All that is there to be found in [from, to), oldest first. */
export const culpritsBetween = (of: Of, from: number, to: number): Culprit[] =>
  places
    .flatMap((place) =>
      [...floorDeeds(of, place, from, to), ...deletions(of, place, from, to)].flatMap((deed) => culpritsOf(of.seed, place, deed)),
    )
    .sort((a, b) => a.at - b.at || (a.crime < b.crime ? -1 : 1));
