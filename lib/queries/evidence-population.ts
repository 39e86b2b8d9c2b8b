import type { DetectionFilter } from '#lib/audit/detections/filter.ts';
import { ruleRow } from '#lib/audit/detections/rules.ts';
import { drawSample, type Member, mostPacked, type Sampling, type StrataId, type Stratum } from '#lib/audit/evidence/sample.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { type AuditAsk, type AuditRow, listAuditEvents } from './audit.ts';
import { type DetectionRow, listDetections } from './detections.ts';

const pageSize = 1000;

const strataOf: Record<StrataId, (row: AuditRow) => string> = {
  none: () => '',
  team: ({ resources }) => resources.find(({ team }) => team !== null)?.team ?? 'no team',
  account: ({ account }) => account,
  action: ({ eventName }) => eventName,
  who: ({ who }) => who,
};

/**
 * What a pack is of: the events of a search that were received by an instant (epoch ms), or a sample of them. With `rules`, the events in which
 * these found something; the search is then the window alone.
 */
export type PopulationAsk = AuditAsk & { receivedBy: number; sample: Sampling | null; rules: DetectionFilter | null };

/** `found`: titles of the rules that found something in it, where it was asked by rules. */
export type PopulationEvent = Member & { at: number; isTaken: boolean; found: string | null };
/** `events` newest first; `strata` null where all are taken. */
export type Population = { events: PopulationEvent[]; strata: Stratum[] | null };

const tooMany = (): TrailwatchError =>
  new TrailwatchError('invalid', `More than ${mostPacked} events match: one pack is of no more, a sample too.`, {
    mend: 'Narrow the window or the filter, and make a pack of each part.',
  });

type Page = { rows: (AuditRow | DetectionRow)[]; next: string | null };

const pageOf = (scope: TeamScope, ask: PopulationAsk, cursor: string | null): Promise<Page> =>
  ask.rules
    ? listDetections(scope, { ...ask, filter: ask.rules, limit: pageSize, cursor })
    : listAuditEvents(scope, { ...ask, limit: pageSize, cursor });

const foundIn = (row: AuditRow | DetectionRow): string | null => ('rule' in row ? (ruleRow(row.rule)?.title ?? row.rule) : null);

async function listMembers(scope: TeamScope, ask: PopulationAsk): Promise<PopulationEvent[]> {
  const stratumOf = strataOf[ask.sample?.by ?? 'none'];
  const members = new Map<string, PopulationEvent>();
  let cursor: string | null = null;
  do {
    const page = await pageOf(scope, ask, cursor);
    for (const row of page.rows) {
      const { account, eventId, at } = row;
      const key = `${account} ${eventId}`;
      const known = members.get(key);
      // Several rules may have found something in one event.
      if (known) known.found = [known.found, foundIn(row)].join('; ');
      else members.set(key, { account, eventId, at, stratum: stratumOf(row), isTaken: true, found: foundIn(row) });
    }
    if (members.size > mostPacked) throw tooMany();
    cursor = page.next;
  } while (cursor !== null);
  return [...members.values()];
}

/** Every event of the search, and which of them are taken. @throws TrailwatchError `invalid` for more than a pack holds */
export async function listPopulation(scope: TeamScope, ask: PopulationAsk): Promise<Population> {
  const members = await listMembers(scope, ask);
  if (ask.sample === null) return { events: members, strata: null };
  const { taken, strata } = drawSample(members, ask.sample);
  return { events: members.map((one) => ({ ...one, isTaken: taken.has(one) })), strata };
}
