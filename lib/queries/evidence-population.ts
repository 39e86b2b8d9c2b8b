import { drawSample, type Member, mostPacked, type Sampling, type StrataId, type Stratum } from '#lib/audit/evidence/sample.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { type AuditAsk, type AuditPage, type AuditRow, listAuditEvents } from './audit.ts';

const pageSize = 1000;

const strataOf: Record<StrataId, (row: AuditRow) => string> = {
  none: () => '',
  team: ({ resources }) => resources.find(({ team }) => team !== null)?.team ?? 'no team',
  account: ({ account }) => account,
  action: ({ eventName }) => eventName,
  who: ({ who }) => who,
};

/** What a pack is of: the events of a search that were received by an instant (epoch ms), or a sample of them. */
export type PopulationAsk = AuditAsk & { receivedBy: number; sample: Sampling | null };

export type PopulationEvent = Member & { at: number; isTaken: boolean };
/** `events` newest first; `strata` null where all are taken. */
export type Population = { events: PopulationEvent[]; strata: Stratum[] | null };

const tooMany = (): TrailwatchError =>
  new TrailwatchError(
    'invalid',
    `More than ${mostPacked} events match, which is more than one pack holds, a sample of them too.`,
    {
      mend: 'Narrow the window or the filter, and make a pack of each part.',
    },
  );

async function listMembers(scope: TeamScope, ask: PopulationAsk): Promise<(Member & { at: number })[]> {
  const stratumOf = strataOf[ask.sample?.by ?? 'none'];
  const members: (Member & { at: number })[] = [];
  let cursor: string | null = null;
  do {
    const page: AuditPage = await listAuditEvents(scope, { ...ask, limit: pageSize, cursor });
    for (const row of page.rows) {
      members.push({ account: row.account, eventId: row.eventId, at: row.at, stratum: stratumOf(row) });
    }
    if (members.length > mostPacked) throw tooMany();
    cursor = page.next;
  } while (cursor !== null);
  return members;
}

/** Every event of the search, and which of them are taken. @throws TrailwatchError `invalid` for more than a pack holds */
export async function listPopulation(scope: TeamScope, ask: PopulationAsk): Promise<Population> {
  const members = await listMembers(scope, ask);
  if (ask.sample === null) return { events: members.map((one) => ({ ...one, isTaken: true })), strata: null };
  const { taken, strata } = drawSample(members, ask.sample);
  return { events: members.map((one) => ({ ...one, isTaken: taken.has(one) })), strata };
}
